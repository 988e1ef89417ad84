import type { Language } from "../words.ts";

const en = {
  title: "Cookies",
  lead: "Everything this site may ever keep on your device stands in this register. It is the same register the software obeys: what is not in it is neither set nor read.",
  name: "Name",
  does: "What it does",
  life: "For how long",
  withoutIt: "Without it",
  nothingLost: "nothing changes for you",
  sessionWithout: "you stay logged in until you close the tab",
  setBy: "Set by {who}",
  cookie: "Cookie",
  "local-storage": "Local storage",
  "service-worker": "Service worker",
  yourBrowser: "What your browser says",
  gpc: "Your browser sends Global Privacy Control. Honoured: we take it as a refusal of cookies.",
  dnt: "Your browser sends Do Not Track. Honoured: we take it as a refusal of cookies.",
  noSignal:
    "Your browser sends no signal against tracking. It can still refuse cookies in its settings, and everything here works without them.",
  choice: "Your choice",
  nobody:
    "You are not logged in, so nothing is kept on your device and there is nothing to choose. The log-in form asks; nothing else ever does.",
  acceptedNow: "In this session you have accepted cookies.",
  refusedNow: "In this session you have refused cookies.",
  refuse: "Refuse cookies",
  accept: "Accept cookies",
  refuseHelp: "All of them are removed now. You stay logged in, without a cookie.",
  acceptHelp: "Those in the register are set when they have something to do, and no others.",
  refused: "Refused. Every cookie has been removed, and you are still logged in.",
  accepted: "Accepted. The cookies of the register are set.",
  signalled: "Your browser refuses cookies, so none was set. You are still logged in.",
  receipt: "Noted under number {index} of the public log; the receipt is in your privacy centre.",
} as const;

export type CookieWords = { readonly [K in keyof typeof en]: string };

const zh: CookieWords = {
  title: "Cookie",
  lead: "本网站可能在您的设备上保存的一切，都列在这份登记簿里。软件遵守的也是这一份：未列入的，既不写入，也不读取。",
  name: "名称",
  does: "作用",
  life: "保存多久",
  withoutIt: "没有它时",
  nothingLost: "对您没有任何影响",
  sessionWithout: "您在关闭标签页之前保持登录",
  setBy: "由 {who} 设置",
  cookie: "Cookie",
  "local-storage": "本地存储",
  "service-worker": "服务工作线程（service worker）",
  yourBrowser: "您的浏览器怎么说",
  gpc: "您的浏览器发出全球隐私控制（GPC）信号。已予遵从：我们视为您拒绝 Cookie。",
  dnt: "您的浏览器发出“请勿跟踪”（DNT）信号。已予遵从：我们视为您拒绝 Cookie。",
  noSignal: "您的浏览器没有发出拒绝跟踪的信号。您仍可在浏览器设置中拒绝 Cookie，此处的一切均可不用 Cookie。",
  choice: "您的选择",
  nobody: "您尚未登录，因此您的设备上没有存入任何内容，也没有什么可选。只有登录表单会询问，别处一概不问。",
  acceptedNow: "本次登录中，您接受了 Cookie。",
  refusedNow: "本次登录中，您拒绝了 Cookie。",
  refuse: "拒绝 Cookie",
  accept: "接受 Cookie",
  refuseHelp: "现在全部移除。您无需 Cookie 即可保持登录。",
  acceptHelp: "登记簿所列的各项在用到时设置，别无其他。",
  refused: "已拒绝。Cookie 已全部移除，您仍处于登录状态。",
  accepted: "已接受。登记簿所列的 Cookie 已设置。",
  signalled: "您的浏览器拒绝 Cookie，因此没有设置。您仍处于登录状态。",
  receipt: "此事记入公开日志第{index}号，回执在您的隐私中心。",
};

const WORDS: Readonly<Record<Language, CookieWords>> = { en, zh };

export function cookieWordsOf(language: Language): CookieWords {
  return WORDS[language];
}
