import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askCommand } from "./ask.ts";
import { buildCommand } from "./build.ts";
import { checkCommand } from "./check.ts";
import { decideCommand } from "./decide.ts";
import { diffCommand } from "./diff.ts";
import { makeApplication, REPOSITORY, runCommand as run } from "./run-command.testing.ts";

const INDEX = join(REPOSITORY, "policies", "index");

let folder: string;
beforeAll(async () => {
  folder = await makeApplication();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The Index policy in a folder of its own, with one file otherwise. */
async function edited(name: string, file: string, change: (text: string) => string): Promise<string> {
  const copy = join(folder, name);
  await cp(INDEX, copy, { recursive: true });
  const text = await readFile(join(copy, file), "utf8");
  const changed = change(text);
  expect(changed).not.toBe(text);
  await writeFile(join(copy, file), changed);
  return copy;
}

const STAFF = 'data: ["contact.name", "contact.email"],\n      by: ["operator"]';

describe("avow diff", () => {
  it("[2.6.1] tells what has changed in meaning, of folders and of bundles, and exits as diff(1) does", async () => {
    const wider = await edited("wider", "policy.ts", (text) =>
      text.replace(STAFF, STAFF.replace("]", ', "contact.telephone"]')),
    );
    await run(buildCommand, [wider], { out: join(folder, "built") });
    const bundle = join(folder, "built", "policy.json");
    const sentence = "Our staff may now use your telephone number to open and run your account.";
    for (const after of [wider, bundle]) {
      const told = await run(diffCommand, [INDEX, after]);
      expect(told).toMatchObject({ exit: 1, err: "", out: expect.stringContaining(`  + ${sentence}\n`) });
    }
    const json = JSON.parse((await run(diffCommand, [INDEX, wider], { format: "json" })).out);
    expect(json.changes).toMatchObject([
      { kind: "permitted", data: ["contact.telephone"], sentence: { en: sentence } },
    ]);
    const page = (await run(diffCommand, [INDEX, wider], { format: "html", language: "zh" })).out;
    expect(page).toMatch(/^<!doctype html>\n<html lang="zh">/);
    expect(page).toContain("我们的工作人员今后可以使用您的电话号码");
    expect(await run(diffCommand, [bundle, wider])).toMatchObject({ exit: 0 });
  });

  it("shows words that are written otherwise, and calls that no change of meaning", async () => {
    const reworded = await edited("reworded", "en.md", (text) =>
      text.replace("to perform our contract", "to fulfil our contract"),
    );
    const told = await run(diffCommand, [INDEX, reworded]);
    expect(told.exit).toBe(0);
    expect(told.out).toContain("to [-perform-]{+fulfil+} our contract");
  });

  it("says what it cannot read, and what it would take", async () => {
    const broken = join(folder, "broken.json");
    await writeFile(broken, "{");
    const other = join(folder, "other.json");
    await writeFile(other, '{ "format": "avow-bundle/2" }');
    expect(await run(diffCommand, [INDEX, broken])).toMatchObject({
      exit: 64,
      err: expect.stringContaining("is not JSON"),
    });
    expect(await run(diffCommand, [other, INDEX])).toMatchObject({
      exit: 64,
      err: expect.stringContaining("is not a bundle"),
    });
    expect(await run(diffCommand, [INDEX, join(folder, "nowhere")])).toMatchObject({ exit: 64 });
    expect(await run(diffCommand, [INDEX, INDEX], { format: "pdf" })).toMatchObject({
      exit: 64,
      err: expect.stringContaining("text, json, html"),
    });
    expect(await run(diffCommand, [INDEX, INDEX], { language: "tlh" })).toMatchObject({
      exit: 64,
      err: expect.stringContaining("en, zh"),
    });
  });
});

describe("avow ask", () => {
  it("answers in every language of the policy, with the clauses", async () => {
    const asked = await run(askCommand, ["who may receive order.price"], { policy: INDEX });
    expect(asked).toEqual({
      exit: 0,
      err: "",
      out: `Who may receive your price?
  2.4.3          You may use your price to open and run your account, only if you are logged in.
  2.4.3          Our staff and this website may use your price to take, charge and deliver your orders.
  2.4.3          This website may disclose your price to our payment provider (China) to take, charge and deliver your orders.
In all, this may reach: you, our staff, this website and our payment provider (China).

谁可能获得您的价款？
  2.4.3          出于“为您开立和运行账号”的目的，您本人可以使用您的价款，但须您已登录。
  2.4.3          出于“为您受理订单、办理付款和交付”的目的，我们的工作人员和本网站可以使用您的价款。
  2.4.3          出于“为您受理订单、办理付款和交付”的目的，本网站可以向支付服务机构（中国）提供您的价款。
合计可能到达：您本人、我们的工作人员、本网站和支付服务机构（中国）。
`,
    });
    const json = JSON.parse(
      (await run(askCommand, ["what may our staff do"], { policy: INDEX, json: true })).out,
    );
    expect(json).toMatchObject({
      policy: expect.stringMatching(/^[0-9a-f]{64}$/),
      findings: expect.any(Array),
    });
  });

  it("lists the questions there are for one it does not understand", async () => {
    const asked = await run(askCommand, ["why"], { policy: INDEX });
    expect(asked).toMatchObject({ exit: 64, err: expect.stringContaining("who may receive DATA") });
  });
});

describe("properties.txt", () => {
  it("is held by check, and the counterexample it shows is permitted", async () => {
    const broken = await edited(
      "broken",
      "properties.txt",
      (text) => `${text}never: contact with reach.address for incident\n`,
    );
    const { exit, err } = await run(checkCommand, [broken]);
    expect(exit).toBe(1);
    const [, operation = "", facts = ""] = /avow decide '(.*)' --facts '(.*)'/.exec(err) ?? [];
    const decided = await run(decideCommand, [operation], { facts, policy: INDEX });
    expect(decided).toMatchObject({ exit: 0, out: expect.stringMatching(/^permit \(clause 2\.3\.7\)/) });
  });
});

describe("avow decide --earlier", () => {
  const look = JSON.stringify({
    ...{ action: "use", by: "operator", purpose: "account" },
    data: ["contact.telephone"],
  });
  const factsOf = (heldTo: readonly string[]) =>
    JSON.stringify({
      person: { loggedIn: false, consents: {}, objections: {}, held: false, heldTo },
      cookies: "not-asked",
    });
  const decide = (policy: string, facts: string, earlier?: string) =>
    run(decideCommand, [look], { policy, facts, ...(earlier !== undefined && { earlier }) });

  it("[2.6.2] [law 4] refuses whoever is held to the version before what only the change permits, and nobody else", async () => {
    const wider = await edited("change", "policy.ts", (text) =>
      text.replace(STAFF, STAFF.replace("]", ', "contact.telephone"]')),
    );
    const { out } = await run(decideCommand, [look], { policy: INDEX, json: true });
    const { policy: before } = JSON.parse(out);
    expect(await decide(wider, factsOf([]), INDEX)).toMatchObject({ exit: 0 });
    expect(await decide(wider, factsOf([before]), INDEX)).toMatchObject({
      exit: 1,
      out: expect.stringMatching(/^refuse \(clause 2\.6\.2\)\n {2}code: {3}change-unanswered\n/),
    });
    expect(await decide(wider, factsOf([before]), wider)).toMatchObject({
      exit: 1,
      out: expect.stringContaining("change-unanswered"),
    });
    expect(await decide(wider, factsOf([before]))).toMatchObject({ exit: 1 });
  });

  it("says what is wrong with a folder that holds no policy, and with versions that are no list", async () => {
    const nowhere = join(folder, "nowhere");
    expect(await decide(INDEX, factsOf([]), nowhere)).toMatchObject({
      exit: 64,
      out: "",
      err: expect.stringContaining("nowhere"),
    });
    const unsound = await edited("unsound-before", "policy.ts", (text) =>
      text.replace('clause: "2.0",', 'clause: "9.9",'),
    );
    expect(await decide(INDEX, factsOf([]), unsound)).toMatchObject({
      exit: 65,
      out: "",
      err: expect.stringContaining("9.9"),
    });
    const facts = factsOf([]).replace('"heldTo":[]', '"heldTo":"before"');
    expect(await decide(INDEX, facts, INDEX)).toMatchObject({
      exit: 64,
      err: expect.stringContaining("facts.person.heldTo"),
    });
  });
});
