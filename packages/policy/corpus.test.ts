import { describe, expect, it } from "vitest";
import { readFlawed, readSound, toPolicySource, writeExpected } from "./fixtures/corpus.ts";
import { buildBundle, checkPolicy, DIAGNOSTIC_CODES, formatDiagnostics } from "./index.ts";

const SOUND = readSound();

/** `AVOW_UPDATE_GOLDEN=1 npx vitest run packages/policy/corpus.test.ts` writes anew what check says; read the difference before keeping it. */
if (process.env.AVOW_UPDATE_GOLDEN === "1")
  for (const { name, sources } of readFlawed())
    writeExpected(name, formatDiagnostics(checkPolicy(toPolicySource(sources)), sources, { color: false }));

const FLAWED = readFlawed();

describe("the corpus", () => {
  it.each(SOUND.map((policy) => [policy.name, policy] as const))(
    "[P180] nothing is wrong with the sound policy %s, and it builds",
    (_, { sources }) => {
      const source = toPolicySource(sources);
      expect(formatDiagnostics(checkPolicy(source), sources, { color: false })).toBe("");
      expect(buildBundle(source).ok).toBe(true);
    },
  );

  it.each(FLAWED.map((policy) => [policy.name, policy] as const))(
    "[P181] check says of %s exactly what is wrong with it",
    (_, { sources, expected }) => {
      expect(formatDiagnostics(checkPolicy(toPolicySource(sources)), sources, { color: false })).toBe(
        expected,
      );
      expect(expected).not.toBe("");
    },
  );

  it("[P181] there are ten sound policies, sixty flawed ones, and every kind of flaw is among them", () => {
    expect(SOUND.length).toBeGreaterThanOrEqual(10);
    expect(FLAWED.length).toBeGreaterThanOrEqual(60);
    const said = FLAWED.map(({ expected }) => expected).join("\n");
    expect(DIAGNOSTIC_CODES.filter((code) => !said.includes(`[${code}]`))).toEqual([]);
  });
});
