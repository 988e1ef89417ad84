import type { Bundle } from "@avow/policy";
import { beforeAll, describe, expect, it } from "vitest";
import { buildIndexPolicy } from "../../../tests/support/index-policy.ts";
import { ProblemError } from "../http/problem.ts";
import { requireHeir } from "./require-heir.ts";

let current: Bundle;
beforeAll(async () => {
  current = (await buildIndexPolicy()).bundle;
});

/** Where it stands against a version that it may not follow; empty when it may. */
function standsAgainst(next: Bundle): readonly string[] {
  try {
    requireHeir(current, next);
    return [];
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    expect(error.details.code).toBe("policy-unsound");
    return (error.details.errors ?? []).map(({ at }) => at);
  }
}

describe("what may follow a version", () => {
  it.each([
    ["a purpose", { purposes: { news: "marketing" } }, "formerly.purposes.news"],
    ["a category", { data: { reach: "contact" } }, "formerly.data.reach"],
    ["a field", { fields: { "contact.mail": "contact.email" } }, "formerly.fields.contact.mail"],
  ])(
    "[law 2] is none that gives %s another name: what was refused is kept under the old",
    (_, formerly, at) => {
      expect(standsAgainst({ ...current, formerly })).toEqual([at]);
    },
  );

  it("is one that renames what nothing is kept under, or what was renamed before", () => {
    const formerly = { roles: { staff: "operator" }, clauses: { "2.7.1": "2.6.1" }, purposes: { a: "b" } };
    expect(standsAgainst({ ...current, formerly })).toEqual([]);
  });

  it("is one that says other things under the same names", () => {
    expect(standsAgainst({ ...current, title: { en: "Another title", zh: "另一标题" } })).toEqual([]);
  });

  it("is told of everything that stands against it at once", () => {
    const formerly = { purposes: { news: "marketing" } };
    expect(standsAgainst({ ...current, id: "other", formerly, data: {} })).toEqual([
      "id",
      "data.contact.email.lookup",
      "data.correspondent.email.lookup",
      "formerly.purposes.news",
    ]);
  });
});
