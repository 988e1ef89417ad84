import { readFileSync } from "node:fs";
import {
  type Bundle,
  buildBundle,
  type Consent,
  type Facts,
  makeConsentPlan,
  type Operation,
} from "@avow/policy";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import shop from "../../policies/shop/policy.ts";
import { indexBundle } from "./fixtures.ts";
import { prepareGate } from "./index.ts";

function buildShop(): Bundle {
  const read = (name: string) => ({
    file: name,
    source: readFileSync(new URL(`../../policies/shop/${name}`, import.meta.url), "utf8"),
  });
  const built = buildBundle({ model: shop.model, words: { en: read("en.md"), zh: read("zh.md") } });
  if (!built.ok) throw new Error("the shop's policy does not build");
  return built.bundle;
}

const SHOP = buildShop();

/** A visitor without an account who has made these choices; what is not among them was never asked. */
function visitorWith(choices: Readonly<Record<string, boolean>>): Facts {
  const consents = Object.entries(choices).map(([purpose, yes]): [string, Consent] => [
    purpose,
    { kind: yes ? "granted" : "refused", at: 0 },
  ]);
  return {
    person: { loggedIn: false, consents: Object.fromEntries(consents), objections: {} },
    cookies: "not-asked",
  };
}

/** What the plan says is open, and what the gate says of the same key or host, by name. */
function compare(bundle: Bundle, choices: Readonly<Record<string, boolean>>) {
  const plan = makeConsentPlan(bundle, "0".repeat(64));
  const gate = prepareGate(bundle, "0".repeat(64));
  const facts = visitorWith(choices);
  const isOpen = (needs: readonly string[] | null) =>
    needs?.every((purpose) => choices[purpose] === true) ?? false;
  const permits = (operation: Omit<Operation, "by">) =>
    Object.keys(bundle.roles).map((by) => gate.decide(facts, { ...operation, by }).effect === "permit");
  return [
    ...plan.keys.map(({ name, needs }) => ({
      name,
      plan: isOpen(needs),
      gate: permits({ action: "store", purpose: bundle.storage[name]?.purpose ?? "", data: [], key: name }),
    })),
    ...plan.hosts.map(({ name, needs }) => {
      const { purpose = "", data = [], recipient = "" } = bundle.hosts?.[name] ?? {};
      return { name, plan: isOpen(needs), gate: permits({ action: "disclose", purpose, data, recipient }) };
    }),
  ];
}

const choicesOf = ({ purposes }: Bundle) =>
  fc.dictionary(fc.constantFrom(...Object.keys(purposes)), fc.boolean(), { maxKeys: 8 });

/** Keys and hosts of the shop whose purpose, and with it what they need, is another. */
const variations = fc
  .record({
    keys: fc.array(fc.constantFrom(...Object.keys(SHOP.storage)), { maxLength: 4 }),
    hosts: fc.array(fc.constantFrom(...Object.keys(SHOP.hosts ?? {})), { maxLength: 3 }),
    condition: fc.constantFrom("logged-in", "cookies-accepted", "not-held"),
  })
  .map(({ keys, hosts, condition }): Bundle => {
    const reached = new Set(hosts.map((name) => SHOP.hosts?.[name]?.clause));
    const bound = { condition: { kind: condition }, clause: "2.3.5", source: null } as const;
    const rules = SHOP.rules.map((rule) => {
      const isHit =
        (rule.key !== null && keys.includes(rule.key)) ||
        (rule.action === "disclose" && reached.has(rule.clause));
      return isHit ? { ...rule, when: [...rule.when, bound] } : rule;
    });
    return { ...SHOP, rules };
  });

describe("the plan of a page and the gate", () => {
  it("[G40] [law 8] say the same of every key and host, whatever a visitor chose", () => {
    for (const bundle of [indexBundle, SHOP])
      fc.assert(
        fc.property(choicesOf(bundle), (choices) => {
          for (const { name, plan, gate } of compare(bundle, choices))
            expect([name, new Set(gate)]).toEqual([name, new Set([plan])]);
        }),
        { numRuns: 60 },
      );
  });

  it("[G40] and of what needs a session, which no choice of a visitor opens", () => {
    fc.assert(
      fc.property(variations, choicesOf(SHOP), (bundle, choices) => {
        for (const { name, plan, gate } of compare(bundle, choices))
          expect([name, new Set(gate)]).toEqual([name, new Set([plan])]);
      }),
      { numRuns: 60 },
    );
  });

  it("[G41] every yes opens everything that was asked about, and every no leaves only what needs no answer", () => {
    const purposes = ["analytics", "video", "advertising"];
    const all = (yes: boolean) => Object.fromEntries(purposes.map((purpose) => [purpose, yes]));
    expect(compare(SHOP, all(true)).filter(({ plan }) => !plan)).toEqual([]);
    for (const choices of [all(false), {}])
      expect(compare(SHOP, choices).flatMap(({ name, gate }) => (gate.includes(true) ? [name] : []))).toEqual(
        ["shop_basket", "shop_choice"],
      );
  });
});
