import { randomUUID } from "node:crypto";
import { parseTrustPolicy, verifyReceipt } from "@avow/evidence";
import { makeConsentPlan } from "@avow/policy";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openTestContext, type TestContext } from "../../../tests/support/context.ts";
import { buildShopPolicy } from "../../../tests/support/shop-policy.ts";
import type { Context } from "../context.ts";
import { problemOf } from "../http/problem-of.testing.ts";
import { chooseOnDevice, findDeviceChoice } from "./device-choices.ts";
import { keepObserved, listDrift } from "./drift.ts";
import { purgeDevices } from "./purge.ts";

type Choice = Parameters<typeof chooseOnDevice>[1];

const NONE = { analytics: false, video: false, advertising: false };
const ALL = { analytics: true, video: true, advertising: true };

let test: TestContext;
let context: Context;
let plan: ReturnType<typeof makeConsentPlan>;
let clock = Date.now();
beforeAll(async () => {
  const under = await buildShopPolicy();
  plan = makeConsentPlan(under.bundle, under.version);
  test = await openTestContext({ under, now: () => new Date(clock) });
  context = test.context;
});
afterAll(async () => {
  await test.drop();
  expect(test.reports).toEqual([]);
});

function choiceOf(choice: Partial<Choice> = {}): Choice {
  return {
    previous: null,
    choices: NONE,
    wording: plan.wording,
    policy: plan.version,
    language: "en",
    signal: null,
    cookie: "shop_choice",
    key: randomUUID(),
    ...choice,
  };
}

async function countRows(table: "device_choice" | "ledger_entry" | "observed_name"): Promise<number> {
  const { rows } = await test.database.store.pool.query<{ n: number }>(
    `select count(*)::int as n from ${table}`,
  );
  return rows[0]?.n ?? -1;
}

/** Begins work that writes, lets several of it come as far as the row, and then all of it write at once. */
async function whileNobodyWrites<T>(begin: () => readonly Promise<T>[]): Promise<T[]> {
  const { pool } = test.database.store;
  const holder = await pool.connect();
  await holder.query("begin; lock table device_choice in share mode");
  const begun = Promise.all(begin());
  await expect
    .poll(async () => {
      const { rows } = await holder.query<{ n: number }>(
        "select count(*)::int as n from pg_locks where not granted and relation = 'device_choice'::regclass",
      );
      return rows[0]?.n;
    })
    .toBeGreaterThan(2);
  await holder.query("commit");
  holder.release();
  return begun;
}

describe("a visitor's choice", () => {
  it("[shop 2.2.2] is kept with a yes or a no for each question, in the words and under the version that were shown", async () => {
    const choices = { ...NONE, video: true };
    const kept = await chooseOnDevice(context, choiceOf({ choices, language: "zh" }));
    expect(kept).toMatchObject({ choices, at: new Date(clock).toISOString() });
    expect(await findDeviceChoice(context, kept.id)).toMatchObject({
      choices,
      wording: plan.wording,
      policy: plan.version,
      language: "zh",
      signal: null,
      current: true,
    });
  });

  it("[law 3] leaves a receipt that verifies offline, and says what was chosen and nothing else", async () => {
    const choices = { ...NONE, analytics: true };
    const { id, index } = await chooseOnDevice(context, choiceOf({ choices }));
    const receipt = await vi.waitFor(
      async () => {
        const found = await findDeviceChoice(context, id);
        if (found.receipt === null) throw new Error("no checkpoint covers it yet");
        return found.receipt;
      },
      { timeout: 10_000 },
    );
    const trust = parseTrustPolicy(context.ledger.trustPolicy());
    if (!trust.ok) throw new Error(trust.why);
    expect(verifyReceipt(receipt, trust.value)).toMatchObject({
      verdict: "verifies",
      index,
      event: {
        kind: "device-choice-made",
        subject: id,
        clause: "2.2.2",
        policy: plan.version,
        facts: {
          agreed: ["analytics"],
          refused: ["video", "advertising"],
          wording: plan.wording,
          shown: plan.version,
          language: "en",
          signal: null,
          replaces: null,
        },
      },
    });
  });

  it("replaces the one before, whose record stays and says so", async () => {
    const first = await chooseOnDevice(context, choiceOf({ choices: ALL }));
    const second = await chooseOnDevice(context, choiceOf({ previous: first.id }));
    expect((await findDeviceChoice(context, first.id)).current).toBe(false);
    expect((await findDeviceChoice(context, second.id)).current).toBe(true);
    const orphan = await chooseOnDevice(context, choiceOf({ previous: randomUUID() }));
    expect((await findDeviceChoice(context, orphan.id)).current).toBe(true);
  });

  it.each([
    ["an answer is missing", { choices: { analytics: false, video: false } }, "/choices/advertising"],
    ["nothing is asked about it", { choices: { ...NONE, newsletter: true } }, "/choices/newsletter"],
    ["the name is inherited", { choices: { ...NONE, constructor: true } }, "/choices/constructor"],
    ["the browser itself refuses", { choices: { ...NONE, video: true }, signal: "gpc" }, "/choices/video"],
    [
      "an older browser itself refuses",
      { choices: { ...NONE, analytics: true }, signal: "dnt" },
      "/choices/analytics",
    ],
    ["nobody could have read it", { language: "fr" }, "/language"],
    ["the register has no such cookie", { cookie: "_ga" }, "/cookie"],
    ["the cookie is not a necessary one", { cookie: "_br_" }, "/cookie"],
    ["the name is no cookie's", { cookie: "shop_video_volume" }, "/cookie"],
    ["the name is nobody's", { cookie: "__proto__" }, "/cookie"],
  ] as const)("[shop 2.2.2] is not taken where %s", async (_, part, at) => {
    const before = await countRows("device_choice");
    const problem = await problemOf(chooseOnDevice(context, choiceOf(part)));
    expect(problem).toMatchObject({ code: "body-malformed", errors: [{ at }] });
    expect(await countRows("device_choice")).toBe(before);
  });

  it("[shop 2.3.5] is kept as the refusal it is where the browser itself refuses", async () => {
    const { id } = await chooseOnDevice(context, choiceOf({ signal: "gpc" }));
    expect(await findDeviceChoice(context, id)).toMatchObject({ choices: NONE, signal: "gpc" });
  });

  it("is about the words in force, whatever version showed them, and about no others", async () => {
    for (const part of [{ wording: "0".repeat(64) }, { policy: "f".repeat(64) }])
      expect(await problemOf(chooseOnDevice(context, choiceOf(part)))).toMatchObject({
        code: "wording-changed",
      });
    const earlier = test.governing.latest();
    const { version } = await earlier;
    expect(version).not.toBe(plan.version);
    const { id } = await chooseOnDevice(context, choiceOf({ policy: version }));
    expect((await findDeviceChoice(context, id)).policy).toBe(version);
  });

  it("is not taken where the policy asks nothing", async () => {
    const index = await test.governing.current();
    const { wording } = makeConsentPlan(index.bundle, index.version);
    const asked = choiceOf({ choices: {}, wording, policy: index.version });
    expect(await problemOf(chooseOnDevice(index, asked))).toMatchObject({ code: "body-malformed" });
  });

  it("[law 3] is kept once, however often and by however many it is sent; another under its key is not", async () => {
    const choice = choiceOf({ choices: ALL });
    const before = { rows: await countRows("device_choice"), entries: await countRows("ledger_entry") };
    const answers = await whileNobodyWrites(() =>
      Array.from({ length: 8 }, () => chooseOnDevice(context, choice)),
    );
    answers.push(await chooseOnDevice(context, { ...choice, previous: answers[0]?.id ?? null }));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await countRows("device_choice")).toBe(before.rows + 1);
    expect(await countRows("ledger_entry")).toBe(before.entries + 1);
    const other = chooseOnDevice(context, { ...choice, choices: NONE });
    expect(await problemOf(other)).toMatchObject({ code: "body-malformed" });
  });

  it("[shop 2.2.2] ends with the cookie that keeps it, and its evidence can be opened no more", async () => {
    const { id } = await chooseOnDevice(context, choiceOf());
    const { rows } = await test.database.store.pool.query<{ ends_at: Date; at: Date }>(
      "select at, ends_at from device_choice where id = $1",
      [id],
    );
    const [row] = rows;
    if (row === undefined) throw new Error("there is no record");
    const sixMonths = new Date(row.at);
    sixMonths.setUTCMonth(sixMonths.getUTCMonth() + 6);
    expect(Math.abs(row.ends_at.getTime() - sixMonths.getTime())).toBeLessThan(4 * 86_400_000);
    const other = await chooseOnDevice(context, choiceOf());
    await test.database.store.pool.query(
      "update device_choice set ends_at = ends_at + interval '1 day' where id = $1",
      [other.id],
    );
    expect(await purgeDevices(context.db, new Date(row.ends_at.getTime() - 1))).toBe(0);
    clock = row.ends_at.getTime();
    expect(await problemOf(findDeviceChoice(context, id))).toMatchObject({ code: "not-found" });
    const purged = await Promise.all([1, 2].map(() => purgeDevices(context.db, row.ends_at)));
    expect(Math.max(...purged)).toBeGreaterThan(0);
    expect((await findDeviceChoice(context, other.id)).id).toBe(other.id);
    expect(await countRows("device_choice")).toBe(1);
  });
});

describe("drift between the policy and what pages met", () => {
  it("is every name the version in force does not declare, masked, with when and how often", async () => {
    const met = [
      { kind: "cookie", name: "_ga" },
      { kind: "cookie", name: "shop_choice" },
      { kind: "cookie", name: "_pk_id.1.3fe2" },
      { kind: "local-storage", name: "shop_choice" },
      { kind: "host", name: "video.shop-partners.example" },
      { kind: "host", name: "tracker.example" },
      { kind: "cookie", name: "lin@example.com" },
      { kind: "session-storage", name: "user_48151623" },
      { kind: "session-storage", name: "user_42108415" },
    ] as const;
    const first = new Date(clock).toISOString();
    expect(await keepObserved(context, met)).toBe(5);
    clock += 60_000;
    expect(await keepObserved(context, [met[0]])).toBe(1);
    const drift = await listDrift(context);
    expect(drift[0]).toEqual({
      kind: "cookie",
      name: "_ga",
      firstSeen: first,
      lastSeen: new Date(clock).toISOString(),
      times: 2,
    });
    expect(drift.map(({ kind, name }) => `${kind} ${name}`).toSorted()).toEqual([
      "cookie #",
      "cookie _ga",
      "host tracker.example",
      "local-storage shop_choice",
      "session-storage user_#",
    ]);
    expect(JSON.stringify(drift)).not.toMatch(/lin|4815/);
  });

  it("is no longer shown when a later version declares it", async () => {
    const { bundle } = context;
    const declared = bundle.storage.shop_choice;
    if (declared === undefined) throw new Error("the shop has another cookie for choices");
    const later = { ...context, bundle: { ...bundle, storage: { ...bundle.storage, _ga: declared } } };
    expect((await listDrift(later)).some(({ name }) => name === "_ga")).toBe(false);
    expect((await listDrift(context)).some(({ name }) => name === "_ga")).toBe(true);
  });

  it("is counted by many at once, and none waits for another for good", async () => {
    const met = ["_fbp", "_gcl_au", "hubspotutk"].map((name) => ({ kind: "cookie" as const, name }));
    await Promise.all(
      Array.from({ length: 12 }, (_, at) => keepObserved(context, at % 2 === 0 ? met : met.toReversed())),
    );
    const found = (await listDrift(context)).filter(({ name }) => met.some((one) => one.name === name));
    expect(found.map(({ times }) => times)).toEqual([12, 12, 12]);
  });

  it("[law 8] has no more names than 5,000, however many are sent; those it has are counted on", async () => {
    const word = (at: number) =>
      Array.from(at.toString(26), (digit) => "abcdefghijklmnopqrstuvwxyz"[Number.parseInt(digit, 26)]).join(
        "",
      );
    for (let sent = 0; sent < 5200; sent += 200)
      await keepObserved(
        context,
        Array.from({ length: 200 }, (_, at) => ({ kind: "cookie", name: `zz-${word(sent + at)}` })),
      );
    expect(await countRows("observed_name")).toBe(5000);
    expect(await keepObserved(context, [{ kind: "host", name: "newest.example" }])).toBe(0);
    expect(await keepObserved(context, [{ kind: "cookie", name: "_ga" }])).toBe(1);
    clock += 91 * 86_400_000;
    await keepObserved(context, [{ kind: "cookie", name: "_ga" }]);
    await purgeDevices(context.db, new Date(clock));
    expect((await listDrift(context)).map(({ name }) => name)).toEqual(["_ga"]);
  });
});
