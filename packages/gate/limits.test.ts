import { type Bundle, type Decision, enforced, type Facts, type Operation } from "@avow/policy";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { askNear, questions } from "./arbitraries.ts";
import { indexBundle, letter, look, makeRule, session, willing } from "./fixtures.ts";
import {
  askPermit,
  decide,
  decideByReference,
  type Earlier,
  parseFacts,
  parseOperation,
  prepareGate,
} from "./index.ts";

/** What the Index policy was before its operators could look up names. */
const BEFORE: Bundle = {
  ...indexBundle,
  rules: indexBundle.rules.map((rule) =>
    rule.action === "use" && rule.by.includes("operator") ? { ...rule, data: ["contact.email"] } : rule,
  ),
};
const NOW: Bundle = {
  ...indexBundle,
  clauses: [...indexBundle.clauses, { ...clauseOf("2.4.3"), id: "2.6.2", status: enforced("held-limits") }],
};
const gate = prepareGate(NOW, "now", [{ bundle: BEFORE, version: "before" }]);
const lookUpName: Operation = { ...look, data: ["contact.name"] };

function clauseOf(id: string) {
  const clause = indexBundle.clauses.find((one) => one.id === id);
  if (clause === undefined) throw new TypeError("there is such a clause");
  return clause;
}

/** The willing person, held to these versions. */
function heldTo(heldTo: unknown, facts: Facts = willing): Facts {
  return { ...facts, person: facts.person && { ...facts.person, heldTo: heldTo as readonly string[] } };
}

/** Every way of asking, which all have to agree. */
function ask(
  facts: Facts,
  operation: Operation,
  of = { gate, earlier: [{ bundle: BEFORE, version: "before" }] },
) {
  const { bundle, version } = of.gate;
  const decision = of.gate.decide(facts, operation);
  expect(of.gate.question(operation).ask(facts)).toStrictEqual(decision);
  expect(decideByReference(bundle, facts, operation, { version, earlier: of.earlier })).toStrictEqual(
    decision,
  );
  const asked = askPermit(of.gate, facts, operation, null);
  expect("permit" in asked ? "permit" : asked.refusal).toStrictEqual(
    decision.effect === "permit" ? "permit" : decision,
  );
  return decision;
}

function codeOf(decision: Decision): string {
  return decision.effect === "permit" ? "permit" : decision.code;
}

describe("an earlier limit", () => {
  it("[2.6.2] [G46] refuses what only the change permits, under the clause of held limits, until the change is answered", () => {
    expect(ask(willing, lookUpName)).toEqual({ effect: "permit", clause: "2.4.3" });
    expect(ask(heldTo(["before"]), lookUpName)).toEqual({
      effect: "refuse",
      clause: "2.6.2",
      code: "change-unanswered",
      reason: {
        en: "A change of the policy permits this, and this person has not agreed to that change; until they do, the earlier limits hold for them.",
        zh: "此项操作系政策变更后方才允许，而该个人尚未同意该变更；在其同意之前，仍适用变更前的限制。",
      },
      remedy: { kind: "answer-change" },
      source: null,
    });
  });

  it("[2.6.2] [G46] leaves what was permitted before, for that person and for who is nobody", () => {
    for (const operation of [look, letter, session])
      expect(codeOf(ask(heldTo(["before"]), operation))).toBe("permit");
    expect(codeOf(ask({ person: null, cookies: "accepted" }, lookUpName))).toBe("permit");
  });

  it("[G46] is asked after the current version, whose own refusal stands", () => {
    const objecting = heldTo(["before"], {
      ...willing,
      person: { loggedIn: true, consents: {}, objections: { marketing: 1 } },
    });
    expect(codeOf(ask(objecting, letter))).toBe("objected");
    expect(codeOf(ask(heldTo(["before"]), { ...look, data: ["contact.telephone"] }))).toBe(
      "data-not-permitted",
    );
  });

  it("[G46] judges the same facts: who gave the consent that the earlier version asks for is permitted", () => {
    const free = { ...NOW, rules: [makeRule({ data: ["contact.name"], by: ["operator"] })] };
    const asking = {
      ...BEFORE,
      rules: free.rules.map((rule) => ({
        ...rule,
        when: [
          { condition: { kind: "consent" as const, purpose: "marketing" }, clause: "2.4.8", source: null },
        ],
      })),
    };
    const earlier = [{ bundle: asking, version: "before" }];
    const of = { gate: prepareGate(free, "now", earlier), earlier };
    expect(codeOf(ask(heldTo(["before"]), lookUpName, of))).toBe("permit");
    const unasked = { ...willing, person: { loggedIn: true, consents: {}, objections: {} } };
    expect(codeOf(ask(heldTo(["before"], unasked), lookUpName, of))).toBe("change-unanswered");
  });

  it("[law 7] [G46] holds back no erasure", () => {
    const erasing = {
      ...NOW,
      rules: [makeRule({ action: "erase", data: ["contact.name"], by: ["portal"] })],
    };
    const earlier = [{ bundle: { ...BEFORE, rules: [] }, version: "before" }];
    const erase: Operation = { action: "erase", by: "portal", purpose: "account", data: ["contact.name"] };
    expect(
      codeOf(ask(heldTo(["before"]), erase, { gate: prepareGate(erasing, "now", earlier), earlier })),
    ).toBe("permit");
  });

  it("[law 1] [G47] that the gate was not given refuses, whatever `heldTo` is", () => {
    for (const unknown of [
      ["elsewhere"],
      ["before", "elsewhere"],
      "before",
      "now",
      null,
      7,
      {},
      [7],
      [["now"]],
    ])
      expect([unknown, codeOf(ask(heldTo(unknown), look))]).toEqual([unknown, "change-unanswered"]);
    expect(decide(NOW, heldTo(["before"]), look)).toMatchObject({ code: "change-unanswered" });
  });

  it("[G47] is none in an empty list, an `undefined` one, or the version that decides", () => {
    for (const nothing of [[], undefined, ["now"], ["now", "now"]])
      expect([nothing, codeOf(ask(heldTo(nothing), lookUpName))]).toEqual([nothing, "permit"]);
  });

  it("[G47] cites who answers for the policy where no clause is enforced by `held-limits`", () => {
    const earlier = [{ bundle: BEFORE, version: "before" }];
    const of = { gate: prepareGate(indexBundle, "now", earlier), earlier };
    expect(ask(heldTo(["before"]), lookUpName, of)).toMatchObject({ clause: "2.0" });
  });

  it("[G48] is read in today's names through every version between, so that a rename refuses nothing", () => {
    const named = (role: string, formerly: Bundle["formerly"]): Bundle => ({
      ...NOW,
      formerly,
      roles: { [role]: { title: { en: "our staff", zh: "我们的工作人员" } } },
      rules: [makeRule({ data: ["contact.email"], by: [role] })],
    });
    const earlier: readonly Earlier[] = [
      { version: "first", bundle: named("clerk", {}) },
      { version: "second", bundle: named("agent", { roles: { agent: "clerk" } }) },
    ];
    const third = named("operator", { roles: { operator: "agent" } });
    const of = { gate: prepareGate(third, "third", earlier), earlier: [...earlier] };
    expect(codeOf(ask(heldTo(["first", "second"]), look, of))).toBe("permit");
    const silent = { gate: prepareGate({ ...third, formerly: {} }, "third", earlier), earlier: [...earlier] };
    expect(codeOf(ask(heldTo(["first"]), look, silent))).toBe("change-unanswered");
  });

  it("[G48] permits nothing by a name it does not have", () => {
    const purposes = Object.fromEntries(
      Object.entries(BEFORE.purposes).filter(([name]) => name !== "marketing"),
    );
    const earlier = [{ bundle: { ...BEFORE, purposes }, version: "before" }];
    const of = { gate: prepareGate(NOW, "now", earlier), earlier };
    expect(codeOf(ask(heldTo(["before"]), letter, of))).toBe("change-unanswered");
  });

  it("[G48] permits nothing to a recipient that is elsewhere now", () => {
    const disclosing = (countries: readonly string[]): Bundle => ({
      ...NOW,
      recipients: { carrier: { clause: "2.5.1", title: { en: "the carrier", zh: "承运人" }, countries } },
      rules: [
        makeRule({ action: "disclose", data: ["contact.name"], by: ["operator"], recipient: ["carrier"] }),
      ],
    });
    const send: Operation = { ...lookUpName, action: "disclose", recipient: "carrier" };
    for (const [was, code] of [
      [["SG", "CN"], "permit"],
      [["CN"], "change-unanswered"],
    ] as const) {
      const earlier = [{ bundle: disclosing(was), version: "before" }];
      const of = { gate: prepareGate(disclosing(["CN", "SG"]), "now", earlier), earlier };
      expect(codeOf(ask(heldTo(["before"]), send, of))).toBe(code);
    }
  });

  it("[G48] counts, of a version that came back, at its last time", () => {
    const earlier = [
      { bundle: NOW, version: "now" },
      { bundle: BEFORE, version: "before" },
    ];
    const of = { gate: prepareGate(NOW, "now", earlier), earlier };
    expect(codeOf(ask(heldTo(["now", "before"]), lookUpName, of))).toBe("change-unanswered");
    expect(codeOf(ask(heldTo(["now"]), lookUpName, of))).toBe("permit");
  });

  it("[2.6.2] [2.4.6] [2.4.7] [G50] measures what was bought and had as it did, so that the stricter of both holds", () => {
    const conditions = [
      { kind: "within-pace" as const, purpose: "marketing" },
      { kind: "similar-purchase" as const },
    ];
    const when = conditions.map((condition) => ({ condition, clause: "2.4.6", source: null }));
    const rules = [makeRule({ data: ["contact.name"], by: ["operator"], when })];
    const earlier = [{ bundle: { ...BEFORE, rules }, version: "before" }];
    const of = { gate: prepareGate({ ...NOW, rules }, "now", earlier), earlier };
    const known = { purchases: "similar", reached: [] } as const;
    const person = { ...willing.person, ...known };
    const codeUnder = (under: unknown, today: object = {}) =>
      codeOf(
        ask(
          heldTo(["before"], { ...willing, person: { ...person, ...today, under } as Facts["person"] }),
          lookUpName,
          of,
        ),
      );
    expect([codeUnder(undefined), codeUnder({}), codeUnder({ before: known })]).toEqual([
      "permit",
      "permit",
      "permit",
    ]);
    for (const stricter of [{ reached: ["marketing"] }, { purchases: "other" }])
      expect(codeUnder({ before: { ...known, ...stricter } })).toBe("change-unanswered");
    expect(codeUnder({ before: known }, { reached: ["marketing"] })).toBe("pace-reached");
    expect(codeUnder({ before: known }, { purchases: "other" })).toBe("not-similar");
    expect(codeUnder({ now: { reached: ["marketing"] } })).toBe("permit");
  });

  it("[law 1] [G50] refuses where of what it measures nothing is known", () => {
    const when = [
      { condition: { kind: "within-pace" as const, purpose: "marketing" }, clause: "2.4.6", source: null },
    ];
    const rules = [makeRule({ data: ["contact.name"], by: ["operator"], when })];
    const earlier = [{ bundle: { ...BEFORE, rules }, version: "before" }];
    const of = { gate: prepareGate({ ...NOW, rules }, "now", earlier), earlier };
    for (const under of [
      null,
      7,
      "before",
      { before: null },
      { before: {} },
      { before: { purchases: "none" } },
    ]) {
      const person = { ...willing.person, reached: [], under };
      const facts = heldTo(["before"], { ...willing, person: person as unknown as Facts["person"] });
      expect([under, codeOf(ask(facts, lookUpName, of))]).toEqual([under, "change-unanswered"]);
    }
  });

  it("[law 2] [G49] never permits more, and two permit no more than either", () => {
    const moves = new Set<string>();
    fc.assert(
      fc.property(questions, ({ bundle, earlier, strays }) => {
        const asked = prepareGate(bundle, "third", earlier);
        for (const stray of strays) {
          const question = askNear(bundle, stray);
          const facts = parseFacts(question.facts);
          const operation = parseOperation(question.operation);
          if (!facts.ok || !operation.ok || facts.facts.person === null) continue;
          const effects = [[], ["first"], ["second"], ["first", "second"]].map(
            (held) => asked.decide(heldTo(held, facts.facts), operation.operation).effect === "permit",
          );
          const [free = false, first = false, second = false, both] = effects;
          expect(both).toBe(first && second);
          expect(!(first || second) || free).toBe(true);
          moves.add(JSON.stringify(effects));
        }
      }),
      { numRuns: 200 },
    );
    expect(moves.size).toBeGreaterThan(3);
  });
});
