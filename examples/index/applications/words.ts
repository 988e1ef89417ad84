import type { Language } from "../words.ts";

const en = {
  lead: "Ask for a service that is not open to everyone. Our staff read this to answer it, and for nothing else.",
  submit: "Send the application",
  logIn: "Log in to apply",
  done: "Your application has arrived",
  acknowledged:
    "It was noted under number {index} of the public log. You see it on your account page, where you can also take it back; the receipt is in your privacy centre.",
} as const;

type ApplicationWords = { readonly [K in keyof typeof en]: string };

const zh: ApplicationWords = {
  lead: "申请并非向所有人开放的服务。工作人员仅为答复您的申请而查看以下内容。",
  submit: "提交申请",
  logIn: "登录后申请",
  done: "您的申请已收到",
  acknowledged: "此事记入公开日志第{index}号。您可在账号页面查看或者撤回申请，回执在您的隐私中心。",
};

const WORDS: Readonly<Record<Language, ApplicationWords>> = { en, zh };

export function applicationWordsOf(language: Language): ApplicationWords {
  return WORDS[language];
}
