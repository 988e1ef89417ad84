import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCommand } from "./build.ts";
import { checkCommand } from "./check.ts";
import { initCommand } from "./init.ts";
import { makeApplication, REPOSITORY, runCommand as run } from "./run-command.testing.ts";

const INDEX = join(REPOSITORY, "policies", "index");

/** An application's folder in which the packages are installed. */
let application: string;
beforeAll(async () => {
  application = await makeApplication();
});
afterAll(() => rm(application, { recursive: true, force: true }));

const FLAGS = {
  name: "Shop Ltd.",
  address: "1 Lane",
  email: "privacy@shop.example",
  telephone: "+86 571 0000 0000",
  law: "CN",
  languages: "en,zh",
  effective: "2026-12-01",
  marketing: true,
};

describe("avow init", () => {
  it("[1.1] writes a policy that loads, passes check and builds", async () => {
    const folder = join(application, "policy");
    expect(await run(initCommand, [folder], FLAGS)).toMatchObject({ exit: 0, err: "" });
    expect((await readdir(folder)).sort()).toEqual(["en.md", "policy.ts", "properties.txt", "zh.md"]);
    expect(await run(checkCommand, [folder])).toMatchObject({ exit: 0, err: "" });
    expect((await run(buildCommand, [folder])).exit).toBe(0);
  });

  it("writes over nothing", async () => {
    const folder = await mkdtemp(join(application, "taken-"));
    await writeFile(join(folder, "zh.md"), "mine");
    expect(await run(initCommand, [folder], FLAGS)).toMatchObject({
      exit: 64,
      err: expect.stringContaining("is there already"),
    });
    expect(await readdir(folder)).toEqual(["zh.md"]);
    expect(await readFile(join(folder, "zh.md"), "utf8")).toBe("mine");
  });

  it("names every flag that is missing, outside a terminal, and writes nothing", async () => {
    const folder = join(application, "nothing");
    const { exit, err } = await run(initCommand, [folder], { law: "CN" });
    expect(exit).toBe(64);
    for (const flag of ["--name", "--address", "--email", "--telephone"]) expect(err).toContain(flag);
    await expect(readdir(folder)).rejects.toThrow("ENOENT");
  });
});

describe("avow check", () => {
  /** A folder whose English text counts a clause twice. */
  async function misnumbered(): Promise<string> {
    const folder = await mkdtemp(join(application, "misnumbered-"));
    await run(initCommand, [folder], FLAGS);
    const words = await readFile(join(folder, "en.md"), "utf8");
    await writeFile(join(folder, "en.md"), words.replace("\n3. ", "\n2. "));
    return folder;
  }

  it("tells tools what it tells people", async () => {
    const folder = await misnumbered();
    const { exit, out } = await run(checkCommand, [folder], { format: "json" });
    const { diagnostics, counts } = JSON.parse(out) as {
      diagnostics: { code: string; fix?: unknown }[];
      counts: unknown;
    };
    expect({ exit, counts }).toEqual({
      exit: 1,
      counts: expect.objectContaining({ errors: expect.any(Number) }),
    });
    expect(diagnostics.map(({ code }) => code)).toContain("clause-number");
    const sarif = JSON.parse((await run(checkCommand, [folder], { format: "sarif" })).out) as {
      runs: { results: { ruleId: string }[] }[];
    };
    expect(sarif.runs[0]?.results.map(({ ruleId }) => ruleId)).toEqual(diagnostics.map(({ code }) => code));
  });

  it("--fix puts right what is mechanical, says what, and leaves the rest as it was", async () => {
    const folder = await misnumbered();
    const before = await readFile(join(folder, "zh.md"), "utf8");
    expect(await run(checkCommand, [folder], { fix: true })).toMatchObject({
      exit: 0,
      err: expect.stringContaining("fixed: "),
    });
    expect(await readFile(join(folder, "en.md"), "utf8")).toContain("\n3. ");
    expect(await readFile(join(folder, "zh.md"), "utf8")).toBe(before);
    expect((await readdir(folder)).filter((name) => name.endsWith(".fixed"))).toEqual([]);
  });

  it("--watch checks again when a file has changed, until it is told to end", async () => {
    const folder = await mkdtemp(join(application, "watched-"));
    await run(initCommand, [folder], FLAGS);
    const watching = spawn(process.execPath, [
      join(REPOSITORY, "packages/cli/avow.ts"),
      "check",
      folder,
      "--watch",
    ]);
    let printed = "";
    for (const stream of [watching.stdout, watching.stderr])
      stream.on("data", (chunk: Buffer) => {
        printed += chunk.toString();
      });
    const ended = once(watching, "exit");
    await expect.poll(() => printed, { timeout: 20_000 }).toContain("watching");
    await rm(join(folder, "zh.md"));
    await expect.poll(() => printed, { timeout: 20_000 }).toContain("error[words-missing]");
    watching.kill("SIGINT");
    expect((await ended)[0]).toBe(0);
  });

  it("a format there is not, and what does not go together, is misuse", async () => {
    for (const options of [{ format: "xml" }, { watch: true, format: "json" }, { watch: true, fix: true }])
      expect(await run(checkCommand, [INDEX], options)).toMatchObject({ exit: 64, out: "" });
  });
});

describe("avow build", () => {
  let out: string;
  beforeAll(async () => {
    out = join(application, "built");
    expect((await run(buildCommand, [INDEX], { out })).exit).toBe(0);
  });

  it("writes a bundle whose SHA-256 is the version it prints, the same each time", async () => {
    const again = join(application, "again");
    const { out: printed } = await run(buildCommand, [INDEX], { out: again });
    for (const name of await readdir(out))
      expect(await readFile(join(out, name))).toEqual(await readFile(join(again, name)));
    const hash = createHash("sha256").update(await readFile(join(out, "policy.json")));
    expect(printed).toContain(`version ${hash.digest("hex")}`);
  });

  it("[law 9] gives an application that has the bundle alone the policy's refusals at compile time", async () => {
    await writeFile(
      join(application, "tsconfig.json"),
      JSON.stringify({
        compilerOptions: {
          strict: true,
          noEmit: true,
          module: "nodenext",
          target: "es2024",
          types: [],
          skipLibCheck: true,
          allowImportingTsExtensions: true,
        },
        files: ["app.ts"],
      }),
    );
    await writeFile(
      join(application, "app.ts"),
      `import { Personal } from "@avow/policy";
import policy from "./built/policy.js";
import type { Use } from "./built/policy.d.ts";

const letter = policy.sink({ purpose: "marketing", fields: ["contact.email"] });
letter.open(new Personal("contact.email", "marketing", "a@b.example"));
// @ts-expect-error read for another purpose
letter.open(new Personal("contact.email", "account", "a@b.example"));
// @ts-expect-error marketing does not use the postal address
policy.sink({ purpose: "marketing", fields: ["reach.address"] });
export const permitted: Use = {
  action: "contact", by: "operator", purpose: "marketing", channel: "email", data: ["contact.email"],
};
// @ts-expect-error nobody may publish anything
export const refused: Use = { action: "publish", by: "operator", purpose: "marketing", data: ["contact.email"] };
`,
    );
    const compiler = join(REPOSITORY, "node_modules", ".bin", "tsc");
    const compile = () =>
      promisify(execFile)(process.execPath, [compiler, "-p", application], { cwd: application }).then(
        () => "compiles",
        ({ stdout }: { stdout: string }) => stdout,
      );
    expect(await compile()).toBe("compiles");
    const source = await readFile(join(application, "app.ts"), "utf8");
    await writeFile(join(application, "app.ts"), source.replaceAll("@ts-expect-error", ""));
    expect((await compile()).match(/error TS/g)).toHaveLength(3);
  });

  it("writes nothing of a policy that does not pass its check", async () => {
    const folder = join(application, "unsound");
    await run(initCommand, [folder], FLAGS);
    await rm(join(folder, "zh.md"));
    expect(await run(buildCommand, [folder])).toMatchObject({
      exit: 65,
      err: expect.stringContaining("words-missing"),
    });
    expect(await readdir(folder)).not.toContain("built");
  });
});
