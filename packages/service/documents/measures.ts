import type { Text } from "@avow/policy";

/** What the software does by itself to protect personal data. Each is true of every running service, and proven by the room it names. */
export const MEASURES: readonly Text[] = [
  // vault
  {
    en: "What a person left is sealed whole (AES-256-GCM) under a random key of that person’s own, which is wrapped by a key kept outside the database.",
    zh: "每个人留下的信息均以其专用的随机密钥整体加密封存（AES-256-GCM），该密钥再由保存在数据库之外的密钥加密。",
  },
  {
    en: "Erasing destroys the person’s key and rows in one transaction, and is written down apart from backups, so that a restored backup erases again.",
    zh: "删除时在同一事务中销毁该人的密钥和记录，并在备份之外另行登记，备份恢复后再次执行删除。",
  },
  {
    en: "People are looked up through a keyed index; their addresses are not stored readably.",
    zh: "查找个人时使用加密索引，联系地址不以可读形式存储。",
  },
  // gate, ledger
  {
    en: "Nothing is read without a permit for this category, this purpose and this reader, and reading leaves the person a receipt.",
    zh: "未就该信息种类、该目的和该读取者取得允许的，不得读取；每次读取均给本人留下回执。",
  },
  {
    en: "Evidence is kept in an append-only, signed log that holds no personal data; receipts verify offline.",
    zh: "证据记入只可追加、经签名的日志，日志不含个人信息；回执可离线核验。",
  },
  // accounts, staff
  {
    en: "Passwords are kept as argon2id hashes; operators’ sessions end after twelve hours.",
    zh: "密码以 argon2id 散列值保存；工作人员的会话在十二小时后结束。",
  },
  // http
  {
    en: "Pages load nothing from third parties and run under a strict Content-Security-Policy.",
    zh: "页面不加载任何第三方内容，并受严格的内容安全策略（CSP）约束。",
  },
];
