import type { Article } from "../article.ts";

export const measuresOldAndNew: Article = {
  slug: "measures-old-and-new",
  section: "materials",
  access: { kind: "free" },
  published: "2026-10-05",
  topics: ["numbers", "language"],
  text: {
    en: {
      title: "Measures, old and new: a table to keep",
      lead: "What a chi, a jin and a mu are today, what they used to be, and how to read them in an old book without going wrong.",
      author: "The editors",
      passages: [
        {
          heading: "In the market today",
          paragraphs: [
            "Length. One li is 500 metres; one chi is a third of a metre; ten cun make a chi.",
            "Weight. One jin is 500 grams; one liang is 50 grams; ten liang make a jin.",
            "Area. One mu is 10,000 ÷ 15, or about 666.7 square metres; fifteen mu make a hectare. One qing is a hundred mu.",
            "Volume. One sheng is one litre; ten sheng make a dou.",
          ],
        },
        {
          heading: "In older books",
          paragraphs: [
            "Until the reform of 1929 and beyond it in daily use, a jin had sixteen liang, not ten. “Eight liang to the half jin” means: the same thing twice.",
            "The chi grew. A foot rule of the Han measures about 23 centimetres, one of the Tang about 30, one of the Qing builders 32. A man of seven chi in a Han text is not a giant; he is 1.61 metres tall.",
            "A li was 360 paces of five chi for most of later history, and thus moved with the chi. Reckon with 400 to 580 metres unless the text gives you something to check it by.",
          ],
        },
        {
          heading: "How to check",
          paragraphs: [
            "Find in the same text one thing that still exists: a gate, a bell, a distance between two towns. Measure it, divide, and believe the quotient rather than the table.",
          ],
        },
      ],
    },
    zh: {
      title: "古今度量衡：一份备查的表",
      lead: "今天的一尺、一斤、一亩是多少，从前是多少，读旧书时怎样才不会弄错。",
      author: "编辑部",
      passages: [
        {
          heading: "今天的市制",
          paragraphs: [
            "长度：一里为五百米；一尺为三分之一米；十寸为一尺。",
            "重量：一斤为五百克；一两为五十克；十两为一斤。",
            "面积：一亩为一万除以十五，约合六百六十六点七平方米；十五亩为一公顷；一顷为一百亩。",
            "容积：一升即一公升；十升为一斗。",
          ],
        },
        {
          heading: "旧书里的",
          paragraphs: [
            "一九二九年改制以前，日常生活中则更晚，一斤是十六两而不是十两。“半斤八两”，说的正是两者相等。",
            "尺在变长。汉尺约二十三厘米，唐尺约三十厘米，清代营造尺三十二厘米。汉代文章里的七尺之躯并不是巨人，身高一米六一。",
            "后世一里大多为三百六十步，每步五尺，因而随尺而变。除非文中有可供核对之处，宜按四百米至五百八十米估算。",
          ],
        },
        {
          heading: "怎样核对",
          paragraphs: [
            "在同一篇文字里找一样至今还在的东西：一座门，一口钟，两座城之间的路程。量一量，除一除，与其信表，不如信这个商。",
          ],
        },
      ],
    },
  },
};
