import type { AnswerOf } from "@avow/contract";

/* Answers about incidents and announcements as the contract shapes them, for tests of what the screens make of them. */

type Incident = AnswerOf<"incident">;
type Deadline = Incident["deadlines"][number];

export const INCIDENT = "7d1f7a52-6a0e-4b5e-9d0a-3b1f3c8f9a70";
/** When the console looks, in these answers. */
export const NOW = "2026-11-23T08:00:00Z";
const KNOWN = "2026-11-23T06:00:00Z";

export const near: Deadline = {
  id: "CN-IN-06/0",
  rule: "CN-IN-06",
  cite: "CN-IN-06, Measures for Reporting Incidents 4",
  duty: { en: "The first report to the authority", zh: "向监管部门首次报告" },
  metBy: "report",
  to: { en: "the provincial cyberspace administration", zh: "省级网信部门" },
  limit: "law",
  startedAt: KNOWN,
  dueAt: "2026-11-23T10:00:00Z",
  state: "near",
  metAt: null,
  alarms: [{ at: NOW, left: "half" }],
  lateness: null,
  calendarKnown: true,
};

export const passed: Deadline = {
  ...near,
  id: "CN-IN-02/0",
  duty: { en: "Everyone is told", zh: "告知每一个人" },
  metBy: "people",
  limit: "house",
  dueAt: "2026-11-23T07:15:00Z",
  state: "passed",
  alarms: [],
};

const LEVELS = [
  { rank: 0, title: { en: "General", zh: "一般" } },
  { rank: 1, title: { en: "Larger", zh: "较大" } },
];
const [LOWEST = { rank: 0, title: {} }] = LEVELS;

export const incident: Incident = {
  id: INCIDENT,
  number: 3,
  rehearsal: false,
  state: "triaged",
  knownAt: KNOWN,
  reportedBy: "Li Na",
  reportedAt: KNOWN,
  level: LOWEST,
  people: 1284,
  untold: 2,
  next: passed,
  report: { seen: "A backup was copied.\nOn a Sunday.", where: "Store room 2", suspected: "" },
  triage: {
    facts: { peopleAffected: 1284, lossCny: null, flags: ["minors"] },
    proposed: { level: LOWEST, because: [], open: [] },
    level: LOWEST,
    reason: "",
    by: "Li Na",
    at: KNOWN,
  },
  levels: LEVELS,
  deadlines: [near, passed],
  scope: {
    filter: { kind: "held", categories: ["contact"] },
    categories: [{ category: "contact", title: { en: "Contact details", zh: "联系方式" } }],
    state: "frozen",
    frozenBy: "Li Na",
    frozenAt: KNOWN,
    people: 1284,
    named: 1,
    removed: 0,
  },
  notice: {
    version: 2,
    texts: { happened: { en: "A backup was copied.", zh: "一份备份遭复制。" } },
    lacking: [{ element: "remedy", language: "zh", cite: "CN-IN-14, GB/T 35273", clause: "2.3.6" }],
    preview: {
      en: { subject: "An incident", paragraphs: ["A backup was copied."] },
      zh: { subject: "安全事件", paragraphs: ["一份备份遭复制。"] },
    },
    writtenBy: "Li Na",
    writtenAt: KNOWN,
    approvedBy: null,
    approvedAt: null,
    mayApprove: false,
    state: "draft",
    notice: null,
  },
  groups: [
    { group: "told", people: 1282, reason: null },
    { group: "failed", people: 2, reason: null },
  ],
  items: [
    {
      key: "reporter",
      title: { en: "Who reports", zh: "报告单位" },
      cite: "CN-IN-06",
      stage: "first",
      written: false,
      text: "Index",
      lacking: false,
    },
    {
      key: "cause",
      title: { en: "Cause", zh: "事件原因" },
      cite: "CN-IN-06",
      stage: "further",
      written: true,
      text: "",
      lacking: true,
    },
  ],
  filings: [
    {
      id: "7d1f7a52-6a0e-4b5e-9d0a-3b1f3c8f9a71",
      stage: "first",
      deadlines: [near.id],
      to: "CAC Zhejiang",
      reference: "ZJ-2026-17",
      by: "Li Na",
      at: NOW,
      recordedAt: NOW,
      document: "ab".repeat(32),
    },
  ],
  handlingEndedAt: null,
  closedBy: null,
  closedAt: null,
  openEnds: [{ en: "Two people are untold.", zh: "尚有两人未获告知。" }],
  steps: [{ kind: "incident-reported", at: KNOWN, by: "Li Na", index: 17 }],
};

export const incidents: AnswerOf<"incidents"> = {
  incidents: [
    incident,
    {
      ...incident,
      id: "7d1f7a52-6a0e-4b5e-9d0a-3b1f3c8f9a72",
      number: 1,
      rehearsal: true,
      state: "closed",
      next: null,
    },
  ],
  drill: { cite: "GB/T 35273-2020 10.1", lastHeldAt: null, dueAt: null, overdue: true },
  testPeople: 4,
};

export const testPeople: AnswerOf<"testPeople"> = {
  people: [
    {
      person: "7d1f7a52-6a0e-4b5e-9d0a-3b1f3c8f9a90",
      markedBy: "Li Na",
      markedAt: KNOWN,
      index: 18,
    },
  ],
  next: null,
};

export const scopeChoices: AnswerOf<"scopeChoices"> = {
  categories: [{ id: "contact", title: { en: "Contact details", zh: "联系方式" } }],
  forms: [{ id: "order", title: { en: "Order", zh: "订单" } }],
  recipients: [{ id: "carrier", title: { en: "Carrier", zh: "承运商" }, countries: ["CN", "SG"] }],
  purposes: [{ id: "services", title: { en: "to give you what you ask for", zh: "向您提供服务" } }],
  operators: [{ id: "op-1", name: "Li Na" }],
  events: ["record-read"],
};

export const desk: AnswerOf<"announcementDesk"> = {
  leastDays: 30,
  elements: {
    incident: [{ id: "happened", title: { en: "What happened", zh: "事件情况" } }],
    "policy-change": [{ id: "change", title: { en: "What changes", zh: "变更内容" } }],
  },
  announcements: [
    {
      id: "7d1f7a52-6a0e-4b5e-9d0a-3b1f3c8f9a80",
      subject: { kind: "incident", id: INCIDENT },
      rehearsal: false,
      reason: { en: "Their letters came back.", zh: "信件均被退回。" },
      title: { en: "A backup was copied", zh: "备份遭复制" },
      elements: { happened: { en: "A backup was copied.", zh: "一份备份遭复制。" } },
      state: "draft",
      from: NOW,
      until: "2027-01-23T08:00:00Z",
      draftedBy: "Li Na",
      draftedAt: NOW,
      approvedBy: null,
      approvedAt: null,
      standing: null,
      withdrawal: null,
      index: null,
      mayApprove: true,
    },
  ],
};
