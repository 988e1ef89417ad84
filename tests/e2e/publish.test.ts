import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type BodyOf, call, type RouteName } from "@avow/contract";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Call } from "../../packages/cli/command.ts";
import { publishCommand } from "../../packages/cli/publish.ts";
import { type RunningAvow, removeData, startAvow } from "../support/avow.ts";

const WEI = { name: "Wei", email: "wei@index.example", password: "a long enough password" };
const MIN = { name: "Min", email: "min@index.example", password: "another long password" };
const OLD_TELEPHONE = "+86 571 5550 0100";
const NEW_TELEPHONE = "+86 571 5550 0199";

let avow: RunningAvow;
let folder: string;
let wei: string;
let min: string;
beforeAll(async () => {
  avow = await startAvow();
  const copy = await mkdtemp(join(tmpdir(), "avow-changed-"));
  folder = join(copy, "policy");
  await symlink(resolve("node_modules"), join(copy, "node_modules"));
  await cp("policies/index", folder, { recursive: true });
  const model = await readFile(join(folder, "policy.ts"), "utf8");
  await writeFile(join(folder, "policy.ts"), model.replace(OLD_TELEPHONE, NEW_TELEPHONE));
  await ask("firstOperator", { body: { ...WEI, token: avow.firstLink.split("#")[1] ?? "" } });
  wei = await logIn(WEI);
  const { token } = await ask("inviteOperator", { cookie: wei });
  await ask("joinOperators", { body: { ...MIN, token } });
  min = await logIn(MIN);
}, 180_000);
afterAll(async () => {
  await avow.stop();
  await removeData(avow);
  await rm(dirname(folder), { recursive: true });
}, 60_000);

async function ask<N extends RouteName>(
  name: N,
  o: { cookie?: string; path?: Record<string, string>; body?: BodyOf<N> },
) {
  const headers = { origin: avow.service, "content-type": "application/json", cookie: o.cookie ?? "" };
  const options = { baseUrl: avow.service, fetch: (request: Request) => fetch(request), headers };
  const called = await call(options, name, {
    ...(o.path && { path: o.path }),
    ...(o.body !== undefined && { body: o.body }),
  });
  if (!called.ok) throw new Error(`${called.problem.code}: ${called.problem.detail}`);
  return called.answer;
}

async function logIn({ email, password }: typeof WEI): Promise<string> {
  const response = await fetch(`${avow.service}/console/auth/sign-in/email`, {
    method: "POST",
    headers: { origin: avow.service, "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  return response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
}

/** Runs `avow publish FOLDER` without a process of its own. */
async function publishHere(options: Call["options"] = {}, password = WEI.password) {
  let err = "";
  const environment = { AVOW_OPERATOR_EMAIL: WEI.email, AVOW_OPERATOR_PASSWORD: password };
  const called = { arguments: [folder], options: { ...options, service: avow.service }, environment };
  const write = (text: string): void => {
    err += text;
  };
  const exit = await publishCommand.run(called, { out: () => {}, err: write, color: false });
  return { exit, err };
}

/** Runs `avow publish FOLDER` as a shell would. */
async function publish() {
  const child = spawn(
    process.execPath,
    ["packages/cli/bin/avow.js", "publish", folder, "--service", avow.service],
    {
      env: {
        PATH: process.env.PATH ?? "",
        AVOW_OPERATOR_EMAIL: WEI.email,
        AVOW_OPERATOR_PASSWORD: WEI.password,
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const written = { out: "", err: "" };
  child.stdout.on("data", (chunk) => {
    written.out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    written.err += chunk;
  });
  const [exit] = await once(child, "close");
  return { exit, ...written };
}

const policyPage = async () => (await fetch(`${avow.portal}/en/policy`)).text();
const versionOf = async () =>
  (await fetch(`${avow.service}/.well-known/avow/policy.json`)).headers.get("avow-policy");

describe("a change of policy", () => {
  it("[2.6.1] is proposed, approved by another, and in force in service and portal at its time, without a restart", {
    timeout: 120_000,
  }, async () => {
    const before = await versionOf();
    expect(await publishHere({}, "a wrong password, and long")).toMatchObject({
      exit: 64,
      err: expect.stringContaining("password is wrong"),
    });
    expect(await publishHere({ at: "2001-01-01T00:00:00Z" })).toMatchObject({
      exit: 1,
      err: expect.stringContaining("error[time-unfit]"),
    });
    const proposed = await publish();
    expect(proposed).toMatchObject({ exit: 0, err: "" });
    expect(proposed.out).toMatch(/^proposed [0-9a-f]{64}\n/);
    expect(proposed.out).toContain("changes in what is permitted: 0");
    expect(proposed.out).toMatch(/clauses whose words differ: [1-9]/);
    expect(proposed.out).toContain(`until another operator approves it: ${avow.service}/console/versions/`);
    expect(await publishHere()).toMatchObject({
      exit: 1,
      err: expect.stringContaining("error[version-known]"),
    });
    const [proposal] = await ask("proposals", { cookie: wei });
    const path = { id: proposal?.id ?? "" };
    await expect(ask("approve", { cookie: wei, path })).rejects.toThrow("approval-own");
    expect(await policyPage()).toContain(OLD_TELEPHONE);
    await ask("approve", { cookie: min, path });
    expect(await versionOf()).toBe(before);
    await vi.waitFor(async () => expect(await versionOf()).toBe(proposal?.version), {
      timeout: 30_000,
      interval: 200,
    });
    await vi.waitFor(async () => expect(await policyPage()).toContain(NEW_TELEPHONE), { timeout: 10_000 });
    expect(await policyPage()).not.toContain(OLD_TELEPHONE);
    const centre = await fetch(`${avow.portal}/privacy/en/policy`);
    expect(await centre.text()).toContain(NEW_TELEPHONE);
    const old = await fetch(`${avow.portal}/.well-known/avow/policy/${before}`);
    expect(await old.text()).toContain(OLD_TELEPHONE);
  });

  it("[2.6.1] stays after a restart, though the folder says otherwise; and the start says so", {
    timeout: 120_000,
  }, async () => {
    const version = await versionOf();
    await avow.stop();
    avow = await avow.restart();
    expect(await versionOf()).toBe(version);
    expect(avow.output()).toContain("is not the one in force");
    expect(avow.output()).toContain("npx avow publish policies/index");
    expect(await policyPage()).toContain(NEW_TELEPHONE);
  });
});
