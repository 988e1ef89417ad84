import type { Language } from "../words.ts";

const en = {
  lead: "Your letter is sealed under your own key. Our staff open it to answer you, and for nothing else.",
  submit: "Send the letter",
  logIn: "Log in to write as yourself",
  claim:
    "Write to us without an account: we answer to the address you give. Anybody could give it, so we treat it as your word alone.",
  elsewhere: "By post or by telephone you reach us here:",
  done: "Your letter has arrived",
  taken: "It is sealed, and kept with what else comes from this address. We answer by e-mail.",
  home: "To the first page",
  acknowledged:
    "It was noted under number {index} of the public log. You see it on your account page, where you can also take it back; the receipt is in your privacy centre.",
  thread: "Your latest letters and our answers",
  you: "You",
  us: "We",
  all: "All of them, with what was enclosed, are in your privacy centre under Letters.",
} as const;

type LetterWords = { readonly [K in keyof typeof en]: string };

const zh: LetterWords = {
  lead: "您的来信以您本人的密钥加密。工作人员仅为答复您而查看。",
  submit: "发送",
  logIn: "登录后以本人身份来信",
  claim:
    "没有账号也可以给我们写信，我们答复至您填写的邮箱。任何人都可能填写该邮箱，因此我们仅视其为您的声称。",
  elsewhere: "您也可以通过邮寄或者电话联系我们：",
  done: "您的来信已收到",
  taken: "来信已加密，与该邮箱的其他来信一并保存。我们将通过电子邮件答复。",
  home: "返回首页",
  acknowledged: "此事记入公开日志第{index}号。您可在账号页面查看或者撤回来信，回执在您的隐私中心。",
  thread: "您最近的来信和我们的答复",
  you: "您",
  us: "我们",
  all: "全部往来信件和附件，见您的隐私中心“往来信件”栏目。",
};

const WORDS: Readonly<Record<Language, LetterWords>> = { en, zh };

export function letterWordsOf(language: Language): LetterWords {
  return WORDS[language];
}
