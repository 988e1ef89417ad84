import type { Language } from "../words.ts";

const en = {
  comments: "Comments",
  noComments: "Nobody has commented yet.",
  commentLead: "Comments are public. You decide for each one whether your name stands beside it.",
  logInFirst: "Log in first.",
  logInToComment: "Log in to comment",
  logInToPublish: "Log in to publish",
  underPseudonym: "Publish under my pseudonym",
  underName: "Publish under my name",
  youAgree: "By pressing it you agree:",
  pseudonym: "pseudonym",
  ownName: "own name",
  yours: "Yours",
  takeNameBack: "Take my name back",
  showName: "Show my name here",
  remove: "Delete",
  works: "Readers’ works",
  worksLead: "Written and published by readers of Index, each under the name they chose for it.",
  noWorks: "Nothing has been published yet.",
  publishWork: "Publish something of yours",
  publishLead:
    "A text of yours, for everyone to read. You can take it back at any time, and it is then erased at once.",
  allWorks: "All works",
} as const;

export type DiscussionWords = { readonly [K in keyof typeof en]: string };

const zh: DiscussionWords = {
  comments: "评论",
  noComments: "还没有评论。",
  commentLead: "评论公开可见。每一条是否署您的姓名，由您逐条决定。",
  logInFirst: "请先登录。",
  logInToComment: "登录后评论",
  logInToPublish: "登录后发布",
  underPseudonym: "以化名发布",
  underName: "以姓名发布",
  youAgree: "按下即表示您同意：",
  pseudonym: "化名",
  ownName: "本名",
  yours: "您的",
  takeNameBack: "撤回我的姓名",
  showName: "在此显示我的姓名",
  remove: "删除",
  works: "读者作品",
  worksLead: "由 Index 的读者撰写并发布，署名由其本人逐篇选定。",
  noWorks: "还没有作品发布。",
  publishWork: "发布您的作品",
  publishLead: "您的一篇文字，供所有人阅读。您可以随时撤回，撤回后随即删除。",
  allWorks: "全部作品",
};

const WORDS: Readonly<Record<Language, DiscussionWords>> = { en, zh };

export function discussionWordsOf(language: Language): DiscussionWords {
  return WORDS[language];
}
