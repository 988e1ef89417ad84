/** All the banner says by itself; what is asked comes from the plan, word for word. */
export interface BannerWords {
  readonly title: string;
  readonly intro: string;
  readonly reject: string;
  readonly accept: string;
  readonly choose: string;
  readonly save: string;
  readonly close: string;
  readonly reload: string;
  readonly retry: string;
  readonly reopen: string;
  readonly preferencesIntro: string;
  readonly policy: string;
  readonly clause: string;
  readonly on: string;
  readonly off: string;
  readonly keeps: string;
  readonly reaches: string;
  readonly colon: string;
  readonly comma: string;
  readonly saving: string;
  readonly saved: string;
  readonly failed: string;
  readonly outdated: string;
  readonly signal: Readonly<Record<"gpc" | "dnt", string>>;
  readonly honoured: string;
  readonly leftScript: string;
  readonly leftHost: string;
  readonly leftKept: string;
  /** In the place of a frame; `host` is who would be reached. */
  readonly shut: (host: string) => string;
  readonly shutForGood: string;
  readonly agree: string;
  /** A company with the address it is reached at. */
  readonly named: (title: string, host: string) => string;
}

const en: BannerWords = {
  title: "Your privacy choices",
  intro:
    "Only if you agree does this site use cookies or third-party services for these purposes. You can withdraw your consent at any time.",
  reject: "Reject all",
  accept: "Accept all",
  choose: "Choose",
  save: "Save these choices",
  close: "Close",
  reload: "Reload the page",
  retry: "Try again now",
  reopen: "Privacy choices",
  preferencesIntro:
    "Each of these is off until you switch it on, and you can switch it off again at any time.",
  policy: "Read the privacy policy",
  clause: "Clause",
  on: "On",
  off: "Off",
  keeps: "Keeps on your device",
  reaches: "Connects you to",
  colon: ": ",
  comma: ", ",
  saving: "Saving your choice…",
  saved: "Your choice is saved.",
  failed: "Your choice could not be saved yet, so nothing has been switched on. We will keep trying.",
  outdated:
    "The policy has changed since this page was opened, so your choice was not saved. Reload the page to choose.",
  signal: {
    gpc: "Your browser sends Global Privacy Control. We honour it: everything here is off.",
    dnt: "Your browser sends Do Not Track. We honour it: everything here is off.",
  },
  honoured: "your browser’s refusal is honoured",
  leftScript: "A script that already ran stops only when the page is reloaded.",
  leftHost: "What you agreed to appears when the page is reloaded.",
  leftKept: "These could not be removed from here",
  shut: (host) => `This part comes from ${host}. It is not loaded until you agree:`,
  shutForGood: "This part is not loaded: the privacy policy does not allow it here.",
  agree: "Agree and load",
  named: (title, host) => `${title} (${host})`,
};

const zh: BannerWords = {
  title: "您的隐私选择",
  intro: "仅在您同意后，本网站才会为下列目的使用 Cookie 或第三方服务；同意后可随时撤回。",
  reject: "全部拒绝",
  accept: "全部接受",
  choose: "逐项选择",
  save: "保存所选",
  close: "关闭",
  reload: "重新加载页面",
  retry: "立即重试",
  reopen: "隐私选择",
  preferencesIntro: "以下各项均默认关闭，由您自行开启，并可随时关闭。",
  policy: "阅读隐私政策",
  clause: "条款",
  on: "已开启",
  off: "已关闭",
  keeps: "在您的设备上存储",
  reaches: "连接至",
  colon: "：",
  comma: "、",
  saving: "正在保存您的选择……",
  saved: "您的选择已保存。",
  failed: "您的选择尚未保存成功，因此未开启任何一项。系统将继续尝试。",
  outdated: "本页打开之后政策已有变更，您的选择未能保存。请重新加载页面后再选择。",
  signal: {
    gpc: "您的浏览器发出了“全球隐私控制”（GPC）信号。我们已遵从：以下各项均为关闭。",
    dnt: "您的浏览器发出了“请勿跟踪”（DNT）信号。我们已遵从：以下各项均为关闭。",
  },
  honoured: "已遵从浏览器的拒绝",
  leftScript: "已运行的脚本须重新加载页面后才会停止。",
  leftHost: "您同意的内容将在重新加载页面后显示。",
  leftKept: "以下内容无法在此清除",
  shut: (host) => `此处内容来自“${host}”，在您同意下列事项之前不会加载：`,
  shutForGood: "此处内容未加载：隐私政策不允许在此加载。",
  agree: "同意并加载",
  named: (title, host) => `${title}（${host}）`,
};

/** The words of a language; English for one that has none here. */
export function wordsOf(language: string): BannerWords {
  return /^zh\b/i.test(language) ? zh : en;
}
