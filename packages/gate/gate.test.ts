import { ACTIONS, type Bundle, type Decision, type Facts, type Operation, type Rule } from "@avow/policy";
import { describe, expect, it } from "vitest";
import { indexBundle, letter, look, makeRule, session, unasked, willing, withRules } from "./fixtures.ts";
import { decide, prepareGate } from "./index.ts";

const person = { loggedIn: true, consents: {}, objections: {} };

/** What a wrongly typed caller might pass. */
function decideAny(facts: unknown, operation: unknown, bundle = indexBundle): Decision {
  return decide(bundle, facts as Facts, operation as Operation);
}

describe("what an operation must be", () => {
  const demands = {
    collect: "form",
    contact: "channel",
    disclose: "recipient",
    transfer: "recipient",
    store: "key",
  };

  it.each([
    ["operation", null],
    ["operation", "use"],
    ["operation.action", []],
    ["operation.action", { ...look, action: 3 }],
    ["operation.by", { ...look, by: undefined }],
    ["operation.purpose", { ...look, purpose: ["account"] }],
    ["operation.data", { ...look, data: [] }],
    ["operation.data", { ...look, data: "contact.email" }],
    ["operation.data", { ...look, data: ["contact.email", "contact.email"] }],
    ["operation.data", { ...look, data: ["contact.email", 5] }],
    ["operation.data", { ...look, data: new Array(3) }],
    ["operation.data", { ...session, data: Array.from({ length: 1001 }, (_, at) => `f.${at}`) }],
    ["operation.channel", { ...look, channel: "email" }],
    ["operation.note", { ...look, note: undefined }],
    ["operation", { ...look, "anna@example.com": true }],
    ["operation.action", Object.create(look)],
  ])("[law 1] [G1] a malformed operation is refused, naming `%s`", (part, operation) => {
    expect(decideAny(willing, operation)).toMatchObject({
      effect: "refuse",
      clause: "2.0",
      code: "malformed",
      reason: { en: `This request cannot be judged: \`${part}\` is missing or is not what it should be.` },
    });
  });

  it.each(ACTIONS)("[G1] `%s` demands its own key and no other", (action) => {
    const own = new Map<string, string>(Object.entries(demands)).get(action);
    for (const key of ["form", "channel", "recipient", "key"]) {
      const codes = [{ [key]: "ghost" }, { [key]: 1 }, {}].map((extra) => {
        const decision = decideAny(willing, { ...look, action, ...extra });
        return decision.effect === "refuse" ? decision.code : null;
      });
      if (key === own) expect(codes).toEqual([`${key}-unknown`, "malformed", "malformed"]);
      else expect(codes).toEqual(["malformed", "malformed", own === undefined ? codes[2] : "malformed"]);
    }
  });

  it("[G1] a key that is `undefined` counts as absent, and a record without prototype is an object", () => {
    expect(decideAny(willing, { ...look, channel: undefined, form: undefined })).toMatchObject({
      effect: "permit",
    });
    expect(decideAny(willing, Object.assign(Object.create(null), look))).toMatchObject({ effect: "permit" });
  });

  it("[G2] an action nobody knows is refused by name, before the other keys are looked at", () => {
    for (const action of ["sell", "constructor", "__proto__"])
      expect(decideAny(willing, { action })).toMatchObject({
        code: "action-unknown",
        clause: "2.0",
        reason: { en: `The action given is \`${action}\`, which is not declared in the policy.` },
      });
  });

  it("[law 1] [G3] what throws when it is read is refused, wherever it throws", () => {
    const unreadable = (): never => {
      throw new Error("unreadable");
    };
    const hostile = new Proxy(
      {},
      {
        get: unreadable,
        has: unreadable,
        ownKeys: unreadable,
        getPrototypeOf: unreadable,
        getOwnPropertyDescriptor: unreadable,
      },
    );
    const { proxy: revoked, revoke } = Proxy.revocable([], {});
    revoke();
    for (const operation of [
      hostile,
      revoked,
      { ...look, data: hostile },
      { ...look, data: revoked },
      { ...look, by: hostile },
    ])
      expect(decideAny(willing, operation)).toMatchObject({ code: "malformed" });
    for (const facts of [
      hostile,
      { ...willing, person: hostile },
      { person: { ...person, consents: hostile }, cookies: "accepted" },
    ])
      expect(decideAny(facts, letter)).toMatchObject({ code: "malformed" });
  });

  it("[G1] [G5] an array whose methods were replaced is judged by what it holds", () => {
    const data = Object.assign(["contact.telephone"], {
      every: () => true,
      find: () => undefined,
      length: 1,
    });
    expect(decideAny(willing, { ...look, data })).toMatchObject({ code: "data-not-permitted" });
  });
});

describe("names", () => {
  it("[G5] roles, purposes, data and the rest are looked up in this order", () => {
    const wrong = { action: "contact", by: "ghost", purpose: "ghost", data: ["ghost"], channel: "ghost" };
    const codes = [
      wrong,
      { ...wrong, by: "operator" },
      { ...wrong, by: "operator", purpose: "marketing" },
      { ...wrong, by: "operator", purpose: "marketing", data: ["contact.email"] },
    ].map((operation) => decideAny(willing, operation));
    expect(codes).toMatchObject([
      { code: "role-unknown" },
      { code: "purpose-unknown" },
      { code: "data-unknown" },
      { code: "channel-unknown" },
    ]);
  });

  it.each(["constructor", "__proto__", "toString", "hasOwnProperty"])(
    "[law 1] [G5] `%s` is no declared name",
    (name) => {
      expect(decideAny(willing, { ...look, by: name })).toMatchObject({ code: "role-unknown" });
      expect(decideAny(willing, { ...look, purpose: name })).toMatchObject({ code: "purpose-unknown" });
      expect(decideAny(willing, { ...look, data: [name] })).toMatchObject({ code: "data-unknown" });
      expect(decideAny(willing, { ...look, data: [`contact.${name}`] })).toMatchObject({
        code: "data-unknown",
      });
      expect(decideAny(willing, { ...letter, channel: name })).toMatchObject({ code: "channel-unknown" });
      expect(
        decideAny(willing, { ...letter, action: "disclose", channel: undefined, recipient: name }),
      ).toMatchObject({
        code: "recipient-unknown",
      });
      expect(decideAny(unasked, letter)).toMatchObject({ code: "consent-missing" });
    },
  );
});

describe("rules", () => {
  it("[law 1] [G6] what no rule speaks of is not permitted", () => {
    expect(decide(indexBundle, willing, { ...look, action: "publish" })).toMatchObject({
      code: "not-permitted",
      clause: "2.4.3",
      remedy: null,
      reason: {
        en: "The policy does not permit our staff to publish personal data for this purpose: to open and run your account.",
        zh: "政策不允许我们的工作人员为以下目的公开个人信息：为您开立和运行账号。",
      },
    });
    expect(decide(indexBundle, willing, { ...letter, by: "portal" })).toMatchObject({
      code: "not-permitted",
    });
    expect(decide(withRules(), willing, look)).toMatchObject({ code: "not-permitted" });
  });

  it("[G6] a rule that names no channel speaks of no contact, and one that names one speaks of no plain use", () => {
    const rule = makeRule({ action: "contact", purpose: "marketing", data: letter.data, by: ["operator"] });
    expect(decide(withRules(rule), willing, letter)).toMatchObject({ code: "not-permitted" });
    expect(decide(withRules(makeRule({ ...rule, channel: ["email"] })), willing, letter)).toMatchObject({
      effect: "permit",
    });
    const plain = makeRule({ data: look.data, by: ["operator"], channel: ["email"] });
    expect(decide(withRules(plain), willing, look)).toMatchObject({ code: "not-permitted" });
  });

  it("[G7] two rules that each cover half of the data do not cover it together", () => {
    const halves = ["contact.email", "contact.name"].map((path, at) =>
      makeRule({ clause: `2.4.${at}`, data: [path], by: ["operator"] }),
    );
    const both = { ...look, data: ["contact.name", "contact.email"] };
    const decision = decide(withRules(...halves), willing, both);
    expect(decision).toMatchObject({ code: "data-not-permitted", clause: "2.4.0" });
    expect(decision).toHaveProperty("reason.en", expect.stringContaining("“Name”"));
  });

  it("[G9] a later rule whose conditions hold permits where an earlier one refuses", () => {
    const closed = makeRule({
      clause: "2.4.8",
      data: look.data,
      by: ["operator"],
      when: [
        { condition: { kind: "logged-in" }, clause: "2.4.3", source: null },
        { condition: { kind: "consent", purpose: "account" }, clause: "2.4.8", source: null },
      ],
    });
    const open = makeRule({ clause: "2.4.9", data: look.data, by: ["operator"] });
    const nobody: Facts = { person: null, cookies: "accepted" };
    expect(decide(withRules(closed, open), nobody, look)).toEqual({ effect: "permit", clause: "2.4.9" });
    expect(decide(withRules(closed, closed), nobody, look)).toMatchObject({
      clause: "2.4.3",
      code: "not-logged-in",
    });
    expect(decide(withRules(closed), unasked, look)).toMatchObject({
      clause: "2.4.8",
      code: "consent-missing",
    });
  });

  it("[G7] the same holds with more fields than a mask has bits", () => {
    const paths = Array.from({ length: 100 }, (_, at) => `form.f${at}`);
    const field = { title: { en: "F", zh: "F" }, type: "text", maxLength: 9 } as const;
    const data: Bundle["data"] = {
      form: {
        clause: "2.1.1",
        title: field.title,
        retention: { start: "collected", keep: "P1Y" },
        fields: Object.fromEntries(paths.map((path) => [path.slice(5), field])),
      },
    };
    const wide = { ...withRules(makeRule({ data: paths.slice(0, 50), by: ["operator"] })), data };
    expect(decide(wide, willing, { ...look, data: paths.slice(0, 50) })).toMatchObject({ effect: "permit" });
    for (const beyond of [31, 50, 62, 93]) {
      const asked = ["form.f0", `form.f${beyond}`];
      const code = beyond < 50 ? { effect: "permit" } : { code: "data-not-permitted" };
      expect(decide(wide, willing, { ...look, data: asked })).toMatchObject(code);
      expect(decide(wide, willing, { ...look, data: [...asked, "form.f0"] })).toMatchObject({
        code: "malformed",
      });
    }
  });
});

describe("facts", () => {
  it.each([
    ["facts", null],
    ["facts", "accepted"],
    ["facts.person", { cookies: "accepted" }],
    ["facts.person", { person: "anna@example.com", cookies: "accepted" }],
    ["facts.person.loggedIn", { person: { ...person, loggedIn: "yes" }, cookies: "accepted" }],
    ["facts.person.consents", { person: { ...person, consents: null }, cookies: "accepted" }],
    ["facts.person.objections", { person: { loggedIn: true, consents: {} }, cookies: "accepted" }],
    ["facts.cookies", { person: null }],
    ["facts.cookies", { person: null, cookies: "perhaps" }],
    ["facts.person", Object.create(willing)],
  ])("[law 1] [G8] malformed facts are refused even where no condition asks, naming `%s`", (part, facts) => {
    expect(decideAny(facts, look)).toMatchObject({
      code: "malformed",
      clause: "2.0",
      reason: { en: expect.stringContaining(`\`${part}\``) },
    });
  });

  it.each([
    ["nothing", undefined],
    ["a word", "granted"],
    ["another kind", { kind: "implied", at: 1 }],
    ["no time", { kind: "granted" }],
    ["no finite time", { kind: "granted", at: Number.POSITIVE_INFINITY }],
    ["an inherited kind", Object.create({ kind: "granted", at: 1 })],
  ])("[law 1] [G10] a consent that says %s is missing", (_, consent) => {
    const facts = { person: { ...person, consents: { marketing: consent } }, cookies: "accepted" };
    expect(decideAny(facts, letter)).toMatchObject({ code: "consent-missing" });
  });

  it("[law 1] [G10] [G11] inherited consents count for nothing, and an objection counts whatever it says", () => {
    const inherited = { ...person, consents: Object.create({ marketing: { kind: "granted", at: 1 } }) };
    expect(decideAny({ person: inherited, cookies: "accepted" }, letter)).toMatchObject({
      code: "consent-missing",
    });
    const muddled = { ...willing.person, objections: { marketing: undefined } };
    expect(decideAny({ person: muddled, cookies: "accepted" }, letter)).toMatchObject({ code: "objected" });
  });

  it("[G10] [G11] where nobody is identified, logging in is the remedy", () => {
    const nobody: Facts = { person: null, cookies: "accepted" };
    const consentOnly = withRules(
      makeRule({
        data: look.data,
        by: ["operator"],
        when: [{ condition: { kind: "consent", purpose: "account" }, clause: "2.4.8", source: null }],
      }),
    );
    expect(decide(consentOnly, nobody, look)).toMatchObject({
      clause: "2.4.8",
      code: "not-logged-in",
      remedy: { kind: "log-in" },
    });
    expect(decide(indexBundle, nobody, letter)).toMatchObject({
      clause: "2.4.9",
      code: "not-logged-in",
      remedy: { kind: "log-in" },
    });
  });

  it("[law 1] [G13] a condition of an unknown kind refuses, and nothing lifts it", () => {
    const strange = { kind: "full-moon" } as unknown as Rule["when"][number]["condition"];
    const bundle = withRules(
      makeRule({
        data: look.data,
        by: ["operator"],
        when: [{ condition: strange, clause: "2.4.3", source: null }],
      }),
    );
    expect(decide(bundle, willing, look)).toMatchObject({
      code: "condition-unknown",
      clause: "2.4.3",
      remedy: null,
    });
  });
});

describe("what a refusal cites and says", () => {
  it("[G14] the promise nearest to what was tried", () => {
    const recipients = {
      bank: { clause: "2.5.1", title: { en: "the bank", zh: "银行" }, countries: ["CN"] },
    };
    const bundle = { ...indexBundle, recipients };
    const clauseOf = (operation: unknown) => decideAny(willing, operation, bundle).clause;
    expect(clauseOf({ ...look, action: "disclose", recipient: "bank" })).toBe("2.5.1");
    expect(clauseOf({ ...look, action: "transfer", recipient: "bank" })).toBe("2.5.1");
    expect(clauseOf({ ...look, action: "collect", form: "registration", purpose: "marketing" })).toBe(
      "2.1.1",
    );
    expect(clauseOf({ ...session, by: "operator" })).toBe("2.2.7");
    expect(clauseOf({ ...letter, purpose: "account" })).toBe("2.4.3");
    expect(clauseOf({ ...letter, channel: "fax" })).toBe("2.4.8");
    expect(clauseOf({ ...letter, data: ["contact.fax"] })).toBe("2.4.8");
    expect(clauseOf({ ...letter, by: "ghost" })).toBe("2.0");
  });

  it("[G14] without an accountable clause, the controller's; without a controller, the law's", () => {
    const bundle: Bundle = { ...indexBundle, clauses: [] };
    expect(decideAny(willing, null, bundle).clause).toBe("2.0");
    expect(decideAny(willing, null, { ...bundle, controller: null }).clause).toBe("1.1");
  });

  it("[law 6] [G15] a name that may be a personal value is not repeated", () => {
    for (const name of ["anna@example.com", "Anna Lee", "", "x".repeat(65), "李安娜"]) {
      const refusals = [
        { ...look, action: name },
        { ...look, by: name },
        { ...look, purpose: name },
        { ...look, data: [name] },
        { ...letter, channel: name },
        { ...look, [name]: 1 },
      ].map((operation) => decideAny(willing, operation));
      for (const refusal of refusals) expect(refusal.effect).toBe("refuse");
      if (name !== "") expect(JSON.stringify(refusals)).not.toContain(name);
    }
    expect(decideAny(willing, { ...look, by: "Anna Lee" })).toHaveProperty(
      "reason.en",
      "The role given is a name that is not declared in the policy.",
    );
  });

  it("[G15] reasons are in the languages of the bundle, in English where there is no other", () => {
    const bundle: Bundle = { ...indexBundle, languages: ["fr", "zh-Hans"] };
    const decision = decide(bundle, unasked, letter);
    expect(decision).toHaveProperty("reason", {
      fr: "This person has not agreed to this use: to tell you about what may interest you.",
      "zh-Hans": "该个人尚未同意为以下目的处理其个人信息：to tell you about what may interest you。",
    });
  });

  it("[G16] decisions are frozen throughout, and the same for the same question", () => {
    const gate = prepareGate(indexBundle, "");
    for (const operation of [
      letter,
      look,
      session,
      { ...look, by: "ghost" },
      { ...look, action: "publish" } as const,
    ]) {
      const decision = gate.decide(unasked, operation);
      expect(Object.isFrozen(decision)).toBe(true);
      if (decision.effect === "refuse") {
        expect(Object.isFrozen(decision.reason)).toBe(true);
        expect(decision.remedy === null || Object.isFrozen(decision.remedy)).toBe(true);
      }
      expect(gate.decide(unasked, operation)).toEqual(decision);
    }
  });
});
