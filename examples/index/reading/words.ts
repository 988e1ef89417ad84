import type { Language } from "../words.ts";

const en = {
  by: "By {author}",
  minutes: "{minutes} min",
  topics: "Topics",
  more: "More in this section",
  latest: "Latest",
  news: "New since your last visit on {day}",
  noNews: "Nothing new since your last visit on {day}.",
  shut: "Here the open part ends",
  shutLogIn: "This article is for readers who are logged in. Logging in opens it; it costs nothing.",
  shutOrder: "This article is sold singly. An order opens it for good: {price}.",
  orderAfterLogIn: "To order it, log in first, so that we know whom to open it for.",
  order: "Order it",
} as const;

export type ReadingWords = { readonly [K in keyof typeof en]: string };

const zh: ReadingWords = {
  by: "{author}",
  minutes: "约{minutes}分钟",
  topics: "话题",
  more: "本栏目其他文章",
  latest: "最新",
  news: "{day}您上次访问之后的新内容",
  noNews: "自{day}您上次访问以来，没有新内容。",
  shut: "公开部分到此为止",
  shutLogIn: "本文供登录读者阅读。登录后即可打开，不收费用。",
  shutOrder: "本文单篇出售。订购后长期可读：{price}。",
  orderAfterLogIn: "订购前请先登录，以便我们知道为谁打开。",
  order: "订购",
};

const WORDS: Readonly<Record<Language, ReadingWords>> = { en, zh };

export function readingWordsOf(language: Language): ReadingWords {
  return WORDS[language];
}
