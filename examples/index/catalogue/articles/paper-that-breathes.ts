import type { Article } from "../article.ts";

export const paperThatBreathes: Article = {
  slug: "paper-that-breathes",
  section: "culture",
  access: { kind: "free" },
  published: "2026-09-28",
  topics: ["craft", "memory", "water"],
  text: {
    en: {
      title: "Paper that breathes",
      lead: "In Jing County they still make a sheet of paper the slow way: bark, straw, sun, and two people who must lift at the same moment.",
      author: "Shen Yan",
      passages: [
        {
          paragraphs: [
            "Xuan paper takes its name from Xuanzhou, where it was traded, and its nature from the blue sandalwood that grows on the limestone hills around. The bark gives the strength, rice straw from sandy fields the softness; the papermakers call the one the bone and the other the flesh.",
            "Both are steamed, washed and spread on the hillsides to bleach, for the better part of a year. No chemical does in a day what the sun does in ten months; one that tries leaves the fibres short, and the paper will be brown before its owner is old.",
          ],
        },
        {
          heading: "Two people, one sheet",
          paragraphs: [
            "The mould for a large sheet is held by two people, one at each end of the vat. They dip, tilt, let the water run off, dip again. If one is a breath early, the sheet is thicker on that side, and a painter will feel it in the brush. Good pairs stay together for decades. They do not count aloud.",
          ],
        },
        {
          heading: "A thousand years",
          paragraphs: [
            "The trade says that the paper lives for a thousand years and the silk for eight hundred. What makes it last is dull: long fibres, no acid, patience. The craft has stood on the list of the world’s intangible heritage since 2009. The list keeps nothing by itself. What keeps it is that somebody still orders paper, and can tell the difference.",
          ],
        },
      ],
    },
    zh: {
      title: "会呼吸的纸",
      lead: "泾县至今仍用慢法子做一张纸：树皮、稻草、日光，和两个必须同时抬手的人。",
      author: "沈砚",
      passages: [
        {
          paragraphs: [
            "宣纸得名于宣州，因为在那里集散；它的本性则来自周围石灰岩山上生长的青檀。檀皮给它韧劲，沙田稻草给它柔软；造纸的人把前者叫骨，后者叫肉。",
            "两样都要蒸，要洗，要摊在山坡上晒白，前后大半年。没有哪种药剂能在一天里做成日光十个月做的事；勉强去做，纤维就短了，纸的主人还没老，纸先黄了。",
          ],
        },
        {
          heading: "两个人，一张纸",
          paragraphs: [
            "捞大纸的帘由两个人抬，水槽两头各站一个。入水，倾侧，让水流走，再入水。谁早了一口气，那一边就厚，画的人落笔便知。好搭档一做几十年。他们不出声数数。",
          ],
        },
        {
          heading: "一千年",
          paragraphs: [
            "行里说，纸寿千年，绢寿八百。能长久的缘故说来平淡：纤维长，不含酸，肯等。二〇〇九年，这门手艺列入了人类非物质文化遗产名录。名录本身保不住什么。真正保住它的，是还有人来订纸，并且分得出好坏。",
          ],
        },
      ],
    },
  },
};
