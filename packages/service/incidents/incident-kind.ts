import type { Tx } from "@avow/postgres";
import { type RawBuilder, sql } from "kysely";
import type { Context } from "../context.ts";
import type { Ended, NoticeKind } from "../notices/notice.ts";
import { anyOf } from "../people/person.ts";
import { noticeClause } from "./clauses.ts";
import { composeNotice } from "./compose.ts";
import { composingOf } from "./notice.ts";
import { recordStep } from "./record-step.ts";
import { getIncident, lockOpenIncident, updateIncident } from "./rows.ts";
import { keepTexts } from "./sealed-texts.ts";
import type { PersonState } from "./tables.ts";

/** What an ending leaves a person as; a message that came back counts as not told. */
const STATES: Readonly<Record<Ended["state"], PersonState>> = {
  sent: "told",
  stopped: "refused",
  failed: "failed",
  unknown: "unknown",
  returned: "returned",
  // The notice that was cancelled told them nothing, and the next one is owed to them.
  withdrawn: "not-asked",
};

/**
 * The notice of an incident: owed, so that what may not have arrived is sent again after a day. It goes to the incident's people
 * and nobody else. That a rehearsal reaches people marked as test alone is the machinery's to see to, for every kind.
 */
export const incidentKind: NoticeKind = {
  name: "incident",
  repeat: { windowHours: 24 },
  async prepare(context, tx, { about }, people) {
    const row = await getIncident(tx, about ?? "");
    const composing = await composingOf(context, tx, row);
    const concerned = row.approved_digest === null ? new Map() : await findConcerned(tx, row, people);
    return {
      facts: (_person, base) => base,
      say({ person, language }) {
        const categories: readonly string[] | undefined = concerned.get(person);
        return categories === undefined
          ? null
          : composeNotice(context.bundle, { ...composing, categories }, language);
      },
    };
  },
  /** What is owed can be held or called back, with evidence in the incident; who was not reached is untold, and stands against closing. */
  async steer(context, tx, { id: notice, about }, act) {
    const incident = about ?? "";
    await lockOpenIncident(tx, incident);
    await updateIncident(
      tx,
      incident,
      act.kind === "cancelled" ? CALLED_BACK : { paused: act.kind === "paused" },
    );
    const step = await recordStep(context, tx, incident, {
      kind: `notice-${act.kind}`,
      clause: noticeClause(context.bundle),
      facts: { notice },
      by: act.by.name,
    });
    if (act.kind === "cancelled")
      await keepTexts(context, tx, { incident, name: `reason/${step}` }, { reason: act.reason });
  },
  async settled(context, tx, { about }, ended) {
    for (const [state, theirs] of Map.groupBy(ended, (one) => one.state))
      await settlePeople(context, tx, {
        incident: about ?? "",
        state,
        people: theirs.map(({ person }) => person),
      });
  },
};

/** As before anything was sent: what follows is written, approved and sent anew. */
const CALLED_BACK = {
  notice: null,
  paused: false,
  approved_by: null,
  approved_at: null,
  approved_digest: null,
  told_at: null,
} as const;

/** The categories that concern each of these people; whoever the incident does not concern is absent. */
async function findConcerned(
  tx: Tx,
  { id }: { readonly id: string },
  people: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<{ person: string; categories: string[] }>`
    select person, categories from incident_person
    where incident = ${id} and person = ${anyOf(people)} and removed_at is null`.execute(tx);
  return new Map(rows.map(({ person, categories }) => [person, categories]));
}

/**
 * Writes how people stand whose deliveries ended. What came back goes on through the next channel, where there is one; whom another
 * notice of the incident has told stays told.
 */
async function settlePeople(
  { now }: Context,
  tx: Tx,
  of: { readonly incident: string; readonly state: Ended["state"]; readonly people: readonly string[] },
): Promise<void> {
  await sql`
    update incident_person set state_at = ${now()}, state = case
      when ${of.state === "returned"} and exists (${theirs(of.incident, sql`delivery.state = 'sent'`)}) then 'told'
      when ${of.state === "returned"} and exists (${theirs(of.incident, sql`settled_at is null`)}) then 'waiting'
      else ${STATES[of.state]} end
    where incident = ${of.incident} and person = ${anyOf(of.people)}`.execute(tx);
}

/** Deliveries to the person at hand of whatever notices the incident has had. */
function theirs(incident: string, which: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select from delivery join notice on notice.id = delivery.notice
    where delivery.person = incident_person.person and notice.kind = 'incident' and about = ${incident} and ${which}`;
}
