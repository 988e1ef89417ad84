import type { Bundle } from "@avow/policy";
import { describe, expect, it } from "vitest";
import { buildIndexPolicy } from "../../tests/support/index-policy.ts";
import { readFormTerms } from "./form-terms.ts";

const { bundle } = await buildIndexPolicy();

const offered = (policy: Bundle) =>
  readFormTerms(policy).opened.map(({ form, purpose }) => `${form} ${purpose}`);

describe("what the policy opens to operators", () => {
  it("[2.4.3] is what people fill in and see again, each form with its purpose, and nothing else", () => {
    expect(offered(bundle).sort()).toEqual([
      "application services",
      "event projects",
      "order orders",
      "payment orders",
      "poll projects",
      "questionnaire research",
    ]);
  });

  it("[2.1.3] of these the questionnaires are those that serve research", () => {
    expect(readFormTerms(bundle).questionnaires).toMatchObject([{ form: "questionnaire", clause: "2.1.3" }]);
  });

  it("names every field and every choice, so that none is shown bare", () => {
    const { fields } = readFormTerms(bundle);
    expect(fields["order.item"]?.title.zh).toBe("订购内容");
    expect(Object.keys(fields["answer.frequency"]?.choices ?? {}).sort()).toEqual([
      "daily",
      "seldom",
      "weekly",
    ]);
  });
});
