import { routes } from "@avow/contract";
import { describe, expect, it } from "vitest";
import { type Condition, findUnticked, makeScope } from "./scope-form.ts";

const HELD: Condition = { number: 1, kind: "held" };
const READ: Condition = { number: 2, kind: "read" };

describe("the form of a scope", () => {
  it("one condition is asked as it is; several under whether all or any must hold, as the contract takes them", () => {
    const values = {
      match: "any",
      "concerned.contact": "on",
      "c1-categories.contact": "on",
      "c1-categories.order": "on",
      "c1-from": "2026-11-01T00:00",
      "c1-until": "",
      "c2-operators.op-1": "on",
      "c2-from": "",
      "c2-until": "",
    };
    const from = new Date("2026-11-01T00:00").toISOString();
    const held = { kind: "held", categories: ["contact", "order"], from };
    expect(makeScope(values, [HELD])).toEqual({ filter: held, categories: ["contact"] });
    const both = makeScope(values, [HELD, READ]);
    expect(both.filter).toEqual({ kind: "any", of: [held, { kind: "read", operators: ["op-1"] }] });
    expect(routes.previewScope.body.safeParse(JSON.parse(JSON.stringify(both))).success).toBe(true);
  });

  it("what must be chosen and is not is named, before anything is asked", () => {
    expect(findUnticked({ "c2-operators.op-1": "on" }, [HELD, READ])).toEqual(["concerned", "c1-categories"]);
    expect(findUnticked({ "concerned.contact": "on", "c1-categories.contact": "on" }, [HELD])).toEqual([]);
  });
});
