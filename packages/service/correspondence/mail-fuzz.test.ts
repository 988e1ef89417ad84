import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestContext, type TestContext } from "../../../tests/support/context.ts";
import type { ServiceTables } from "../tables.ts";
import { type CorrespondenceBench, openCorrespondence } from "./correspondence.testing.ts";
import { downloadForStaff } from "./download.ts";
import { CORRESPONDENCE } from "./letter-fields.ts";
import { mails } from "./mail-fuzz.testing.ts";
import { createParser } from "./parser.ts";
import { openThread } from "./threads.ts";

/** How many messages are generated; `npm run test:long` has more. */
const MESSAGES = Number(process.env.AVOW_MAILS ?? 100);
const AT_ONCE = 20;
const MEMORY_BYTES = 400_000_000;
const LONG_MS = 3_600_000;

let test: TestContext;
let bench: CorrespondenceBench;
beforeAll(async () => {
  test = await openTestContext();
  bench = await openCorrespondence(test);
});
afterAll(async () => {
  await bench.close();
  await test.drop();
});

const about = { host: "localhost", recipients: [] };

describe("mail of any shape", () => {
  it(
    "[2.1.2] [law 8] is taken apart, or said to be unreadable, in bounded memory, and stops nothing",
    async () => {
      const parser = createParser({ lanes: 2, patienceMs: 20_000 });
      const before = process.memoryUsage().rss;
      let most = 0;
      let read = 0;
      for (let done = 0; done < MESSAGES; done += AT_ONCE) {
        const raws = fc.sample(mails, { numRuns: AT_ONCE, seed: done });
        const letters = await Promise.all(
          raws.map((raw) => parser.parse({ raw: new Uint8Array(raw), about })),
        );
        read += letters.filter((letter) => letter !== null).length;
        most = Math.max(most, process.memoryUsage().rss - before);
      }
      expect(read).toBeGreaterThan(MESSAGES / 4);
      expect(most).toBeLessThan(MEMORY_BYTES);
      await parser.close();
    },
    LONG_MS,
  );

  it(
    "[2.1.2] [law 8] is kept to the last byte wherever it was told as taken",
    async () => {
      const told = new Map<string, Buffer>();
      for (let done = 0; done < MESSAGES; done += AT_ONCE) {
        const raws = fc.sample(mails, { numRuns: AT_ONCE, seed: 1_000_000 + done });
        const receptions = await Promise.all(raws.map((raw) => bench.hand(raw)));
        expect(bench.reports).toEqual([]);
        for (const [place, raw] of raws.entries())
          if (receptions[place]?.kind === "taken")
            told.set(createHash("sha256").update(raw).digest("hex"), raw);
          else expect(receptions[place]).toMatchObject({ kind: "refused" });
      }
      const rows = await test.context.db
        .withTables<ServiceTables>()
        .selectFrom("letter")
        .select(["person", "id", "fingerprint"])
        .execute();
      const kept = new Map(rows.map((row) => [row.fingerprint?.toString("hex"), row]));
      expect([...told.keys()].filter((hash) => !kept.has(hash))).toEqual([]);
      for (const [hash, raw] of [...told].filter(([, raw]) => raw.length > 0).slice(-100)) {
        const { person = "", id = "" } = kept.get(hash) ?? {};
        const wanted = { kind: "original", letter: id } as const;
        const file = await downloadForStaff(test.context, bench.parser, {
          operator: "wei",
          person,
          purpose: CORRESPONDENCE,
          wanted,
        });
        expect(Buffer.from(await file.arrayBuffer()).equals(raw)).toBe(true);
        expect(
          (await openThread(test.context, { person, purpose: CORRESPONDENCE, operator: "wei" })).letters.some(
            (one) => one.id === id,
          ),
        ).toBe(true);
      }
    },
    LONG_MS,
  );
});
