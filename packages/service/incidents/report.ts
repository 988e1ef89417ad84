import { type Tx, transact } from "@avow/postgres";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import type { ParsedBody } from "../http/mount.ts";
import { ProblemError } from "../http/problem.ts";
import type { Operator } from "../staff/operators.ts";
import type { ServiceTables } from "../tables.ts";
import { noticeClause } from "./clauses.ts";
import { recordStep } from "./record-step.ts";
import { keepTexts } from "./sealed-texts.ts";

/** What the report says, as it is sealed. */
export interface ReportTexts {
  readonly seen: string;
  readonly where: string;
  readonly suspected: string;
}

/** Numbers are given one at a time; fixed for ever. */
const NUMBER_LOCK = "avow/incidents/number";

/**
 * Takes a report from any operator; returns the incident's id. Every clock starts when the company came to know, which may be
 * before it is reported and is never after.
 * @throws {ProblemError} `time-unfit`
 */
export async function reportIncident(
  context: Context,
  operator: Operator,
  body: ParsedBody<"reportIncident">,
): Promise<string> {
  const now = context.now();
  const knownAt = body.knownAt === undefined ? now : new Date(body.knownAt);
  if (knownAt > now)
    throw new ProblemError("time-unfit", {
      detail: "an incident becomes known before it is reported",
      help: "give the moment at which somebody here first noticed it",
    });
  const { seen, where, suspected, rehearsal } = body;
  return transact(context.db, async (tx) => {
    const number = await nextNumber(tx, rehearsal);
    // The incident's key is made as a person's is: whatever is sealed under it opens with it alone.
    const id = await context.vault.createPerson(tx);
    await tx
      .withTables<ServiceTables>()
      .insertInto("incident")
      .values({
        id,
        number,
        rehearsal,
        known_at: knownAt,
        reported_by: operator.name,
        reported_at: now,
        facts: null,
        proposed: null,
        rank: null,
        triaged_by: null,
        triaged_at: null,
        scope_filter: null,
        scope_categories: null,
        scope_by: null,
        scope_at: null,
        scope_cursor: null,
        notice_by: null,
        notice_at: null,
        approved_by: null,
        approved_at: null,
        approved_digest: null,
        notice: null,
        told_at: null,
        handling_ended_at: null,
        closed_by: null,
        closed_at: null,
      })
      .execute();
    const texts: ReportTexts = { seen, where, suspected };
    await keepTexts(context, tx, { incident: id, name: "report" }, texts);
    await recordStep(context, tx, id, {
      kind: "incident-reported",
      clause: noticeClause(context.bundle),
      facts: { number, rehearsal, knownAt: knownAt.toISOString() },
      by: operator.name,
    });
    return id;
  });
}

async function nextNumber(tx: Tx, rehearsal: boolean): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${NUMBER_LOCK}, 0))`.execute(tx);
  const { last } = await tx
    .withTables<ServiceTables>()
    .selectFrom("incident")
    .select((each) => each.fn.max("number").as("last"))
    .where("rehearsal", "=", rehearsal)
    .executeTakeFirstOrThrow();
  return (last ?? 0) + 1;
}
