import type { Facts, Operation } from "@avow/policy";
import { Permit } from "@avow/policy/grant";
import { describe, expect, it } from "vitest";
import { indexBundle, look, willing } from "./fixtures.ts";
import { askPermit, type Gate, prepareGate } from "./index.ts";

const gate = prepareGate(indexBundle, "0f".repeat(32));

describe("permits", () => {
  it("[G17] a permitted operation is given a permit with its clause, the policy's version and the person", () => {
    const asked = askPermit(gate, willing, look, "p1");
    if (!("permit" in asked)) throw new Error("refused");
    expect(Permit.is(asked.permit)).toBe(true);
    expect({ ...asked.permit }).toEqual({
      operation: look,
      clause: "2.4.3",
      policy: "0f".repeat(32),
      person: "p1",
    });
  });

  it("[law 1] [G17] a refused or malformed one is given the refusal that `decide` gives", () => {
    for (const operation of [
      { ...look, data: ["contact.telephone"] },
      { ...look, by: "ghost" },
      null,
      { action: "sell" },
    ])
      expect(askPermit(gate, willing, operation as Operation, "p1")).toEqual({
        refusal: gate.decide(willing, operation as Operation),
      });
  });

  it("[law 3] [G17] what a permit covers cannot be changed after it was judged", () => {
    const data = ["contact.email"];
    const asked = askPermit(gate, willing, { ...look, data }, "p1");
    data.push("contact.telephone");
    if (!("permit" in asked)) throw new Error("refused");
    expect(asked.permit.operation.data).toEqual(["contact.email"]);
    expect(Object.isFrozen(asked.permit.operation)).toBe(true);
    expect(Object.isFrozen(asked.permit.operation.data)).toBe(true);
  });

  it("[law 3] [G17] an operation that answers differently each time is permitted only what it was judged for", () => {
    for (let honest = 0; honest < 4; honest += 1) {
      let reads = 0;
      const shifty: Operation = {
        ...look,
        get data() {
          reads += 1;
          return reads > honest ? ["account.password"] : ["contact.email"];
        },
      };
      const asked = askPermit(gate, willing, shifty, "p1");
      if ("permit" in asked) expect(asked.permit.operation.data).toEqual(["contact.email"]);
      else expect(asked.refusal.code).toBe("data-not-permitted");
    }
  });

  it("[G17] an object that looks like a gate gives no permits", () => {
    const fake: Gate = { ...gate, decide: () => ({ effect: "permit", clause: "2.4.3" }) };
    const nobody: Facts = { person: null, cookies: "refused" };
    expect(() => askPermit(fake, nobody, look, null)).toThrow("this gate was not made by `prepareGate`");
  });
});
