import type { Refusal } from "@avow/policy";
import type { Tx } from "@avow/postgres";
import type { Context } from "../context.ts";
import { eraseRecords } from "../retention/erase-records.ts";
import type { ServiceTables } from "../tables.ts";

/** Where a submission stands of which nothing is used any more. */
export const WITHDRAWN = "withdrawn";

/** How records ended: how many were erased, and why the rest is kept, unused. */
export interface Ended {
  readonly erased: number;
  readonly refusal: Refusal | null;
}

/**
 * Ends records whose ground has gone: they are erased in the caller's transaction, or, while a dispute holds them, kept sealed
 * and used for nothing until it is over. The caller holds the person's lock.
 */
export async function endRecords(
  context: Context,
  tx: Tx,
  person: string,
  records: readonly string[],
): Promise<Ended> {
  if (records.length === 0) return { erased: 0, refusal: null };
  const tables = tx.withTables<ServiceTables>();
  await tables
    .updateTable("submission_record")
    .set({ ended_at: context.now() })
    .where("person", "=", person)
    .where("record", "in", [...records])
    .where("ended_at", "is", null)
    .execute();
  const erased = await eraseRecords(context, tx, person, records);
  await forgetRecords(tx, person, erased.records);
  await tables
    .updateTable("submission")
    .set({ state: WITHDRAWN })
    .where("person", "=", person)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("submission_record")
            .select("record")
            .whereRef("submission_record.submission", "=", "submission.id")
            .where("submission_record.person", "=", person)
            .where("ended_at", "is", null),
        ),
      ),
    )
    .execute();
  return { erased: erased.records.length, refusal: erased.refusal };
}

/** Ends everything a person gave for a purpose that stood on a consent they took back, through whichever form. */
export async function endPurpose(context: Context, tx: Tx, person: string, purpose: string): Promise<Ended> {
  const rows = await selectRecords(tx, person).where("purpose", "=", purpose).execute();
  return endRecords(
    context,
    tx,
    person,
    rows.map(({ record }) => record),
  );
}

/** Ends everything a person gave in forms. */
export async function endEverything(context: Context, tx: Tx, person: string): Promise<Ended> {
  const rows = await selectRecords(tx, person).execute();
  return endRecords(
    context,
    tx,
    person,
    rows.map(({ record }) => record),
  );
}

function selectRecords(tx: Tx, person: string) {
  return tx
    .withTables<ServiceTables>()
    .selectFrom("submission_record")
    .select("record")
    .where("person", "=", person);
}

/** Removes what stood here of records the vault no longer has, and the submissions of which nothing is left. */
export async function forgetRecords(tx: Tx, person: string, records: readonly string[]): Promise<void> {
  if (records.length === 0) return;
  const tables = tx.withTables<ServiceTables>();
  await tables
    .deleteFrom("submission_record")
    .where("person", "=", person)
    .where("record", "in", [...records])
    .execute();
  await tables
    .deleteFrom("submission")
    .where("person", "=", person)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("submission_record")
            .select("record")
            .whereRef("submission_record.submission", "=", "submission.id")
            .where("submission_record.person", "=", person),
        ),
      ),
    )
    .execute();
}
