import type { Bundle, Condition, Decision, Facts, Operation } from "@avow/policy";
import { describe, expect, it } from "vitest";
import { indexBundle, letter, look, makeRule, session, unasked, willing, withRules } from "./fixtures.ts";
import { decide } from "./index.ts";

const person = { loggedIn: true, consents: {}, objections: {} };

/** What a wrongly typed caller might pass. */
function decideAny(facts: unknown, operation: unknown, bundle = indexBundle): Decision {
  return decide(bundle, facts as Facts, operation as Operation);
}

describe("the clauses of the Index policy", () => {
  it("[2.4.8] [G10] no marketing message without consent; asking for it is the remedy", () => {
    expect(decide(indexBundle, unasked, letter)).toEqual({
      effect: "refuse",
      clause: "2.4.8",
      code: "consent-missing",
      reason: {
        en: "This person has not agreed to this use: to tell you about what may interest you.",
        zh: "该个人尚未同意为以下目的处理其个人信息：向您介绍您可能感兴趣的内容。",
      },
      remedy: { kind: "consent", purpose: "marketing" },
      source: null,
    });
  });

  it("[2.4.8] a person who has consented may be written to", () => {
    expect(decide(indexBundle, willing, letter)).toEqual({ effect: "permit", clause: "2.4.8" });
  });

  it.each(["refused", "withdrawn"] as const)(
    "[2.4.8] [law 2] [G10] a consent that was %s refuses",
    (kind) => {
      const facts: Facts = {
        person: { ...person, consents: { marketing: { kind, at: 1 } } },
        cookies: "accepted",
      };
      expect(decide(indexBundle, facts, letter)).toMatchObject({
        effect: "refuse",
        clause: "2.4.8",
        code: `consent-${kind}`,
        remedy: { kind: "consent", purpose: "marketing" },
      });
    },
  );

  it("[2.4.9] [law 2] [G11] an objection refuses although consent is granted", () => {
    const facts: Facts = {
      person: {
        loggedIn: true,
        consents: { marketing: { kind: "granted", at: 2 } },
        objections: { marketing: 1 },
      },
      cookies: "accepted",
    };
    expect(decide(indexBundle, facts, letter)).toMatchObject({
      effect: "refuse",
      clause: "2.4.9",
      code: "objected",
      remedy: { kind: "withdraw-objection", purpose: "marketing" },
    });
  });

  it("[2.4.3] [G7] a use under the contract's name beyond its data is refused, naming what is beyond", () => {
    const decision = decide(indexBundle, willing, { ...look, data: ["contact.email", "contact.telephone"] });
    expect(decision).toMatchObject({
      effect: "refuse",
      clause: "2.4.3",
      code: "data-not-permitted",
      remedy: null,
    });
    expect(decision).toHaveProperty("reason.en", expect.stringContaining("“Telephone number”"));
    expect(decision).toHaveProperty("reason.zh", expect.stringContaining("“电话号码”"));
  });

  it("[2.1.1] [G5] a form or a field that the policy does not declare collects nothing", () => {
    const collect = { action: "collect", by: "person", purpose: "account", data: ["contact.email"] };
    expect(decideAny(willing, { ...collect, form: "registration" })).toMatchObject({
      effect: "permit",
      clause: "2.1.1",
    });
    expect(decideAny(willing, { ...collect, form: "survey" })).toMatchObject({
      code: "form-unknown",
      reason: { en: "The form given is `survey`, which is not declared in the policy." },
    });
    expect(decideAny(willing, { ...collect, form: "registration", data: ["contact.fax"] })).toMatchObject({
      code: "data-unknown",
      reason: { en: "Among the data given is `contact.fax`, which is not declared in the policy." },
    });
  });

  it("[2.2.4] [G5] a cookie that is not in the register is not set", () => {
    expect(decide(indexBundle, willing, session)).toEqual({ effect: "permit", clause: "2.2.7" });
    expect(decide(indexBundle, willing, { ...session, key: "_ga" })).toMatchObject({ code: "key-unknown" });
  });

  it.each(["refused", "not-asked"] as const)(
    "[2.2.6] [G12] nothing is stored when cookies are %s",
    (cookies) => {
      expect(decide(indexBundle, { ...willing, cookies }, session)).toMatchObject({
        effect: "refuse",
        clause: "2.2.6",
        code: "cookies-refused",
        remedy: { kind: "accept-cookies" },
      });
    },
  );

  it("[2.2.7] [G12] nothing is stored before log-in", () => {
    for (const before of [null, { ...person, loggedIn: false }])
      expect(decide(indexBundle, { person: before, cookies: "accepted" }, session)).toMatchObject({
        effect: "refuse",
        clause: "2.2.7",
        code: "not-logged-in",
        remedy: { kind: "log-in" },
      });
  });

  describe("a dispute", () => {
    const erase: Operation = { action: "erase", by: "person", purpose: "account", data: ["contact.email"] };
    const erasable = withRules(
      makeRule({
        action: "erase",
        by: ["person"],
        data: ["contact.email"],
        when: [{ condition: { kind: "not-held" }, clause: "1.2", source: null }],
      }),
    );
    const ask = (held: Partial<NonNullable<Facts["person"]>>) =>
      decide(erasable, { person: { ...person, ...held }, cookies: "accepted" }, erase);

    it("[1.2] [G21] erases nobody's data while it holds it, and nothing they do would lift it", () => {
      expect(ask({ held: false })).toMatchObject({ effect: "permit" });
      expect(ask({ held: true })).toMatchObject({
        effect: "refuse",
        clause: "1.2",
        code: "held",
        reason: { en: "A dispute holds this data, so it is not erased until the dispute is over." },
        remedy: null,
      });
    });

    it("[1.2] [law 1] [G21] whether there is one must be known", () => {
      expect(ask({})).toMatchObject({ effect: "refuse", code: "held" });
      expect(decide(erasable, { person: null, cookies: "accepted" }, erase)).toMatchObject({
        code: "not-logged-in",
      });
    });
  });

  describe("advertising", () => {
    const when = (condition: Condition, clause: string) =>
      withRules(
        makeRule({
          clause: "2.4.8",
          action: "contact",
          purpose: "marketing",
          data: ["contact.email"],
          by: ["operator"],
          channel: ["email"],
          when: [{ condition, clause, source: null }],
        }),
      );
    const askAs = (
      [condition, clause]: readonly [Condition, string],
      known: Partial<NonNullable<Facts["person"]>>,
      beside: Partial<Facts> = {},
    ) =>
      decide(
        when(condition, clause),
        { person: { ...person, ...known }, cookies: "accepted", ...beside },
        { ...letter, data: ["contact.email"] },
      );
    const refusal = (code: string, clause: string) => ({ effect: "refuse", code, clause, remedy: null });

    it("[2.4.6] [law 1] [G42] goes to nobody who is known to be under age, or of whom that is not known", () => {
      const adult = [{ kind: "not-minor" }, "2.4.6"] as const;
      expect(askAs(adult, { minor: false })).toMatchObject({ effect: "permit" });
      expect(askAs(adult, { minor: true })).toMatchObject(refusal("minor", "2.4.6"));
      expect(askAs(adult, {})).toMatchObject(refusal("minor", "2.4.6"));
      expect(askAs(adult, {}, { person: null })).toMatchObject({ code: "not-logged-in" });
    });

    it("[2.4.7] [law 1] [G43] goes to a customer about what is similar alone, and to nobody of whom that is not known", () => {
      const similar = [{ kind: "similar-purchase" }, "2.4.7"] as const;
      for (const purchases of ["none", "similar"] as const)
        expect(askAs(similar, { purchases })).toMatchObject({ effect: "permit" });
      expect(askAs(similar, { purchases: "other" })).toMatchObject(refusal("not-similar", "2.4.7"));
      expect(askAs(similar, {})).toMatchObject(refusal("not-similar", "2.4.7"));
      expect(askAs(similar, {}, { person: null })).toMatchObject({ code: "not-logged-in" });
    });

    it("[2.4.6] [law 1] [G44] for a third party goes out under a licence that is held, and under no other", () => {
      const licensed = [{ kind: "licensed" }, "2.4.6"] as const;
      expect(askAs(licensed, {}, { licence: "held" })).toMatchObject({ effect: "permit" });
      expect(askAs(licensed, {}, { licence: "lapsed" })).toMatchObject(refusal("licence-lapsed", "2.4.6"));
      expect(askAs(licensed, {}, { licence: "none" })).toMatchObject(refusal("licence-missing", "2.4.6"));
      expect(askAs(licensed, {})).toMatchObject(refusal("licence-missing", "2.4.6"));
    });

    it("[2.4.6] [law 1] [G45] goes to nobody who has had as many messages as the pace allows, or of whom that is not known", () => {
      const paced = [{ kind: "within-pace", purpose: "marketing" }, "2.4.6"] as const;
      expect(askAs(paced, { reached: ["account"] })).toMatchObject({ effect: "permit" });
      expect(askAs(paced, { reached: ["marketing"] })).toMatchObject(refusal("pace-reached", "2.4.6"));
      expect(askAs(paced, {})).toMatchObject(refusal("pace-reached", "2.4.6"));
      expect(askAs(paced, {}, { person: null })).toMatchObject({ code: "not-logged-in" });
    });
  });

  it("[2.0] [law 1] [G4] without a controller everything is refused", () => {
    const orphaned: Bundle = { ...indexBundle, controller: null };
    for (const operation of [letter, look, session, { ...look, by: "ghost" }])
      expect(decide(orphaned, willing, operation)).toMatchObject({
        effect: "refuse",
        clause: "2.0",
        code: "no-controller",
      });
  });

  it("[1.1] [law 10] [G9] a condition that the law adds refuses where the policy alone would permit, with its source", () => {
    const lawBound = withRules(
      makeRule({
        data: ["contact.email"],
        by: ["operator"],
        when: [{ condition: { kind: "consent", purpose: "account" }, clause: "1.1", source: "cn.pipl.29" }],
      }),
    );
    expect(decide(indexBundle, unasked, look)).toMatchObject({ effect: "permit" });
    expect(decide(lawBound, unasked, look)).toMatchObject({
      effect: "refuse",
      clause: "1.1",
      code: "consent-missing",
      source: "cn.pipl.29",
    });
  });
});
