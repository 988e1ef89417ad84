import type { AnswerOf, BodyOf, ScopeFilter } from "@avow/contract";
import type { Bundle } from "@avow/policy";
import { transact } from "@avow/postgres";
import { categoriesHeld } from "@avow/vault";
import { type RawBuilder, sql } from "kysely";
import type { Context } from "../context.ts";
import { nameForMessage, ProblemError } from "../http/problem.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Operator } from "../staff/operators.ts";
import { noticeClause } from "./clauses.ts";
import { wordsOf } from "./grade.ts";
import { recordStep } from "./record-step.ts";
import {
  getIncident,
  type IncidentRow,
  lockIncident,
  lockOpenIncident,
  unfit,
  updateIncident,
} from "./rows.ts";
import { EVERYBODY, type PeopleRange, queryPeople, within } from "./scope-query.ts";

export type ScopeBody = BodyOf<"freezeScope">;

export const SCOPE_JOB = "incident-scope";

/** Accounts that are looked at in one transaction while a scope is frozen. */
const PAGE = 10_000;
/** How deep filters may be put into each other. */
const DEEPEST = 6;

/**
 * Counts whom a scope would take in, and of how many something is held in each category; nothing is opened.
 * @throws {ProblemError} `not-found`; `body-malformed` for a name the policy does not have
 */
export async function previewScope(
  context: Context,
  id: string,
  scope: ScopeBody,
): Promise<AnswerOf<"previewScope">> {
  requireNames(context.bundle, scope);
  const row = await getIncident(context.db, id);
  const people = concerned(context.bundle, row, scope.filter, EVERYBODY);
  return transact(context.db, async (tx) => {
    const { rows } = await sql<{ category: string | null; people: string }>`
      with concerned as materialized (${people})
      select null as category, count(*) as people from concerned
      union all
      select category, count(*) from (${categoriesHeld(scope.categories, EVERYBODY)}) held
        join concerned using (person), unnest(held.categories) category
      group by category`.execute(tx);
    const count = (category: string | null) =>
      Number(rows.find((one) => one.category === category)?.people ?? 0);
    return {
      people: count(null),
      categories: scope.categories.map((category) => ({
        category,
        title: titleOf(context.bundle, category),
        people: count(category),
      })),
    };
  });
}

/**
 * Freezes the scope of an incident: from now on the people of the query are the incident's, whatever changes. They are written down
 * by a job, a page at a time, that goes on where it stopped.
 * @throws {ProblemError} `not-found`; `state-unfit` when it was frozen before; `body-malformed`
 */
export async function freezeScope(
  context: Context,
  jobs: Jobs,
  operator: Operator,
  asked: { readonly id: string; readonly scope: ScopeBody },
): Promise<void> {
  const { id, scope } = asked;
  requireNames(context.bundle, scope);
  await transact(context.db, async (tx) => {
    const row = await lockOpenIncident(tx, id);
    if (row.scope_at !== null)
      throw unfit("the people of this incident are frozen already", "name further people one by one");
    await updateIncident(tx, id, {
      scope_filter: JSON.stringify(scope.filter),
      scope_categories: [...new Set(scope.categories)],
      scope_by: operator.name,
      scope_at: context.now(),
    });
    await recordStep(context, tx, id, {
      kind: "scope-chosen",
      clause: noticeClause(context.bundle),
      facts: { categories: scope.categories },
      by: operator.name,
    });
    await jobs.enqueue(tx, SCOPE_JOB, { incident: id });
  });
}

/** Writes down the people of a scope to its end. Of two that do, each page is written once. */
export async function writeScope(context: Context, id: string): Promise<void> {
  while (await writePage(context, id));
}

/** Writes one page; `false` when there is none left. */
async function writePage(context: Context, id: string): Promise<boolean> {
  return transact(context.db, async (tx) => {
    const row = await lockIncident(tx, id);
    const { scope_categories: categories } = row;
    if (row.scope_done || row.scope_filter === null || categories === null) return false;
    const after = row.scope_cursor;
    const { rows } = await sql<{ last: string | null }>`
      select max(person::text)::uuid as last from (
        select person from account where ${within({ after, upTo: null })} order by person limit ${PAGE}
      ) page`.execute(tx);
    const upTo = rows[0]?.last ?? null;
    if (upTo === null) {
      await finish(context, tx, row);
      return false;
    }
    const range = { after, upTo };
    const filter = parseFilter(row.scope_filter);
    await sql`
      insert into incident_person (person, incident, categories, named, state, state_at)
      select concerned.person, ${id}, coalesce(held.categories, ${categories}::text[]), false, 'not-asked', ${context.now()}
      from (${concerned(context.bundle, row, filter, range)}) concerned
        left join (${categoriesHeld(categories, range)}) held using (person)
      on conflict do nothing`.execute(tx);
    await updateIncident(tx, id, { scope_cursor: upTo });
    return true;
  });
}

async function finish(
  context: Context,
  tx: Parameters<typeof recordStep>[1],
  row: IncidentRow,
): Promise<void> {
  const { rows } = await sql<{ people: string }>`
    select count(*) as people from incident_person where incident = ${row.id} and removed_at is null`.execute(
    tx,
  );
  await updateIncident(tx, row.id, { scope_done: true });
  await recordStep(context, tx, row.id, {
    kind: "scope-frozen",
    clause: noticeClause(context.bundle),
    facts: { people: Number(rows[0]?.people ?? 0) },
    by: null,
  });
}

/** Whom an incident concerns: in a rehearsal, of people marked as test alone. */
function concerned(
  bundle: Bundle,
  { rehearsal }: Pick<IncidentRow, "rehearsal">,
  filter: ScopeFilter,
  range: PeopleRange,
): RawBuilder<{ person: string }> {
  const asked = queryPeople(bundle, filter, range);
  const among = rehearsal
    ? sql`select person from test_person where ${within(range)}`
    : sql`select person from account where ${within(range)}`;
  return sql`(${asked}) intersect (${among})`;
}

/** A filter as an incident keeps it. */
export function parseFilter(kept: string): ScopeFilter {
  // Written by `freezeScope` alone, of a body whose shape was checked.
  return JSON.parse(kept) as ScopeFilter;
}

/** The title of a category, or its name where the policy in force has it no more. */
export function titleOf({ data }: Bundle, category: string): Record<string, string> {
  const title = data[category]?.title;
  return title === undefined ? { en: category, zh: category } : wordsOf(title);
}

/** @throws {ProblemError} `body-malformed`: a name that is not known would find nobody and pass for an answer */
function requireNames(bundle: Bundle, { filter, categories }: ScopeBody): void {
  const unknown = [
    ...strangers("/categories", categories, bundle.data),
    ...strangersIn(bundle, filter, "/filter", 0),
  ];
  if (unknown.length > 0)
    throw new ProblemError("body-malformed", {
      detail: "the scope names what the policy does not have",
      errors: unknown.slice(0, 20),
    });
}

type Flaw = { readonly at: string; readonly message: string };

function strangersIn(bundle: Bundle, filter: ScopeFilter, at: string, depth: number): Flaw[] {
  if (depth > DEEPEST) return [{ at, message: `is more than ${DEEPEST} filters deep` }];
  switch (filter.kind) {
    case "all":
    case "any":
      return filter.of.flatMap((each, place) => strangersIn(bundle, each, `${at}/of/${place}`, depth + 1));
    case "not":
      return strangersIn(bundle, filter.of, `${at}/of`, depth + 1);
    case "held":
      return strangers(`${at}/categories`, filter.categories, bundle.data);
    case "form":
      return strangers(`${at}/forms`, filter.forms, bundle.forms);
    case "read":
      return [
        ...strangers(`${at}/categories`, filter.categories ?? [], bundle.data),
        ...strangers(`${at}/purposes`, filter.purposes ?? [], bundle.purposes),
      ];
    case "disclosed":
      return [
        ...strangers(`${at}/categories`, filter.categories ?? [], bundle.data),
        ...strangers(`${at}/recipients`, filter.recipients ?? [], bundle.recipients),
      ];
    default:
      return [];
  }
}

function strangers(at: string, names: readonly string[], known: Readonly<Record<string, unknown>>): Flaw[] {
  return names
    .filter((name) => !Object.hasOwn(known, name))
    .map((name) => ({ at, message: `\`${nameForMessage(name)}\` is not declared` }));
}
