import type { Language } from "../words.ts";

const en = {
  title: "Take part",
  lead: "Nobody is enrolled. You take part in what you choose, and leaving undoes it.",
  results: "So far",
  few: "fewer than {least}",
  withheld:
    "Figures under {least} are not shown, and no total beside them, so that nobody can be picked out.",
  total: "Together: {total}",
  join: "Take part",
  change: "Change it",
  consent: "Taking part is a choice of its own:",
  agree: "I agree to this",
  agreeFirst: "Taking part needs this choice. Nothing was kept.",
  joined: "You take part: {option}.",
  joinedNow: "You take part. It was noted under number {index} of the public log.",
  leave: "Leave",
  left: "You have left, and what you gave was erased. It was noted under number {index} of the public log.",
  logIn: "Log in to take part",
  notOption: "is not one of the choices",
  notKept: "Nothing was kept.",
} as const;

type ProjectWords = { readonly [K in keyof typeof en]: string };

const zh: ProjectWords = {
  title: "参与项目",
  lead: "我们不替任何人报名。您选择参加哪一项，就只参加哪一项；退出即撤销参加。",
  results: "目前结果",
  few: "不足{least}",
  withheld: "不足{least}的数字不予显示，同时不显示合计，以免能够推知个人。",
  total: "合计：{total}",
  join: "参加",
  change: "更改",
  consent: "是否参加由您单独选择：",
  agree: "我同意",
  agreeFirst: "参加须先作出这一选择。未作任何保存。",
  joined: "您已参加：{option}。",
  joinedNow: "您已参加。此事记入公开日志第{index}号。",
  leave: "退出",
  left: "您已退出，所提交的内容已删除。此事记入公开日志第{index}号。",
  logIn: "登录后参加",
  notOption: "不在可选范围内",
  notKept: "未作任何保存。",
};

const WORDS: Readonly<Record<Language, ProjectWords>> = { en, zh };

export function projectWordsOf(language: Language): ProjectWords {
  return WORDS[language];
}
