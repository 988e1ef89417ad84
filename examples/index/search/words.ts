import type { Language } from "../words.ts";

const en = {
  title: "Search",
  label: "What are you looking for?",
  lead: "Both languages are searched, whichever you write in. What you ask is answered and forgotten: it is not logged.",
  found: "{count} found",
  none: "Nothing was found. Fewer or other words may help.",
  quick: "Search answers at once on this device: its index is kept here for {life}, under the name {name}.",
  without: "Without cookies, {limit}.",
} as const;

export type SearchWords = { readonly [K in keyof typeof en]: string };

const zh: SearchWords = {
  title: "搜索",
  label: "您要找什么？",
  lead: "无论用哪种语言，都会在两种语言的内容中搜索。您的提问只用于作答，答完即忘，不入日志。",
  found: "找到{count}篇",
  none: "没有找到。少用几个词，或者换个词试试。",
  quick: "搜索在本设备上即时作答：索引以 {name} 为名在此保存{life}。",
  without: "不使用 Cookie 时，{limit}。",
};

const WORDS: Readonly<Record<Language, SearchWords>> = { en, zh };

export function searchWordsOf(language: Language): SearchWords {
  return WORDS[language];
}
