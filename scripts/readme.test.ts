import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decide } from "../packages/cli/decide.ts";
import policy from "../policies/index/policy.ts";

const README = readFileSync("README.md", "utf8");

/** The fenced blocks of the README, in order, with their language. */
const blocks = [...README.matchAll(/```(\w*)\n([\s\S]*?)```/g)].map(([, language = "", text = ""]) => ({
  language,
  text,
}));

describe("the README's first screen", () => {
  it("shows the permit that is in the Index policy", () => {
    const shown = blocks.find(({ language }) => language === "ts")?.text ?? "";
    const permit = policy.model.permits.find(({ clause }) => clause === "2.4.8");
    expect(permit).toBeDefined();
    for (const part of [
      permit?.clause,
      permit?.action,
      permit?.purpose,
      ...(permit?.by ?? []),
      ...(permit?.channel ?? []),
      ...(permit?.data ?? []),
      ...(permit?.when ?? []).map(({ kind }) => kind),
    ])
      expect(shown).toContain(`"${part}"`);
  });

  it("prints what its commands print", async () => {
    const asked = blocks.flatMap(({ text }, index) => {
      const operation = /npx avow decide '(.+)'/.exec(text)?.[1];
      return operation === undefined ? [] : [{ operation, answer: blocks[index + 1]?.text ?? "" }];
    });
    expect(asked.length).toBe(2);
    for (const { operation, answer } of asked) {
      let printed = "";
      const output = { out: (text: string) => (printed += text), err: () => {}, color: false };
      await decide({ policy: "policies/index", operation, facts: undefined, json: false }, output);
      expect(printed.startsWith(answer.trimEnd())).toBe(true);
    }
  });

  it("counts the clauses as they are", () => {
    const statuses = Object.values(policy.model.clauses).map(({ status }) => status);
    const count = (status: string) => statuses.filter((one) => one === status).length;
    expect([statuses.length, count("enforced"), count("pending")]).toEqual([42, 32, 10]);
    expect(README).toContain("42 clauses. Thirty-two are enforced today");
    expect(README).toContain("the other 10 are marked");
  });

  it("links to files that exist", () => {
    for (const [, path = ""] of README.matchAll(/\]\(([^)#]+)\)/g))
      expect(() => readFileSync(path)).not.toThrow(/ENOENT/);
  });
});
