import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { ARROWS } from "../arrows.ts";
import { makeOverrides } from "./write-arrows.ts";

const run = promisify(execFile);
const BIOME = resolve("node_modules/.bin/biome");
const THINKING = ARROWS.filter((room) => room.thinks).map(({ folder }) => folder);

const GRANTED = 'import { isPermit } from "@avow/policy";\nexport const granted = isPermit;';

/** What it is, the room in which it stands, and the source. */
const REFUSED = [
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
] as const;

/** What it is, the source, and what is said of it in every thinking room. */
const KEPT_OUT = [
  ["the clock", "export const now = Date.now();", "no clock"],
  ["an undated date", "export const now = new Date();", "no clock"],
  ["chance", "export const chance = Math.random();", "no randomness"],
  ["the environment", "export const cwd = process.cwd();", "noRestrictedGlobals"],
  ["the network", 'export const answer = fetch("/");', "noRestrictedGlobals"],
  ["a file", 'export { readFileSync } from "node:fs";', "noRestrictedImports"],
] as const;

const PLANTED: readonly (readonly [folder: string, source: string])[] = [
  ["packages/gate", GRANTED],
  ...REFUSED.map(([, folder, source]) => [folder, source] as const),
  ...KEPT_OUT.flatMap(([, source]) => THINKING.map((folder) => [folder, source] as const)),
];

interface Report {
  readonly diagnostics: readonly {
    readonly category: string;
    readonly message: string;
    readonly location: { readonly path: string };
  }[];
}

/** What the lint says of each place in {@link PLANTED}, where these files and our rules are all there is. */
async function lintPlanted(): Promise<readonly string[]> {
  const house = await mkdtemp(join(tmpdir(), "avow-arrows-"));
  try {
    for (const file of ["biome.json", "scripts/pure.grit"]) await cp(file, join(house, file));
    const files = PLANTED.map(([folder], place) => `${folder}/planted-${place}.ts`);
    for (const [place, file] of files.entries()) {
      await mkdir(dirname(join(house, file)), { recursive: true });
      await writeFile(join(house, file), `${PLANTED[place]?.[1]}\n`);
    }
    const words = ["lint", "--error-on-warnings", "--reporter=json", "--max-diagnostics=none", "."];
    const { stdout } = await run(BIOME, words, { cwd: house }).catch((failed: { stdout: string }) => failed);
    const { diagnostics }: Report = JSON.parse(stdout);
    return files.map((file) =>
      diagnostics
        .filter(({ location }) => location.path === file)
        .map(({ category, message }) => `${category}: ${message}`)
        .join("\n"),
    );
  } finally {
    await rm(house, { recursive: true });
  }
}

describe("the arrows", () => {
  let said: readonly string[];
  beforeAll(async () => {
    said = await lintPlanted();
  });

  /** What the lint says of this source in this room. */
  const lintOf = (folder: string, source: string) =>
    said[PLANTED.findIndex(([room, text]) => room === folder && text === source)];

  it("are in the lint as the one list says", () => {
    const { overrides } = JSON.parse(readFileSync("biome.json", "utf8"));
    expect(overrides.slice(-ARROWS.length)).toEqual(JSON.parse(JSON.stringify(makeOverrides(ARROWS))));
  });

  it("let a room import what it was granted", () => {
    expect(lintOf("packages/gate", GRANTED)).toBe("");
  });

  it.each(REFUSED)("refuse %s", (_, folder, source) => {
    expect(lintOf(folder, source)).toContain("noRestrictedImports");
  });

  it.each(KEPT_OUT)("keep %s out of a thinking room", (_, source, rule) => {
    for (const folder of THINKING) expect(lintOf(folder, source), folder).toContain(rule);
  });
});
