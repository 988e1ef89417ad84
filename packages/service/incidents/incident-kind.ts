import type { Tx } from "@avow/postgres";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import type { Ended, NoticeKind } from "../notices/notice.ts";
import { anyOf } from "../people/person.ts";
import { composeNotice } from "./compose.ts";
import { composingOf } from "./notice.ts";
import { getIncident } from "./rows.ts";
import type { PersonState } from "./tables.ts";

/** What an ending leaves a person as; a message that came back counts as not told. */
const STATES: Readonly<Record<Ended["state"], PersonState>> = {
  sent: "told",
  stopped: "refused",
  failed: "failed",
  unknown: "unknown",
  returned: "returned",
};

/**
 * The notice of an incident: owed, so that what may not have arrived is sent again after a day. It goes to the incident's people
 * and nobody else; a rehearsal to people marked as test alone.
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
  async settled(context, tx, { about }, ended) {
    for (const [state, theirs] of Map.groupBy(ended, (one) => one.state))
      await settlePeople(context, tx, {
        incident: about ?? "",
        state,
        people: theirs.map(({ person }) => person),
      });
  },
};

/** The categories that concern each of these people; whoever the incident does not concern is absent. */
async function findConcerned(
  tx: Tx,
  { id, rehearsal }: { readonly id: string; readonly rehearsal: boolean },
  people: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<{ person: string; categories: string[] }>`
    select person, categories from incident_person
    where incident = ${id} and person = ${anyOf(people)} and removed_at is null
      and (not ${rehearsal} or person in (select person from test_person))`.execute(tx);
  return new Map(rows.map(({ person, categories }) => [person, categories]));
}

/** Writes how people stand whose deliveries ended. What came back goes on through the next channel, where there is one. */
async function settlePeople(
  { now }: Context,
  tx: Tx,
  of: { readonly incident: string; readonly state: Ended["state"]; readonly people: readonly string[] },
): Promise<void> {
  await sql`
    update incident_person set state_at = ${now()}, state = case
      when ${of.state === "returned"} and exists (
        select from delivery join incident on incident.notice = delivery.notice
        where incident.id = ${of.incident} and delivery.person = incident_person.person and settled_at is null
      ) then 'waiting' else ${STATES[of.state]} end
    where incident = ${of.incident} and person = ${anyOf(of.people)}`.execute(tx);
}
