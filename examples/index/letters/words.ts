import type { Language } from "../words.ts";

const en = {
  lead: "Your letter is sealed under your own key. Our staff open it to answer you, and for nothing else.",
  submit: "Send the letter",
  logIn: "Log in to write here",
  elsewhere:
    "Without an account you reach us by post or by telephone. What you send here is sealed under a key of yours, which only an account has.",
  done: "Your letter has arrived",
  acknowledged:
    "It was noted under number {index} of the public log. You see it on your account page, where you can also take it back; the receipt is in your privacy centre.",
} as const;

type LetterWords = { readonly [K in keyof typeof en]: string };

const zh: LetterWords = {
  lead: "您的来信以您本人的密钥加密。工作人员仅为答复您而查看。",
  submit: "发送",
  logIn: "登录后来信",
  elsewhere:
    "没有账号的，可以通过邮寄或者电话联系我们。在此处提交的来信须以您本人的密钥加密，而密钥随账号生成。",
  done: "您的来信已收到",
  acknowledged: "此事记入公开日志第{index}号。您可在账号页面查看或者撤回来信，回执在您的隐私中心。",
};

const WORDS: Readonly<Record<Language, LetterWords>> = { en, zh };

export function letterWordsOf(language: Language): LetterWords {
  return WORDS[language];
}
