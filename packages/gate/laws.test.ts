import { isDeepStrictEqual } from "node:util";
import { type Bundle, type Decision, type Facts, type Operation, REFUSALS } from "@avow/policy";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { askNear, questions } from "./arbitraries.ts";
import { indexBundle, willing } from "./fixtures.ts";
import { askPermit, decide, decideByReference, parseFacts, parseOperation, prepareGate } from "./index.ts";

/** Each is asked 60 questions on average. */
const BUNDLES = Number(process.env.AVOW_BUNDLES ?? 2500);

describe("one answer everywhere", () => {
  it(
    "[law 4] [G19] [G20] [G49] the quick gate and the reference agree on more than 100,000 questions, and every answer occurs",
    () => {
      const seen = new Map<string, number>();
      fc.assert(
        fc.property(questions, ({ bundle, earlier, strays }) => {
          const gate = prepareGate(bundle, "third", earlier);
          for (const stray of strays) {
            const { facts, operation } = askNear(bundle, stray) as { facts: Facts; operation: Operation };
            const quick = gate.decide(facts, operation);
            const slow = decideByReference(bundle, facts, operation, { version: "third", earlier });
            if (!isDeepStrictEqual(quick, slow)) expect(quick).toStrictEqual(slow);
            const asked = gate.question(operation).ask(facts);
            if (!isDeepStrictEqual(asked, slow)) expect(asked).toStrictEqual(slow);
            const answer = quick.effect === "permit" ? "permit" : quick.code;
            seen.set(answer, (seen.get(answer) ?? 0) + 1);
          }
        }),
        { numRuns: BUNDLES },
      );
      const rare = ["permit", ...REFUSALS].filter((answer) => (seen.get(answer) ?? 0) < 100);
      expect(rare).toEqual([]);
      expect([...seen.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(100_000);
    },
    Math.max(120_000, BUNDLES * 50),
  );
});

describe("totality", () => {
  const anything = fc.anything({
    withNullPrototype: true,
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSparseArray: true,
  });
  const gate = prepareGate(indexBundle, "");

  it("[law 1] [G3] any value at all gets a decision, the same from both, and is not permitted", () => {
    fc.assert(
      fc.property(anything, anything, (facts, operation) => {
        const decision = gate.decide(facts as Facts, operation as Operation);
        expect(decision.effect).toBe("refuse");
        expect(decision).toStrictEqual(
          decideByReference(indexBundle, facts as Facts, operation as Operation),
        );
        expect(askPermit(gate, facts as Facts, operation as Operation, null)).toStrictEqual({
          refusal: decision,
        });
        expect(parseOperation(operation).ok).toBe(false);
        expect(parseFacts(facts).ok).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });

  it("[law 1] [G3] [G8] any value at all in place of one part gets the same decision from both", () => {
    const letter = {
      action: "contact",
      by: "operator",
      purpose: "marketing",
      data: ["contact.email"],
      channel: "email",
    };
    const parts = [
      "action",
      "by",
      "purpose",
      "data",
      "channel",
      "form",
      "consent",
      "consents",
      "objections",
      "loggedIn",
      "person",
      "cookies",
    ];
    fc.assert(
      fc.property(fc.constantFrom(...parts), anything, (part, value) => {
        const operation = part in letter || part === "form" ? { ...letter, [part]: value } : letter;
        const consents = part === "consent" ? { marketing: value } : willing.person?.consents;
        const person = { ...willing.person, consents, [part]: value };
        const facts = operation === letter ? { ...willing, person, [part]: value } : willing;
        const decision = gate.decide(facts as Facts, operation as Operation);
        expect(decision).toStrictEqual(
          decideByReference(indexBundle, facts as Facts, operation as Operation),
        );
      }),
      { numRuns: 3000 },
    );
  });
});

interface Asked {
  readonly bundle: Bundle;
  readonly facts: Facts;
  readonly operation: Operation;
}

/** Asks many well-formed questions before and after a change; gives the ways in which the effect moved. */
function eachChange(
  change: (asked: Asked) => Asked,
  holds: (before: Decision, after: Decision) => boolean,
): ReadonlySet<string> {
  const moves = new Set<string>();
  fc.assert(
    fc.property(questions, ({ bundle, strays }) => {
      for (const stray of strays) {
        const question = askNear(bundle, stray);
        const facts = parseFacts(question.facts);
        const operation = parseOperation(question.operation);
        if (!facts.ok || !operation.ok) continue;
        const asked = { bundle, facts: facts.facts, operation: operation.operation };
        const changed = change(asked);
        const before = decide(asked.bundle, asked.facts, asked.operation);
        const after = decide(changed.bundle, changed.facts, changed.operation);
        moves.add(`${before.effect} to ${after.effect}`);
        if (!holds(before, after)) expect.fail(JSON.stringify({ asked, changed, before, after }));
      }
    }),
    { numRuns: 200 },
  );
  return moves;
}

function neverMore(before: Decision, after: Decision): boolean {
  return before.effect === "permit" || after.effect === "refuse";
}

/** Shows also that the sample held permits that the change took away, and such as it left. */
const LESS = new Set(["permit to permit", "permit to refuse", "refuse to refuse"]);

describe("what never permits more", () => {
  it("[law 2] [G19] taking away the consents", () => {
    const moves = eachChange(({ bundle, facts, operation }) => {
      const person = facts.person === null ? null : { ...facts.person, consents: {} };
      return { bundle, facts: { ...facts, person }, operation };
    }, neverMore);
    expect(moves).toEqual(LESS);
  });

  it("[law 2] [G19] adding an objection", () => {
    const moves = eachChange(({ bundle, facts, operation }) => {
      const person =
        facts.person === null
          ? null
          : { ...facts.person, objections: { ...facts.person.objections, [operation.purpose]: 1 } };
      return { bundle, facts: { ...facts, person }, operation };
    }, neverMore);
    expect(moves).toEqual(LESS);
  });

  it("[law 1] [G19] removing a rule", () => {
    const moves = eachChange(
      (asked) => ({ ...asked, bundle: { ...asked.bundle, rules: asked.bundle.rules.slice(1) } }),
      neverMore,
    );
    expect(moves).toEqual(LESS);
  });
});

describe("what changes nothing", () => {
  it("[G19] the order of `data`", () => {
    const moves = eachChange(
      (asked) => ({ ...asked, operation: { ...asked.operation, data: [...asked.operation.data].reverse() } }),
      (before, after) => before.effect === after.effect && before.clause === after.clause,
    );
    expect(moves).toEqual(new Set(["permit to permit", "refuse to refuse"]));
  });
});
