import { createHash, randomBytes } from "node:crypto";
import { canonicalJson, commit, OPENING_BYTES, personLeaf } from "@avow/evidence";
import type { Ledger } from "@avow/ledger";
import { type Database, type Tx, transact } from "@avow/postgres";
import { sql } from "kysely";
import { insertTally } from "../activity/tally.ts";
import type { CopyingStore } from "./copying-store.ts";
import { createDays, lockDays, partitionOf } from "./days.ts";
import { COLUMNS, type DayRows, type WaitingBatch } from "./waiting.ts";

export interface FlushPlace {
  readonly store: CopyingStore;
  readonly ledger: Ledger;
  readonly now: () => Date;
}

/** Rows of one day that are not in the log yet, and of what batch. */
interface Fresh extends DayRows, Pick<WaitingBatch, "batch" | "version" | "clause"> {
  /** A batch was decided about once, though it may lie in two days. */
  readonly decisions: 0 | 1;
}

/**
 * Writes batches in one transaction, all or none: each batch once, however often it comes; their rows with one COPY; a leaf of
 * the ledger, and the count of the decisions. They are durable when this returns.
 */
export async function flush(
  { store, ledger, now }: FlushPlace,
  batches: readonly WaitingBatch[],
): Promise<void> {
  await transact(store.db, async (tx) => {
    const fresh = await enterBatches(tx, batches);
    if (fresh.length === 0) return;
    for (const alike of Map.groupBy(fresh, ({ day, version }) => `${day} ${version}`).values()) {
      await enterLeaf({ tx, ledger, now }, alike);
      await copyRows(store, alike);
    }
  });
  ledger.kick();
}

/** Enters the batches with their sealed addresses; returns the rows of those that were not there. */
async function enterBatches(tx: Tx, batches: readonly WaitingBatch[]): Promise<readonly Fresh[]> {
  const all = batches.flatMap(({ days, ...of }) =>
    days.map((rows, index): Fresh => ({ ...rows, ...of, decisions: index === 0 ? 1 : 0 })),
  );
  const { rows } = await sql<{ day: string; batch: string }>`
    insert into visit_batch (day, batch, addresses)
    select * from unnest(
      ${all.map(({ day }) => day)}::date[],
      ${all.map(({ batch }) => batch)}::uuid[],
      ${all.map(({ addresses }) => addresses)}::bytea[]
    )
    on conflict do nothing
    returning day::text, batch`.execute(tx);
  const entered = new Set(rows.map(({ day, batch }) => `${day} ${batch}`));
  return all.filter(({ day, batch }) => entered.has(`${day} ${batch}`));
}

/**
 * Commits to rows of one day and version: how many, and the SHA-256 of their lines in the order of `batches` and `place`, which
 * COPY gives back as they were written. The log learns nothing, not even that they are visits; the opening lies beside the rows and
 * goes with them.
 */
async function enterLeaf(
  { tx, ledger, now }: { readonly tx: Tx; readonly ledger: Ledger; readonly now: () => Date },
  rows: readonly Fresh[],
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const digest = createHash("sha256");
  for (const { lines } of rows) digest.update(lines);
  const event = canonicalJson({
    v: 1,
    kind: "visits-recorded",
    at: `${now().toISOString().slice(0, 19)}Z`,
    policy: first.version,
    clause: first.clause,
    count: rows.reduce((sum, { count }) => sum + count, 0),
    rows: digest.digest("hex"),
  });
  const opening = new Uint8Array(randomBytes(OPENING_BYTES));
  const leaf = personLeaf(commit({ opening, event: new TextEncoder().encode(event) }));
  const entry = await ledger.append(tx, leaf);
  const decisions = rows.reduce((sum, row) => sum + row.decisions, 0);
  await sql`
    with counted as (${insertTally({ ...first, effect: "permit" }, now(), decisions)})
    insert into visit_flush (day, entry, batches, opening, event)
    values (${first.day}, ${entry}, ${rows.map(({ batch }) => batch)}::uuid[], ${opening}, ${event})`.execute(
    tx,
  );
}

/** Writes rows of one day, straight into its partition, and of one piece: so the server waits least for us. */
async function copyRows(store: CopyingStore, rows: readonly Fresh[]): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const statement = `copy ${partitionOf("visit", first.day)} (${COLUMNS.join(", ")}) from stdin`;
  await store.copy(statement, Buffer.concat(rows.map(({ lines }) => lines)));
}

/** Makes the partitions of these days, where they are not there yet, whichever process comes first. */
export async function prepareDays(db: Database, days: readonly string[]): Promise<void> {
  await transact(db, async (tx) => {
    await lockDays(tx);
    await createDays(tx, days);
  });
}
