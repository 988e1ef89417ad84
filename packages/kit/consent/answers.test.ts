import { decide } from "@avow/gate";
import { type Bundle, type Condition, type Facts, makeConsentPlan, type Operation } from "@avow/policy";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { indexBundle, makeRule } from "../../gate/fixtures.ts";
import { isPermitted, makeAnswers } from "./answers.ts";

const PURPOSES = ["analytics", "video", "advertising", "constructor"];
const KEYS = ["_stats", "_ads", "session"];
const HOSTS = ["player.example", "pixel.example"];
const title = { en: "title", zh: "名称" };

const conditions: fc.Arbitrary<readonly Condition[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant("consent" as const), purpose: fc.constantFrom(...PURPOSES) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("not-objected" as const),
        purpose: fc.constantFrom(...PURPOSES),
      }),
    },
    { weight: 1, arbitrary: fc.constantFrom<Condition>({ kind: "logged-in" }, { kind: "cookies-accepted" }) },
  ),
  { maxLength: 3 },
);

const bound = (when: readonly Condition[]) =>
  when.map((condition) => ({ condition, clause: "2.2.4", source: null }));

/** Bundles of storage keys and hosts, each with a rule that has some of the conditions, or with none. */
const bundles: fc.Arbitrary<Bundle> = fc
  .record({
    asked: fc.subarray(PURPOSES, { minLength: 1 }),
    keys: fc.array(fc.option(conditions), { minLength: KEYS.length, maxLength: KEYS.length }),
    hosts: fc.array(fc.option(conditions), { minLength: HOSTS.length, maxLength: HOSTS.length }),
  })
  .map(({ asked, keys, hosts }) => ({
    ...indexBundle,
    purposes: Object.fromEntries(
      PURPOSES.map((name) => [
        name,
        {
          clause: "2.2.5",
          title,
          basis: "consent" as const,
          ...(asked.includes(name) ? { ask: title } : {}),
        },
      ]),
    ),
    recipients: Object.fromEntries(
      HOSTS.map((name) => [name, { clause: "2.5.1", title, countries: ["DE"] }]),
    ),
    storage: Object.fromEntries(
      KEYS.map((name) => [
        name,
        {
          clause: "2.2.4",
          title,
          kind: "cookie" as const,
          purpose: "analytics",
          life: "P1D" as const,
          setBy: "us",
          when: [],
        },
      ]),
    ),
    hosts: Object.fromEntries(
      HOSTS.map((name) => [
        name,
        {
          clause: "2.2.4",
          title,
          recipient: name,
          purpose: "video",
          data: ["contact.email"] as const,
          kinds: ["frame"] as const,
        },
      ]),
    ),
    rules: [
      ...KEYS.flatMap((key, at) => {
        const when = keys[at];
        return when
          ? [
              makeRule({
                clause: "2.2.4",
                action: "store",
                purpose: "analytics",
                data: [],
                by: ["portal"],
                key,
                when: bound(when),
              }),
            ]
          : [];
      }),
      ...HOSTS.flatMap((name, at) => {
        const when = hosts[at];
        return when
          ? [
              makeRule({
                clause: "2.2.4",
                action: "disclose",
                purpose: "video",
                data: ["contact.email"],
                by: ["portal"],
                recipient: [name],
                when: bound(when),
              }),
            ]
          : [];
      }),
    ],
  }));

/** What a visitor without an account said: to some questions nothing, to others yes or no. */
const said = fc.dictionary(fc.constantFrom(...PURPOSES), fc.boolean());

function factsOf(choices: Readonly<Record<string, boolean>>): Facts {
  const consents = Object.entries(choices).map(([purpose, yes]) => [
    purpose,
    { kind: yes ? "granted" : "refused", at: 1 },
  ]);
  return {
    person: { loggedIn: false, consents: Object.fromEntries(consents), objections: {} },
    cookies: "not-asked",
  };
}

describe("one answer everywhere", () => {
  it("[law 4] the kit opens a key or a host exactly where the gate permits it to a visitor without an account", () => {
    const seen = { permit: 0, refuse: 0 };
    fc.assert(
      fc.property(bundles, said, (bundle, all) => {
        const plan = makeConsentPlan(bundle, "v");
        // Nobody can have answered what is not asked.
        const choices = Object.fromEntries(
          plan.questions.flatMap(({ purpose }) =>
            Object.hasOwn(all, purpose) ? [[purpose, all[purpose] === true]] : [],
          ),
        );
        const choice = { id: "1", at: "", choices, wording: plan.wording, signal: null };
        const answers = makeAnswers(plan, { choice, pending: null, signal: null });
        const judge = (operation: Operation) => decide(bundle, factsOf(choices), operation).effect;
        const compare = (needs: readonly string[] | null, operation: Operation) => {
          const effect = judge(operation);
          seen[effect] += 1;
          expect([operation, isPermitted(needs, answers)]).toEqual([operation, effect === "permit"]);
        };
        for (const { name: key, needs } of plan.keys)
          compare(needs, { action: "store", by: "portal", purpose: "analytics", data: [], key });
        for (const { name: recipient, needs } of plan.hosts)
          compare(needs, {
            action: "disclose",
            by: "portal",
            purpose: "video",
            data: ["contact.email"],
            recipient,
          });
      }),
      { numRuns: 500 },
    );
    expect(Math.min(seen.permit, seen.refuse)).toBeGreaterThan(100);
  });
});
