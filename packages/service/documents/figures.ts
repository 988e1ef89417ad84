import type { EvidenceFigures } from "@avow/policy";
import type { ReadActivity } from "../activity/activity.ts";
import type { Context } from "../context.ts";
import type { ServiceTables } from "../tables.ts";
import { MEASURES } from "./measures.ts";

/**
 * What the evidence shows at this moment, for a document. Of the clauses, only those with a figure that may be shown: which
 * they are is the same for everybody who asks, an operator or not.
 */
export async function countFigures(context: Context, readActivity: ReadActivity): Promise<EvidenceFigures> {
  const [people, receipts, activity] = await Promise.all([
    countRows(context, "account"),
    countRows(context, "receipt"),
    readActivity(),
  ]);
  const { lastCheckpointAt, signedSize } = context.ledger.health();
  return {
    people,
    receipts,
    checkpoint: lastCheckpointAt === null ? null : { at: toSeconds(lastCheckpointAt), size: signedSize },
    decisions: {
      least: activity.least,
      clauses: activity.clauses
        .map(({ clause, month }) => ({ clause, ...month }))
        .filter(({ permitted, refused }) => permitted !== null || refused !== null),
    },
    measures: MEASURES,
  };
}

async function countRows({ db }: Context, table: "account" | "receipt"): Promise<number> {
  const { rows } = await db
    .withTables<ServiceTables>()
    .selectFrom(table)
    .select(({ fn }) => fn.countAll<string>().as("rows"))
    .executeTakeFirstOrThrow();
  return Number(rows);
}

/** An instant to the second, as a document says it. */
export function toSeconds(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
