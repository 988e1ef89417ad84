import type { changesEn } from "./changes-en.ts";

/** What the console says about what versions change for people, in Chinese. */
export const changesZh: typeof changesEn = {
  changes: {
    tab: "变更",
    title: "变更",
    lead: "已批准的版本对个人的影响：事先告知了谁、征询了谁、各自如何答复。未同意的，原有限制继续有效。",
    explains: "未作答复不视为同意；拒绝的，原有限制一直有效。",
    empty: "自首个版本以来，尚未批准其他版本。",
    caption: "已批准的版本，最新的在前",
    version: "版本",
    from: "生效时间",
    states: { coming: "待生效", "in-force": "现行", past: "已失效" },
    concerned: "涉及",
    asked: "征询",
    agreed: "同意",
    refused: "拒绝",
    silent: "未答复",
    counting: "仍在统计",
    telling: "生效前告知",
    told: (told, of) => `已告知 ${told} 人，共 ${of} 人`,
    waiting: (count) => `${count} 人待发送`,
    withStaff: (count) => `${count} 封信待寄或电话待拨`,
    unreached: (count) => `${count} 人未能送达`,
    nobody: "未以消息告知任何人。",
    tellingStates: {
      draft: "尚未开始",
      running: "进行中",
      paused: "已暂停",
      finished: "已完成",
      cancelled: "已取消",
    },
    pause: "暂停",
    resume: "继续",
    pauseOf: (version) => `暂停发送版本 ${version} 的变更告知`,
    resumeOf: (version) => `继续发送版本 ${version} 的变更告知`,
  },
};
