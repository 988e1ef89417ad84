import { randomUUID } from "node:crypto";
import type * as shapes from "@avow/contract/shapes";
import { type Tx, transact } from "@avow/postgres";
import type { Selectable } from "kysely";
import type { z } from "zod";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import { lockPerson } from "../people/person.ts";
import { recordEvent } from "../receipts/record-event.ts";
import type { ServiceTables } from "../tables.ts";

type Dispute = z.infer<typeof shapes.Dispute>;
type Row = Selectable<ServiceTables["dispute"]>;

/** Most disputes a list shows, the newest first. */
const MOST_LISTED = 500;

/** The disputes, open ones first, then the newest. */
export async function listDisputes({ db }: Context): Promise<Dispute[]> {
  const rows = await db
    .withTables<ServiceTables>()
    .selectFrom("dispute")
    .selectAll()
    .orderBy("closed_at", (order) => order.desc().nullsFirst())
    .orderBy("opened_at", "desc")
    .limit(MOST_LISTED)
    .execute();
  return rows.map(makeDispute);
}

/**
 * Opens a dispute: from the commit on, nothing the person left is erased until it is closed. The person is left a receipt.
 * @throws {ProblemError} `not-found` when there is no such person (any more)
 */
export async function openDispute(
  context: Context,
  opening: { readonly person: string; readonly reference: string; readonly operator: string },
): Promise<Dispute> {
  const { person, reference, operator } = opening;
  return transact(context.db, async (tx) => {
    if (!(await lockPerson(tx, person)))
      throw new ProblemError("not-found", { detail: "there is no such person" });
    const row: Row = {
      person,
      id: randomUUID(),
      reference,
      opened_by: operator,
      opened_at: context.now(),
      closed_by: null,
      closed_at: null,
    };
    await tx.withTables<ServiceTables>().insertInto("dispute").values(row).execute();
    await recordDispute(context, tx, row, "dispute-opened");
    return makeDispute(row);
  });
}

/**
 * Closes a dispute; what another one still holds stays held.
 * @throws {ProblemError} `not-found`; `dispute-closed` when it is closed already
 */
export async function closeDispute(
  context: Context,
  { id, operator }: { readonly id: string; readonly operator: string },
): Promise<Dispute> {
  return transact(context.db, async (tx) => {
    const tables = tx.withTables<ServiceTables>();
    const found = await tables.selectFrom("dispute").select("person").where("id", "=", id).executeTakeFirst();
    if (found === undefined || !(await lockPerson(tx, found.person)))
      throw new ProblemError("not-found", { detail: "there is no such dispute" });
    const row = await tables
      .updateTable("dispute")
      .set({ closed_by: operator, closed_at: context.now() })
      .where("id", "=", id)
      .where("closed_at", "is", null)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined)
      throw new ProblemError("dispute-closed", { detail: "another operator closed it before you" });
    await recordDispute(context, tx, row, "dispute-closed");
    return makeDispute(row);
  });
}

/** The reference stays out of the evidence: a receipt may be shown to others. */
async function recordDispute(
  context: Context,
  tx: Tx,
  { person, id }: Row,
  kind: "dispute-opened" | "dispute-closed",
): Promise<void> {
  await recordEvent(context, tx, person, {
    kind,
    clause: context.bundle.law.courtsClause,
    facts: { dispute: id },
  });
}

function makeDispute({ person, id, reference, ...row }: Row): Dispute {
  return {
    id,
    person,
    reference,
    openedBy: row.opened_by,
    openedAt: row.opened_at.toISOString(),
    closedBy: row.closed_by,
    closedAt: row.closed_at?.toISOString() ?? null,
  };
}
