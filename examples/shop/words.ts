/** What the shop says, in its two languages. A sentence missing in one does not compile. */
export type Language = "en" | "zh";

export const LANGUAGES: readonly Language[] = ["en", "zh"];

const en = {
  language: "English",
  site: "Nordwind",
  tagline: "What keeps out the weather.",
  skip: "Skip to content",
  goods: "Goods",
  basket: "Basket",
  basketHolds: "Basket, {count} in it",
  policy: "Privacy policy",
  choices: "Privacy choices",
  homeLead: "Made for wind from the north. Tested on the Elbe at five in the morning, in November.",
  made: "Made of",
  weighs: "Weighs",
  price: "Price",
  add: "Put into the basket",
  added: "It is in your basket.",
  basketEmpty: "There is nothing in it yet.",
  basketSum: "Together",
  basketClear: "Empty the basket",
  basketNote:
    "This is an example: nothing is sold here. Your basket is kept in one cookie, {name}, which was set when you put something in and lives {life}.",
  watch: "See it in the wind",
  videoTitle: "Video: {title} in the wind",
  videoNeeds: "The video is another company’s. It is shown with JavaScript, and only if you agreed to it.",
  choicesLead:
    "With your consent, this site would also use other companies’ services for these purposes. Until you agree, none of them is used. Refusing costs you nothing.",
  choicesFrom: "Clause {clause} of the policy",
  yes: "Yes",
  no: "No",
  save: "Save these choices",
  rejectAll: "Reject all",
  acceptAll: "Accept all",
  choicesKept: "Your choice is recorded.",
  choicesNumber: "Number of the record",
  choicesLost:
    "Your choice could not be recorded just now, so nothing has been switched on. Please try again.",
  choicesStale: "The words of the policy have changed in the meantime. Please read them again and choose.",
  choicesMissing: "Please answer each question with yes or no.",
  signal: {
    gpc: "Your browser sends Global Privacy Control. We honour it: everything here is off.",
    dnt: "Your browser sends Do Not Track. We honour it: everything here is off.",
  },
  unavailable: "This is not available just now. Please try again in a moment.",
  notFound: "There is nothing here",
  notFoundLead: "The address may be mistyped.",
  home: "Back to the goods",
  version: "Version",
  effective: "In force from",
  contents: "Contents",
  enforcedBy: "Kept by",
  pendingBy: "Not yet kept by software; it will come with: {brings}.",
  statesOnly: "States a fact; nothing to be done.",
  responsible: "Responsible for your data",
} as const;

type Said<T> = { readonly [K in keyof T]: T[K] extends string ? string : Said<T[K]> };
export type Words = Said<typeof en>;

const zh: Words = {
  language: "中文",
  site: "Nordwind",
  tagline: "风雨挡在外面。",
  skip: "跳到正文",
  goods: "商品",
  basket: "购物车",
  basketHolds: "购物车，共{count}件",
  policy: "隐私政策",
  choices: "隐私选择",
  homeLead: "为北风而做。十一月清晨五点，在易北河畔逐件测试。",
  made: "材质",
  weighs: "重量",
  price: "价格",
  add: "放入购物车",
  added: "已放入购物车。",
  basketEmpty: "购物车里还没有商品。",
  basketSum: "合计",
  basketClear: "清空购物车",
  basketNote:
    "本站仅为示例，不销售任何商品。购物车保存在一个 Cookie（{name}）中，在您放入商品时设置，有效期{life}。",
  watch: "看看它在风中的样子",
  videoTitle: "视频：风中的{title}",
  videoNeeds: "视频由另一家公司提供，仅在您同意之后、启用 JavaScript 时显示。",
  choicesLead:
    "经您同意，本网站还会为下列目的使用其他公司的服务。在您同意之前，一律不启用；拒绝不会给您带来任何不利。",
  choicesFrom: "政策第{clause}条",
  yes: "同意",
  no: "拒绝",
  save: "保存所选",
  rejectAll: "全部拒绝",
  acceptAll: "全部接受",
  choicesKept: "您的选择已记录。",
  choicesNumber: "记录编号",
  choicesLost: "暂时未能记录您的选择，因此未开启任何一项。请重试。",
  choicesStale: "政策的文字已有变更。请重新阅读后再选择。",
  choicesMissing: "请对每个问题作出同意或拒绝的选择。",
  signal: {
    gpc: "您的浏览器发出了“全球隐私控制”（GPC）信号。我们已遵从：以下各项均为关闭。",
    dnt: "您的浏览器发出了“请勿跟踪”（DNT）信号。我们已遵从：以下各项均为关闭。",
  },
  unavailable: "暂时无法使用，请稍后再试。",
  notFound: "此处没有内容",
  notFoundLead: "网址可能有误。",
  home: "返回商品页",
  version: "版本",
  effective: "施行日期",
  contents: "目录",
  enforcedBy: "保证机制：",
  pendingBy: "尚未由软件保证，将随“{brings}”实现。",
  statesOnly: "仅陈述事实，无需执行。",
  responsible: "个人数据的控制者",
};

const WORDS: Readonly<Record<Language, Words>> = { en, zh };

export function wordsOf(language: Language): Words {
  return WORDS[language];
}

/** Fills `{name}` gaps. */
export function fill(sentence: string, values: Readonly<Record<string, string | number>>): string {
  return sentence.replace(/\{([a-z]+)\}/g, (gap, name: string) => String(values[name] ?? gap));
}

/** The shop's language nearest to what the browser asks for; English when it asks for neither. */
export function languageFrom(acceptLanguage: string | undefined): Language {
  const asked = (acceptLanguage ?? "").split(",").map((part) => part.trim().slice(0, 2).toLowerCase());
  return LANGUAGES.find((language) => language === asked.find((one) => one === "en" || one === "zh")) ?? "en";
}
