import type { Language } from "../words.ts";

const en = {
  title: "Push notifications",
  lead: "If something happens to your data, we must tell you. A notification in your browser is one way more, beside e-mail and the others. It says that something awaits you here, and nothing about you.",
  through:
    "It passes, encrypted, through the service of your browser’s maker, which learns that we sent something and when.",
  stores:
    "To show it, a service worker, {name}, is kept in this browser for {life} at most. It goes earlier if you switch notifications off, log out here or refuse cookies. Then the subscription ends too.",
  on: "Push to this browser",
  off: "Switch off",
  isOn: "On, in the browser in which you switched them on last, until {day}.",
  isOff: "Off.",
  switchedOn: "Switched on.",
  switchedOff: "Switched off. The subscription has been erased.",
  noScript:
    "Your browser cannot do this, or JavaScript is off. The privacy centre shows every way by which we reach you.",
  refused:
    "You refuse cookies, so nothing is kept in this browser, and notifications cannot be switched on here. The privacy centre shows every way by which we reach you.",
  unavailable: "We do not send any at present. The privacy centre shows every way by which we reach you.",
  denied:
    "Notifications are not allowed for this site, so nothing was switched on and nothing is kept. You can allow them in your browser’s settings.",
  failed:
    "They were not switched on: your browser could not reach the service that delivers notifications. Nothing is kept.",
  ways: "Every way to reach you",
} as const;

type NotificationWords = { readonly [K in keyof typeof en]: string };

const zh: NotificationWords = {
  title: "推送通知",
  lead: "您的个人信息发生安全事件时，我们必须告知您。除电子邮件等方式外，浏览器通知多了一条渠道。通知只提示您有事项待查看，不含任何关于您的信息。",
  through: "通知经浏览器厂商的推送服务加密传送；该服务可知我们何时发送过通知。",
  stores:
    "为显示通知，此浏览器中将保存一个服务工作线程（service worker），名为 {name}，最长{life}。您关闭推送、在此浏览器中退出登录或者拒绝 Cookie 的，随即移除，订阅同时终止。",
  on: "在此浏览器开启推送",
  off: "关闭推送",
  isOn: "已在您最近一次开启的浏览器中开启，至{day}止。",
  isOff: "未开启。",
  switchedOn: "已开启。",
  switchedOff: "已关闭，推送订阅已删除。",
  noScript: "您的浏览器不支持推送，或者已停用 JavaScript。我们联系您的各种渠道，可在隐私中心查看。",
  refused:
    "您拒绝了 Cookie，我们不在此浏览器中保存任何内容，因此无法在此开启推送。我们联系您的各种渠道，可在隐私中心查看。",
  unavailable: "我们目前不发送推送通知。我们联系您的各种渠道，可在隐私中心查看。",
  denied: "浏览器未允许本网站发送通知，因此没有开启，也没有保存任何内容。您可以在浏览器设置中允许通知。",
  failed: "未能开启：浏览器无法连接到推送服务。没有保存任何内容。",
  ways: "查看联系渠道",
};

const WORDS: Readonly<Record<Language, NotificationWords>> = { en, zh };

export function notificationWordsOf(language: Language): NotificationWords {
  return WORDS[language];
}
