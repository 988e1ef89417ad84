import { describe, expect, it } from "vitest";
import { readFlawed, toPolicySource } from "./fixtures/corpus.ts";
import { checkPolicy, type Diagnostic, makeSarif } from "./index.ts";

const FOUND = readFlawed().flatMap(({ sources }) => checkPolicy(toPolicySource(sources)));

const MISSPELT: Diagnostic = {
  code: "interpolation-unknown",
  severity: "error",
  file: "./policies/my shop/en.md",
  span: { line: 2, column: 4, length: 9 },
  message: "`chanels` is not a fact of the model",
  help: "did you mean `channels`?",
  source: "nothing",
  fix: {
    title: "write `{{channels}}`",
    edits: [{ file: "./policies/my shop/en.md", offset: 8, length: 11, text: "{{channels}}" }],
  },
};
const SOURCES = { "./policies/my shop/en.md": "\uFEFFtext\nBy {{chanels}}.\n" };

describe("SARIF", () => {
  it("[P184] a diagnostic is a result with its rule, its level, its words, its place and its fix", () => {
    const log = makeSarif([MISSPELT], { version: "1.2.3", sources: SOURCES });
    const uri = "policies/my%20shop/en.md";
    expect(log).toMatchObject({
      version: "2.1.0",
      runs: [
        {
          tool: {
            driver: { name: "avow", semanticVersion: "1.2.3", rules: [{ id: "interpolation-unknown" }] },
          },
          columnKind: "utf16CodeUnits",
          results: [
            {
              ruleId: "interpolation-unknown",
              ruleIndex: 0,
              level: "error",
              message: {
                text: "`chanels` is not a fact of the model\nhelp: did you mean `channels`?\nsource: nothing",
              },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri },
                    region: { startLine: 2, startColumn: 4, endLine: 2, endColumn: 13 },
                  },
                },
              ],
              fixes: [
                {
                  description: { text: "write `{{channels}}`" },
                  artifactChanges: [
                    {
                      artifactLocation: { uri },
                      replacements: [
                        {
                          deletedRegion: { startLine: 2, startColumn: 4, endLine: 2, endColumn: 15 },
                          insertedContent: { text: "{{channels}}" },
                        },
                      ],
                    },
                  ],
                },
              ],
            },
          ],
        },
      ],
    });
  });

  it("[P184] a diagnostic without a place is shown at the first line; a fix in a file that is not known is left out", () => {
    const log = makeSarif([{ ...MISSPELT, span: null }], { version: "1.2.3", sources: {} });
    const [result] = log.runs[0]?.results ?? [];
    expect(result?.locations?.[0]?.physicalLocation?.region).toEqual({ startLine: 1 });
    expect(result?.fixes).toBeUndefined();
  });

  it("[P184] every result has what a code host asks for, every rule is explained, and the log is always the same", () => {
    const make = () => makeSarif(FOUND, { version: "1.2.3", sources: {} });
    const [run] = make().runs;
    const rules = run?.tool.driver.rules ?? [];
    expect(run?.results).toHaveLength(FOUND.length);
    for (const { ruleId, ruleIndex, message, locations } of run?.results ?? []) {
      const place = locations?.[0]?.physicalLocation;
      expect(rules[ruleIndex ?? -1]?.id).toBe(ruleId);
      expect(message.text).toMatch(/\S/);
      expect(place?.artifactLocation?.uri).toMatch(/^[\w.-]+(?:\/[\w.%-]+)*$/);
      expect(place?.region?.startLine).toBeGreaterThanOrEqual(1);
    }
    for (const { shortDescription, fullDescription, help } of rules)
      for (const said of [shortDescription, fullDescription, help]) expect(said?.text).toMatch(/^[A-Z].*\.$/);
    expect(JSON.stringify(make())).toBe(JSON.stringify(make()));
  });
});
