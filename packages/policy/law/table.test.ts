import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { RULE_SETS } from "./rule-sets.ts";
import { makeLawTable } from "./table.ts";

describe("the table of the law", () => {
  it("[P113] is the one in docs/, which `node scripts/write-law-table.ts` writes", () => {
    expect(readFileSync("docs/law.md", "utf8")).toBe(makeLawTable());
  });

  it("[P113] has a row for every rule, with as many cells as its head", () => {
    const table = makeLawTable();
    for (const { id, duty } of Object.values(RULE_SETS).flatMap(({ rules }) => rules)) {
      const rows = table.split("\n").filter((line) => line.startsWith(`| ${id} |`));
      expect(rows).toHaveLength(1);
      expect(rows[0]).toContain(duty.zh);
      expect(rows[0]?.match(/(?<!\\)\|/g)).toHaveLength(8);
    }
  });

  it("[P113] says of a rule that was never verified that it was not", () => {
    const [, row = ""] = /^\| EU-06 \|(.*)$/m.exec(makeLawTable()) ?? [];
    expect(row).toContain("**not verified**<br>**未核对**");
    const [, read = ""] = /^\| EU-16 \|(.*)$/m.exec(makeLawTable()) ?? [];
    expect(read).not.toContain("not verified");
    expect(read).toContain("within 72 hours of `breach-known`<br>`breach-known` 之后72小时内");
  });
});
