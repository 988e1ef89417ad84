import { execFile } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { ARROWS } from "../arrows.ts";
import { makeOverrides } from "./write-arrows.ts";

const run = promisify(execFile);
const planted: string[] = [];

afterEach(() => {
  for (const file of planted.splice(0)) rmSync(file, { force: true });
});

/** Plants a file in a room, lints it, and returns what the lint said. */
async function lintPlanted(folder: string, source: string): Promise<string> {
  const file = `${folder}/planted-violation.ts`;
  planted.push(file);
  writeFileSync(file, source);
  try {
    await run("node_modules/.bin/biome", ["lint", "--error-on-warnings", file]);
    return "";
  } catch (error) {
    return String((error as { stderr: string }).stderr);
  }
}

describe("the arrows", () => {
  it("are in the lint as the one list says", () => {
    const { overrides } = JSON.parse(readFileSync("biome.json", "utf8"));
    expect(overrides.slice(-ARROWS.length)).toEqual(JSON.parse(JSON.stringify(makeOverrides(ARROWS))));
  });

  it("let a room import what it was granted", async () => {
    const source = 'import { isPermit } from "@avow/policy";\nexport const granted = isPermit;\n';
    expect(await lintPlanted("packages/gate", source)).toBe("");
  });

  it.each([
    [
      "a keeper that imports the other keeper",
      "packages/vault",
      'export { createLedger } from "@avow/ledger";',
    ],
    [
      "a keeper that takes the gate's door to permits",
      "packages/vault",
      'export { Permit } from "@avow/policy/grant";',
    ],
    ["a room reached by a path", "packages/gate", 'export { createVault } from "../vault/index.ts";'],
    [
      "a portal that reaches inside the service",
      "examples/index",
      'export { createService } from "@avow/service";',
    ],
  ])("refuse %s", async (_, folder, source) => {
    expect(await lintPlanted(folder, `${source}\n`)).toContain("noRestrictedImports");
  });

  it.each([
    ["the clock", "export const now = Date.now();", "no clock"],
    ["an undated date", "export const now = new Date();", "no clock"],
    ["chance", "export const chance = Math.random();", "no randomness"],
    ["the environment", "export const cwd = process.cwd();", "noRestrictedGlobals"],
    ["the network", 'export const answer = fetch("/");', "noRestrictedGlobals"],
    ["a file", 'export { readFileSync } from "node:fs";', "noRestrictedImports"],
  ])("keep %s out of a thinking room", async (_, source, said) => {
    for (const { folder } of ARROWS.filter((room) => room.thinks))
      expect(await lintPlanted(folder, `${source}\n`)).toContain(said);
  });
});
