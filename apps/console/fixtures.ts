import type { AnswerOf, ProblemDetails } from "@avow/contract";
import type { PolicyDifference } from "@avow/policy";
import type { MessageRow } from "./api.ts";
import type { FormTerms } from "./form-terms.ts";
import type { ContactTerms } from "./terms.ts";

/* Answers of the service as the contract shapes them, for tests of what the screens make of them. */

export const PERSON = "0d1f7a52-6a0e-4b5e-9d0a-3b1f3c8f9a10";
const AT = "2026-11-22T14:41:00Z";

/** A mail of the mailbox; its subject is that of a message. */
export const MAIL = "5f0e0c4a-8e7b-4d6e-a0f3-1c2d3e4f5a01";

export const refusal: ProblemDetails = {
  type: "urn:avow:problem:refused",
  title: "the privacy policy forbids it",
  status: 403,
  code: "refused",
  detail: "You have not agreed to this.",
  clause: "2.4.8",
  reason: {
    en: "You have not agreed that we tell you about what may interest you, so we do not.",
    zh: "您没有同意我们向您介绍您可能感兴趣的内容，因此我们不这样做。",
  },
  remedy: { kind: "consent", purpose: "marketing" },
  source: "cn-ads-43",
  receipt: { id: "5f0e0c4a-8e7b-4d6e-a0f3-1c2d3e4f5a09", index: 41 },
};

export const terms: ContactTerms = {
  courtsClause: "1.2",
  languages: ["en", "zh"],
  contact: { en: "Index, privacy@index.example", zh: "因得思，privacy@index.example" },
  purposes: [
    {
      id: "marketing",
      title: { en: "to tell you about what may interest you", zh: "向您介绍您可能感兴趣的内容" },
      channels: [{ id: "email", title: { en: "e-mail", zh: "电子邮件" } }],
    },
  ],
  sources: { "cn-ads-43": "Advertising Law, Art. 43" },
};

function message(number: number, state: MessageRow["state"], more: Partial<MessageRow> = {}): MessageRow {
  return {
    id: `5f0e0c4a-8e7b-4d6e-a0f3-1c2d3e4f5a0${number}`,
    person: PERSON,
    purpose: "marketing",
    channel: "email",
    subject: { en: "New in the reading room", zh: "阅览室新到" },
    state,
    createdAt: `2026-11-22T14:0${number}:00Z`,
    dueAt: AT,
    refusal: null,
    failure: null,
    ...more,
  };
}

const { clause = "", reason = {} } = refusal;

export const messages: AnswerOf<"messages"> = [
  message(7, "queued", { subject: { en: "A week of open lectures", zh: "公开讲座周" } }),
  message(6, "sending"),
  message(5, "sent"),
  message(4, "refused", { refusal: { clause, code: "consent-missing", reason } }),
  message(3, "stopped", {
    refusal: {
      clause: "2.4.9",
      code: "objected",
      reason: { en: "You told us to stop this for good.", zh: "您已要求我们永久停止。" },
    },
  }),
  message(2, "failed", { failure: "550 mailbox unavailable" }),
  message(1, "unknown"),
];

export const overview: AnswerOf<"overview"> = {
  policy: {
    id: "index",
    title: { en: "Index privacy policy", zh: "Index 隐私政策" },
    version: "3f9a1c77".repeat(8),
    effective: "2026-12-01",
  },
  clauses: { enforced: 9, pending: 19, states: 4 },
  people: 1284,
  messages: { queued: 1, sending: 1, sent: 212, refused: 17, stopped: 4, failed: 1, unknown: 1 },
  ledger: { size: 5204, signedSize: 5201, lastCheckpointAt: AT, fault: null },
  mail: { kind: "mailbox", server: null, dns: null },
  mailbox: ["email", "letter", "telephone", "sms", "push"],
};

export const person: AnswerOf<"person"> = {
  person: PERSON,
  name: "Wei Chen",
  email: "wei.chen@example.com",
  registeredAt: "2026-10-02T08:15:00Z",
  choices: [
    {
      purpose: "marketing",
      title: { en: "to tell you about what may interest you", zh: "向您介绍您可能感兴趣的内容" },
      clause: "2.4.8",
      state: "withdrawn",
      since: AT,
      objectedAt: AT,
    },
  ],
  messages,
};

export const clauses: AnswerOf<"clauses"> = [
  {
    id: "1.1",
    status: "enforced",
    brings: null,
    mechanisms: ["law-floor"],
    words: {
      en: "This policy is read under the law of mainland China.\n\nThat law is the least we do.",
      zh: "本政策适用中国大陆地区法律。\n\n该法律是我们的最低标准。",
    },
  },
  {
    id: "1.2",
    status: "pending",
    brings: { en: "disputes and legal holds", zh: "争议与保全" },
    mechanisms: [],
    words: {
      en: "Disputes over this policy are decided by the courts of China.",
      zh: "因本政策产生的争议由中国法院管辖。",
    },
  },
  {
    id: "2.4.8",
    status: "enforced",
    brings: null,
    mechanisms: ["gate", "purpose marketing"],
    words: {
      en: "With your agreement we may tell you about what may interest you:\n\n- articles and materials;\n- services of Index.",
      zh: "经您同意，我们可以向您介绍您可能感兴趣的内容：\n\n- 文章和资料；\n- Index 的服务。",
    },
  },
  {
    id: "2.7",
    status: "states",
    brings: null,
    mechanisms: [],
    words: { en: "Children are not addressed by this site.", zh: "本网站不面向儿童。" },
  },
];

export const mailbox: AnswerOf<"mailbox"> = [
  { id: MAIL, channel: "email", kind: "message", at: AT, to: PERSON, subject: "New in the reading room" },
  {
    id: "5f0e0c4a-8e7b-4d6e-a0f3-1c2d3e4f5a02",
    channel: "letter",
    kind: "incident",
    at: AT,
    to: PERSON,
    subject: null,
  },
];

export const mail: AnswerOf<"mail"> = {
  id: MAIL,
  channel: "email",
  at: AT,
  to: "Wei Chen <wei.chen@example.com>",
  subject: "New in the reading room",
  from: "Index <hello@index.example>",
  headers: [
    { name: "From", value: "Index <hello@index.example>" },
    { name: "To", value: "Wei Chen <wei.chen@example.com>" },
    { name: "Subject", value: "New in the reading room" },
    { name: "List-Unsubscribe", value: "<https://index.example/privacy/unsubscribe/k3v9Qx>" },
    { name: "List-Unsubscribe-Post", value: "List-Unsubscribe=One-Click" },
    { name: "Message-ID", value: "<5f0e0c4a-8e7b-4d6e-a0f3-1c2d3e4f5a01@index.example>" },
  ],
  text: "Dear Wei Chen,\n\nthree new collections are open: https://index.example/reading-room.\n\nYou get this because you agreed to it (clause 2.4.8).\nStop such messages: https://index.example/privacy/unsubscribe/k3v9Qx\n\n2.4.8 <script>alert(1)</script>",
};

const VERSION = overview.policy.version;
const NEXT = "b71e04d2".repeat(8);
const FORMER = "0c55aa19".repeat(8);

/** A proposal by somebody else, waiting for approval. */
export const PROPOSAL = "7a1c9e52-1f0b-4c8e-9d2a-5b3f1c8f9a21";
/** One of the operator's own. */
export const OWN_PROPOSAL = "7a1c9e52-1f0b-4c8e-9d2a-5b3f1c8f9a22";

const title = { en: "Index privacy policy", zh: "Index 隐私政策" };

export const versions: AnswerOf<"versions"> = [
  { version: NEXT, title, state: "scheduled", from: "2026-12-24T00:00:00Z", until: null },
  { version: VERSION, title, state: "current", from: "2026-11-22T00:00:00Z", until: null },
  { version: FORMER, title, state: "former", from: "2026-03-01T00:00:00Z", until: "2026-11-22T00:00:00Z" },
];

const proposed: AnswerOf<"proposals">[number] = {
  id: PROPOSAL,
  version: NEXT,
  title,
  state: "proposed",
  effectiveAt: "2026-12-24T00:00:00Z",
  proposedBy: "Wang Fang",
  proposedAt: AT,
  approvedBy: null,
  approvedAt: null,
  diagnostics: [
    {
      code: "law-announced",
      severity: "note",
      file: "policy.ts",
      line: 12,
      message: "`CN-AI-09` takes effect on 2027-01-01, after this policy",
      help: "publish again before then",
      source: "Labelling Measures 4",
    },
    {
      code: "data-unused",
      severity: "warning",
      file: "policy.ts",
      line: null,
      message: "nothing is permitted with `contact.telephone`",
      help: null,
      source: null,
    },
  ],
  mayApprove: true,
};

export const proposals: AnswerOf<"proposals"> = [
  proposed,
  { ...proposed, id: OWN_PROPOSAL, version: FORMER, proposedBy: "Li Na", diagnostics: [], mayApprove: false },
  {
    ...proposed,
    id: "7a1c9e52-1f0b-4c8e-9d2a-5b3f1c8f9a23",
    version: VERSION,
    state: "current",
    approvedBy: "Li Na",
    approvedAt: AT,
    mayApprove: false,
  },
];

export const folder: AnswerOf<"policyFolder"> = { version: NEXT, differs: true };

export const unsound: ProblemDetails = {
  type: "urn:avow:problem:policy-unsound",
  title: "the policy does not pass its check",
  status: 422,
  code: "policy-unsound",
  detail: "the policy does not pass its check",
  errors: [
    { at: "policy.ts:41", message: "purpose `analytcs` is not declared" },
    { at: "zh.md:18", message: "clause 2.4.8 is missing in `zh`" },
  ],
};

export const disputes: AnswerOf<"disputes"> = [
  {
    id: "9c1c9e52-1f0b-4c8e-9d2a-5b3f1c8f9a31",
    person: PERSON,
    reference: "(2026) Zhe 0106 Min Chu 1",
    openedBy: "Li Na",
    openedAt: AT,
    closedBy: null,
    closedAt: null,
  },
  {
    id: "9c1c9e52-1f0b-4c8e-9d2a-5b3f1c8f9a32",
    person: PERSON,
    reference: "Arbitration 2026-14",
    openedBy: "Wang Fang",
    openedAt: "2026-09-01T08:00:00Z",
    closedBy: "Li Na",
    closedAt: AT,
  },
];

export const operators: AnswerOf<"operators"> = {
  operators: [
    {
      id: "1",
      name: "Wang Fang",
      email: "wang.fang@index.example",
      since: "2026-09-01T08:00:00Z",
      invitedBy: null,
    },
    { id: "2", name: "Li Na", email: "li@index.example", since: AT, invitedBy: "Wang Fang" },
  ],
  invitations: [
    {
      id: "8d1c9e52-1f0b-4c8e-9d2a-5b3f1c8f9a41",
      invitedBy: "Wang Fang",
      invitedAt: AT,
      expiresAt: "2026-11-25T14:41:00Z",
    },
  ],
};

export const activity: AnswerOf<"activity"> = {
  asOf: "2026-11-22T14:00:00Z",
  least: 10,
  clauses: [
    { clause: "1.1", day: { permitted: null, refused: null }, month: { permitted: null, refused: null } },
    { clause: "2.4.8", day: { permitted: 40, refused: null }, month: { permitted: 1230, refused: 60 } },
  ],
  lastCheck: { at: AT, version: VERSION, errors: 0, warnings: 2 },
};

export const difference: PolicyDifference = {
  before: VERSION,
  after: NEXT,
  changes: [
    {
      kind: "permitted",
      direction: "wider",
      points: [],
      data: ["contact.telephone"],
      together: false,
      before: [],
      after: [{ data: ["contact.telephone"], when: [], clause: "2.4.6" }],
      sentence: {
        en: "Our staff may now call people about what may interest them.",
        zh: "我们的工作人员可以就其可能感兴趣的内容致电个人。",
      },
    },
  ],
  notes: [],
  clauses: [
    {
      before: "2.4.8",
      after: "2.4.8",
      words: {
        en: [
          { kind: "same", text: "With your agreement we may " },
          { kind: "removed", text: "write to" },
          { kind: "added", text: "call" },
          { kind: "same", text: " you." },
        ],
        zh: [
          { kind: "same", text: "经您同意，我们可以" },
          { kind: "removed", text: "致函" },
          { kind: "added", text: "致电" },
          { kind: "same", text: "您。" },
        ],
      },
    },
  ],
  consequences: [
    {
      kind: "asked",
      who: { kind: "consented", purpose: "marketing" },
      sentence: {
        en: "Whoever agreed to it is asked again.",
        zh: "曾经同意的个人须重新征求其同意。",
      },
    },
  ],
};

export const traffic: AnswerOf<"traffic"> = {
  asOf: AT,
  least: 10,
  hours: [
    { at: "2026-11-22T07:00:00Z", views: null, visitors: null, faults: 0 },
    { at: "2026-11-22T08:00:00Z", views: 1284, visitors: 412, faults: 3 },
  ],
  pages: [{ name: "/en/articles/ink", views: 640 }],
  referrers: [{ name: "news.example", views: 77 }],
  systems: [{ name: "Windows", views: 800 }],
  browsers: [{ name: "Chrome 141", views: 790 }],
  access: [{ name: "paid", views: 55 }],
  faults: [{ page: "/en/orders", status: 503, times: 3 }],
  slow: [{ page: "/en/search", p50: 98, p95: 1176 }],
  returning: { first: null, again: 31 },
};

export const NOTICE = "7c1e5a90-2b1d-4f7e-9a51-0d5f6b7c8d01";

export const changes: AnswerOf<"changes"> = [
  {
    id: "5b8f8d2c-59c7-4c0e-9d0b-0d8a86f0a1c3",
    version: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    title: { en: "Index privacy policy", zh: "Index 隐私政策" },
    from: AT,
    state: "coming",
    counted: true,
    concerned: 1284,
    asked: 1203,
    agreed: 311,
    refused: 47,
    silent: 845,
    telling: { notice: NOTICE, state: "running", told: 902, waiting: 360, withStaff: 14, unreached: 8 },
  },
];

export const drift: AnswerOf<"drift"> = [
  { kind: "cookie", name: "_hjSession_#", firstSeen: "2026-11-20T09:12:00Z", lastSeen: AT, times: 1214 },
  { kind: "host", name: "cdn.tracker.example", firstSeen: AT, lastSeen: AT, times: 1 },
];

const letters = {
  form: "contact",
  title: { en: "Write to us", zh: "联系我们" },
  purpose: "services",
  purposeTitle: { en: "to give you what you ask for", zh: "向您提供您所要求的内容和服务" },
  clause: "2.1.1",
};

export const formsOpened: FormTerms = {
  opened: [letters],
  questionnaires: [
    {
      form: "questionnaire",
      title: { en: "Questionnaire", zh: "调研问卷" },
      purpose: "research",
      purposeTitle: { en: "to learn what readers want", zh: "了解读者需求" },
      clause: "2.1.3",
    },
  ],
  fields: {
    "letter.text": { title: { en: "Your letter", zh: "来信内容" }, choices: {} },
    "application.service": {
      title: { en: "Service", zh: "服务" },
      choices: { archive: { en: "Access to the archive", zh: "馆藏资料查阅" } },
    },
    "answer.frequency": {
      title: { en: "How often do you read Index?", zh: "您多久阅读一次 Index？" },
      choices: { daily: { en: "Every day", zh: "每天" }, seldom: { en: "Less often", zh: "更少" } },
    },
  },
};

export const cases: AnswerOf<"cases"> = [
  {
    id: "4c1c9e52-1f0b-4c8e-9d2a-5b3f1c8f9a51",
    person: PERSON,
    form: "contact",
    about: "item/tea-atlas",
    at: AT,
    state: "placed",
    values: {
      "letter.text": "Dear editors, <b>thank you</b>.",
      "application.service": "archive",
      "letter.gone": null,
    },
  },
];

export const research: AnswerOf<"research"> = {
  invited: { answered: 1284, refused: 31 },
  least: 5,
  fields: { "answer.frequency": { daily: 1280, seldom: null } },
};

export const advertisers: AnswerOf<"advertisers"> = {
  advertisers: [
    {
      id: "4c1c9e52-1f0b-4c8e-9d2a-5b3f1c8f9a51",
      name: "Tidewater Books",
      createdAt: AT,
      closedAt: null,
      placements: [
        {
          id: "4c1c9e52-1f0b-4c8e-9d2a-5b3f1c8f9a52",
          name: "Autumn list",
          target: "https://books.example/autumn",
          section: "culture",
        },
      ],
    },
    {
      id: "4c1c9e52-1f0b-4c8e-9d2a-5b3f1c8f9a53",
      name: "Dune Maps",
      createdAt: "2026-09-01T08:00:00Z",
      closedAt: AT,
      placements: [],
    },
  ],
  budget: {
    year: 2026,
    rho: { year: 1, spent: 0.412, reserved: 0.32, left: 0.268 },
    epsilon: 8.62,
    delta: 1e-6,
    leastVisitors: 20,
    plan: [],
  },
};

const TOLD = { queued: 120, sending: 8, "with-staff": 40, sent: 9_830, failed: 2 };

const incidentNotice = {
  id: NOTICE,
  kind: "incident",
  about: "7c1e5a90-2b1d-4f7e-9a51-0d5f6b7c8d02",
  purpose: "incident",
  title: { en: "to tell you of an incident that concerns your data", zh: "告知您涉及您个人信息的安全事件" },
  subject: null,
  clause: "2.3.6",
  channels: ["email", "letter", "telephone"],
  rehearsal: false,
  state: "running",
  createdAt: AT,
  beginsAt: AT,
  progress: {
    people: 10_000,
    states: TOLD,
    channels: {
      email: { sent: 9_830, sending: 8, queued: 120 },
      letter: { "with-staff": 40 },
      telephone: { failed: 2 },
    },
  },
} as const satisfies Omit<AnswerOf<"notice">, "acts" | "untold" | "more">;

export const notices: AnswerOf<"notices"> = [
  { ...incidentNotice, channels: [...incidentNotice.channels] },
  {
    ...incidentNotice,
    id: "7c1e5a90-2b1d-4f7e-9a51-0d5f6b7c8d03",
    kind: "message",
    about: "interruption",
    purpose: "service-messages",
    title: { en: "to tell you about the services you use", zh: "告知您所用服务的有关情况" },
    subject: { en: "Search ends on 24 December", zh: "“搜索”将于12月24日终止" },
    clause: "2.4.5",
    channels: ["email", "sms", "push"],
    state: "finished",
    progress: null,
  },
];

export const notice: AnswerOf<"notice"> = {
  ...incidentNotice,
  channels: [...incidentNotice.channels],
  acts: [
    { kind: "paused", by: "Li Na", at: "2026-11-22T08:10:00.000Z", reason: null },
    { kind: "resumed", by: "Wang Fang", at: "2026-11-22T08:20:00.000Z", reason: null },
  ],
  untold: [
    {
      person: PERSON,
      state: "failed",
      channel: "telephone",
      dueAt: AT,
      refusal: null,
      failure: "somebody else has this number",
      attempts: [
        { channel: "email", outcome: "returned", failure: "the mailbox does not exist", times: 1, at: AT },
        {
          channel: "telephone",
          outcome: "returned",
          failure: "somebody else has this number",
          times: 1,
          at: AT,
        },
      ],
    },
  ],
  more: true,
};

export const serviceTemplates: AnswerOf<"serviceTemplates"> = [
  {
    name: "service-ends",
    title: { en: "A service ends", zh: "服务终止通知" },
    purpose: "service-messages",
    clause: "2.4.5",
    channels: ["email", "sms", "push"],
    subject: { en: "{service} ends on {day}", zh: "“{service}”将于{day}终止" },
    paragraphs: [
      { en: "From {day}, {service} is no longer there.", zh: "自{day}起，我们将不再提供“{service}”。" },
    ],
    blanks: [
      { name: "service", title: { en: "Which service", zh: "服务名称" }, kind: "text" },
      { name: "day", title: { en: "From which day", zh: "起始日期" }, kind: "date" },
    ],
  },
];
