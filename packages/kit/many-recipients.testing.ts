import type { Bundle, Rule, Text } from "@avow/policy";

/*
 * A bundle as large as a big company's: 20 categories, 8 purposes, 12 recipients in 6 countries. For tests of what a
 * picture of it looks like.
 */

const CATEGORIES: readonly Text[] = [
  { en: "Contact details", zh: "联系方式" },
  { en: "Account", zh: "账号信息" },
  { en: "Orders and their delivery", zh: "订单及其配送" },
  { en: "Payments", zh: "支付记录" },
  { en: "Invoices and tax numbers", zh: "发票与纳税人识别号" },
  {
    en: "Correspondence with our customer service, in writing and by telephone",
    zh: "与客户服务部门的书面及电话往来记录",
  },
  { en: "Comments and published works", zh: "评论与发布的作品" },
  { en: "Research questionnaires", zh: "调研问卷" },
  { en: "Visit records", zh: "访问记录" },
  { en: "IP address, operating system and browser version", zh: "IP 地址、操作系统与浏览器版本" },
  { en: "Saved preferences", zh: "已保存的偏好" },
  { en: "Search history", zh: "搜索历史" },
  { en: "Purchase history", zh: "购买历史" },
  { en: "Competition entries", zh: "竞赛参赛内容" },
  { en: "Applications for further services", zh: "其他服务申请" },
  { en: "Proof of identity", zh: "身份证明" },
  { en: "Credit information", zh: "信用信息" },
  { en: "Delivery addresses", zh: "收货地址" },
  { en: "Push subscriptions", zh: "推送订阅" },
  { en: "Newsletter", zh: "电子报" },
];

const PURPOSES: readonly Text[] = [
  { en: "to open and run your account", zh: "为您开立和运行账号" },
  { en: "to take, pack and deliver your order", zh: "接受、打包并配送您的订单" },
  { en: "to handle payment", zh: "处理支付" },
  { en: "to tell you about what may interest you", zh: "向您介绍您可能感兴趣的内容" },
  { en: "to prevent fraud and reduce credit risk", zh: "防范欺诈、降低信用风险" },
  { en: "to answer what you write to us", zh: "答复您的来信" },
  { en: "to learn, in aggregate, how the site is used", zh: "从总体上了解网站的使用情况" },
  { en: "to keep our systems running", zh: "维持系统运行" },
];

const RECIPIENTS: readonly (readonly [Text, readonly string[]])[] = [
  [{ en: "Parcel carrier East", zh: "华东快递" }, ["CN"]],
  [
    { en: "Parcel carrier Overseas Logistics and Warehousing Company", zh: "海外物流与仓储有限公司" },
    ["CN", "SG"],
  ],
  [{ en: "Payment institution", zh: "支付机构" }, ["CN"]],
  [{ en: "Card processor", zh: "银行卡处理商" }, ["SG"]],
  [{ en: "Our holding company", zh: "本集团控股公司" }, ["HK"]],
  [{ en: "Customer service centre", zh: "客户服务中心" }, ["MY"]],
  [{ en: "E-mail delivery service", zh: "邮件投递服务商" }, ["DE"]],
  [{ en: "Fraud prevention exchange", zh: "反欺诈信息交换平台" }, ["CN", "HK"]],
  [{ en: "Statistics for advertisers", zh: "广告主统计" }, ["CN"]],
  [{ en: "Hosting provider", zh: "服务器托管商" }, ["CN", "DE"]],
  [{ en: "Auditors", zh: "审计机构" }, ["CN", "US"]],
  [{ en: "Translation agency", zh: "翻译公司" }, ["US"]],
];

const id = (kind: string, at: number) => `${kind}${at}`;

function record<V>(kind: string, values: readonly V[]): Readonly<Record<string, V>> {
  return Object.fromEntries(values.map((value, at) => [id(kind, at), value]));
}

/** Each category serves one purpose or two, and each purpose has its recipients. */
function makeRules(): readonly Rule[] {
  return CATEGORIES.flatMap((_, at) => {
    const data = [`${id("data", at)}.first`, ...(at % 3 === 0 ? [`${id("data", at)}.second`] : [])];
    const purposes = at % 2 === 0 ? [at % 8] : [at % 8, (at + 3) % 8];
    return purposes.map((purpose): Rule => {
      const recipient =
        at % 5 === 0 ? null : [id("recipient", (at * 7) % 12), id("recipient", (purpose * 5) % 12)];
      return {
        clause: `2.4.${purpose + 1}`,
        action: recipient === null ? "use" : "disclose",
        purpose: id("purpose", purpose),
        data,
        by: ["operator"],
        form: null,
        channel: null,
        recipient: recipient === null ? null : [...new Set(recipient)],
        key: null,
        when: [],
      };
    });
  });
}

/** A bundle of 20 categories, 8 purposes and 12 recipients in 6 countries besides the controller's own. */
export const manyRecipients: Bundle = {
  format: "avow-bundle/1",
  id: "many",
  title: { en: "A large policy", zh: "大型政策" },
  languages: ["en", "zh"],
  effective: "2026-12-01",
  controller: null,
  law: {
    clause: "1.1",
    governing: "CN",
    excludes: [],
    title: { en: "the law of mainland China", zh: "中国大陆地区法律" },
    courts: { en: "the courts of China", zh: "中国法院" },
    courtsClause: "1.2",
    applied: [],
  },
  roles: { operator: { title: { en: "our staff", zh: "我们的工作人员" } } },
  channels: {},
  recipients: record(
    "recipient",
    RECIPIENTS.map(([title, countries]) => ({ clause: "2.5.1", title, countries })),
  ),
  data: record(
    "data",
    CATEGORIES.map((title) => ({
      clause: "2.1.1",
      title,
      retention: { start: "collected", keep: "P1Y" } as const,
      fields: {
        first: { title: { en: "First", zh: "第一项" }, type: "text", maxLength: 100 } as const,
        second: { title: { en: "Second", zh: "第二项" }, type: "text", maxLength: 100 } as const,
      },
    })),
  ),
  purposes: record(
    "purpose",
    PURPOSES.map((title) => ({ clause: "2.4.1", title, basis: "contract" as const })),
  ),
  forms: {},
  storage: {},
  notices: {},
  formerly: {},
  rules: makeRules(),
  sections: [],
  clauses: [],
};
