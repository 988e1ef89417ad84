import { isDeepStrictEqual } from "node:util";
import { decideByReference, parseFacts, prepareGate } from "@avow/gate";
import type { Bundle, Decision, Facts, Operation } from "@avow/policy";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decide } from "../../packages/cli/decide.ts";
import { askNear, questions, type Stray } from "../../packages/gate/arbitraries.ts";
import { type OpenService, openService } from "./open-service.ts";

const POLICY = new URL("../../policies/index", import.meta.url).pathname;

let service: OpenService;
let bundle: Bundle;
beforeAll(async () => {
  service = await openService();
  bundle = service.context.bundle;
});
afterAll(async () => {
  await service.close();
  expect(service.reports).toEqual([]);
});

/** What JSON can carry of a question: it is how every door but the first is asked. */
function throughJson(question: {
  facts: unknown;
  operation: unknown;
}): { facts: unknown; operation: unknown } | null {
  try {
    const { facts = null, operation = null } = JSON.parse(JSON.stringify(question));
    return { facts, operation };
  } catch {
    return null; // it throws when it is read
  }
}

/** What the service answers; `malformed` where it cannot read the facts. */
async function overHttp(facts: unknown, operation: unknown): Promise<unknown> {
  const response = await service.fetch("/v1/decisions", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ facts, operation }),
  });
  return response.status === 200 ? response.json() : `malformed: ${response.status}`;
}

async function overCli(facts: unknown, operation: unknown): Promise<unknown> {
  const printed: string[] = [];
  const output = { out: (text: string) => printed.push(text), err: () => {}, color: false };
  const options = {
    policy: POLICY,
    facts: JSON.stringify(facts),
    operation: JSON.stringify(operation),
    json: true,
  };
  const exit = await decide(options, output);
  return exit === 64 ? "malformed: 64" : { exit, ...JSON.parse(printed.join("")) };
}

function asAnswered(decision: Decision, version: string): unknown {
  return JSON.parse(JSON.stringify({ ...decision, policy: version }));
}

const several = questions.map(({ strays }) => strays.slice(0, 20));

describe("one answer everywhere", () => {
  it("[law 4] gate, reference and HTTP agree on hundreds of questions about the published policy", async () => {
    const { version } = service.context;
    const gate = prepareGate(bundle, version);
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(several, async (strays: readonly Stray[]) => {
        for (const stray of strays) {
          const question = throughJson(askNear(bundle, stray));
          if (question === null) continue;
          const { facts, operation } = question as { facts: Facts; operation: Operation };
          const decision = gate.decide(facts, operation);
          expect(decideByReference(bundle, facts, operation)).toStrictEqual(decision);
          const answered = await overHttp(facts, operation);
          if (!parseFacts(facts).ok) {
            // Over a network whole facts are asked for, where the gate looks only at those a rule needs.
            expect(answered).toBe("malformed: 400");
            continue;
          }
          expect(answered).toStrictEqual(asAnswered(decision, version));
          const code = decision.effect === "permit" ? "permit" : decision.code;
          seen.set(code, (seen.get(code) ?? 0) + 1);
        }
      }),
      { numRuns: 160 },
    );
    expect([...seen.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(300);
    const common = [
      "permit",
      "malformed",
      "not-permitted",
      "data-not-permitted",
      "not-logged-in",
      "consent-missing",
    ];
    expect(common.filter((code) => !seen.has(code))).toEqual([]);
  });

  it("[law 4] so they do of every rule, under facts that permit it and facts in which every purpose is objected to", async () => {
    const gate = prepareGate(bundle, service.context.version);
    const consents = Object.fromEntries(
      Object.keys(bundle.purposes).map((purpose) => [purpose, { kind: "granted", at: 1 } as const]),
    );
    const objections = Object.fromEntries(Object.keys(bundle.purposes).map((purpose) => [purpose, 2]));
    const seen = new Set<string>();
    for (const rule of bundle.rules) {
      const operation = {
        action: rule.action,
        by: rule.by[0] ?? "",
        purpose: rule.purpose,
        data: rule.data,
        ...(rule.form === null ? {} : { form: rule.form }),
        ...(rule.channel === null ? {} : { channel: rule.channel[0] ?? "" }),
        ...(rule.recipient === null ? {} : { recipient: rule.recipient[0] ?? "" }),
        ...(rule.key === null ? {} : { key: rule.key }),
      };
      for (const objected of [{}, objections]) {
        const facts: Facts = {
          person: {
            loggedIn: true,
            consents,
            objections: objected,
            held: false,
            minor: false,
            purchases: "none",
            reached: [],
          },
          cookies: "accepted",
          licence: "held",
        };
        const decision = gate.decide(facts, operation);
        expect(decideByReference(bundle, facts, operation)).toStrictEqual(decision);
        expect(await overHttp(facts, operation)).toStrictEqual(asAnswered(decision, service.context.version));
        seen.add(decision.effect === "permit" ? "permit" : decision.code);
      }
    }
    expect([...seen].sort()).toEqual(["objected", "permit"]);
  });

  it("[law 4] the command line gives the same answers, and its exit code says which", async () => {
    const { version } = service.context;
    const gate = prepareGate(bundle, version);
    const contact = {
      action: "contact",
      by: "operator",
      purpose: "marketing",
      channel: "email",
      data: ["contact.email"],
    };
    const person = { loggedIn: true, consents: { marketing: { kind: "granted", at: 1 } }, objections: {} };
    const asked: readonly { facts: unknown; operation: unknown }[] = [
      { facts: { person, cookies: "accepted" }, operation: contact },
      {
        facts: { person: { ...person, objections: { marketing: 2 } }, cookies: "refused" },
        operation: contact,
      },
      { facts: { person: null, cookies: "not-asked" }, operation: contact },
      { facts: { person, cookies: "accepted" }, operation: { ...contact, channel: "fax" } },
      { facts: { person, cookies: "perhaps" }, operation: contact },
      { facts: { person, cookies: "accepted" }, operation: ["contact"] },
      ...fc
        .sample(questions, { numRuns: 2 })
        .flatMap(({ strays }) =>
          strays.slice(0, 3).flatMap((stray) => throughJson(askNear(bundle, stray)) ?? []),
        ),
    ];
    for (const { facts, operation } of asked) {
      const decision = gate.decide(facts as Facts, operation as Operation);
      const answered = await overCli(facts, operation);
      if (!parseFacts(facts).ok) expect(answered).toBe("malformed: 64");
      else
        expect(answered).toStrictEqual({
          exit: decision.effect === "permit" ? 0 : 1,
          ...(asAnswered(decision, version) as object),
        });
    }
  });

  it("[law 4] the portal's own gate, made from what is published, is the service's", async () => {
    const published = await (await service.fetch("/.well-known/avow/policy.json")).json();
    expect(isDeepStrictEqual(published, JSON.parse(JSON.stringify(bundle)))).toBe(true);
  });
});
