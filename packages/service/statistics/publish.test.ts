import { createHash, randomBytes } from "node:crypto";
import { decodeUtf8, parseLeaf } from "@avow/evidence";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestContext, type TestContext } from "../../../tests/support/context.ts";
import { buildIndexPolicy } from "../../../tests/support/index-policy.ts";
import { ProblemError } from "../http/problem.ts";
import { getBudget, readAccount } from "./accountant.ts";
import { addAdvertiser, addPlacement } from "./advertisers.ts";
import { createNoise } from "./discrete-gaussian.ts";
import { makeTerms, type Question, STANDARD, STANDARD_DAY_PARTS, YEAR_PARTS } from "./plan.ts";
import { createPublisher, listPublished, type Publisher } from "./publish.ts";
import { plantDay, plantVisits } from "./statistics.testing.ts";

const DAY = "2027-03-01";
const EMPTY = "2027-03-02";
const TODAY = "2027-03-05";

let test: TestContext;
let now = new Date("2027-02-20T12:00:00Z");
let publisher: Publisher;
const draw = createNoise(randomBytes);

beforeAll(async () => {
  test = await openTestContext({ now: () => now });
  now = new Date(`${TODAY}T12:00:00Z`);
  await plantDay(test.context.db, { day: DAY, visitors: 4000 });
  publisher = createPublisher(test.context, draw);
});
afterAll(() => test.drop());

const visitors = (by: Question["by"] = "total", day = DAY): Question => ({ day, measure: "visitors", by });

/** The problem a question is answered with. */
async function problemOf(question: Question, of = publisher): Promise<string> {
  const failed = await of.answer(question).then(
    () => null,
    (error: unknown) => error,
  );
  if (failed instanceof ProblemError) return failed.details.code;
  throw new Error("there was no problem", { cause: failed });
}

async function countRows(question: Question): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int8 as count from statistic
    where day = ${question.day}::date and answer like ${`%"measure":"${question.measure}","by":"${question.by}"%`}`.execute(
    test.context.db,
  );
  return rows[0]?.count ?? 0;
}

describe("one published answer", () => {
  it("[2.2.3] is the same to the byte for whoever asks, however often", async () => {
    const first = await publisher.answer(visitors("page"));
    now = new Date(now.getTime() + 60_000);
    expect(await publisher.answer(visitors("page"))).toBe(first);
    expect(await createPublisher(test.context, draw).answer(visitors("page"))).toBe(first);
  });

  it("[2.2.3] is one when several processes are asked at once, and is paid for once", async () => {
    const question = visitors("region");
    const { spent } = await readAccount(test.context.db, 2027);
    const processes = [1, 2, 3].map(() => createPublisher(test.context, draw));
    const answers = await Promise.all(
      processes.flatMap((one) => [one.answer(question), one.answer(question)]),
    );
    expect(new Set(answers).size).toBe(1);
    expect(await countRows(question)).toBe(1);
    expect((await readAccount(test.context.db, 2027)).spent - spent).toBe(makeTerms(question).parts);
  });

  it("[2.2.3] can be neither changed nor taken back in the store", async () => {
    await publisher.answer(visitors());
    for (const statement of [
      sql`update statistic set answer = '{}'`,
      sql`delete from statistic`,
      sql`truncate statistic`,
    ])
      await expect(statement.execute(test.context.db)).rejects.toThrow(
        "a published statistic stays as it is",
      );
  });

  it("[law 5] is in the log before it is given: what was asked, under which clause, at what price, and the hash of the bytes", async () => {
    const question = visitors("system");
    const answer = await publisher.answer(question);
    const { rows } = await sql<{ leaf: Buffer; index: number | null }>`
      select leaf, index from ledger_entry where id = (select entry from statistic where answer = ${answer})`.execute(
      test.context.db,
    );
    expect(rows[0]?.index).not.toBeNull();
    const leaf = parseLeaf(new Uint8Array(rows[0]?.leaf ?? Buffer.alloc(0)));
    if (!leaf.ok || leaf.value.kind !== "public") throw new Error("the leaf is not public");
    expect(JSON.parse(decodeUtf8(leaf.value.content) ?? "")).toMatchObject({
      kind: "statistic-published",
      clause: "2.2.2",
      policy: test.context.version,
      question,
      rho: 0.0001,
      answerSha256: createHash("sha256").update(answer).digest("hex"),
    });
  });

  it("is among the published ones of its month, and reading it there costs nothing", async () => {
    const answer = await publisher.answer(visitors());
    const { spent } = await readAccount(test.context.db, 2027);
    expect(await listPublished(test.context, "2027-03", [])).toContainEqual(JSON.parse(answer));
    expect(await listPublished(test.context, "2027-02", [])).toEqual([]);
    expect((await readAccount(test.context.db, 2027)).spent).toBe(spent);
  });

  it("[2.2.3] says of a day that nobody came what it says of one that a few did: nothing", async () => {
    await plantVisits(test.context.db, "2027-03-03", [{ visitor: 1 }, { visitor: 2 }]);
    for (const day of [EMPTY, "2027-03-03"])
      expect(JSON.parse(await publisher.answer(visitors("page", day))).cells).toEqual([]);
  });
});

describe("what is not answered", () => {
  it("a day that is not over, or over for less than an hour, so that late visits count too", async () => {
    expect(await problemOf(visitors("total", TODAY))).toBe("statistic-not-ready");
    expect(await problemOf(visitors("total", "2099-01-01"))).toBe("statistic-not-ready");
    now = new Date(`${TODAY}T00:20:00Z`);
    expect(await problemOf(visitors("total", "2027-03-04"))).toBe("statistic-not-ready");
    now = new Date(`${TODAY}T12:00:00Z`);
    await expect(publisher.answer(visitors("total", "2027-03-04"))).resolves.toContain("2027-03-04");
  });

  it("a day before anything was counted, and a day whose visits are kept no more", async () => {
    expect(await problemOf(visitors("total", "2027-02-19"))).toBe("statistic-unknown");
    now = new Date("2027-12-24T12:00:00Z");
    expect(await problemOf(visitors("browser"))).toBe("statistic-unknown");
    now = new Date(`${TODAY}T12:00:00Z`);
  });

  it("[2.2.2] [law 1] anything, where the policy in force releases no statistics", async () => {
    const { bundle, version } = await buildIndexPolicy();
    const silent = { ...bundle, rules: bundle.rules.filter(({ action }) => action !== "release") };
    const under = await openTestContext({ under: { bundle: silent, version }, now: () => now });
    try {
      await plantVisits(under.context.db, DAY, [{ visitor: 1 }]);
      expect(await problemOf(visitors(), createPublisher(under.context, draw))).toBe("refused");
    } finally {
      await under.drop();
    }
  });
});

describe("the budget of a year", () => {
  let other: TestContext;
  let placement: string;
  beforeAll(async () => {
    other = await openTestContext({ now: () => now });
    const { advertiser } = await addAdvertiser(other.context, { name: "Tides" });
    const added = { name: "Books", target: "https://books.example/", section: "articles" };
    placement = (await addPlacement(other.context, advertiser.id, added)).id;
    await plantVisits(other.context.db, "2027-03-04", [{ visitor: 1 }]);
  });
  afterAll(() => other.drop());

  const clicks = (by: Question["by"] = "total"): Question => ({
    day: "2027-03-04",
    measure: "clicks",
    by,
    placement,
  });

  /** Charges the year as if so much had been asked; the clock stands on the fifth of March. */
  async function charge(parts: number, isStandard: boolean): Promise<void> {
    if (parts === 0) return;
    await sql`
      insert into statistic (question, day, answer, parts, standard, entry)
      values (gen_random_uuid()::text, '2027-03-05', '{}', ${parts}, ${isStandard}, gen_random_uuid())`.execute(
      other.context.db,
    );
  }

  it("[2.2.3] is one ρ for all advertisers together, of which the standard answers' part is kept", async () => {
    const { rho, plan } = await getBudget(other.context.db, 2027);
    // The service first ran on the fifth of March; with it begins what can be asked.
    expect(rho).toEqual({ year: 1, spent: 0, reserved: (302 * STANDARD_DAY_PARTS) / 1e6, left: 1 - 0.604 });
    expect(plan.filter(({ standard }) => standard)).toHaveLength(STANDARD.length);
  });

  it("[2.2.3] is charged with each answer, in the year of the day that was asked about", async () => {
    await createPublisher(other.context, draw).answer(clicks());
    expect((await readAccount(other.context.db, 2027)).spent).toBe(200);
    expect((await readAccount(other.context.db, 2026)).spent).toBe(0);
  });

  it("[2.2.3] runs out for all other questions before it does for the standard set, and then for that too", async () => {
    const one = createPublisher(other.context, draw);
    const { left } = await readAccount(other.context.db, 2027);
    await charge(left - 199, false);
    expect(await problemOf(clicks("page"), one)).toBe("budget-spent");
    await expect(one.answer(clicks())).resolves.toContain("clicks");
    const standard = { day: "2027-03-04", measure: "visitors", by: "total" } as const;
    await expect(one.answer(standard)).resolves.toContain("visitors");
    const { reserved } = await readAccount(other.context.db, 2027);
    await charge(reserved, true);
    expect(await problemOf({ ...standard, by: "page" }, one)).toBe("budget-spent");
    await charge((await readAccount(other.context.db, 2027)).left, false);
    expect((await readAccount(other.context.db, 2027)).spent).toBe(YEAR_PARTS);
    expect(await problemOf(clicks("page"), one)).toBe("budget-spent");
  });
});
