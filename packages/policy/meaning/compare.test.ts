import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import index from "../../../policies/index/policy.ts";
import { SHOP, toSource } from "../fixtures/shop.ts";
import {
  type Bundle,
  buildBundle,
  comparePolicies,
  formatDifference,
  listPermissions,
  type PolicyDifference,
  type PolicySource,
  renderDifference,
  renderDifferencePage,
} from "../index.ts";

const readWords = (language: string) => ({
  file: `${language}.md`,
  source: readFileSync(new URL(`../../../policies/index/${language}.md`, import.meta.url), "utf8"),
});
const INDEX = build({ model: index.model, words: { en: readWords("en"), zh: readWords("zh") } });
const SHOP_BUNDLE = build(toSource(SHOP));

function build(source: PolicySource): Bundle {
  const built = buildBundle(source);
  if (!built.ok) throw new Error(built.diagnostics.map(({ message }) => message).join("; "));
  return built.bundle;
}

type Rule = Bundle["rules"][number];

/** A policy with some of its rules otherwise; `change` gives `null` for one that goes. */
function withRules(bundle: Bundle, change: (rule: Rule) => Rule | null): Bundle {
  return { ...bundle, rules: bundle.rules.flatMap((rule) => change(rule) ?? []) };
}

function sentences(difference: PolicyDifference, part: "changes" | "notes" | "consequences") {
  return difference[part].map(({ sentence }) => [sentence.en, sentence.zh]);
}

/** Uses for running the account, by a role. */
const isUse = (rule: Rule, role: string) =>
  rule.action === "use" && rule.purpose === "account" && rule.by.includes(role);

describe("permissions", () => {
  it("[P200] two policies that permit the same list the same, however they are written", () => {
    const [first, ...others] = SHOP_BUNDLE.rules;
    if (first === undefined) throw new Error("the shop permits nothing");
    const half = { ...first, data: first.data.slice(0, 1) };
    const stricter: Rule = {
      ...first,
      when: [{ condition: { kind: "logged-in" }, clause: "9", source: null }],
    };
    const rewritten = {
      ...SHOP_BUNDLE,
      rules: [...others, half, { ...first, by: first.by.toReversed() }, stricter],
    };
    expect(listPermissions(rewritten)).toEqual(listPermissions(SHOP_BUNDLE));
    expect(listPermissions(SHOP_BUNDLE).length).toBeGreaterThan(3);
  });

  it("[P201] without a controller, or by names or conditions nobody knows, nothing is permitted", () => {
    expect(listPermissions({ ...INDEX, controller: null })).toEqual([]);
    const unknown = { condition: { kind: "full-moon" }, clause: "1", source: null } as unknown;
    expect(
      listPermissions(withRules(INDEX, (rule) => ({ ...rule, when: [unknown as Rule["when"][number]] }))),
    ).toEqual([]);
    expect(listPermissions({ ...INDEX, roles: {} })).toEqual([]);
    expect(listPermissions({ ...INDEX, purposes: {} })).toEqual([]);
    expect(new Set(listPermissions({ ...INDEX, data: {} }).map(({ point }) => point.action))).toEqual(
      new Set(["store"]),
    );
  });
});

const isMarketing = (rule: Rule) => rule.action === "contact" && rule.purpose === "marketing";

describe("changes of meaning", () => {
  it("[P202] each is a sentence that a person understands, in both languages", () => {
    const after = withRules(INDEX, (rule) => {
      if (isUse(rule, "operator")) return { ...rule, data: [...rule.data, "contact.telephone"] };
      if (isUse(rule, "portal")) return null;
      if (isMarketing(rule)) return { ...rule, when: rule.when.slice(0, 1) };
      if (rule.key === "index_session") return { ...rule, when: rule.when.slice(0, 1) };
      return rule;
    });
    expect(sentences(comparePolicies(INDEX, after), "changes")).toEqual([
      [
        "Our staff may now use your telephone number to open and run your account.",
        "出于“为您开立和运行账号”的目的，我们的工作人员今后可以使用您的电话号码。",
      ],
      [
        "Our staff may contact you by e-mail, text message or telephone (with your language, e-mail address, name and telephone number) to tell you about what may interest you on other terms. Before: only if you have agreed to this, you have not objected to this, you are not known to be under 18, it is about something similar to what you recently bought, if you have ever bought from us and you have not had as many messages as we allow for this. Now: only if you have not objected to this. That permits more.",
        "出于“向您介绍您可能感兴趣的内容”的目的，我们的工作人员可以使用您的语言、电子邮箱、姓名和电话号码，通过电子邮件、短信或电话与您联系，但条件有变。此前：须您已同意、未表示反对、没有信息表明您未满18周岁、所涉内容与您近期所购相近（如曾购买）且为此目的向您发送的消息尚未达到上限；今后：须您未表示反对。允许的范围有所扩大。",
      ],
      [
        "We may store “Keeps you logged in” (index_session) on your device to open and run your account on other terms. Before: only if you are logged in and you have accepted cookies. Now: only if you are logged in. That permits more.",
        "出于“为您开立和运行账号”的目的，我们可以在您的设备上存储 index_session（保持您的登录状态），但条件有变。此前：须您已登录且已接受 Cookie；今后：须您已登录。允许的范围有所扩大。",
      ],
      [
        "This website may no longer use your password and e-mail address to open and run your account.",
        "出于“为您开立和运行账号”的目的，本网站今后不得再使用您的密码和电子邮箱。",
      ],
    ]);
  });

  it("[P203] the same for several roles, recipients or purposes is said once; recipients are named with their countries", () => {
    const courier = SHOP_BUNDLE.recipients.courier;
    if (courier === undefined) throw new Error("the shop has no courier");
    const after = {
      ...withRules(SHOP_BUNDLE, (rule) =>
        rule.action === "disclose" ? { ...rule, recipient: ["courier", "post", "bank"] } : rule,
      ),
      recipients: {
        courier,
        post: { ...courier, title: { en: "the post", zh: "邮政" }, countries: ["SG", "CN"] },
        bank: { ...courier, title: { en: "the bank", zh: "银行" } },
      },
    };
    const [only, ...others] = comparePolicies(SHOP_BUNDLE, after).changes;
    expect(others).toEqual([]);
    expect(only?.points).toHaveLength(2);
    expect(only?.sentence).toEqual({
      en: "Our staff may now disclose your address to the bank (China) or the post (China and Singapore) to deliver.",
      zh: "出于“配送”的目的，工作人员今后可以向银行（中国）或邮政（中国和新加坡）提供您的地址。",
    });
  });

  it("[P204] what may be taken together is told apart from what may be taken alone", () => {
    const [use] = INDEX.rules.filter((rule) => isUse(rule, "operator"));
    if (use === undefined) throw new Error("the staff use nothing");
    const apart = withRules(INDEX, (rule) => (rule === use ? null : rule));
    const singles = use.data.map((field) => ({ ...use, data: [field] }));
    const difference = comparePolicies({ ...apart, rules: [...apart.rules, ...singles] }, INDEX);
    expect(difference.changes).toMatchObject([
      { kind: "permitted", together: true, data: ["contact.email", "contact.name"] },
    ]);
    expect(sentences(difference, "changes")).toEqual([
      [
        "Our staff may now use your e-mail address and name, all in one operation, to open and run your account.",
        "出于“为您开立和运行账号”的目的，我们的工作人员今后可以在同一次操作中一并使用您的电子邮箱和姓名。",
      ],
    ]);
  });

  it("[P205] where sets of fields are too many to tell apart, one change tells of all that is taken together", () => {
    const fields = Array.from({ length: 12 }, (_, at) => `wide.f${at}`);
    const title = { en: "Title", zh: "名称" };
    const category = INDEX.data.contact;
    if (category === undefined) throw new Error("there is no such category");
    const wide = Object.fromEntries(
      fields.map((field) => [field.slice(5), { title, type: "text" as const, maxLength: 9 }]),
    );
    const [use] = INDEX.rules.filter((rule) => isUse(rule, "operator"));
    if (use === undefined) throw new Error("the staff use nothing");
    const before = {
      ...INDEX,
      data: { ...INDEX.data, wide: { ...category, fields: wide } },
      rules: fields.map((left) => ({ ...use, data: fields.filter((field) => field !== left) })),
    };
    const after = { ...before, rules: [{ ...use, data: fields }] };
    expect(comparePolicies(before, after).changes).toMatchObject([
      { together: true, data: fields.toSorted(), kind: "terms", direction: "wider" },
    ]);
    expect(comparePolicies(after, before).changes).toMatchObject([{ direction: "narrower" }]);
  });

  it("[P206] a declared rename is no change; it is noted, and the bearer of a name that has passed on is told apart", () => {
    const renamed = JSON.parse(
      JSON.stringify(SHOP_BUNDLE)
        .replaceAll('"courier"', '"messenger"')
        .replaceAll("contact.email", "contact.mail")
        .replaceAll('"email":{"title":{"en":"E-mail', '"mail":{"title":{"en":"E-mail')
        .replaceAll('"clerk"', '"staff"'),
    );
    const formerly = {
      recipients: { messenger: "courier" },
      fields: { "contact.mail": "contact.email" },
      roles: { staff: "clerk" },
    };
    const difference = comparePolicies(SHOP_BUNDLE, { ...renamed, formerly });
    expect(difference).toMatchObject({ changes: [], clauses: [], consequences: [] });
    expect(difference.notes.map(({ part }) => part)).toEqual([
      "roles staff",
      "recipients messenger",
      "fields contact.mail",
    ]);
    expect(comparePolicies(SHOP_BUNDLE, renamed).changes).not.toEqual([]);

    const { delivery, marketing } = SHOP_BUNDLE.purposes;
    if (delivery === undefined || marketing === undefined) throw new Error("the shop has other purposes");
    const passedOn = {
      ...withRules(SHOP_BUNDLE, (rule) =>
        rule.purpose === "delivery" ? { ...rule, purpose: "marketing" } : null,
      ),
      purposes: { marketing: delivery },
      formerly: { purposes: { marketing: "delivery" } },
    };
    const { changes } = comparePolicies(SHOP_BUNDLE, passedOn);
    expect(new Set(changes.map(({ kind }) => kind))).toEqual(new Set(["no-longer-permitted"]));
    expect(new Set(changes.flatMap(({ points }) => points.map(({ purpose }) => purpose)))).toEqual(
      new Set(["marketing (formerly)"]),
    );
  });
});

/** Parts of a bundle that repeat others or only direct the comparison. */
const REPEATED =
  /^(format$|formerly|storage\.[^.]+\.(when|purpose)|forms\.[^.]+\.fields\.\d+\.(field|purposes)|rules\.\d+\.(by|data|form|channel|recipient|key|action|purpose|when\.\d+\.condition))/;

/** Every text, number and truth value in `value`, by path. */
function listLeaves(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return value === null ? [] : [path];
  return Object.entries(value).flatMap(([key, member]) => listLeaves(member, [...path, key]));
}

/** Where not every text will do. */
const OTHER: Readonly<Record<string, string>> = {
  "account-closed": "collected",
  cookie: "local-storage",
  enforced: "states",
  pending: "states",
  states: "enforced",
  contract: "legal-duty",
  consent: "separate-consent",
  processor: "controller",
};

function put(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) {
    if (typeof value === "number") return value + 1;
    if (typeof value === "boolean") return !value;
    const other = OTHER[String(value)];
    if (other !== undefined) return other;
    return /^P\d/.test(String(value)) ? "P9Y" : /^\d{4}-/.test(String(value)) ? "2031-01-01" : `${value}x`;
  }
  if (Array.isArray(value)) return value.map((item, at) => (String(at) === key ? put(item, rest) : item));
  const record = value as Record<string, unknown>;
  return { ...record, [key]: put(record[key], rest) };
}

describe("what else is told", () => {
  it("[P207] nothing declared or written can be otherwise without the difference saying so", () => {
    const policy = {
      ...SHOP_BUNDLE,
      law: { ...SHOP_BUNDLE.law, applied: SHOP_BUNDLE.law.applied.slice(0, 1) },
    };
    const paths = listLeaves(policy).filter((path) => !REPEATED.test(path.join(".")));
    expect(paths.length).toBeGreaterThan(150);
    const silent = paths.filter((path) => {
      const { changes, notes, clauses } = comparePolicies(policy, put(policy, path) as Bundle);
      return changes.length + notes.length + clauses.length === 0;
    });
    expect(silent).toEqual([]);
  });

  it("[P208] in words that name the part, what it was and what it is", () => {
    const { contact } = INDEX.data;
    const { index_session: session } = INDEX.storage;
    const pending = INDEX.clauses.find(({ status }) => status.status === "pending");
    if (contact === undefined || session === undefined || pending?.status.status !== "pending")
      throw new Error("the policy has other parts");
    const { id, status } = pending;
    const after: Bundle = {
      ...INDEX,
      data: { ...INDEX.data, contact: { ...contact, retention: { start: "collected", keep: "P1Y" } } },
      storage: { ...INDEX.storage, index_session: { ...session, life: "P2D" } },
      clauses: INDEX.clauses.map((clause) =>
        clause.id === id ? { ...clause, status: { status: "enforced", by: ["gate"] } } : clause,
      ),
    };
    const difference = comparePolicies(INDEX, after);
    expect(sentences(difference, "notes")).toEqual([
      [
        "Data “Contact details”: time of keeping changed from “until 30 days after your account is closed” to “until 1 year after it is collected”.",
        "信息类别“联系方式”：保存期限由“账号注销后30日”改为“收集后1年”。",
      ],
      [
        "Cookie or storage key “Keeps you logged in”: life changed from 12 hours to 2 days.",
        "Cookie 或存储项“保持您的登录状态”：有效期由12小时改为2日。",
      ],
      [
        `Clause ${id}: status changed from pending (${status.brings.en}) to enforced.`,
        `第${id}条：状态由尚待落实（${status.brings.zh}）改为已落实。`,
      ],
    ]);
    expect(difference.consequences.map(({ kind, who }) => [kind, who])).toEqual([
      ["told", { kind: "everyone" }],
      ["told", { kind: "held", category: "contact" }],
    ]);
  });

  it("[P209] words that differ are shown word by word, in Chinese too, and put together give either text", () => {
    const words = { en: "We keep your *data*.\n\nSafely.", zh: "我们保护您的个人信息。" };
    const now = { en: "We keep your data.\n\nVery safely.", zh: "我们妥善保护您的个人信息。" };
    const first = INDEX.clauses[0];
    if (first === undefined) throw new Error("there are no clauses");
    const rewrite = (said: typeof words) => ({
      ...INDEX,
      clauses: [{ ...first, words: said }, ...INDEX.clauses.slice(2)],
    });
    const { clauses } = comparePolicies(
      { ...rewrite(words), clauses: [...rewrite(words).clauses, ...INDEX.clauses.slice(1, 2)] },
      rewrite(now),
    );
    expect(clauses.map(({ before, after }) => [before, after])).toEqual([
      ["1.1", "1.1"],
      ["1.2", null],
    ]);
    const [changed] = clauses;
    expect(changed?.words.zh).toEqual([
      { kind: "same", text: "我们" },
      { kind: "added", text: "妥善" },
      { kind: "same", text: "保护您的个人信息。" },
    ]);
    for (const language of ["en", "zh"] as const) {
      const join = (left: string) =>
        changed?.words[language]
          ?.filter(({ kind }) => kind !== left)
          .map(({ text }) => text)
          .join("");
      expect([join("added"), join("removed")]).toEqual([words[language], now[language]]);
    }
  });

  it("[P210] a clause that has another number is matched by the number it had", () => {
    const moved: Bundle = {
      ...JSON.parse(JSON.stringify(SHOP_BUNDLE).replaceAll('"2.1.8"', '"2.1.9"')),
      formerly: { clauses: { "2.1.9": "2.1.8" } },
    };
    expect(comparePolicies(SHOP_BUNDLE, moved)).toMatchObject({ changes: [], clauses: [], consequences: [] });
    const reworded = {
      ...moved,
      clauses: moved.clauses.map((clause) =>
        clause.id === "2.1.9" ? { ...clause, words: { en: "New.", zh: "新。" } } : clause,
      ),
    };
    expect(comparePolicies(SHOP_BUNDLE, reworded).clauses).toMatchObject([
      { before: "2.1.8", after: "2.1.9" },
    ]);
  });

  it("[P211] the same permission under another clause is a note, not a change", () => {
    const after = withRules(INDEX, (rule) => (isUse(rule, "operator") ? { ...rule, clause: "2.4.5" } : rule));
    const difference = comparePolicies(INDEX, after);
    expect(difference.changes).toEqual([]);
    expect(sentences(difference, "notes")).toEqual([
      [
        "What was permitted under clause 2.4.3 is permitted as before, now under clause 2.4.5.",
        "原依第2.4.3条允许的事项照旧允许，现改依第2.4.5条。",
      ],
    ]);
  });
});

describe("consequences", () => {
  const due = (before: Bundle, after: Bundle) =>
    comparePolicies(before, after).consequences.map(({ kind, who }) =>
      [kind, ...Object.values(who)].join(" "),
    );

  it("[P212] [2.6.2] who agreed is asked again when more is done with their agreement, or its words are others", () => {
    const moreData = withRules(INDEX, (rule) =>
      isMarketing(rule) ? { ...rule, data: [...rule.data, "reach.address"] } : rule,
    );
    expect(due(INDEX, moreData)).toEqual(["asked consented marketing"]);
    expect(due(moreData, INDEX)).toEqual(["told held reach"]);
    const { marketing } = INDEX.purposes;
    if (marketing === undefined) throw new Error("there is no marketing");
    const reworded = {
      ...INDEX,
      purposes: { ...INDEX.purposes, marketing: { ...marketing, ask: { en: "Yes.", zh: "同意。" } } },
    };
    expect(due(INDEX, reworded)).toEqual(["asked consented marketing"]);
  });

  it("[P212] and others are told too when it concerns them without their agreement", () => {
    const unasked = withRules(INDEX, (rule) =>
      isMarketing(rule) ? { ...rule, when: rule.when.slice(0, 1) } : rule,
    );
    expect(due(INDEX, unasked)).toEqual([
      "asked consented marketing",
      "told held account",
      "told held contact",
    ]);
  });

  it("[P213] what is wider without consent, what is narrower, and where a recipient is are told to those whose data it is", () => {
    const wider = withRules(INDEX, (rule) =>
      isUse(rule, "operator") ? { ...rule, data: [...rule.data, "account.language"] } : rule,
    );
    expect(due(INDEX, wider)).toEqual(["told held account"]);
    expect(comparePolicies(wider, INDEX).consequences[0]?.sentence.en).toContain("less is done than before");
    const { courier } = SHOP_BUNDLE.recipients;
    if (courier === undefined) throw new Error("the shop has no courier");
    const abroad = { ...SHOP_BUNDLE, recipients: { courier: { ...courier, countries: ["CN", "SG"] } } };
    expect(due(SHOP_BUNDLE, abroad)).toEqual(["told held contact"]);
  });

  it("[P214] everyone is told when who answers, the law, a legal basis or the way to one's rights is another", () => {
    const { controller } = INDEX;
    const { account } = INDEX.purposes;
    if (controller === null || account === undefined) throw new Error("the policy has other parts");
    const rights = INDEX.notices.rights?.[0];
    expect(rights).toBeDefined();
    const reworded = INDEX.clauses.map((clause) =>
      clause.id === rights ? { ...clause, words: { en: "No.", zh: "否。" } } : clause,
    );
    for (const after of [
      { ...INDEX, controller: { ...controller, email: "other@index.example" } },
      { ...INDEX, law: { ...INDEX.law, courts: { en: "other courts", zh: "其他法院" } } },
      { ...INDEX, purposes: { ...INDEX.purposes, account: { ...account, basis: "legal-duty" as const } } },
      { ...INDEX, clauses: reworded },
    ])
      expect(due(INDEX, after)).toEqual(["told everyone"]);
  });
});

describe("a difference shown", () => {
  const hostile: Bundle = {
    ...withRules(INDEX, (rule) => (isUse(rule, "portal") ? null : rule)),
    roles: {
      ...INDEX.roles,
      portal: { title: { en: "<script>alert(1)</script>\u001B[2J", zh: "<b>站</b>" } },
    },
    clauses: INDEX.clauses.map((clause) =>
      clause.id === "1.1" ? { ...clause, words: { en: "<img src=x>\u001B[2J\nNext.", zh: "<i>" } } : clause,
    ),
  };
  const difference = comparePolicies(INDEX, hostile);

  it("[P215] is HTML in which whatever a policy says is text, with what came and went marked", () => {
    const html = renderDifference(difference, "en");
    expect(html).not.toMatch(/<(script|img|b>|i>)/);
    expect(html).toContain("&lt;script&gt;");
    expect(html).toMatch(/<ins>[^<]*&lt;/);
    expect(renderDifference(difference, "zh")).toContain("不再允许");
    expect(renderDifference(comparePolicies(INDEX, INDEX), "zh")).toBe("<p>含义没有变化。</p>");
  });

  it("[P215] and a page of its own that runs nothing and requests nothing", () => {
    const page = renderDifferencePage(difference, "zh");
    expect(page).toContain('<html lang="zh">');
    expect(page).not.toMatch(/<script|src=|href=|url\(/);
  });

  it("[P216] in a terminal it moves no cursor, and words stand in brackets", () => {
    const text = formatDifference(difference, "en", { color: false });
    expect(text).not.toMatch(/[^\P{Cc}\n]/u);
    expect(text).toContain("{+");
    expect(text.split("\n")[0]).toBe(
      `From ${difference.before.slice(0, 12)} to ${difference.after.slice(0, 12)}`,
    );
  });
});
