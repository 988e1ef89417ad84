import { decide } from "@avow/gate";
import { ACTIONS } from "@avow/policy";
import { describe, expect, it } from "vitest";
import { readQuestion } from "./ask-gate.ts";
import { manyRecipients } from "./many-recipients.testing.ts";

const read = (query: string) => readQuestion(new URLSearchParams(query));
const WHOLE = "by=operator&for=purpose0&data=data0.first";

describe("a question in an address", () => {
  it.each([
    ["use", { action: "use" }],
    ["contact:email", { action: "contact", channel: "email" }],
    ["disclose:carrier", { action: "disclose", recipient: "carrier" }],
    ["transfer:carrier", { action: "transfer", recipient: "carrier" }],
    ["collect:registration", { action: "collect", form: "registration" }],
    ["store:session", { action: "store", key: "session" }],
    ["contact:a:b", { action: "contact", channel: "a:b" }],
  ])("`do=%s` is read with what the action takes", (deed, operation) => {
    expect(read(`do=${deed}&${WHOLE}`)?.operation).toEqual({
      by: "operator",
      purpose: "purpose0",
      data: ["data0.first"],
      ...operation,
    });
  });

  it("has for every action the object that the gate demands of it", () => {
    for (const action of ACTIONS) {
      const question = read(`do=${action}:anything&${WHOLE}`) ?? read(`do=${action}&${WHOLE}`);
      if (question === null) throw new Error(action);
      const decision = decide(
        { ...manyRecipients, controller: CONTROLLER },
        question.facts,
        question.operation,
      );
      expect([action, "code" in decision && decision.code === "malformed"]).toEqual([action, false]);
    }
  });

  it.each([
    "",
    "do=use",
    `do=use&${WHOLE.replace("by=operator", "by=")}`,
    "do=use&by=operator&for=purpose0",
    WHOLE,
  ])("`%s` is not one yet", (query) => expect(read(query)).toBeNull());

  it("needs no data where something is only stored on a device", () => {
    expect(read("do=store:session&by=operator&for=purpose0")?.operation.data).toEqual([]);
  });

  it("tells what is known of the person, and nothing of nobody", () => {
    const facts =
      "consent.marketing=granted&consent.research=never&objected=research&held=yes&minor=yes&purchases=similar&reached=marketing&licence=lapsed";
    expect(read(`do=use&${WHOLE}&${facts}`)?.facts).toEqual({
      person: null,
      cookies: "not-asked",
      licence: "lapsed",
    });
    expect(read(`do=use&${WHOLE}&${facts}&person=logged-in&cookies=accepted`)?.facts).toEqual({
      person: {
        loggedIn: true,
        consents: { marketing: { kind: "granted", at: 0 } },
        objections: { research: 0 },
        held: true,
        minor: true,
        purchases: "similar",
        reached: ["marketing"],
      },
      cookies: "accepted",
      licence: "lapsed",
    });
    expect(read(`do=use&${WHOLE}&person=known`)?.facts.person?.loggedIn).toBe(false);
  });

  it("[law 1] leaves what it does not know for the gate to refuse", () => {
    const bundle = { ...manyRecipients, controller: CONTROLLER };
    for (const [query, code] of [
      [`do=sell&${WHOLE}`, "action-unknown"],
      [`do=use&${WHOLE}&by=ghost`.replace("by=operator&", ""), "role-unknown"],
      [`do=use&${WHOLE}&data=data0.ghost`, "data-unknown"],
      [`do=use&${WHOLE}&person=maybe`, "malformed"],
      [`do=use&${WHOLE}&cookies=maybe`, "malformed"],
    ] as const) {
      const question = read(query);
      if (question === null) throw new Error(query);
      expect(decide(bundle, question.facts, question.operation)).toMatchObject({ effect: "refuse", code });
    }
  });

  it("changes no prototype, whatever its names are", () => {
    const person = read(`do=use&${WHOLE}&person=known&consent.__proto__=granted&objected=__proto__`)?.facts
      .person;
    expect(Object.keys(person?.consents ?? {})).toEqual(["__proto__"]);
    expect(Object.keys(person?.objections ?? {})).toEqual(["__proto__"]);
  });
});

const CONTROLLER = {
  clause: "2.0",
  name: { en: "A company", zh: "某公司" },
  address: { en: "Hangzhou", zh: "杭州" },
  email: "privacy@company.example",
  telephone: "+86 571 5550 0100",
  complaints: { en: "Write to us.", zh: "请致函我们。" },
};
