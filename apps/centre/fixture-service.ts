import type { AnswerOf } from "@avow/contract";
import { PROBLEMS, type ProblemCode, type ProblemDetails, routes } from "@avow/contract";
import {
  canonicalJson,
  commit,
  encodeEvent,
  formatCheckpoint,
  formatReceipt,
  formatTrustPolicy,
  hashLeaf,
  makeSigner,
  personLeaf,
  rootOf,
  signNote,
  verifierKeyOf,
} from "@avow/evidence";
import type { Bundle } from "@avow/policy";
import { type Context, Hono } from "hono";

/*
 * The contract's routes with fixed answers, for tests of what the pages look like. It decides nothing: that is tested
 * with the real service.
 */

export const TOKEN = "avow_person_fixture";
export const VERSION = "3f".repeat(32);
const AT = "2026-11-22T14:41:00Z";
const RECEIPT_IDS = [1, 2, 3, 4].map((n) => `00000000-0000-4000-8000-00000000000${n}`);
const LOG_KEY = { name: "index.example/log", seed: new Uint8Array(32).fill(7) };

const ACCOUNT = { en: "to open and run your account", zh: "为您开立和运行账号" };
const MARKETING = { en: "to tell you about what may interest you", zh: "向您介绍您可能感兴趣的内容" };

/** A bundle with what the centre reads of one. */
export const bundle: Bundle = {
  format: "avow-bundle/1",
  id: "index",
  title: { en: "Index privacy policy", zh: "Index 隐私政策" },
  languages: ["en", "zh"],
  effective: "2026-12-01",
  controller: {
    clause: "2.0",
    name: { en: "Index Information Technology (Hangzhou) Co., Ltd.", zh: "因得思信息技术（杭州）有限公司" },
    address: {
      en: "Floor 9, 18 Wensan Road, Xihu District, Hangzhou 310012, China",
      zh: "中国浙江省杭州市西湖区文三路18号9层，邮编310012",
    },
    email: "privacy@index.example",
    telephone: "+86 571 5550 0100",
    complaints: {
      en: "Write to our privacy officer first; we answer every complaint. If our answer does not satisfy you, you may complain to the cyberspace administration where you live.",
      zh: "您可先向我们的个人信息保护负责人投诉，我们对每一件投诉均予答复；对答复不满意的，您可向所在地网信部门投诉、举报。",
    },
  },
  law: {
    clause: "1.1",
    governing: "CN",
    excludes: ["HK", "MO", "TW"],
    title: { en: "the law of mainland China", zh: "中国大陆地区法律" },
    courts: { en: "the courts of China", zh: "中国法院" },
    courtsClause: "1.2",
    applied: [],
  },
  roles: {},
  channels: {},
  recipients: {},
  data: {},
  purposes: {},
  forms: {},
  storage: {
    index_session: {
      clause: "2.2.7",
      title: { en: "Keeps you logged in", zh: "保持您的登录状态" },
      kind: "cookie",
      purpose: "account",
      life: "PT12H",
      setBy: "index.example",
      when: [{ kind: "logged-in" }],
    },
  },
  notices: {},
  formerly: {},
  rules: [],
  sections: [],
  clauses: [],
};

/** What a test may put into the fixed answers. */
export interface Fixture {
  readonly name?: string;
  readonly choice?: Partial<Choice>;
  readonly given?: AnswerOf<"submissions">;
  /** Kinds of the receipts, latest first. */
  readonly kinds?: readonly string[];
  readonly lastFile?: string | null;
  /** Versions of the policy, the first the latest, with what is published of each. */
  readonly published?: readonly Published[];
  /** `null` when the figures cannot be had. */
  readonly activity?: AnswerOf<"activity"> | null;
  /** What was announced, the newest first. */
  readonly announcements?: readonly AnswerOf<"announcement">[];
}

export interface Published {
  readonly row: AnswerOf<"versions">[number];
  readonly bundle: Bundle;
}

type Choice = AnswerOf<"me">["choices"][number];

/** The service, and what was asked of it, oldest first: `PUT /v1/me/choices/marketing {"choice":…}`. */
export function createFixtureService(fixture: Fixture = {}): {
  readonly app: Hono;
  readonly asked: readonly string[];
} {
  const app = new Hono();
  const asked: string[] = [];
  const receipts = listReceipts(fixture.kinds ?? ["objection-lifted", "consent-given", "person-registered"]);
  const choice = { ...CHOICE, ...fixture.choice };
  const handle = { id: RECEIPT_IDS[2] ?? "", index: 118 };
  app.use("/v1/*", async (c, next) => {
    asked.push(`${c.req.method} ${c.req.path} ${await c.req.raw.clone().text()}`.trim());
    const token = c.req.header("authorization");
    if (c.req.path.startsWith("/v1/me") && token !== `Bearer ${TOKEN}`) return problem(c, "session-unknown");
    return next();
  });
  app.get(routes.me.path, (c) =>
    c.json({
      language: "zh",
      cookies: "accepted",
      signal: null,
      heldTo: [],
      holdings: holdings(fixture.name ?? "Lin Yue"),
      choices: [choice],
    }),
  );
  app.put(routes.choose.path, async (c) => {
    const { wording } = await c.req.json();
    return wording === choice.wording
      ? c.json({ choice, receipt: handle })
      : problem(c, "wording-changed", { clause: "2.4.8" });
  });
  app.get(routes.myChanges.path, (c) => c.json({ limited: false, open: false, changes: [] }));
  app.put(routes.object.path, (c) => c.json({ choice, receipt: handle }));
  app.post(routes.declareMinor.path, (c) => c.json({ minor: { minor: true, since: AT }, receipt: handle }));
  app.get(routes.receipts.path, (c) => c.json(receipts));
  app.get(routes.submissions.path, (c) => c.json(fixture.given ?? [GIVEN]));
  app.delete(routes.withdrawSubmission.path, (c) =>
    c.req.param("id") === GIVEN.id ? c.json({ receipt: handle }) : problem(c, "submission-unknown"),
  );
  app.put(routes.chooseForSubmission.path, async (c) => {
    const { wording } = await c.req.json();
    return wording === NAMING.wording
      ? c.json({ submission: GIVEN, receipt: handle })
      : problem(c, "wording-changed", { clause: "2.5.6" });
  });
  app.get(routes.receipt.path, (c) => {
    const { state } = receipts.find(({ id }) => id === c.req.param("id")) ?? {};
    return state === "logged" ? c.text(sampleReceipt()) : problem(c, "receipt-not-ready");
  });
  app.delete(routes.erase.path, async (c) => {
    const { password } = await c.req.json();
    if (password !== "correct horse") return problem(c, "credentials-wrong");
    const { lastFile = sampleReceipt() } = fixture;
    return c.json({ records: 5, receipt: handle, file: lastFile });
  });
  app.post(routes.unsubscribe.path, (c) =>
    c.req.param("token") === "good"
      ? c.json({ purpose: "marketing", title: MARKETING, clause: "2.4.9" })
      : problem(c, "token-unknown"),
  );
  const { published = [], activity = null } = fixture;
  app.get(routes.versions.path, (c) => c.json(published.map(({ row }) => row)));
  app.get(routes.activity.path, (c) =>
    activity === null ? problem(c, "store-unreachable") : c.json(activity),
  );
  const { announcements = [] } = fixture;
  app.get(routes.announcements.path, (c) => c.json(announcements));
  app.get(routes.announcement.path, (c) => {
    const found = announcements.find(({ id }) => id === c.req.param("id"));
    return found === undefined ? problem(c, "not-found") : c.json(found);
  });
  app.get("/.well-known/avow/policy/:version", (c) => {
    const found = published.find(({ row }) => row.version === c.req.param("version"));
    return found === undefined ? problem(c, "not-found") : c.body(canonicalJson(found.bundle as never));
  });
  app.get("/log/trust.txt", (c) => c.text(sampleTrust()));
  return { app, asked };
}

function problem(c: Context, code: ProblemCode, extras: Partial<ProblemDetails> = {}): Response {
  const { status, title } = PROBLEMS[code];
  const body = { type: `urn:avow:problem:${code}`, title, status, code, detail: title, ...extras };
  return c.body(JSON.stringify(body), status, { "content-type": "application/problem+json" });
}

const CHOICE: Choice = {
  purpose: "marketing",
  title: MARKETING,
  clause: "2.4.8",
  ask: {
    en: "Yes, tell me by e-mail, text message or telephone about articles, materials and services of Index that may interest me. I am 18 or older. I can stop this at any time: here, with one click in any e-mail, or with one word in reply.",
    zh: "同意。请通过电子邮件、短信或者电话，向我介绍 Index 可能令我感兴趣的文章、资料和服务。我已年满十八周岁。我可以随时停止接收：在此处操作，在任何一封邮件中一键退订，或者回复一个词即可。",
  },
  wording: "ab".repeat(32),
  state: "granted",
  since: AT,
  objection: { clause: "2.4.9", at: null },
};

const NAMING = {
  purpose: "naming",
  clause: "2.5.6",
  ask: { en: "Show my own name beside this one thing.", zh: "同意在这一内容旁显示我的真实姓名。" },
  wording: "cd".repeat(32),
  state: "granted" as const,
  since: AT,
};

/** A comment whose author's name is shown. */
export const GIVEN: AnswerOf<"submissions">[number] = {
  id: "00000000-0000-4000-8000-00000000000a",
  form: "comment",
  about: "article/paper",
  at: AT,
  state: "given",
  values: { "comment.text": "Well said <b>indeed</b>.", "comment.gone": null },
  choices: [NAMING],
};

function holdings(name: string): AnswerOf<"me">["holdings"] {
  const account = { id: "account", title: ACCOUNT, clause: "2.4.3" };
  const marketing = { id: "marketing", title: MARKETING, clause: "2.4.8" };
  const until = { en: "until 30 days after you close your account", zh: "您注销账号后30天为止" };
  const held = { clause: "2.1.1", collectedAt: AT, until };
  return [
    {
      ...held,
      category: "contact",
      title: { en: "Contact details", zh: "联系方式" },
      values: [
        {
          path: "contact.name",
          title: { en: "Name", zh: "姓名" },
          value: name,
          purposes: [account, marketing],
        },
        {
          path: "contact.email",
          title: { en: "E-mail address", zh: "电子邮箱" },
          value: "lin.yue@example.org",
          purposes: [account, marketing],
        },
        {
          path: "contact.telephone",
          title: { en: "Telephone number", zh: "电话号码" },
          value: "+86 138 0013 8000",
          purposes: [account],
        },
      ],
    },
    {
      ...held,
      category: "account",
      title: { en: "Account", zh: "账号信息" },
      values: [
        {
          path: "account.password",
          title: { en: "Password", zh: "密码" },
          value: null,
          purposes: [account],
        },
        {
          path: "account.language",
          title: { en: "Language", zh: "语言" },
          value: "zh",
          purposes: [account, marketing],
        },
      ],
    },
  ];
}

function listReceipts(kinds: readonly string[]): AnswerOf<"receipts"> {
  return kinds.map((kind, i) => {
    const sequence = kinds.length - i;
    const isLatest = i === 0;
    return {
      id: RECEIPT_IDS[sequence - 1] ?? "",
      kind,
      clause: kind === "person-registered" ? "2.1.1" : "2.4.8",
      at: AT,
      sequence,
      state: isLatest ? ("sequenced" as const) : ("logged" as const),
      index: isLatest ? null : 110 + sequence,
    };
  });
}

/** A receipt that verifies under `sampleTrust`. */
export function sampleReceipt(): string {
  const opening = new Uint8Array(64).fill(1);
  const event = encodeEvent({
    v: 1,
    kind: "consent-given",
    at: AT,
    policy: VERSION,
    clause: "2.4.8",
    seq: 1,
    previous: null,
    subject: "8f7c2a4e",
    facts: { purpose: "marketing" },
  });
  const leafHash = hashLeaf(personLeaf(commit({ opening, event })));
  const checkpoint = formatCheckpoint({ origin: LOG_KEY.name, size: 1, root: rootOf([leafHash]) });
  return formatReceipt({
    content: { kind: "person", event, opening },
    index: 0,
    proof: [],
    checkpoint: signNote(checkpoint, [makeSigner(LOG_KEY)]),
  });
}

/** The trust policy that knows the sample log. */
export function sampleTrust(): string {
  const log = { key: verifierKeyOf(LOG_KEY), url: null };
  return formatTrustPolicy({ logs: [log], witnesses: [], groups: [], quorum: "none" });
}
