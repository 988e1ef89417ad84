import type { Article } from "../article.ts";

export const countingTheUncounted: Article = {
  slug: "counting-the-uncounted",
  section: "society",
  access: { kind: "restricted" },
  published: "2026-11-03",
  topics: ["numbers", "privacy"],
  text: {
    en: {
      title: "Counting people who would rather not be counted",
      lead: "In 1965 a statistician found out how to learn the truth about everybody without learning it about anybody. It takes a coin.",
      author: "Wen Jia",
      passages: [
        {
          paragraphs: [
            "Ask a hall of people whether they have ever cheated on their taxes and you will learn how many are willing to say so. Stanley Warner’s proposal was to let chance answer beside them. Here is a version you can try at dinner.",
            "Each person tosses a coin, unseen. Heads: answer truthfully. Tails: toss again, and say yes for heads and no for tails, whatever the truth. Now nobody’s yes means anything. It may be a confession; it may be a coin. Each person can say so with a straight face for the rest of their life.",
          ],
        },
        {
          heading: "And yet",
          paragraphs: [
            "Of a hundred people, about fifty answered by coin, and about twenty-five of these said yes. If forty said yes altogether, fifteen of the truthful fifty did: three in ten. The answer about the hall is there, a little blurred; the answer about any one person never existed.",
            "The blur shrinks as the hall grows, and the protection does not. Ask ten thousand people and the figure is sharp to within a percent or two, while each of them is exactly as safe as before.",
          ],
        },
        {
          heading: "What it costs",
          paragraphs: [
            "There is one catch, and it took forty years to be put precisely. Ask the same person the same question often enough and the coins average out. Protection of this kind is spent by asking. Whoever promises it must also say how often they will ask, and then stop.",
          ],
        },
      ],
    },
    zh: {
      title: "统计那些不愿被统计的人",
      lead: "一九六五年，一位统计学家找到了办法：得知所有人的真相，而不得知任何一个人的。只需一枚硬币。",
      author: "闻嘉",
      passages: [
        {
          paragraphs: [
            "问满屋子的人有没有偷过税，您能得知的，是有多少人愿意承认。斯坦利·沃纳的主意是，让机遇和他们一起作答。下面这个做法，吃晚饭时就可以一试。",
            "每个人掷一次硬币，不给别人看。正面：照实回答。反面：再掷一次，正面就说“有”，反面就说“没有”，与事实无关。于是谁说“有”都不说明什么。也许是坦白，也许是硬币。每个人都可以一辈子理直气壮地这样讲。",
          ],
        },
        {
          heading: "然而",
          paragraphs: [
            "一百人里，约有五十人由硬币作答，其中约二十五人说“有”。如果总共四十人说“有”，那么照实回答的五十人里有十五人，即十分之三。关于这屋子人的答案就在那里，略有些模糊；关于任何一个人的答案，则从未存在过。",
            "人越多，模糊越小，保护却不减。问一万人，数字准到百分之一二，而其中每一个人，安全如故。",
          ],
        },
        {
          heading: "代价",
          paragraphs: [
            "只有一点要当心，而把这一点说准确，用了四十年：对同一个人把同一个问题问得够多，硬币就会互相抵消。这种保护是会被问光的。谁承诺它，就必须同时说明会问几次，问完就停。",
          ],
        },
      ],
    },
  },
};
