import type { Article } from "../article.ts";

export const walkingMap: Article = {
  slug: "walking-map",
  section: "materials",
  access: { kind: "restricted" },
  published: "2026-10-26",
  topics: ["maps", "cities", "tools"],
  text: {
    en: {
      title: "How to draw a walking map",
      lead: "A working guide for an afternoon: paper, a pencil, your own steps, and a neighbourhood you think you know.",
      author: "Yang Duo",
      passages: [
        {
          heading: "Before you go",
          paragraphs: [
            "Find your pace. Walk a hundred metres along a wall whose length you know and count; most people need between 125 and 145 steps. Write the number in the corner of the sheet. From now on you are the instrument.",
            "Choose what the map is for. A map for a person with a pram and a map for a person with a camera share the streets and nothing else.",
          ],
        },
        {
          heading: "On the way",
          paragraphs: [
            "Draw the spine first: one street, end to end, in steps. Hang everything else on it. Where a side street leaves, note the step and the angle, and go on; you will come back for it.",
            "Put down what stays. Trees, steps, gates, the corner where the wind comes round. Shops change; a difference in level does not. Mark every kerb without a ramp: this is the part that no map you can buy will have.",
            "Leave people out. A map that shows where somebody sits every morning is no longer about the street.",
          ],
        },
        {
          heading: "At the table",
          paragraphs: [
            "Draw it again, to one scale, with north wherever it helps. Write the date on it, large. Then give it to somebody who has never been there and walk behind them without speaking. Every place where they stop is a mistake of yours.",
          ],
        },
      ],
    },
    zh: {
      title: "怎样画一张步行地图",
      lead: "一个下午的操作指南：纸、铅笔、自己的脚步，和一片自以为熟悉的街区。",
      author: "杨铎",
      passages: [
        {
          heading: "出发之前",
          paragraphs: [
            "先量步子。沿一道已知长度的墙走一百米，数步数；多数人在一百二十五步到一百四十五步之间。把这个数写在纸角。从现在起，您就是仪器。",
            "想好地图给谁用。给推婴儿车的人的地图，和给拿相机的人的地图，除了街道，没有别的相同。",
          ],
        },
        {
          heading: "路上",
          paragraphs: [
            "先画脊梁：一条街，从头到尾，以步为单位。其余的都挂在它上面。遇到岔路，记下步数和角度，继续走，回头再来画它。",
            "画不会变的东西：树、台阶、大门、拐角处灌风的地方。店铺会换，高差不会。每一处没有坡道的路缘都要标出来：这是买得到的地图上都没有的部分。",
            "不要画人。一张标出某人每天早上坐在哪里的地图，讲的就不再是街道了。",
          ],
        },
        {
          heading: "桌前",
          paragraphs: [
            "按同一比例重画一遍，北朝哪边方便就朝哪边。写上日期，写大些。然后把它交给一个从没去过的人，跟在后面走，不要说话。他停下来的每一处，都是您画错的地方。",
          ],
        },
      ],
    },
  },
};
