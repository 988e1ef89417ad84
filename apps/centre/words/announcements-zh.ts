import type { announcementsEn } from "./announcements-en.ts";

/** 公告页面的中文文字。 */
export const announcementsZh: typeof announcementsEn = {
  announcements: {
    tab: "公告",
    title: "公告",
    lead: "难以逐一告知时，我们在此向所有人公告，并逐件说明理由。能够联系到的人，我们均已先行告知。",
    empty: "目前没有任何公告。",
    feed: "Atom 订阅源",
    feedText: "订阅后，阅读器会提示每一则新公告；谁在阅读，我们无须知道。",
    all: "全部公告",
    read: "阅读",
    of: { incident: "安全事件", "policy-change": "政策变更" },
    states: { current: "公告中", ended: "已期满", withdrawn: "已撤回" },
    between: (from, until) => `${from}发布，公告至${until}`,
    why: "为何以公告方式告知",
    withdrawnTitle: (day) => `已于${day}撤回`,
    withdrawnText: "公告原文仍保留于此。撤回理由：",
    endedTitle: (day) => `公告期已于${day}届满`,
    logged: (index) => `本公告的发布已记入公开日志，为第${index}号条目。`,
    unknownTitle: "没有这则公告",
    unknown: "该地址所指的公告从未发布。",
  },
};
