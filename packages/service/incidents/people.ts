import type { AnswerOf } from "@avow/contract";
import { transact } from "@avow/postgres";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import type { Notices } from "../notices/notice.ts";
import { anyOf } from "../people/person.ts";
import type { Operator } from "../staff/operators.ts";
import type { ServiceTables } from "../tables.ts";
import { noticeClause } from "./clauses.ts";
import { GROUP, type Group, type IncidentGroup, listGroups, UNTOLD } from "./groups.ts";
import { recordStep } from "./record-step.ts";
import { lockOpenIncident, unfit, updateIncident } from "./rows.ts";
import { keepTexts } from "./sealed-texts.ts";

type IncidentPerson = AnswerOf<"incidentPeople">["people"][number];

/**
 * Adds people whom the query did not find. Where the notice is on its way already, it goes to them too. Answers how many are new,
 * and who is nobody's id.
 * @throws {ProblemError} `not-found`; `state-unfit`
 */
export async function namePeople(
  context: Context,
  notices: Notices,
  operator: Operator,
  named: { readonly id: string; readonly people: readonly string[]; readonly reason: string },
): Promise<AnswerOf<"nameIncidentPeople">> {
  const { id, reason } = named;
  const people = [...new Set(named.people)].sort();
  return transact(context.db, async (tx) => {
    const row = await lockOpenIncident(tx, id);
    const { scope_categories: categories } = row;
    if (categories === null || !row.scope_done)
      throw unfit("the people of this incident are not frozen yet", "freeze its scope first");
    const known = await sql<{ person: string }>`
      select person from account where person = ${anyOf(people)}
        and (not ${row.rehearsal} or person in (select person from test_person))`.execute(tx);
    const there = known.rows.map(({ person }) => person);
    const added = await sql<{ person: string }>`
      insert into incident_person (person, incident, categories, named, state, state_at)
      select person, ${id}, ${categories}::text[], true, ${row.notice === null ? "not-asked" : "waiting"}, ${context.now()}
      from unnest(${there}::uuid[]) person
      on conflict (person, incident) do update set removed_at = null, named = true
        where incident_person.removed_at is not null
      returning person`.execute(tx);
    const fresh = added.rows.map(({ person }) => person);
    if (row.notice !== null && fresh.length > 0) await notices.addPeople(tx, row.notice, fresh);
    await updateIncident(tx, id, { told_at: null });
    const step = await recordStep(context, tx, id, {
      kind: "people-named",
      clause: noticeClause(context.bundle),
      facts: { people: fresh.length },
      by: operator.name,
    });
    await keepTexts(context, tx, { incident: id, name: `reason/${step}` }, { reason });
    return { added: fresh.length, unknown: people.filter((person) => !there.includes(person)) };
  });
}

/**
 * Takes somebody out of an incident that does not concern them. Who was told, or is being told, stays.
 * @throws {ProblemError} `not-found`; `state-unfit`
 */
export async function removePerson(
  context: Context,
  operator: Operator,
  removal: { readonly id: string; readonly person: string; readonly reason: string },
): Promise<void> {
  const { id, person, reason } = removal;
  await transact(context.db, async (tx) => {
    await lockOpenIncident(tx, id);
    const row = await tx
      .withTables<ServiceTables>()
      .selectFrom("incident_person")
      .select("state")
      .where("person", "=", person)
      .where("incident", "=", id)
      .where("removed_at", "is", null)
      .executeTakeFirst();
    if (row === undefined)
      throw new ProblemError("not-found", { detail: "this incident does not concern such a person" });
    if (row.state === "told" || row.state === "waiting")
      throw unfit("this person was told, or is being told");
    await tx
      .withTables<ServiceTables>()
      .updateTable("incident_person")
      .set({ removed_at: context.now() })
      .where("person", "=", person)
      .where("incident", "=", id)
      .execute();
    const step = await recordStep(context, tx, id, {
      kind: "person-removed",
      clause: noticeClause(context.bundle),
      facts: { people: 1 },
      by: operator.name,
    });
    await keepTexts(context, tx, { incident: id, name: `reason/${step}` }, { reason });
  });
}

/** A page of an incident's people, in the order of their ids, with what was tried; of one group where it is given. */
export async function listPeople(
  { db }: Pick<Context, "db">,
  of: {
    readonly id: string;
    readonly group: Group | undefined;
    readonly after: string | undefined;
    readonly limit: number;
  },
): Promise<AnswerOf<"incidentPeople">> {
  const { rows } = await sql<Omit<IncidentPerson, "tried">>`
    select person, "group", categories, named from (
      select person, ${GROUP} as "group", categories, named from incident_person
      where incident = ${of.id} and removed_at is null
        and ${of.after === undefined ? sql`true` : sql`person > ${of.after}::uuid`}
    ) grouped
    where ${of.group === undefined ? sql`true` : sql`"group" = ${of.group}`}
    order by person limit ${of.limit + 1}`.execute(db);
  const page = rows.slice(0, of.limit);
  const tried = await listTried(db, of.id, page);
  const people = page.map((row) => ({ ...row, tried: tried.get(row.person) ?? [] }));
  return { people, next: rows.length > of.limit ? (people.at(-1)?.person ?? null) : null };
}

/** What was tried to tell each of these people, the oldest first: every channel that failed, and the one that did not. */
async function listTried(
  db: Context["db"],
  incident: string,
  people: readonly { readonly person: string }[],
): Promise<ReadonlyMap<string, IncidentPerson["tried"]>> {
  const { rows } = await sql<{ person: string; at: Date; channel: string; outcome: string }>`
    with theirs as (
      select delivery.* from delivery join notice on notice.id = delivery.notice
      where notice.kind = 'incident' and about = ${incident} and person = ${anyOf(people.map(({ person }) => person))}
    )
    select attempt.person, attempt.at, attempt.channel, attempt.outcome
      from delivery_attempt attempt join theirs on theirs.person = attempt.person and theirs.id = attempt.delivery
    union all
    select person, settled_at, channel, state from theirs where state in ('sent', 'stopped', 'withdrawn') and settled_at is not null
    order by at`.execute(db);
  const say = ({ at, channel, outcome }: (typeof rows)[number]) => ({
    at: at.toISOString(),
    channel,
    outcome,
  });
  return new Map(
    [...Map.groupBy(rows, (row) => row.person)].map(([person, theirs]) => [person, theirs.map(say)]),
  );
}

/**
 * Records why a group stays untold; for the people who are in it now, and not for one more.
 * @throws {ProblemError} `not-found`; `state-unfit` where nobody is in it, or where those in it are told
 */
export async function explainUntold(
  context: Context,
  operator: Operator,
  of: { readonly id: string; readonly group: string; readonly reason: string },
): Promise<IncidentGroup[]> {
  const { id, reason } = of;
  const state = UNTOLD.find((one) => one === of.group);
  if (state === undefined) throw unfit("only groups of people who are untold are explained");
  return transact(context.db, async (tx) => {
    await lockOpenIncident(tx, id);
    const at = context.now();
    const groups = await listGroups(context, tx, id);
    const people = groups.find(({ group }) => group === state)?.people ?? 0;
    if (people === 0) throw unfit("nobody is in this group");
    const { rows } = await sql<{ version: number }>`
      insert into incident_reason as given (incident, state, version, people, by, at)
      values (${id}, ${state}, 1, ${people}, ${operator.name}, ${at})
      on conflict (incident, state) do update set
        version = given.version + 1, people = excluded.people, by = excluded.by, at = excluded.at
      returning version`.execute(tx);
    await keepTexts(
      context,
      tx,
      { incident: id, name: `untold/${state}/${rows[0]?.version ?? 1}` },
      { reason },
    );
    await recordStep(context, tx, id, {
      kind: "untold-explained",
      clause: noticeClause(context.bundle),
      facts: { group: state, people },
      by: operator.name,
    });
    return listGroups(context, tx, id);
  });
}
