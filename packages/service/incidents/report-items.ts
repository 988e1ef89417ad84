import type { REPORT_STAGES } from "@avow/contract";

export type Stage = (typeof REPORT_STAGES)[number];

/** What the desk fills in by itself. */
export type Derived = "unit" | "known" | "level" | "categories" | "people" | "advice" | "contact" | "delay";

/** An item of a report to an authority. */
export interface Item {
  readonly key: string;
  readonly title: { readonly en: string; readonly zh: string };
  /** Rule of law that asks for it. */
  readonly rule: string;
  readonly stage: Stage;
  readonly from?: Derived;
  /** Nothing is missing where it is left empty. */
  readonly optional?: true;
}

const first = { stage: "first" } as const;
const further = { stage: "further" } as const;
const summary = { stage: "summary" } as const;

/**
 * CN: the eight items of article 7 of the Reporting Measures in their order and under their numbers, of which the first two may go
 * first (article 7(2)); then what article 57 of the Personal Information Protection Law asks for besides; and the six points of the
 * summary (article 8).
 */
const CN: readonly Item[] = [
  {
    ...first,
    key: "cn-unit",
    rule: "CN-IN-11",
    from: "unit",
    title: { en: "(1) Name of the unit", zh: "（一）涉事单位名称" },
  },
  {
    ...first,
    key: "cn-system",
    rule: "CN-IN-11",
    title: { en: "(1) The system or facility", zh: "（一）涉事系统或者设施基本情况" },
  },
  {
    ...first,
    key: "cn-time",
    rule: "CN-IN-11",
    from: "known",
    title: { en: "(2) When and where it was found or happened", zh: "（二）发现或者发生的时间、地点" },
  },
  { ...first, key: "cn-type", rule: "CN-IN-11", title: { en: "(2) Type", zh: "（二）事件类型" } },
  {
    ...first,
    key: "cn-level",
    rule: "CN-IN-11",
    from: "level",
    title: { en: "(2) Level", zh: "（二）事件级别" },
  },
  {
    ...first,
    key: "cn-impact",
    rule: "CN-IN-11",
    title: { en: "(2) Impact and harm so far", zh: "（二）已造成的影响和危害" },
  },
  {
    ...first,
    key: "cn-measures",
    rule: "CN-IN-11",
    title: { en: "(2) Measures taken, and their effect", zh: "（二）已采取的措施及效果" },
  },
  {
    ...first,
    key: "cn-ransom",
    rule: "CN-IN-11",
    optional: true,
    title: {
      en: "(2) With ransomware: the sum, the way and the day of the ransom asked for",
      zh: "（二）勒索软件攻击：要求支付赎金的金额、方式、日期等",
    },
  },
  {
    ...further,
    key: "cn-trend",
    rule: "CN-IN-11",
    title: {
      en: "(3) How it develops, and what further impact and harm is possible",
      zh: "（三）事态发展趋势及可能造成的进一步影响和危害",
    },
  },
  {
    ...further,
    key: "cn-cause",
    rule: "CN-IN-11",
    title: { en: "(4) First analysis of the cause", zh: "（四）事件原因初步分析意见" },
  },
  {
    ...further,
    key: "cn-leads",
    rule: "CN-IN-11",
    title: {
      en: "(5) Leads for tracing it: possible attackers, path of the attack, weaknesses",
      zh: "（五）溯源调查工作线索，包括但不限于可能的攻击者信息、攻击路径、存在的漏洞等",
    },
  },
  {
    ...further,
    key: "cn-plans",
    rule: "CN-IN-11",
    title: {
      en: "(6) Measures planned, and help asked for",
      zh: "（六）拟进一步采取的应对措施以及请求支援事项",
    },
  },
  {
    ...further,
    key: "cn-scene",
    rule: "CN-IN-11",
    title: { en: "(7) How the scene is kept", zh: "（七）事件现场保护情况" },
  },
  {
    ...further,
    key: "cn-other",
    rule: "CN-IN-11",
    optional: true,
    title: { en: "(8) Anything else that should be reported", zh: "（八）其他应当报告的情况" },
  },
  {
    ...first,
    key: "cn-categories",
    rule: "CN-IN-02",
    from: "categories",
    title: { en: "Categories of personal data", zh: "涉及的个人信息种类" },
  },
  {
    ...first,
    key: "cn-people",
    rule: "CN-IN-02",
    from: "people",
    title: { en: "Number of people, and how far they are told", zh: "涉及人数及告知情况" },
  },
  {
    ...further,
    key: "cn-advice",
    rule: "CN-IN-02",
    from: "advice",
    title: { en: "What people can do against the harm", zh: "个人可以采取的减轻危害的措施" },
  },
  {
    ...first,
    key: "cn-contact",
    rule: "CN-IN-02",
    from: "contact",
    title: { en: "Contact of the handler", zh: "个人信息处理者的联系方式" },
  },
  { ...summary, key: "cn-summary-cause", rule: "CN-IN-12", title: { en: "Cause", zh: "事件发生原因" } },
  {
    ...summary,
    key: "cn-summary-measures",
    rule: "CN-IN-12",
    title: { en: "How it was handled", zh: "应急处置措施" },
  },
  { ...summary, key: "cn-summary-harm", rule: "CN-IN-12", title: { en: "Harm done", zh: "造成的危害" } },
  {
    ...summary,
    key: "cn-summary-responsibility",
    rule: "CN-IN-12",
    title: { en: "Who answers for it", zh: "责任追究" },
  },
  {
    ...summary,
    key: "cn-summary-corrections",
    rule: "CN-IN-12",
    title: { en: "Corrections", zh: "完善整改情况" },
  },
  { ...summary, key: "cn-summary-lessons", rule: "CN-IN-12", title: { en: "Lessons", zh: "教训" } },
];

/**
 * GDPR 33(3): (a) to (d) in their order, asked for together; what is not known yet follows in phases (33(4)). A late one is
 * accompanied by its reasons (33(1)).
 */
const EU: readonly Item[] = [
  { ...first, key: "eu-unit", rule: "EU-16", from: "unit", title: { en: "The controller", zh: "控制者" } },
  {
    ...first,
    key: "eu-known",
    rule: "EU-16",
    from: "known",
    title: { en: "When it became known", zh: "知悉时间" },
  },
  {
    ...first,
    key: "eu-delay",
    rule: "EU-16",
    from: "delay",
    optional: true,
    title: { en: "Beyond 72 hours: the reasons for the delay", zh: "超过七十二小时的理由" },
  },
  {
    ...first,
    key: "eu-nature",
    rule: "EU-16",
    title: { en: "(a) Nature of the breach", zh: "（a）泄露的性质" },
  },
  {
    ...first,
    key: "eu-whom",
    rule: "EU-16",
    optional: true,
    title: { en: "(a) Categories of people", zh: "（a）数据主体的类别" },
  },
  {
    ...first,
    key: "eu-people",
    rule: "EU-16",
    from: "people",
    title: { en: "(a) Approximate number of people", zh: "（a）数据主体的大致数量" },
  },
  {
    ...first,
    key: "eu-categories",
    rule: "EU-16",
    from: "categories",
    title: { en: "(a) Categories of records", zh: "（a）数据记录的类别" },
  },
  {
    ...first,
    key: "eu-records",
    rule: "EU-16",
    title: { en: "(a) Approximate number of records", zh: "（a）数据记录的大致数量" },
  },
  {
    ...first,
    key: "eu-contact",
    rule: "EU-16",
    from: "contact",
    title: { en: "(b) Contact point", zh: "（b）联络方式" },
  },
  {
    ...first,
    key: "eu-consequences",
    rule: "EU-16",
    title: { en: "(c) Likely consequences", zh: "（c）可能的后果" },
  },
  {
    ...first,
    key: "eu-measures",
    rule: "EU-16",
    title: { en: "(d) Measures taken or proposed", zh: "（d）已采取或者拟采取的措施" },
  },
  {
    ...further,
    key: "eu-more",
    rule: "EU-16",
    optional: true,
    title: { en: "What was learnt since", zh: "其后查明的情况" },
  },
];

/** Article 33 of the UK GDPR asks for the same, of another authority. */
const UK: readonly Item[] = EU.map((item) => ({
  ...item,
  key: item.key.replace(/^eu-/, "uk-"),
  rule: "UK-05",
}));

/** Items by law, in the regulator's order. */
export const REPORT_ITEMS: Readonly<Record<"CN" | "EU" | "UK", readonly Item[]>> = { CN, EU, UK };
