import type { reachEn } from "./reach-en.ts";

/** 隐私中心关于联系方式的用语。 */
export const reachZh: typeof reachEn = {
  reach: {
    tab: "联系我",
    title: "我们如何联系您",
    lead: "您的个人信息发生安全事件时，我们必须告知您。联系渠道越多，越能确保您及时知晓。",
    ways: "各渠道可能告知您的事项",
    forNothing: "目前没有。",
    notGiven: "您未提供，我们不使用。",
    address: "通信地址",
    addressLead: "仅用于寄送上述事项的信函，不作他用；我们不以信函寄送广告。",
    addressLabel: "您的地址（按信封书写格式）",
    addressHelp: "无须填写姓名；不超过八行，每行不宜过长。",
    save: "保存地址",
    takeBack: "撤回地址",
    push: {
      title: "在此浏览器接收推送通知",
      lead: "仅提示您有事项待查看。消息经浏览器厂商的推送服务加密传送，不含任何关于您的信息。",
      on: "在此浏览器开启",
      off: "关闭",
      stores: (worker, day) =>
        `为此，此浏览器中将保存一个服务工作线程（service worker），名为 ${worker}，最迟至${day}。您关闭推送、在此浏览器中退出登录或者拒绝 Cookie 的，随即移除，订阅同时终止。`,
      isOn: (day) => `已在您最近一次开启的浏览器中开启，至${day}止。`,
      noScript: "您的浏览器不支持，或者已停用 JavaScript：本页仅此一项功能需要 JavaScript。",
      needsCookies: "您登录时拒绝了 Cookie，我们不在此浏览器中保存任何内容，因此无法开启。",
      denied: "浏览器未允许本网站发送通知，因此没有开启，也没有保存任何内容。您可以在浏览器设置中允许通知。",
      failed: "未能开启：浏览器无法连接到推送服务。没有保存任何内容。",
    },
    done: "已完成，并已留存记录",
    receipts: "查看回执",
  },
};
