import { transact } from "@avow/postgres";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { objectHeard, setObjection } from "../choices/choices.ts";
import { unsubscribe } from "../contact/unsubscribe.ts";
import { problemOf } from "../http/problem-of.testing.ts";
import { findNotice } from "../notices/claim.ts";
import { ABSENT, loadFactsOfMany } from "../people/person.ts";
import { listReceipts } from "../receipts/receipts.ts";
import { gatherPage } from "./gather.ts";
import { reportLicence } from "./licence-report.ts";
import { endLicence } from "./licences.ts";
import { DAY_MS, type MarketingBench, NOON, openMarketingBench, recordParcels } from "./marketing.testing.ts";
import { markMinor } from "./minors.ts";
import { judgeCustomers } from "./purchases.ts";

let bench: MarketingBench;
beforeAll(async () => {
  bench = await openMarketingBench();
});
beforeEach(() => {
  bench.at += 200 * DAY_MS; // past every pace and every recent purchase of the test before, at the same hour
});
afterAll(async () => {
  expect(bench.test.reports).toEqual([]);
  await bench.close();
});

describe("the preview", () => {
  it("[2.4.7] [2.4.8] [2.4.9] asks the gate about everybody, and counts who is left out by clause and reason", async () => {
    const fresh = await openMarketingBench();
    try {
      await fresh.newPerson();
      await fresh.newWillingPerson();
      const similar = await fresh.newWillingPerson();
      await fresh.buy(similar, "reading");
      const dissimilar = await fresh.newWillingPerson();
      await fresh.buy(dissimilar, "society");
      const unkind = await fresh.newWillingPerson();
      await fresh.buy(unkind, null);
      const objected = await fresh.newWillingPerson();
      await setObjection(fresh.context(), objected, "marketing", true);
      const minor = await fresh.newWillingPerson();
      await markMinor(fresh.context(), { person: minor, minor: true, operator: null });
      const old = await fresh.newWillingPerson();
      await fresh.buy(old, "technology");
      const { id } = await fresh.campaign();
      const now = await fresh.preview(id);
      expect(now).toMatchObject({ people: 8, asked: 8, wouldGet: 3 });
      expect(now.finishedAt).not.toBeNull();
      const counts = (excluded: typeof now.excluded) =>
        Object.fromEntries(excluded.map(({ clause, code, people }) => [`${clause} ${code}`, people]));
      expect(counts(now.excluded)).toEqual({
        "2.4.8 consent-missing": 1,
        "2.4.7 not-similar": 2,
        "2.4.9 objected": 1,
        "2.4.6 minor": 1,
      });
      fresh.at += 200 * DAY_MS;
      expect(counts((await fresh.preview(id)).excluded)).toMatchObject({ "2.4.7 not-similar": 4 });
    } finally {
      await fresh.close();
    }
  });

  it("counts who is not of the audience apart, under no clause", async () => {
    const fresh = await openMarketingBench();
    try {
      for (const language of ["en", "zh", "zh"] as const) {
        const person = await fresh.newWillingPerson(language);
        await fresh.buy(person, "technology");
      }
      await fresh.newWillingPerson("zh");
      const { id } = await fresh.campaign({ audience: { language: "zh", bought: "reading" } });
      expect(await fresh.preview(id)).toMatchObject({
        wouldGet: 2,
        excluded: expect.arrayContaining([
          { clause: null, code: "not-bought", people: 1 },
          { clause: null, code: "other-language", people: 1 },
        ]),
      });
    } finally {
      await fresh.close();
    }
  });
});

describe("what a customer bought", () => {
  it("[2.4.7] is not opened for advertising without their agreement, nor when it was bought too long ago", async () => {
    const [agreed, silent, old] = [
      await bench.newWillingPerson(),
      await bench.newPerson(),
      await bench.newWillingPerson(),
    ];
    await bench.buy(old, "technology");
    bench.at += 190 * DAY_MS;
    for (const person of [agreed, silent]) await bench.buy(person, "technology");
    const opened: string[] = [];
    const context = bench.context();
    const watched = {
      ...context,
      vault: {
        ...context.vault,
        readRecords: (...[tx, permit, records]: Parameters<typeof context.vault.readRecords>) => {
          opened.push(permit.person ?? "");
          return context.vault.readRecords(tx, permit, records);
        },
      },
    };
    const judged = await transact(context.db, async (tx) => {
      const facts = await loadFactsOfMany(tx, [agreed, silent, old], ABSENT);
      return judgeCustomers(watched, tx, facts, { purpose: "marketing", about: "technology" });
    });
    expect(opened).toEqual([agreed]);
    expect([agreed, silent, old].map((person) => judged.get(person)?.purchases)).toEqual([
      "similar",
      "other",
      "other",
    ]);
  });

  it.each([
    ["en", "AD: New on machines", " 20", "“The clock in the corner”", "6 months", "at most 1 step away"],
    ["zh", "广告：机器新篇", "日", "“The clock in the corner”", "6个月", "相距不超过1级"],
  ] as const)(
    "[2.4.7] each message shows the purchase it follows from, the span and the distance (%s)",
    async (language, subject, ...parts) => {
      const person = await bench.newWillingPerson(language);
      await bench.buy(person, "technology", "The clock in the corner");
      const campaign = await bench.start((await bench.campaign({ about: "reading" })).id);
      const { parcels, channels } = recordParcels();
      await bench.send(channels);
      const parcel = parcels.find((one) => one.person === person);
      expect(parcel?.subject).toBe(subject);
      expect(parcel?.advertises).toBe(true);
      const text = parcel?.body.join("\n") ?? "";
      for (const part of [...parts, "2.4.7"]) expect(text).toContain(part);
      expect(await bench.standing(campaign, person)).toMatchObject({ state: "sent" });
    },
  );

  it("[2.4.7] [law 3] is similar and recent at the moment of sending, not of queueing", async () => {
    const person = await bench.newWillingPerson();
    await bench.buy(person, "technology");
    const campaign = await bench.start((await bench.campaign()).id);
    bench.at += 185 * DAY_MS;
    const { parcels, channels } = recordParcels();
    await bench.send(channels);
    expect(parcels.map((one) => one.person)).not.toContain(person);
    expect(await bench.standing(campaign, person)).toEqual({
      state: "stopped",
      code: "not-similar",
      clause: "2.4.7",
    });
  });
});

describe("a licence", () => {
  const OURS = { purpose: "partner-marketing", about: "printed" } as const;

  it("[2.4.6] is what a third party's message leaves under, and the message says whose it is", async () => {
    const person = await bench.newPerson();
    await bench.agree(person, "partner-marketing");
    expect((await problemOf(bench.campaign(OURS))).errors).toEqual([
      { at: "/licence", message: expect.stringContaining("is missing") },
    ]);
    const { id: licence } = await bench.licence();
    expect((await problemOf(bench.campaign({ ...OURS, licence, about: "culture" }))).errors).toEqual([
      { at: "/about", message: "is no kind of product the licence allows" },
    ]);
    await bench.start((await bench.campaign({ ...OURS, licence })).id);
    const { parcels, channels } = recordParcels();
    await bench.send(channels);
    expect(parcels.find((one) => one.person === person)?.body.join("\n")).toMatch(
      /for Orchard Books.*does not get your address/,
    );
  });

  const lapse = async (): Promise<void> => {
    bench.at += 370 * DAY_MS;
  };
  const end = async (id: string): Promise<void> => {
    await endLicence(bench.context(), id, "Wen");
  };
  it.each([
    ["has lapsed", lapse],
    ["was ended", end],
  ] as const)(
    "[2.4.6] [law 3] that %s refuses at the moment of sending what was queued under it",
    async (_, end) => {
      const person = await bench.newPerson();
      await bench.agree(person, "partner-marketing");
      const { id: licence } = await bench.licence();
      const campaign = await bench.start((await bench.campaign({ ...OURS, licence })).id);
      await end(licence);
      const { parcels, channels } = recordParcels();
      await bench.send(channels);
      expect(parcels.map((one) => one.person)).not.toContain(person);
      expect(await bench.standing(campaign, person)).toEqual({
        state: "stopped",
        code: "licence-lapsed",
        clause: "2.4.6",
      });
      expect(await problemOf(bench.campaign({ ...OURS, licence }))).toMatchObject({ code: "body-malformed" });
    },
  );

  it("[2.4.6] is used up by as many people as it allows messages, however many campaigns share it", async () => {
    const people = [await bench.newPerson(), await bench.newPerson(), await bench.newPerson()];
    for (const person of people) await bench.agree(person, "partner-marketing");
    const { id: licence } = await bench.licence({ most: 2 });
    const first = await bench.start((await bench.campaign({ ...OURS, licence })).id);
    expect(first.gathered).toBe(2);
    expect(first.beyond).toBeGreaterThanOrEqual(1);
    const second = await bench.start((await bench.campaign({ ...OURS, licence })).id);
    expect(second.gathered).toBe(0);
  });
});

describe("a licence's report", () => {
  const reportOf = async (licence: string) =>
    (await reportLicence(bench.context(), bench.notices, licence)).campaigns;
  const startUnder = async (licence: string) =>
    bench.start((await bench.campaign({ purpose: "partner-marketing", about: "printed", licence })).id);
  const agree = async (): Promise<void> => bench.agree(await bench.newPerson(), "partner-marketing");

  it("[2.4.6] withholds how many it was sent to where they are few", async () => {
    for (let count = 0; count < 5; count += 1) await agree();
    const [few, many] = [await bench.licence({ most: 2 }), await bench.licence()];
    for (const { id } of [few, many]) await startUnder(id);
    const { channels } = recordParcels();
    await bench.send(channels);
    await bench.send(channels);
    expect(await reportOf(few.id)).toMatchObject([{ sent: null }]);
    expect((await reportOf(many.id))[0]?.sent).toBeGreaterThanOrEqual(5);
  });

  it("[2.4.6] says nothing while the campaign runs", async () => {
    for (let count = 0; count < 8; count += 1) await agree();
    const { id } = await bench.licence();
    await startUnder(id);
    let taken = 0;
    const { parcels, channels } = recordParcels("email", () => {
      taken += 1;
      return taken <= 6 ? { kind: "accepted" } : { kind: "not-accepted", permanent: false, why: "busy" };
    });
    await bench.send(channels);
    expect(parcels).toHaveLength(6);
    expect(await reportOf(id)).toMatchObject([{ sent: null }]);
  });
});

describe("pace", () => {
  it("[2.4.6] no more messages than the pace allows within its span, counted when they leave", async () => {
    const person = await bench.newWillingPerson();
    const { channels } = recordParcels();
    const campaigns = [];
    for (let count = 0; count < 5; count += 1) campaigns.push(await bench.start((await bench.campaign()).id));
    await bench.send(channels);
    const standings = await Promise.all(campaigns.map((campaign) => bench.standing(campaign, person)));
    expect(standings.filter((one) => one?.state === "sent")).toHaveLength(4);
    expect(standings.filter((one) => one?.state === "stopped")).toEqual([
      { state: "stopped", code: "pace-reached", clause: "2.4.6" },
    ]);
    bench.at += 31 * DAY_MS;
    const later = await bench.start((await bench.campaign()).id);
    await bench.send(channels);
    expect(await bench.standing(later, person)).toMatchObject({ state: "sent" });
  });

  it("[2.4.6] nothing begins in the quiet hours; it waits for their end", async () => {
    const person = await bench.newWillingPerson();
    bench.at = bench.at - (bench.at % DAY_MS) + Date.parse("1970-01-01T13:30:00Z"); // 21:30 in Shanghai
    const campaign = await bench.start((await bench.campaign()).id);
    const { channels } = recordParcels();
    await bench.send(channels);
    expect(await bench.standing(campaign, person)).toMatchObject({ state: "queued" });
    bench.at += 11.5 * 3_600_000;
    await bench.send(channels);
    expect(await bench.standing(campaign, person)).toMatchObject({ state: "sent" });
    bench.at = bench.at - (bench.at % DAY_MS) + (NOON % DAY_MS);
  });
});

describe("a no", () => {
  it.each([
    ["in the privacy centre", (person: string) => setObjection(bench.context(), person, "marketing", true)],
    [
      "on the telephone",
      (person: string) => objectHeard(bench.context(), person, { purpose: "marketing", how: "telephone" }),
    ],
    [
      "in a letter",
      (person: string) => objectHeard(bench.context(), person, { purpose: "marketing", how: "letter" }),
    ],
    [
      "in person",
      (person: string) => objectHeard(bench.context(), person, { purpose: "marketing", how: "in-person" }),
    ],
  ] as const)("[2.4.9] said %s keeps every queued campaign from leaving", async (_, object) => {
    const person = await bench.newWillingPerson();
    const campaigns = [
      await bench.start((await bench.campaign()).id),
      await bench.start((await bench.campaign()).id),
    ];
    await object(person);
    const { parcels, channels } = recordParcels();
    await bench.send(channels);
    expect(parcels.map((one) => one.person)).not.toContain(person);
    for (const campaign of campaigns)
      expect(await bench.standing(campaign, person)).toEqual({
        state: "stopped",
        code: "objected",
        clause: "2.4.9",
      });
  });

  it("[2.4.9] by one click works longer than thirty days after, when the campaign is over (CN-MK-04)", async () => {
    const person = await bench.newWillingPerson();
    const campaign = await bench.start((await bench.campaign()).id);
    const { parcels, channels } = recordParcels();
    await bench.send(channels);
    const { db } = bench.context();
    expect((await findNotice(db, campaign.notice ?? ""))?.state).toBe("finished");
    bench.at += 60 * DAY_MS;
    const url = parcels.find((one) => one.person === person)?.unsubscribeUrl ?? "";
    expect(await unsubscribe(bench.context(), url.slice(url.lastIndexOf("/") + 1))).toMatchObject({
      clause: "2.4.9",
    });
    const next = await bench.start((await bench.campaign()).id);
    expect(await bench.standing(next, person)).toBeNull();
  });

  it("[2.4.8] withdrawn, refused or never given, it is not gathered for", async () => {
    const person = await bench.newPerson();
    const campaign = await bench.start((await bench.campaign()).id);
    expect(await bench.standing(campaign, person)).toBeNull();
  });

  it("[2.4.6] of a person who is found to be under age after the queueing stops what was queued", async () => {
    const person = await bench.newWillingPerson();
    const campaign = await bench.start((await bench.campaign()).id);
    await markMinor(bench.context(), { person, minor: true, operator: "operator-1" });
    const { parcels, channels } = recordParcels();
    await bench.send(channels);
    expect(parcels.map((one) => one.person)).not.toContain(person);
    expect(await bench.standing(campaign, person)).toEqual({
      state: "stopped",
      code: "minor",
      clause: "2.4.6",
    });
  });

  it("[2.4.9] [law 3] at any moment of a running campaign: nothing leaves after it was acknowledged", {
    timeout: 60_000,
  }, async () => {
    const turns = fc.nat({ max: 40 });
    await fc.assert(
      fc.asyncProperty(turns, turns, async (beforeSending, beforeObjection) => {
        const person = await bench.newWillingPerson();
        await bench.start((await bench.campaign()).id);
        let acknowledged = false;
        let sentAfter = false;
        const { channels } = recordParcels("email", (parcel) => {
          if (parcel.person === person && acknowledged) sentAfter = true;
          return { kind: "accepted" };
        });
        const send = async () => {
          await turnsOfTheLoop(beforeSending);
          await bench.send(channels);
        };
        const object = async () => {
          await turnsOfTheLoop(beforeObjection);
          await setObjection(bench.context(), person, "marketing", true);
          acknowledged = true;
        };
        await Promise.all([send(), object()]);
        expect(sentAfter).toBe(false);
      }),
      { numRuns: 12 },
    );
  });
});

async function turnsOfTheLoop(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe("a campaign", () => {
  it("[2.4.8] bears the receipt of the consent it rests on, for the operator of a text message service", async () => {
    const person = await bench.newWillingPerson();
    await bench.start((await bench.campaign({ channels: ["sms"] })).id);
    const { parcels, channels } = recordParcels("sms");
    await bench.send(channels);
    const parcel = parcels.find((one) => one.person === person);
    const receipts = await listReceipts(bench.context(), person);
    expect(parcel?.consent?.receipt).toBe(receipts.find(({ kind }) => kind === "consent-given")?.id);
  });

  it("[law 8] started twice is one notice, and gathered twice adds nobody twice", async () => {
    const person = await bench.newWillingPerson();
    const { id } = await bench.campaign();
    const [first, second] = [await bench.start(id), await bench.start(id)];
    expect(second.notice).toBe(first.notice);
    const { db } = bench.context();
    await sql`update campaign set gathered_at = null, cursor = null where id = ${id}`.execute(db);
    await transact(db, (tx) => gatherPage(bench.context(), tx, bench.notices, id));
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from delivery where notice = ${first.notice} and person = ${person}`.execute(
      db,
    );
    expect(rows[0]?.n).toBe(1);
  });

  it("is written as the policy allows, or each wrong place is named", async () => {
    const problem = await problemOf(
      bench.campaign({
        purpose: "orders",
        about: "cars",
        subject: { en: "x" },
        channels: ["letter", "letter"],
        audience: { language: "fr", bought: "cars" },
      }),
    );
    expect(problem.errors?.map(({ at }) => at)).toEqual([
      "/purpose",
      "/about",
      "/audience/bought",
      "/audience/language",
      "/channels/0",
      "/channels/1",
      "/subject/zh",
    ]);
  });
});
