import type { Article } from "../article.ts";

export const teaHorseRoad: Article = {
  slug: "tea-horse-road",
  section: "culture",
  access: { kind: "free" },
  published: "2026-11-06",
  topics: ["maps", "craft", "memory"],
  text: {
    en: {
      title: "The Tea Horse Road, on foot",
      lead: "A road that was never one road, walked for a thousand years by people who carried more than they weighed.",
      author: "Yang Duo",
      passages: [
        {
          paragraphs: [
            "Above Shaxi the stones have holes in them, a hand deep and the width of a hoof. Mules set their feet where the mule before had set its feet, and after some hundreds of years the road had learned their gait.",
            "Tea went up, from the hills of southern Yunnan and from Ya’an in Sichuan, pressed into bricks so that it would travel; horses came down, because an empire that fought on its northern border could not breed enough of its own. From the Song dynasty on there were offices for the exchange and a rate: so much tea, one horse.",
          ],
        },
        {
          heading: "The carriers",
          paragraphs: [
            "On the Sichuan side there were slopes too steep for mules, and there the tea went on backs. A carrier took a hundred kilograms and sometimes more, leaning on a stick with an iron point. He did not sit down to rest, for he could not have got up again: he propped the load on the stick and stood. The iron left its marks too, small round ones, beside the path.",
          ],
        },
        {
          heading: "No map of it",
          paragraphs: [
            "People ask for a map. There were a dozen ways, and which was open depended on snow, on bandits and on whose cousin kept the next inn. The name itself is young: six scholars who walked parts of it proposed it around 1990. The people who had used the road called it, mostly, the road.",
          ],
        },
      ],
    },
    zh: {
      title: "步行茶马古道",
      lead: "一条从来不止一条的路，走了上千年，走的人背负着比自己还重的货。",
      author: "杨铎",
      passages: [
        {
          paragraphs: [
            "沙溪上方的石头上有坑，一掌深，一蹄宽。后一头骡子踩在前一头踩过的地方，几百年下来，路学会了它们的步子。",
            "茶往上走，从云南南部的山里，从四川雅安，压成砖，便于远行；马往下来，因为在北方边境作战的王朝，自己养不出那么多马。宋代起设有专管茶马交易的衙门，也有定价：多少茶，换一匹马。",
          ],
        },
        {
          heading: "背夫",
          paragraphs: [
            "四川一侧有些坡，骡子上不去，茶便由人来背。一个背夫背一百公斤，有时更多，拄一根包铁尖的拐子。歇脚不能坐下，坐下就起不来了：把货架在拐子上，站着歇。铁尖也在路边留下了印子，小小的，圆的。",
          ],
        },
        {
          heading: "没有地图",
          paragraphs: [
            "总有人要地图。路有十几条，走得通哪一条，要看雪，看土匪，看下一家客栈是谁的表亲开的。连名字也很年轻：一九九〇年前后，由六位走过其中几段的学者提出。真正走过这条路的人，多半只管它叫“路”。",
          ],
        },
      ],
    },
  },
};
