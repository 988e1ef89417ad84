import type { AnswerOf, INCIDENT_GROUPS } from "@avow/contract";
import type { Database, Tx } from "@avow/postgres";
import { type RawBuilder, sql } from "kysely";
import type { Subject } from "../announcements/subject.ts";
import type { Context } from "../context.ts";
import type { ServiceTables } from "../tables.ts";
import { noticeClause } from "./clauses.ts";
import { DERIVED, WRITTEN } from "./elements.ts";
import { recordStep } from "./record-step.ts";
import { lockIncident, updateIncident } from "./rows.ts";
import { openTexts } from "./sealed-texts.ts";

export type Group = (typeof INCIDENT_GROUPS)[number];
export type IncidentGroup = AnswerOf<"incident">["groups"][number];

/** Groups of people whom no channel has reached, and whom none is at. */
export const UNTOLD = [
  "not-asked",
  "refused",
  "failed",
  "returned",
  "unknown",
] as const satisfies readonly Group[];

/** Of whom every channel was tried in vain: whom an announcement may stand for. */
const IN_VAIN = sql`('refused', 'failed', 'returned', 'unknown')`;

/** The group of a row of `incident_person`: what reached a person counts before an announcement does. */
export const GROUP: RawBuilder<Group> = sql<Group>`case when announcement is not null and state in ${IN_VAIN}
  then 'announced' else state end`;

/** How many people of an incident are in which group; those of nobody are left out. */
export async function countGroups(db: Database, incident: string): Promise<ReadonlyMap<Group, number>> {
  const { rows } = await sql<{ group: Group; people: string }>`
    select ${GROUP} as "group", count(*) as people from incident_person
    where incident = ${incident} and removed_at is null group by 1`.execute(db);
  return new Map(rows.map(({ group, people }) => [group, Number(people)]));
}

/** The groups, with why those stay untold that do. A reason counts only for as many people as it was given for. */
export async function listGroups(
  context: Pick<Context, "vault">,
  tx: Tx,
  incident: string,
): Promise<IncidentGroup[]> {
  const counts = await countGroups(tx, incident);
  const reasons = await tx
    .withTables<ServiceTables>()
    .selectFrom("incident_reason")
    .select(["state", "version", "people"])
    .where("incident", "=", incident)
    .execute();
  const groups: IncidentGroup[] = [];
  for (const [group, people] of counts) {
    const given = reasons.find(({ state }) => state === group);
    const kept =
      given === undefined || people > given.people
        ? null
        : await openTexts<{ reason: string }>(context, tx, {
            incident,
            name: `untold/${group}/${given.version}`,
          });
    groups.push({ group, people, reason: kept?.reason ?? null });
  }
  return groups.sort((a, b) => ORDER.indexOf(a.group) - ORDER.indexOf(b.group));
}

/**
 * Whether nobody is left to be told: everybody was, or an announcement covers them, or somebody has recorded why not. First it is
 * asked whether anybody plainly is, which an index answers.
 */
export async function isEverybodyTold(
  context: Pick<Context, "vault">,
  tx: Tx,
  incident: string,
): Promise<boolean> {
  const { rows } = await sql<{ open: boolean }>`
    select exists (
      select from incident_person
      where incident = ${incident} and removed_at is null and state = any(${["waiting", ...UNTOLD]}::text[])
        and not (announcement is not null and state in ${IN_VAIN})
        and not exists (
          select from incident_reason
          where incident_reason.incident = incident_person.incident and incident_reason.state = incident_person.state)
    ) as open`.execute(tx);
  return rows[0]?.open === false && (await listGroups(context, tx, incident)).every(isSettled);
}

/** Whether a group needs nothing more: it was told, or why not is recorded. */
export function isSettled({ group, reason }: IncidentGroup): boolean {
  return group === "told" || group === "announced" || (group !== "waiting" && reason !== null);
}

const ORDER: readonly Group[] = ["told", "waiting", "announced", ...UNTOLD];

/** What of the incident an announcement is made for: nobody who could still be told. */
export const incidentSubject: Subject = {
  kind: "incident",
  elements: [...WRITTEN, ...DERIVED].map(({ element, title }) => ({ id: element, title })),
  async standing(_context, tx, id) {
    const row = await tx
      .withTables<ServiceTables>()
      .selectFrom("incident")
      .select(["rehearsal", "scope_done"])
      .where("id", "=", id)
      .executeTakeFirst();
    if (row === undefined) return null;
    const counts = await countGroups(tx, id);
    const sum = (...groups: readonly Group[]) =>
      groups.reduce((total, group) => total + (counts.get(group) ?? 0), 0);
    const untried = sum("not-asked", "waiting");
    return {
      people: [...counts.values()].reduce((total, one) => total + one, 0),
      told: sum("told"),
      // People who are not written down yet have not been tried either.
      untried: row.scope_done ? untried : Math.max(untried, 1),
      rehearsal: row.rehearsal,
    };
  },
  async published(context, tx, { id, announcement }) {
    await lockIncident(tx, id);
    const { rows } = await sql<{ person: string }>`
      update incident_person set announcement = ${announcement}
      where incident = ${id} and removed_at is null and announcement is null and state in ${IN_VAIN}
      returning person`.execute(tx);
    await recordAnnounced(context, tx, { incident: id, kind: "people-announced", people: rows.length });
  },
  async withdrawn(context, tx, { id, announcement }) {
    await lockIncident(tx, id);
    const { rows } = await sql<{ person: string }>`
      update incident_person set announcement = null
      where incident = ${id} and announcement = ${announcement} returning person`.execute(tx);
    await updateIncident(tx, id, { told_at: null });
    await recordAnnounced(context, tx, { incident: id, kind: "announcement-ended", people: rows.length });
  },
};

async function recordAnnounced(
  context: Context,
  tx: Tx,
  of: { readonly incident: string; readonly kind: string; readonly people: number },
): Promise<void> {
  await recordStep(context, tx, of.incident, {
    kind: of.kind,
    clause: noticeClause(context.bundle),
    facts: { people: of.people },
    by: null,
  });
}
