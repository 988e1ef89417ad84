import { SECTIONS } from "./catalogue/article.ts";
import { SECTION_TITLES } from "./catalogue/words.ts";
import type { Language } from "./words.ts";

/** A page the frame leads to. */
export interface Place {
  /** Without the language. */
  readonly path: string;
  readonly title: Readonly<Record<Language, string>>;
}

/** The sections of the publication, at the head of every page. */
export const SECTION_PLACES: readonly Place[] = [
  ...SECTIONS.map((section) => ({ path: `/${section}`, title: SECTION_TITLES[section] })),
  { path: "/works", title: { en: "Readers’ works", zh: "读者作品" } },
];

/** What people can do here, at the foot of every page. A part of the portal adds its line. */
export const DOINGS: readonly Place[] = [
  { path: "/search", title: { en: "Search", zh: "搜索" } },
  { path: "/products", title: { en: "Order", zh: "订购" } },
  { path: "/projects", title: { en: "Take part", zh: "参与项目" } },
  { path: "/apply", title: { en: "Apply for a service", zh: "申请服务" } },
  { path: "/write", title: { en: "Write to us", zh: "联系我们" } },
  { path: "/works/new", title: { en: "Publish something of yours", zh: "发布您的作品" } },
];

/** What is theirs to set, at the foot of every page. */
export const SETTINGS: readonly Place[] = [
  { path: "/preferences", title: { en: "Language and appearance", zh: "语言与外观" } },
  { path: "/cookies", title: { en: "Cookies", zh: "Cookie" } },
  { path: "/policy", title: { en: "Privacy policy", zh: "隐私政策" } },
];
