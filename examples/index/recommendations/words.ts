import type { Language } from "../words.ts";

const en = {
  forYou: "For you",
  because: "Because you read “{title}”: {topic}",
  nothingYet: "Nothing yet. What you open from now on is what we go by.",
  plainly: "Show newest first instead",
  recommended: "Show what may interest me first",
  isPlain: "Articles stand newest first. What you have read plays no part.",
  manage: "What this goes by",
  question: "May we recommend articles to you?",
  yes: "Yes, recommend",
  no: "No, do not",
  noHelp: "We note nothing of what you read, and do not ask again.",
  yesHelp: "Can be changed at any time, here and in your privacy centre.",
  title: "Recommendations",
  lead: "What we recommend rests on the articles below and on nothing else. Forget any of them, and it counts no more.",
  off: "Recommendations are off. We note nothing of what you read, and everybody sees the same order.",
  read: "What you have read",
  forget: "Forget",
  forgetAll: "Stop, and forget all of it",
  topics: "The topics in it",
  times: "{topic} ({count})",
} as const;

export type RecommendationWords = { readonly [K in keyof typeof en]: string };

const zh: RecommendationWords = {
  forYou: "为您推荐",
  because: "因为您读过《{title}》：{topic}",
  nothingYet: "暂无推荐。此后您打开的文章，才会成为依据。",
  plainly: "改为按时间排序",
  recommended: "改为按推荐排序",
  isPlain: "文章按时间排列，与您读过什么无关。",
  manage: "推荐依据",
  question: "可以向您推荐文章吗？",
  yes: "可以推荐",
  no: "不要推荐",
  noHelp: "我们不记录您读了什么，也不再询问。",
  yesHelp: "可随时在此处或隐私中心更改。",
  title: "推荐",
  lead: "推荐仅依据下列文章，别无其他。忘掉其中任何一篇，它即不再作为依据。",
  off: "推荐已关闭。我们不记录您读了什么，所有人看到的顺序相同。",
  read: "您读过的文章",
  forget: "忘掉",
  forgetAll: "停止推荐并全部忘掉",
  topics: "其中的话题",
  times: "{topic}（{count}）",
};

const WORDS: Readonly<Record<Language, RecommendationWords>> = { en, zh };

export function recommendationWordsOf(language: Language): RecommendationWords {
  return WORDS[language];
}
