/** What the portal says, in its two languages. A sentence missing in one does not compile. */
export type Language = "en" | "zh";

export const LANGUAGES: readonly Language[] = ["en", "zh"];

const en = {
  language: "English",
  site: "Index",
  tagline: "Articles and materials for people who build things.",
  skip: "Skip to content",
  announcements: "Announcements",
  sections: "Sections",
  doings: "What you can do here",
  settings: "What is yours to set",
  search: "Search articles",
  find: "Search",
  home: "Home",
  policy: "Privacy policy",
  register: "Open an account",
  logIn: "Log in",
  logOut: "Log out",
  account: "Your account",
  centre: "Privacy centre",
  homeLead:
    "What we do with your data is written down, clause by clause, and the software behind this site obeys the same clauses.",
  homeNothing: "Nothing has been stored on your device, so there is nothing to ask you.",
  homePolicy: "Read the policy that runs here",
  registerLead:
    "Every field says what it is for. Nothing else is asked, and a field that is not declared is turned away.",
  required: "required",
  optional: "optional",
  choose: "Please choose",
  usedFor: "Used",
  passwordRule: "At least 12 characters. Kept only in a form nobody can read.",
  submitRegister: "Open the account",
  registered: "Your account is open",
  registeredLead:
    "What you entered is sealed under a key made for you alone. This was noted under number {index} of the public log; the receipt is in your privacy centre.",
  logInLead: "Log in with cookies or without. It is your choice, and everything works either way.",
  email: "E-mail address",
  password: "Password",
  withCookie: "Log in with cookies",
  withoutCookie: "Log in without cookies",
  withCookieHelp:
    "{name} keeps you logged in for {life}. The others in our register count users, hold what you set, speed up search and show what is new since your last visit; push notifications wait for you to switch them on.",
  withoutCookieHelp:
    "You stay logged in until you close this tab. You move about with the buttons on the page, and reloading may ask you to send a form again.",
  allCookies: "All of them, and what each does",
  signal:
    "Your browser asks sites not to track you. We take that as a refusal of cookies, so you are logged in without one.",
  hello: "Hello, {name}",
  accountLead: "See what is held about you, change your choices and take your receipts with you.",
  openCentre: "Open the privacy centre",
  loggedOut: "You are logged out.",
  errors: "Please look at these again:",
  answerChange: "See what changes, and decide",
  refusedBy: "Clause {clause} of our policy forbids it:",
  unavailable: "This is not available just now. Nothing was lost; please try again in a moment.",
  notFound: "There is nothing here",
  notFoundLead: "The address may be mistyped.",
  sessionOver: "You are not logged in, or your session has ended.",
  version: "Version",
  effective: "In force from",
  enforcedBy: "Kept by",
  pendingBy:
    "Not yet kept by software. It will come with: {brings}. Until then, what this clause would permit is refused.",
  statesOnly: "States a fact; nothing to be done.",
  counts: "{enforced} of {all} clauses are kept by software today; {pending} are pending, and marked.",
  contents: "Contents",
  rawPolicy: "The same policy as the machine reads it",
  morePolicy: "Each clause with its figures, or in two languages side by side",
  moreVersions: "All versions, and what changed",
  moreFlows: "Where data goes, as a picture",
  moreAsk: "Ask the policy",
  responsible: "Responsible for your data",
  complaints: "Complaints",
} as const;

export type Words = { readonly [K in keyof typeof en]: string };

const zh: Words = {
  language: "中文",
  site: "Index",
  tagline: "为创造者准备的文章与资料。",
  skip: "跳到正文",
  announcements: "公告",
  sections: "栏目",
  doings: "您可以",
  settings: "由您设置",
  search: "搜索文章",
  find: "搜索",
  home: "首页",
  policy: "隐私政策",
  register: "注册账号",
  logIn: "登录",
  logOut: "退出登录",
  account: "我的账号",
  centre: "隐私中心",
  homeLead: "我们如何处理您的个人信息，逐条写明；本网站背后的软件遵守同样的条款。",
  homeNothing: "您的设备上没有存入任何内容，因此也没有什么需要征求您的同意。",
  homePolicy: "阅读在此运行的隐私政策",
  registerLead: "每一项都写明用途。除此之外不作要求；未声明的信息项一律拒收。",
  required: "必填",
  optional: "选填",
  choose: "请选择",
  usedFor: "用途：",
  passwordRule: "至少12个字符。仅以任何人都无法读取的形式保存。",
  submitRegister: "注册",
  registered: "账号已开通",
  registeredLead: "您填写的内容已用专为您生成的密钥加密。此事记入公开日志第{index}号，回执在您的隐私中心。",
  logInLead: "使用 Cookie 登录，或者不使用。由您选择，两种方式功能相同。",
  email: "电子邮箱",
  password: "密码",
  withCookie: "使用 Cookie 登录",
  withoutCookie: "不使用 Cookie 登录",
  withCookieHelp:
    "{name} 使您在{life}内保持登录；登记簿中的其他项用于统计用户数量、保存您的设置、加快搜索，以及显示上次访问之后的更新；推送通知须由您另行开启。",
  withoutCookieHelp:
    "关闭此标签页即退出登录。请使用页面上的按钮前往其他页面；刷新时，浏览器可能询问是否重新提交表单。",
  allCookies: "查看全部 Cookie 及其作用",
  signal: "您的浏览器要求网站不要跟踪您。我们视为您拒绝 Cookie，因此以不使用 Cookie 的方式登录。",
  hello: "{name}，您好",
  accountLead: "查看我们持有的您的信息，更改您的选择，下载您的回执。",
  openCentre: "打开隐私中心",
  loggedOut: "您已退出登录。",
  errors: "请再检查以下各项：",
  answerChange: "查看变更内容并作出决定",
  refusedBy: "我们的隐私政策第{clause}条不允许：",
  unavailable: "暂时无法使用。没有任何内容丢失，请稍后再试。",
  notFound: "此处没有内容",
  notFoundLead: "网址可能有误。",
  sessionOver: "您尚未登录，或者登录已失效。",
  version: "版本",
  effective: "施行日期",
  enforcedBy: "保证机制：",
  pendingBy: "尚未由软件保证，将随“{brings}”实现。在此之前，本条所允许的操作一律拒绝。",
  statesOnly: "仅陈述事实，无需执行。",
  counts: "目前{all}条之中有{enforced}条由软件保证；{pending}条尚待实现，均已标明。",
  contents: "目录",
  rawPolicy: "供机器读取的同一份政策",
  morePolicy: "查看各条的执行次数，或中英文对照阅读",
  moreVersions: "历次版本及其变更",
  moreFlows: "信息流向图",
  moreAsk: "向政策提问",
  responsible: "个人信息处理者",
  complaints: "投诉",
};

const WORDS: Readonly<Record<Language, Words>> = { en, zh };

export function wordsOf(language: Language): Words {
  return WORDS[language];
}

/** Fills `{name}` gaps. */
export function fill(sentence: string, values: Readonly<Record<string, string | number>>): string {
  return sentence.replace(/\{([a-z]+)\}/g, (gap, name: string) => String(values[name] ?? gap));
}

/** The portal's language nearest to what the browser asks for; English when it asks for neither. */
export function languageFrom(acceptLanguage: string | undefined): Language {
  const asked = (acceptLanguage ?? "").split(",").map((part) => part.trim().slice(0, 2).toLowerCase());
  return LANGUAGES.find((language) => language === asked.find((one) => one === "en" || one === "zh")) ?? "en";
}
