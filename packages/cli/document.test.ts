import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { documentCommand } from "./document.ts";
import { runCommand } from "./run-command.testing.ts";

const INDEX = "policies/index";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "avow-document-"));
});
afterAll(() => rm(folder, { recursive: true }));

const run = (name: string, options: Record<string, string> = {}, policy = INDEX) =>
  runCommand(documentCommand, [name, policy], options);

describe("avow document", () => {
  it("makes both documents in each language and form, and says that figures are not known here", async () => {
    const page = await run("record-of-processing");
    expect(page).toMatchObject({ exit: 0, err: "" });
    expect(page.out).toMatch(/^<!doctype html>[\s\S]*not known here/);
    const chinese = await run("impact-assessment", { language: "zh", format: "markdown" });
    expect(chinese.out).toMatch(/^# 个人信息保护影响评估：事实部分\n[\s\S]*此处不详/);
    const json = await run("impact-assessment", { format: "json" });
    expect(Object.keys(JSON.parse(json.out))).toEqual(["title", "html", "markdown"]);
  });

  it("writes what machines read as JSON", async () => {
    expect(JSON.parse((await run("gpc")).out)).toMatchObject({ gpc: true });
    expect(JSON.parse((await run("dpv")).out)).toMatchObject({ "@type": "dpv:PrivacyNotice" });
  });

  it("writes to a file, and says to which", async () => {
    const out = join(folder, "gpc.json");
    expect(await run("gpc", { out })).toMatchObject({ exit: 0, out: `${out}\n` });
    expect(JSON.parse(await readFile(out, "utf8"))).toMatchObject({ gpc: true });
  });

  it.each([
    ["diary", {}, "there is no document `diary`"],
    ["constructor", {}, "there is no document `constructor`"],
    ["gpc", { format: "html" }, "`gpc` is not written as `html`"],
    ["impact-assessment", { language: "fr" }, "the policy is not published in `fr`"],
    ["gpc", { out: "/nowhere/gpc.json" }, "`/nowhere/gpc.json` cannot be written (ENOENT)"],
  ])("%s %o is refused with what would be right", async (name, options: Record<string, string>, why) => {
    const said = await run(name, options);
    expect(said).toMatchObject({ exit: 64, out: "" });
    expect(said.err).toContain(`error: ${why}\n  = help: `);
  });
});
