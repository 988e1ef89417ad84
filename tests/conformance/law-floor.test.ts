import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepareGate } from "@avow/gate";
import { buildBundle, bundleVersion, checkPolicy } from "@avow/policy";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { check } from "../../packages/cli/check.ts";
import { writeParcel } from "../../packages/service/notices/write-parcel.ts";
import { buildIndexPolicy, loadIndexPolicy } from "../support/index-policy.ts";

const ROOT = new URL("../..", import.meta.url).pathname;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "avow-policy-"));
  await cp(join(ROOT, "policies/index"), join(folder, "policy"), { recursive: true });
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
});
afterEach(() => rm(folder, { recursive: true }));

/** `avow check` on the Index policy with some of its model changed. */
async function checkWith(...changes: readonly (readonly [string, string])[]) {
  const file = join(folder, "policy", "policy.ts");
  let model = await readFile(file, "utf8");
  for (const [from, to] of changes) {
    expect(model.split(from)).toHaveLength(2);
    model = model.replace(from, to);
  }
  await writeFile(file, model);
  const said: string[] = [];
  const say = (text: string) => said.push(text);
  const exit = await check(join(folder, "policy"), { out: say, err: say, color: false });
  return { exit, said: said.join("") };
}

describe("avow check", () => {
  it("[1.1] passes the published policy", async () => {
    expect(await checkWith()).toMatchObject({ exit: 0, said: expect.stringContaining("0 errors") });
  });

  it("[1.1] fails on a law that has no rule set, and names it", async () => {
    const { exit, said } = await checkWith(['governing: "CN"', 'governing: "XX"']);
    expect({ exit, said }).toMatchObject({ exit: 1, said: expect.stringContaining("error[law-unknown]") });
    expect(said).toContain("there is no rule set for the law `XX`");
  });

  it("[1.1] fails on advertising that stands on a contract, and names the rule of law", async () => {
    const { exit, said } = await checkWith([
      'zh: "向您介绍您可能感兴趣的内容" },\n      basis: "consent"',
      'zh: "向您介绍您可能感兴趣的内容" },\n      basis: "contract"',
    ]);
    expect(exit).toBe(1);
    expect(said).toContain("error[law-consent-required]");
    expect(said).toContain("CN-MK-01, Advertising Law 43");
  });

  it("[1.1] fails on a basis that the law does not know, and names the rule of law", async () => {
    const { exit, said } = await checkWith([
      'title: { en: "to open and run your account", zh: "为您开立和运行账号" },\n      basis: "contract"',
      'title: { en: "to open and run your account", zh: "为您开立和运行账号" },\n      basis: "legitimate-interests"',
    ]);
    expect(exit).toBe(1);
    expect(said).toContain("error[law-basis-not-available]");
    expect(said).toContain("CN-LB-01, Personal Information Protection Law 13");
  });
});

describe("a person known to be under age", () => {
  it("[1.1] [2.4.6] [law 10] is not advertised to in the law's name, under a policy that forgot them", async () => {
    const { model, words } = await loadIndexPolicy();
    // Its shape is the Index policy's own; `check` is run on what becomes of it.
    const { permits, ...rest } = model as {
      readonly permits: readonly { readonly when?: readonly { readonly kind: string }[] }[];
    };
    const forgetting = permits.map((permit) => ({
      ...permit,
      when: (permit.when ?? []).filter(({ kind }) => kind !== "not-minor"),
    }));
    const source = { words, model: { ...rest, permits: forgetting } };
    const said = checkPolicy(source).map(({ code }) => code);
    expect(new Set(said)).toEqual(new Set(["law-minors-unspared"]));
    const built = buildBundle(source);
    if (!built.ok) throw new Error(built.diagnostics.map(({ message }) => message).join("; "));
    const gate = prepareGate(built.bundle, bundleVersion(built.bundle));
    const consents = { marketing: { kind: "granted", at: 0 } } as const;
    const write = { action: "contact", by: "operator", purpose: "marketing", channel: "email" } as const;
    const ask = (minor: boolean) =>
      gate.decide(
        {
          person: { loggedIn: false, consents, objections: {}, minor, purchases: "none", reached: [] },
          cookies: "not-asked",
        },
        { ...write, data: ["contact.email"] },
      );
    expect(ask(true)).toMatchObject({ effect: "refuse", code: "minor", clause: "1.1", source: "CN-MI-02" });
    expect(ask(false)).toMatchObject({ effect: "permit", clause: "2.4.8" });
  });
});

describe("an advertising mail", () => {
  it.each([
    ["en", "AD: News"],
    ["zh", "广告：News"],
  ])("[1.1] bears the label the law asks for, in the person's language (%s)", async (language, subject) => {
    const { bundle } = await buildIndexPolicy();
    const parcel = writeParcel({
      bundle,
      publicUrl: "http://localhost:4000",
      notice: { purpose: "marketing", rehearsal: false },
      attempt: { person: "1", id: "2", replyToken: "reply", unsubscribeToken: "token" },
      at: new Date("2026-11-22"),
      to: { name: "Lin Yue", address: "lin@example.com" },
      language,
      saying: { subject: "News", paragraphs: [] },
      clause: "2.4.8",
      consent: null,
    });
    expect(parcel.subject).toBe(subject);
  });
});
