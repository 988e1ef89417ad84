import type { Article } from "../article.ts";

export const theManWhoNarrowedTheRiver: Article = {
  slug: "the-man-who-narrowed-the-river",
  section: "culture",
  access: { kind: "free" },
  published: "2026-11-15",
  topics: ["water", "memory", "maps"],
  text: {
    en: {
      title: "The man who narrowed the river",
      lead: "Everybody before Pan Jixun gave the Yellow River more room. He gave it less, and let it do the digging.",
      author: "Lu Heqing",
      passages: [
        {
          paragraphs: [
            "In the sixteenth century the Yellow River carried so much silt that its bed rose above the fields beside it. The received wisdom was to divide it: many channels, each with less water, each with less to fear. Pan Jixun, who was put in charge of the river four times and dismissed more than once, thought this exactly wrong.",
            "Divide the water, he wrote, and it slows; when it slows, the sand settles; when the sand settles, the river dies. Bring the water together and it runs fast; when it runs fast, it scours its own bed. Build dikes to narrow the stream and let the water attack the sand.",
          ],
        },
        {
          heading: "Two lines of defence",
          paragraphs: [
            "He was no gambler. Behind the close dikes that narrowed the stream he set distant ones, to hold a flood that came over; between them, cross-dikes, so that a breach would drown one field and not a county. In the inner walls he left stone spillways, lower than the rest, where too much water could leave without taking the wall along.",
            "What he built was a system that expected to fail in places and had decided beforehand where. He kept drawings of all of it, rolled and annotated, so that whoever came after would know which wall was meant to give way.",
          ],
        },
        {
          heading: "What remains",
          paragraphs: [
            "The river moved on, as it always does; in 1855 it left his channel altogether. But engineers far from China were still arguing over his sentence three hundred years later, in flumes filled with ground coal and sawdust. A good idea about a river is one the river itself would agree with.",
          ],
        },
      ],
    },
    zh: {
      title: "把河收窄的人",
      lead: "潘季驯之前的人都给黄河让地方，他却把河收窄，让水自己去挖。",
      author: "陆河清",
      passages: [
        {
          paragraphs: [
            "十六世纪的黄河挟沙之多，使河床高过了两岸的田地。当时通行的办法是分流：河道多了，每一股水少些，也就少些可怕。四度主持河务、又不止一次被罢免的潘季驯，认为这恰恰错了。",
            "他说，水分则势缓，势缓则沙停，沙停则河饱；水合则势猛，势猛则沙刷，沙刷则河深。筑堤束水，以水攻沙。",
          ],
        },
        {
          heading: "两道防线",
          paragraphs: [
            "他并不是赌徒。收束水流的缕堤之外，另筑遥堤，拦挡漫出来的洪水；两堤之间再筑格堤，万一决口，淹的是一片田，不是一个县。堤上又留石砌的滚水坝，比别处低，水太多时可以从那里出去，而不把堤一同带走。",
            "他造的是一个料到自己会在某处失守、并且事先选好在何处失守的体系。他把这一切画成长卷，加上注记，让后来的人知道，哪一道堤本来就是要让的。",
          ],
        },
        {
          heading: "留下来的",
          paragraphs: [
            "河还是走了，它向来如此；一八五五年，黄河彻底离开了他的河道。可是三百年后，远在中国之外的工程师仍在装满煤屑和锯末的水槽里，为他的那句话争论不休。关于一条河的好主意，是河自己也会同意的主意。",
          ],
        },
      ],
    },
  },
};
