import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildKit, type KitScripts } from "./build.ts";

let outDir: string;
let scripts: KitScripts;

beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), "avow-kit-"));
  scripts = await buildKit(outDir);
}, 60_000);

afterAll(() => rm(outDir, { recursive: true }));

describe("what a page has to load", () => {
  it.each<[string, keyof KitScripts, number]>([
    ["choices, gates, withdrawal and the beacon", "consent", 4000],
    ["all that is shown, with styles and both languages", "kit", 12_000],
  ])("%s: `%s` fits %i bytes, gzip", async (_, script, budget) => {
    const text = await readFile(scripts[script]);
    const size = gzipSync(text, { level: 9 }).length;
    expect(size, `${script}: ${size} of ${budget} bytes gzip, ${text.length} plain`).toBeLessThanOrEqual(
      budget,
    );
  });

  it("is whole: it imports nothing, and evaluates no text", async () => {
    for (const path of Object.values(scripts))
      expect(await readFile(path, "utf8")).not.toMatch(/\bimport\b|\beval\(|innerHTML|new Function/);
  });
});
