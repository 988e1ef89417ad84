import type { ChannelName } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { shareNotice } from "../notices/claim.ts";
import type { Notices } from "../notices/notice.ts";
import type { Operator } from "../staff/operators.ts";
import { INCIDENT_PURPOSE, noticeClause } from "./clauses.ts";
import { composingOf, type IncidentNotice, requireApproved, viewNotice } from "./notice.ts";
import { recordStep } from "./record-step.ts";
import { getIncident, type IncidentRow, lockOpenIncident, unfit, updateIncident } from "./rows.ts";

export const PEOPLE_JOB = "incident-people";

/** The order in which channels are tried; those the policy has no permit for are left out. */
const LADDER: readonly ChannelName[] = ["email", "push", "letter", "telephone"];
/** People a notice is given in one transaction. */
const PAGE = 1000;

/**
 * Begins to send an incident's notice to its people, or goes on after a pause. It is whole and reads as it was approved, or nothing
 * is sent.
 * @throws {ProblemError} `not-found`; `state-unfit`; `notice-incomplete`
 */
export async function sendNotice(
  context: Context,
  desk: { readonly notices: Notices; readonly jobs: Jobs },
  operator: Operator,
  id: string,
): Promise<IncidentNotice> {
  return transact(context.db, async (tx) => {
    const row = await lockOpenIncident(tx, id);
    if (row.notice !== null && !row.paused) throw unfit("it is being sent already");
    if (!row.scope_done)
      throw unfit("the people of this incident are not frozen yet", "freeze its scope, and wait until it is");
    requireApproved(context.bundle, row, await composingOf(context, tx, row));
    await requireSettled(tx, row);
    const notice =
      row.notice ??
      (await desk.notices.create(context, tx, {
        kind: "incident",
        about: id,
        purpose: INCIDENT_PURPOSE,
        channels: ladderOf(context),
        rehearsal: row.rehearsal,
        by: operator.id,
        beginsAt: context.now(),
      }));
    if (row.notice === null) {
      await desk.notices.start(tx, notice);
      await recordStep(context, tx, id, {
        kind: "notice-begun",
        clause: noticeClause(context.bundle),
        facts: { notice, version: row.notice_version },
        by: operator.name,
      });
    } else await desk.notices.resume(context, tx, { notice, by: operator });
    const sending = await updateIncident(tx, id, { notice, paused: false });
    await desk.jobs.enqueue(tx, PEOPLE_JOB, { incident: id });
    return viewNotice(context, tx, sending, operator);
  });
}

/**
 * Holds a notice: nothing of it leaves after this.
 * @throws {ProblemError} `not-found`; `state-unfit`
 */
export async function pauseNotice(
  context: Context,
  notices: Notices,
  operator: Operator,
  id: string,
): Promise<IncidentNotice> {
  return transact(context.db, async (tx) => {
    const row = await lockOpenIncident(tx, id);
    if (row.notice === null || row.paused) throw unfit("it is not being sent");
    await notices.pause(context, tx, { notice: row.notice, by: operator });
    return viewNotice(context, tx, await getIncident(tx, id), operator);
  });
}

/** A notice that was cancelled is withdrawn by and by; who is to be told anew is known when it is. */
async function requireSettled(tx: Tx, { id, notice }: IncidentRow): Promise<void> {
  if (notice !== null) return;
  const { rows } = await sql<{ open: boolean }>`
    select exists (
      select from incident_person where incident = ${id} and state = 'waiting' and removed_at is null
    ) as open`.execute(tx);
  if (rows[0]?.open)
    throw unfit("the notice before this one is still being withdrawn", "send this one in a moment");
}

/**
 * Gives the notice every person of the incident who is not asked for yet, a page at a time; whoever is there stays as they are. Nobody
 * is handed to a notice that was cancelled.
 */
export async function handOverPeople(context: Context, notices: Notices, id: string): Promise<void> {
  for (;;) {
    const moved = await transact(context.db, async (tx) => {
      const { notice } = await getIncident(tx, id);
      if (notice === null || (await shareNotice(tx, notice))?.state === "cancelled") return 0;
      const { rows } = await sql<{ person: string }>`
        with page as (
          select person from incident_person
          where incident = ${id} and state = 'not-asked' and removed_at is null
          order by person limit ${PAGE} for update
        )
        update incident_person set state = 'waiting', state_at = ${context.now()}
        from page where incident_person.person = page.person and incident = ${id}
        returning incident_person.person`.execute(tx);
      const people = rows.map(({ person }) => person).sort();
      if (people.length > 0) await notices.addPeople(tx, notice, people);
      return people.length;
    });
    if (moved < PAGE) return;
  }
}

/** The channels through which the policy permits to tell people of an incident, in the order in which they are tried. */
function ladderOf({ bundle }: Context): readonly ChannelName[] {
  const permitted = bundle.rules
    .filter(({ action, purpose }) => action === "contact" && purpose === INCIDENT_PURPOSE)
    .flatMap(({ channel }) => channel ?? Object.keys(bundle.channels));
  const ladder = LADDER.filter((channel) => permitted.includes(channel));
  if (ladder.length === 0)
    throw unfit(
      "the policy has no channel for telling people of an incident",
      "add a permit to contact for it",
    );
  return ladder;
}
