import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkCommand } from "./check.ts";
import type { Call, Command } from "./command.ts";
import { importCommand } from "./import.ts";
import { makeApplication, REPOSITORY, runCommand } from "./run-command.testing.ts";

const FIXTURES = join(REPOSITORY, "packages/policy/fixtures/import");

/** A company's folder in which the packages are installed. */
let folder: string;
beforeAll(async () => {
  folder = await makeApplication();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (command: Command, argument: string, options: Call["options"] = {}) =>
  runCommand(command, [argument], options);

async function put(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe("avow import", () => {
  it.each(["app-zh.txt", "bilingual-interleaved.txt", "shop-en.html", "pdf-pages.txt", "tricks.md"])(
    "%s becomes a folder that check reads",
    async (file) => {
      const out = join(folder, `of-${file}`);
      const imported = await run(importCommand, join(FIXTURES, file), { out });
      expect([imported.exit, imported.err]).toEqual([0, ""]);
      expect(await readdir(out)).toEqual(expect.arrayContaining(["import-report.md", "policy.ts"]));
      const checked = await run(checkCommand, out);
      expect(checked.exit).toBe(1);
      expect(checked.err).not.toMatch(/model-malformed|clause-number|text-misplaced|cannot be loaded/);
      expect(checked.err).toMatch(
        /date-malformed|controller-missing|retention-malformed|text-missing-language/,
      );
    },
  );

  it("writes over nothing", async () => {
    const file = await put("old.txt", "1. We keep your name.\n");
    const out = join(folder, "taken");
    await mkdir(out);
    await writeFile(join(out, "en.md"), "mine");
    const { exit, err } = await run(importCommand, file, { out });
    expect([exit, err]).toEqual([
      64,
      `error: \`${join(out, "en.md")}\` is there already\n  = help: name another folder with \`--out\`\n`,
    ]);
    expect(await readdir(out)).toEqual(["en.md"]);
    expect(await readFile(join(out, "en.md"), "utf8")).toBe("mine");
  });

  it("takes the format from the option, the name or the beginning", async () => {
    const as = async (name: string, content: string, options: Call["options"] = {}) => {
      const out = join(folder, `format-${name}-${options.format ?? "none"}`);
      const { out: said } = await run(importCommand, await put(name, content), { ...options, out });
      return /read as (\w+)/.exec(said)?.[1];
    };
    expect(await as("page", "<!doctype html><p>We keep it.</p>")).toBe("html");
    expect(await as("readme", "# Policy\n\nWe keep it.")).toBe("markdown");
    expect(await as("plain", "We keep it.")).toBe("text");
    expect(await as("page.HTM", "We keep it.")).toBe("html");
    expect(await as("plain", "# We keep it.", { format: "text" })).toBe("text");
  });

  it("reads GB18030 and UTF-16 and says so", async () => {
    // "我们收集您的姓名。" in GB18030
    const gb = Buffer.from("ced2c3c7cad5bcafc4fab5c4d0d5c3fba1a3", "hex");
    const chinese = await run(importCommand, await put("gb.txt", gb), { out: join(folder, "gb") });
    expect([chinese.exit, chinese.err]).toEqual([0, expect.stringContaining("was read as gb18030")]);
    expect(await readFile(join(folder, "gb", "zh.md"), "utf8")).toContain("1. 我们收集您的姓名。");
    const wide = Buffer.from("\ufeffWe keep it.", "utf16le");
    const english = await run(importCommand, await put("wide.txt", wide), { out: join(folder, "wide") });
    expect([english.exit, english.err]).toEqual([0, expect.stringContaining("was read as utf-16le")]);
  });

  it.each<[string, string | Uint8Array, Call["options"], string]>([
    ["empty", "", {}, "there are no words in it"],
    ["binary", new Uint8Array([97, 0, 98]), {}, "it is binary, not text"],
    [
      "latin",
      Buffer.from("Nous gardons vos donn\u00e9es personnelles en s\u00fbret\u00e9", "latin1"),
      {},
      "is not text in UTF-8, UTF-16 or GB18030",
    ],
    ["pdf", "%PDF-1.7", {}, "it is a PDF, not text"],
    ["format", "a", { format: "docx" }, "there is no format `docx`"],
    ["language", "a", { language: "fr" }, "a policy cannot be imported in the language `fr`"],
    ["name", "a", { id: "1" }, "`1` is not a name"],
  ])("says what is wrong: %s", async (name, content, options, message) => {
    const { exit, err } = await run(importCommand, await put(`wrong-${name}`, content), options);
    expect([exit, err]).toEqual([64, expect.stringContaining(message)]);
  });

  it("says that there is no such file", async () => {
    const { exit, err } = await run(importCommand, join(folder, "none.txt"));
    expect([exit, err]).toEqual([64, expect.stringMatching(/^error: there is no file/)]);
  });
});
