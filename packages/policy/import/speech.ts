import type { Basis } from "../model.ts";
import type { InBoth } from "./vocabulary.ts";

/** What a sentence is about, by its verbs. */
export const TOPICS = {
  collecting: {
    en: /\b(?:collects?|gather|obtain|receive|records?|hold|keep|store|process|ask (?:you|every \w+|for)|request|require|you (?:provide|enter|submit|give)|use your|share your)\b/i,
    zh: /收集|获取|采集|记录|您(?:主动)?提供|填写|处理|使用您的|保存|持有|共享/,
  },
  using: {
    en: /\b(?:us(?:e|es|ed|ing)|process|purposes?|in order to|so that|helps? us)\b/i,
    zh: /用于|用以|目的|以便|为了|为您|为向|为.{1,8}[，,]我们|使用/,
  },
  sharing: {
    en: /\b(?:share[sd]?|disclos\w+|transmit|pass(?:ed)?|provided? (?:it )?to|transfer\w*|given? (?:it )?to|send (?:it )?to)\b/i,
    zh: /共享|提供给|披露|委托|转让|转交|传输|接入|向.{1,12}提供/,
  },
  contacting: {
    en: /\b(?:tell|contact|send|notify|inform|reach|write to) you\b|\bsend\b/i,
    zh: /通知您|联系您|向您(?:发送|推送|介绍)|推送/,
  },
  keeping: {
    en: /\b(?:keep|kept|retain(?:ed|s)?|stored?|hold|held|delet(?:e|ed)|eras(?:e|ed))\b/i,
    zh: /保存|保留|存储|留存|删除|持有/,
  },
  cookies: { en: /\bcookies?\b/i, zh: /cookie/i },
  governing: {
    en: /\bgovern(?:ed|ing)\b|\bread under\b|\bsubject to the laws?\b|\bapplicable law\b/i,
    zh: /适用.{0,24}法律|法律适用|受.{0,24}法律/,
  },
} as const satisfies Readonly<Record<string, InBoth<RegExp>>>;

export type Topic = keyof typeof TOPICS;

/** A sentence that says what is not done declares nothing. */
export const DENIES: InBoth<RegExp> = {
  en: /\b(?:do|does|did|will|would|shall|may|must|can) (?:not|never)\b|\b(?:don't|doesn't|won't|never|cannot|no longer|without your|nobody)\b/i,
  zh: /(?:不会|不得|绝不|从不|不再|不|无需|无须|未经[^，。；]{1,12}[，,]?[^，。；]{0,8}不)(?:收集|获取|采集|使用|共享|提供|披露|转让|处理|记录|保存|出售|推送)/,
};

/** Words that say on what basis something is done. */
export const BASIS_WORDS: readonly { readonly basis: Basis; readonly says: InBoth<RegExp> }[] = [
  { basis: "separate-consent", says: { en: /\bseparate consent\b/i, zh: /单独同意/ } },
  {
    basis: "consent",
    says: { en: /\b(?:consent(?:ed)?|opt(?:ed)?[ -]in|your permission|agreed)\b/i, zh: /同意/ },
  },
  { basis: "legitimate-interests", says: { en: /\blegitimate interests?\b/i, zh: /合法利益|正当利益/ } },
  {
    basis: "contract",
    says: {
      en: /\b(?:perform|performance of)\b[^.;]{0,12}\bcontract\b/i,
      zh: /履行[^。；]{0,8}合同|订立[^。；]{0,8}合同/,
    },
  },
  {
    basis: "legal-duty",
    says: { en: /\b(?:legal (?:obligation|duty)|law requires|required by law)\b/i, zh: /法定义务|法定职责/ },
  },
];

/** Laws a rule set may exist for, by how texts name them; further names of the same law first. */
export const LAW_TERMS: readonly { readonly id: string; readonly says: InBoth<RegExp> }[] = [
  {
    id: "CN",
    says: {
      en: /People['’]s Republic of China|mainland China|\bPRC\b|laws? of China|\bPIPL\b/i,
      zh: /中华人民共和国|中国大陆|中国法律|《个人信息保护法》/,
    },
  },
  { id: "CA", says: { en: /\bCalifornia\b|\bCCPA\b|\bCPRA\b/, zh: /加利福尼亚|加州/ } },
  { id: "UK", says: { en: /\bEngland\b|\bUnited Kingdom\b|\bUK\b/, zh: /英国|英格兰/ } },
  {
    id: "EU",
    says: {
      en: /\bGDPR\b|\bEuropean Union\b|\blaws? of (?:Germany|Ireland|France|the Netherlands)\b/,
      zh: /欧盟|GDPR|《?通用数据保护条例/,
    },
  },
  { id: "BR", says: { en: /\bBrazil\b|\bLGPD\b/, zh: /巴西/ } },
  { id: "SG", says: { en: /\bSingapore\b/, zh: /新加坡/ } },
  { id: "JP", says: { en: /\bJapan\b|\bAPPI\b/, zh: /日本/ } },
  { id: "KR", says: { en: /\b(?:South )?Korea\b/, zh: /韩国/ } },
  { id: "IN", says: { en: /\bIndia\b/, zh: /印度/ } },
];

/** Names of countries and regions where recipients are often found, by ISO 3166-1 alpha-2 code. */
export const COUNTRY_TERMS: readonly { readonly code: string; readonly says: InBoth<RegExp> }[] = [
  { code: "US", says: { en: /\bUnited States\b|\bU\.S\.|\bUSA\b/, zh: /美国/ } },
  { code: "CN", says: { en: /\bChina\b/, zh: /中国|中华人民共和国/ } },
  { code: "HK", says: { en: /\bHong Kong\b/, zh: /香港/ } },
  { code: "TW", says: { en: /\bTaiwan\b/, zh: /台湾/ } },
  { code: "GB", says: { en: /\bUnited Kingdom\b|\bUK\b|\bEngland\b/, zh: /英国/ } },
  { code: "DE", says: { en: /\bGermany\b/, zh: /德国/ } },
  { code: "FR", says: { en: /\bFrance\b/, zh: /法国/ } },
  { code: "IE", says: { en: /\bIreland\b/, zh: /爱尔兰/ } },
  { code: "NL", says: { en: /\bNetherlands\b/, zh: /荷兰/ } },
  { code: "LU", says: { en: /\bLuxembourg\b/, zh: /卢森堡/ } },
  { code: "CH", says: { en: /\bSwitzerland\b/, zh: /瑞士/ } },
  { code: "JP", says: { en: /\bJapan\b/, zh: /日本/ } },
  { code: "KR", says: { en: /\bKorea\b/, zh: /韩国/ } },
  { code: "SG", says: { en: /\bSingapore\b/, zh: /新加坡/ } },
  { code: "IN", says: { en: /\bIndia\b(?!n)/, zh: /印度/ } },
  { code: "AU", says: { en: /\bAustralia\b/, zh: /澳大利亚/ } },
  { code: "CA", says: { en: /\bCanada\b/, zh: /加拿大/ } },
  { code: "BR", says: { en: /\bBrazil\b/, zh: /巴西/ } },
];
