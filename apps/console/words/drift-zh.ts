import type { driftEn } from "./drift-en.ts";

/** What the console says about drift between the policy and what pages met, in Chinese. */
export const driftZh: typeof driftEn = {
  drift: {
    tab: "偏差",
    title: "偏差",
    lead: "访客页面中出现而现行政策未申明的内容：只记名称，不记任何值。请在新版本中予以申明，或从页面中移除。",
    empty: "页面中没有出现政策未申明的内容。",
    emptyText:
      "载有工具包的页面会在数秒内上报。即使已被页面的内容安全策略拦截，曾尝试连接的主机也会列在此处。",
    shown: (count) => `有 ${count} 个名称未申明。`,
    masked: "# 代表名称中可能含有具体值、已被遮盖的部分。",
    name: "名称",
    kind: "类型",
    times: "上报次数",
    first: "首次出现",
    last: "最近出现",
    kinds: {
      cookie: "Cookie",
      "local-storage": "本地存储",
      "session-storage": "会话存储",
      "indexed-db": "浏览器内数据库",
      "cache-storage": "浏览器内缓存",
      "service-worker": "服务工作线程（service worker）",
      host: "第三方主机",
    },
  },
};
