import type { Language } from "../words.ts";

const en = {
  places: "On this site",
  orders: "Your orders",
  apply: "Apply for a service",
  write: "Write to us",
  projects: "Take part",
  preferences: "Preferences",
  notifications: "Push notifications",
  cookies: "Cookies",
  given: "What you have given",
  givenLead: "Everything you gave through our forms, newest first. What you take back is erased at once.",
  none: "Nothing yet, beside your registration.",
  more: "And {count} more, in the privacy centre.",
  unreadable: "not readable here",
  takeBack: "Take back",
  stays: "Stays for its declared time",
  takenBack: "It was taken back and erased. This was noted under number {index} of the public log.",
  on: "Agreed",
  off: "Not agreed",
  withdraw: "Withdraw",
  agree: "Agree",
  chosen: "Your choice was noted under number {index} of the public log.",
} as const;

type AccountWords = { readonly [K in keyof typeof en]: string };

const zh: AccountWords = {
  places: "本网站功能",
  orders: "我的订单",
  apply: "申请服务",
  write: "联系我们",
  projects: "参与项目",
  preferences: "偏好设置",
  notifications: "推送通知",
  cookies: "Cookie",
  given: "您提供的内容",
  givenLead: "您通过各表单提供的全部内容，最新的在前。您撤回的内容立即删除。",
  none: "除注册信息外，暂无内容。",
  more: "另有{count}项，请在隐私中心查看。",
  unreadable: "此处不可读取",
  takeBack: "撤回",
  stays: "按所定期限保存",
  takenBack: "已撤回并删除。此事记入公开日志第{index}号。",
  on: "已同意",
  off: "未同意",
  withdraw: "撤回同意",
  agree: "同意",
  chosen: "您的选择记入公开日志第{index}号。",
};

const WORDS: Readonly<Record<Language, AccountWords>> = { en, zh };

export function accountWordsOf(language: Language): AccountWords {
  return WORDS[language];
}
