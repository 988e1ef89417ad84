import type { Language } from "../words.ts";
import type { Access, Section, Topic } from "./article.ts";

type Named<K extends string> = Readonly<Record<K, Readonly<Record<Language, string>>>>;

export const SECTION_TITLES: Named<Section> = {
  technology: { en: "Technology", zh: "技术" },
  society: { en: "Society", zh: "社会" },
  culture: { en: "Culture", zh: "文化" },
  materials: { en: "Materials", zh: "资料" },
};

export const SECTION_LEADS: Named<Section> = {
  technology: {
    en: "Machines, formats and methods, explained by people who have had to live with them.",
    zh: "机器、格式与方法，由真正与之相处过的人来讲。",
  },
  society: {
    en: "How people share streets, water and numbers.",
    zh: "人们怎样共用街道、水源与数字。",
  },
  culture: { en: "Things made, said and handed down.", zh: "造物、言说与传承。" },
  materials: {
    en: "Guides and tables to keep at hand and to use.",
    zh: "可以放在手边、拿来就用的指南与图表。",
  },
};

export const TOPIC_TITLES: Named<Topic> = {
  cities: { en: "cities", zh: "城市" },
  craft: { en: "craft", zh: "手艺" },
  language: { en: "language", zh: "语言" },
  maps: { en: "maps", zh: "地图" },
  memory: { en: "memory", zh: "记忆" },
  numbers: { en: "numbers", zh: "数字" },
  privacy: { en: "privacy", zh: "隐私" },
  time: { en: "time", zh: "时间" },
  tools: { en: "tools", zh: "工具" },
  water: { en: "water", zh: "水" },
};

export const ACCESS_TITLES: Named<Access["kind"]> = {
  free: { en: "Free", zh: "免费" },
  restricted: { en: "For readers who are logged in", zh: "登录后可读" },
  paid: { en: "To order", zh: "付费" },
};
