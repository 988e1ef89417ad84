import type { REPORT_STAGES } from "@avow/contract";

export type Stage = (typeof REPORT_STAGES)[number];

/** What the desk fills in by itself. */
export type Derived = "unit" | "known" | "level" | "categories" | "people" | "advice" | "contact";

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
 * Items by law, in the regulator's order. CN: article 7 of the National Cybersecurity Incident Reporting Measures, of which what
 * is known at once goes first and the rest follows; what article 57 of the Personal Information Protection Law adds; and the
 * summary of article 8. EU: GDPR 33(3), whose (a) to (d) are asked for together.
 */
export const REPORT_ITEMS: Readonly<Record<"CN" | "EU", readonly Item[]>> = {
  CN: [
    {
      ...first,
      key: "cn-unit",
      rule: "CN-IN-11",
      from: "unit",
      title: { en: "The unit concerned", zh: "涉事单位名称及基本情况" },
    },
    {
      ...first,
      key: "cn-system",
      rule: "CN-IN-11",
      title: { en: "The system, facility or platform", zh: "发生事件的系统、设施、平台的基本情况" },
    },
    {
      ...first,
      key: "cn-time",
      rule: "CN-IN-11",
      from: "known",
      title: { en: "When and where it was found", zh: "事件发现或者发生的时间、地点" },
    },
    { ...first, key: "cn-type", rule: "CN-IN-11", title: { en: "Type of the incident", zh: "事件类型" } },
    {
      ...first,
      key: "cn-level",
      rule: "CN-IN-11",
      from: "level",
      title: { en: "Level of the incident", zh: "事件级别" },
    },
    {
      ...first,
      key: "cn-impact",
      rule: "CN-IN-11",
      title: { en: "Impact and harm so far", zh: "已造成的影响和危害" },
    },
    {
      ...first,
      key: "cn-measures",
      rule: "CN-IN-11",
      title: { en: "Measures taken, and their effect", zh: "已采取的措施及效果" },
    },
    {
      ...first,
      key: "cn-ransom",
      rule: "CN-IN-11",
      optional: true,
      title: {
        en: "With ransomware: the sum, the way and the day demanded",
        zh: "勒索软件攻击事件要求支付赎金的金额、方式、日期",
      },
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
      key: "cn-trend",
      rule: "CN-IN-11",
      title: {
        en: "How it develops, and what further harm is possible",
        zh: "事态发展趋势及可能进一步造成的影响和危害",
      },
    },
    {
      ...further,
      key: "cn-cause",
      rule: "CN-IN-11",
      title: { en: "First analysis of the cause", zh: "事件原因的初步分析" },
    },
    {
      ...further,
      key: "cn-leads",
      rule: "CN-IN-11",
      title: {
        en: "Leads for tracing it: possible attackers, path, weaknesses",
        zh: "追踪溯源所需线索（可能的攻击者信息、攻击路径、存在的漏洞等）",
      },
    },
    {
      ...further,
      key: "cn-plans",
      rule: "CN-IN-11",
      title: { en: "Measures planned, and help asked for", zh: "拟进一步采取的应对措施以及请求支援事项" },
    },
    {
      ...further,
      key: "cn-scene",
      rule: "CN-IN-11",
      title: { en: "How the scene is kept", zh: "事件现场的保护情况" },
    },
    {
      ...further,
      key: "cn-advice",
      rule: "CN-IN-02",
      from: "advice",
      title: { en: "What people can do against the harm", zh: "个人可以采取的减轻危害的措施" },
    },
    {
      ...further,
      key: "cn-other",
      rule: "CN-IN-11",
      optional: true,
      title: { en: "Anything else that should be reported", zh: "其他应当报告的情况" },
    },
    {
      ...first,
      key: "cn-contact",
      rule: "CN-IN-02",
      from: "contact",
      title: { en: "Contact of the handler", zh: "个人信息处理者的联系方式" },
    },
    { ...summary, key: "cn-summary-cause", rule: "CN-IN-12", title: { en: "Cause", zh: "事件原因" } },
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
      title: { en: "Who answers for it", zh: "责任认定与追究" },
    },
    {
      ...summary,
      key: "cn-summary-corrections",
      rule: "CN-IN-12",
      title: { en: "Corrections", zh: "整改情况" },
    },
    { ...summary, key: "cn-summary-lessons", rule: "CN-IN-12", title: { en: "Lessons", zh: "教训" } },
  ],
  EU: [
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
      key: "eu-nature",
      rule: "EU-16",
      title: { en: "(a) Nature of the breach", zh: "（a）泄露的性质" },
    },
    {
      ...first,
      key: "eu-categories",
      rule: "EU-16",
      from: "categories",
      title: { en: "(a) Categories of data and of people", zh: "（a）数据与数据主体的类别" },
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
      key: "eu-delay",
      rule: "EU-16",
      optional: true,
      title: { en: "Reasons for a delay beyond 72 hours", zh: "超过七十二小时的理由" },
    },
    {
      ...further,
      key: "eu-more",
      rule: "EU-16",
      optional: true,
      title: { en: "What was learnt since", zh: "其后查明的情况" },
    },
  ],
};
