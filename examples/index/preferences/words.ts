import type { Language } from "../words.ts";

const en = {
  title: "Language and appearance",
  lead: "How the site is to look, and in what order articles stand. Kept with your account and for nothing else.",
  language: "Language",
  languageLead:
    "Each page is there in both. The language you chose with your account is the one you meet after logging in.",
  save: "Save",
  saved: "Saved.",
  nobody:
    "Without an account the site follows your device, and stores nothing on it. To keep another choice, log in.",
  withCookie:
    "A cookie, {name}, keeps your choice on this device for {life}, so that the site looks right when you come back.",
  without: "Without cookies, {limit}.",
} as const;

export type PreferenceWords = { readonly [K in keyof typeof en]: string };

const zh: PreferenceWords = {
  title: "语言与外观",
  lead: "网站以何种面貌呈现，文章按什么次序排列。随您的账号保存，不作他用。",
  language: "语言",
  languageLead: "每一页都有两种语言。您在账号中选定的语言，即您登录后看到的语言。",
  save: "保存",
  saved: "已保存。",
  nobody: "没有账号时，网站跟随您的设备设置，且不在设备上存入任何内容。如需保存其他选择，请登录。",
  withCookie: "名为 {name} 的 Cookie 会将您的选择在本设备上保存{life}，使您再次访问时网站仍是您设置的样子。",
  without: "不使用 Cookie 时，{limit}。",
};

const WORDS: Readonly<Record<Language, PreferenceWords>> = { en, zh };

export function preferenceWordsOf(language: Language): PreferenceWords {
  return WORDS[language];
}
