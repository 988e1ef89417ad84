import { describe, expect, it } from "vitest";
import { willing } from "./fixtures.ts";
import { parseFacts, parseOperation } from "./index.ts";

const person = {
  loggedIn: true,
  consents: { marketing: { kind: "granted", at: 1 } },
  objections: { marketing: 2 },
};
const facts = { person, cookies: "accepted" };

describe("facts from outside", () => {
  it("[G18] well-formed facts are given back as a frozen copy", () => {
    for (const input of [
      facts,
      willing,
      { ...facts, person: { ...person, under: { before: { purchases: "other", reached: ["marketing"] } } } },
      { person: null, cookies: "not-asked" },
      JSON.parse(JSON.stringify(facts)),
    ]) {
      const parsed = parseFacts(input);
      expect(parsed).toEqual({ ok: true, facts: input });
      if (parsed.ok) expect(Object.isFrozen(parsed.facts) && parsed.facts !== input).toBe(true);
    }
  });

  it("[G18] an own `__proto__` stays a name and changes no prototype", () => {
    const input = JSON.parse(
      '{"person":{"loggedIn":true,"consents":{"__proto__":{"kind":"granted","at":1}},"objections":{}},"cookies":"accepted"}',
    );
    const parsed = parseFacts(input);
    if (!parsed.ok) throw new Error("malformed");
    expect(Object.keys(parsed.facts.person?.consents ?? {})).toEqual(["__proto__"]);
    expect(parsed.facts.person?.consents.kind).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ["facts", null],
    ["facts", [facts]],
    ["facts.cookies", { person: null }],
    ["facts.cookies", { person: null, cookies: "yes" }],
    ["facts.note", { ...facts, note: 1 }],
    ["facts", { ...facts, "anna@example.com": 1 }],
    ["facts.person", { cookies: "accepted" }],
    ["facts.person", { ...facts, person: "p1" }],
    ["facts.person.loggedIn", { ...facts, person: { ...person, loggedIn: 1 } }],
    ["facts.person.email", { ...facts, person: { ...person, email: "anna@example.com" } }],
    ["facts.person.consents", { ...facts, person: { ...person, consents: [] } }],
    ["facts.person.consents.a", { ...facts, person: { ...person, consents: { a: true } } }],
    [
      "facts.person.consents.a.kind",
      { ...facts, person: { ...person, consents: { a: { kind: "maybe", at: 1 } } } },
    ],
    [
      "facts.person.consents.a.at",
      { ...facts, person: { ...person, consents: { a: { kind: "granted", at: "1" } } } },
    ],
    ["facts.person.consents.a.at", { ...facts, person: { ...person, consents: { a: { kind: "granted" } } } }],
    ["facts.person.under", { ...facts, person: { ...person, under: [] } }],
    ["facts.person.under.before", { ...facts, person: { ...person, under: { before: "other" } } }],
    [
      "facts.person.under.before.held",
      { ...facts, person: { ...person, under: { before: { held: true } } } },
    ],
    [
      "facts.person.under.before.purchases",
      { ...facts, person: { ...person, under: { before: { purchases: 1 } } } },
    ],
    [
      "facts.person.under.before.reached",
      { ...facts, person: { ...person, under: { before: { reached: [7] } } } },
    ],
    ["facts.person.objections.a", { ...facts, person: { ...person, objections: { a: Number.NaN } } }],
    [
      "facts",
      {
        ...facts,
        get person() {
          throw new Proxy(
            {},
            {
              getPrototypeOf: () => {
                throw new Error("unreadable");
              },
            },
          );
        },
      },
    ],
  ])("[law 1] [law 6] [G18] the path of the first fault is told: `%s`", (part, input) => {
    expect(parseFacts(input)).toEqual({ ok: false, why: { code: "malformed", part } });
  });
});

describe("operations from outside", () => {
  it("[G1] the copy holds what was demanded and nothing else", () => {
    const input = {
      action: "contact",
      by: "operator",
      purpose: "marketing",
      data: ["a.b"],
      channel: "email",
      form: undefined,
    };
    const parsed = parseOperation(input);
    if (!parsed.ok) throw new Error("malformed");
    expect(Object.keys(parsed.operation)).toEqual(["action", "by", "purpose", "data", "channel"]);
    expect(parsed.operation.data).not.toBe(input.data);
  });

  it("[law 6] [G15] why it is malformed never holds a name that may be a personal value", () => {
    expect(parseOperation({ action: "anna@example.com" })).toEqual({
      ok: false,
      why: { code: "action-unknown", name: null },
    });
    const use = { action: "use", by: "a", purpose: "b", data: ["c.d"] };
    expect(parseOperation({ ...use, "Anna Lee": 1 })).toEqual({
      ok: false,
      why: { code: "malformed", part: "operation" },
    });
  });
});
