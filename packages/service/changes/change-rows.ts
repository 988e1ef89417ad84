import type { AnswerOf } from "@avow/contract";
import { type Tx, transact } from "@avow/postgres";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import type { DeliveryState, Notices, Steering } from "../notices/notice.ts";
import { parseKeptBundle } from "../policy-versions/build-source.ts";
import { listTerms, termAt } from "../policy-versions/terms.ts";

type ChangeRow = AnswerOf<"changes">[number];

interface KeptRow {
  readonly term: string;
  readonly version: string;
  readonly bundle: string;
  readonly effective_at: Date;
  readonly stage: "known" | "later" | "done";
  readonly concerned: number;
  readonly asked: number;
  readonly agreed: number;
  readonly refused: number;
  readonly notice: string | null;
  readonly notice_state: NonNullable<ChangeRow["telling"]>["state"] | null;
}

/** Most versions a list shows, the newest first. */
const MOST_LISTED = 50;

/** Every version that was approved and not withdrawn, with how far it is with the people it concerns. */
export async function listChangeRows(context: Context, notices: Notices): Promise<ChangeRow[]> {
  return transact(context.db, (tx) => readRows(context, tx, notices, null));
}

/**
 * Pauses the telling of a change, or goes on with it.
 * @throws {ProblemError} `not-found`; `state-unfit` where nobody is told of it
 */
export async function setTelling(
  context: Context,
  notices: Notices,
  {
    term,
    state,
    by,
  }: { readonly term: string; readonly state: "running" | "paused"; readonly by: Steering["by"] },
): Promise<ChangeRow> {
  return transact(context.db, async (tx) => {
    const { rows } = await sql<{ notice: string | null; stands: KeptRow["notice_state"] }>`
      select notice, notice.state as stands from change_telling left join notice on notice.id = notice
      where term = ${term}`.execute(tx);
    const [found] = rows;
    if (found === undefined) throw new ProblemError("not-found", { detail: "there is no such change" });
    if (found.notice === null)
      throw new ProblemError("state-unfit", { detail: "nobody is told of this change by a message" });
    const steering = { notice: found.notice, by };
    if ((found.stands === "paused") !== (state === "paused"))
      await notices[state === "paused" ? "pause" : "resume"](context, tx, steering);
    const [row] = await readRows(context, tx, notices, term);
    if (row === undefined) throw new ProblemError("not-found", { detail: "there is no such change" });
    return row;
  });
}

async function readRows(
  context: Context,
  tx: Tx,
  notices: Notices,
  only: string | null,
): Promise<ChangeRow[]> {
  const { rows } = await sql<KeptRow>`
    select telling.term, version, bundle, effective_at, stage, concerned, asked, telling.notice,
      notice.state as notice_state,
      (select count(*)::int from change_answer where term = telling.term and answer = 'agreed') as agreed,
      (select count(*)::int from change_answer where term = telling.term and answer = 'refused') as refused
    from change_telling telling
    join policy_proposal on policy_proposal.id = telling.term
    left join notice on notice.id = telling.notice
    where withdrawn_at is null and ${only === null ? sql`true` : sql`telling.term = ${only}`}
    order by effective_at desc limit ${MOST_LISTED}`.execute(tx);
  const now = termAt(await listTerms(tx), context.now());
  const answered: ChangeRow[] = [];
  for (const row of rows) {
    const isPast = now !== undefined && row.effective_at < now.effectiveAt;
    answered.push({
      id: row.term,
      version: row.version,
      title: { ...parseKeptBundle(row.bundle).title },
      from: row.effective_at.toISOString(),
      state: isPast ? "past" : row.term === now?.id ? "in-force" : "coming",
      counted: row.stage !== "known",
      concerned: row.concerned,
      asked: row.asked,
      agreed: row.agreed,
      refused: row.refused,
      silent: Math.max(row.asked - row.agreed - row.refused, 0),
      telling: await readTelling(tx, notices, row),
    });
  }
  return answered;
}

const WAITING: readonly DeliveryState[] = ["queued", "sending", "awaits-report"];
const UNREACHED: readonly DeliveryState[] = ["refused", "stopped", "withdrawn", "failed", "unknown"];

async function readTelling(
  tx: Tx,
  notices: Notices,
  { notice, notice_state: state }: KeptRow,
): Promise<ChangeRow["telling"]> {
  if (notice === null || state === null) return null;
  const { states } = await notices.progress(tx, notice);
  const sum = (among: readonly DeliveryState[]) => among.reduce((total, one) => total + states[one], 0);
  return {
    notice,
    state,
    told: states.sent,
    waiting: sum(WAITING),
    withStaff: states["with-staff"],
    unreached: sum(UNREACHED),
  };
}
