import { startOfSpan } from "@avow/policy";
import { Fault, type Tx, transact } from "@avow/postgres";
import type { CollectedRecord } from "@avow/vault";
import type { Context } from "../context.ts";
import { lockPerson } from "../people/person.ts";
import { recordEvent } from "../receipts/record-event.ts";
import { forgetRecords } from "../submissions/end-records.ts";
import type { ServiceTables } from "../tables.ts";
import { eraseRecords } from "./erase-records.ts";

/** How many records, and how many people, are looked for at a time. */
const BATCH = 500;

/** How a run is watched and stopped. */
export interface RetentionRun {
  /** Whether to go on; asked between two people. */
  readonly goesOn: () => boolean;
  /** Told of what no rule of the policy lets anybody erase. */
  readonly report: (fault: Fault) => void;
}

interface UnderWay extends RetentionRun {
  /** Categories that no rule lets anybody erase. */
  readonly unerasable: Set<string>;
}

/**
 * Erases what has had its declared time (2.1.4): records of every category that is kept from the day it was collected; what
 * lost its ground while a dispute held it, once it is over; and sessions that have ended. A dispute holds its person's records
 * still. Each person is done in a transaction of their own, under their lock, so that a run may stop anywhere, begin again, and
 * meet another: what one has erased the other does not find. Returns how many records went.
 */
export async function runRetention(context: Context, watched: RetentionRun): Promise<number> {
  const run: UnderWay = { ...watched, unerasable: new Set() };
  let erased = 0;
  for (const [category, { clause, retention }] of Object.entries(context.bundle.data)) {
    if (retention.start !== "collected") continue;
    const before = new Date(startOfSpan(context.now().getTime(), retention.keep));
    erased += await endCategory(context, run, { category, clause, before });
  }
  erased += await endBereft(context, run);
  for (const category of run.unerasable) run.report(notErasable(category));
  await purgeTables(context);
  return erased;
}

/** Removes sessions that have ended, and what kept staff's readings to one evidence a day. */
async function purgeTables({ db, now }: Context): Promise<void> {
  const tables = db.withTables<ServiceTables>();
  await tables.deleteFrom("session").where("expires_at", "<=", now()).execute();
  await tables
    .deleteFrom("case_read")
    .where("day", "<", new Date(now().toISOString().slice(0, 10)))
    .execute();
}

interface Ending {
  readonly category: string;
  readonly clause: string;
  /** What was collected before has had its time. */
  readonly before: Date;
}

async function endCategory(context: Context, run: UnderWay, ending: Ending): Promise<number> {
  const { category, before } = ending;
  let erased = 0;
  let after: CollectedRecord | null = null;
  for (;;) {
    const due: readonly CollectedRecord[] = await transact(context.db, (tx) =>
      context.vault.collectedBefore(tx, { category, before, after, limit: BATCH }),
    );
    for (const [person, theirs] of Map.groupBy(due, (one) => one.person)) {
      if (!run.goesOn()) return erased;
      const records = theirs.map(({ record }) => record);
      erased += await endOf(context, run, person, { ...ending, records });
    }
    after = due.at(-1) ?? null;
    if (due.length < BATCH) return erased;
  }
}

/** Erases one person's due records of a category, with their evidence; returns how many. */
async function endOf(
  context: Context,
  { unerasable }: UnderWay,
  person: string,
  due: Omit<Ending, "before"> & { readonly records: readonly string[] },
): Promise<number> {
  const { category, clause } = due;
  return transact(context.db, async (tx) => {
    if (!(await lockPerson(tx, person))) return 0;
    const there = await stillThere(context, tx, person, due.records);
    const { records, refusal } = await eraseRecords(context, tx, person, there);
    if (refusal !== null && refusal.code !== "held") unerasable.add(category);
    const lost = due.records.filter((record) => !there.includes(record));
    await forgetRecords(tx, person, [...lost, ...records]);
    if (records.length > 0)
      await recordEvent(context, tx, person, {
        kind: "retention-ended",
        clause,
        facts: { category, records: records.length },
      });
    return records.length;
  });
}

/** Erases what lost its ground while a dispute held it, of whomever no dispute holds any more. */
async function endBereft(context: Context, run: UnderWay): Promise<number> {
  const rows = await context.db
    .withTables<ServiceTables>()
    .selectFrom("submission_record")
    .select(["person", "record", "category"])
    .where("ended_at", "is not", null)
    .execute();
  let erased = 0;
  for (const [person, theirs] of Map.groupBy(rows, (row) => row.person))
    for (const [category, ofCategory] of Map.groupBy(theirs, (row) => row.category)) {
      if (!run.goesOn()) return erased;
      const records = ofCategory.map(({ record }) => record);
      const clause = context.bundle.data[category]?.clause ?? context.bundle.law.clause;
      erased += await endOf(context, run, person, { category, clause, records });
    }
  return erased;
}

/** Those of the records that the vault holds still: another run may have been here since they were found. */
async function stillThere(
  context: Context,
  tx: Tx,
  person: string,
  records: readonly string[],
): Promise<readonly string[]> {
  const wanted = new Set(records);
  const held = await context.vault.holdings(tx, person);
  return held.map(({ record }) => record).filter((record) => wanted.has(record));
}

function notErasable(category: string): Fault {
  return new Fault({
    code: "retention-not-permitted",
    message: `what has had its time in \`${category}\` is not erased: no rule of the policy lets anybody erase it without the person's log-in`,
    help: "add a permit to `erase` the category, and publish",
  });
}
