import type { ScopeFilter } from "@avow/contract";
import type { Bundle } from "@avow/policy";
import { peopleHolding } from "@avow/vault";
import { type RawBuilder, sql } from "kysely";

/** A stretch of people, by id: after the first, up to and with the second. `null` leaves it open. */
export interface PeopleRange {
  readonly after: string | null;
  readonly upTo: string | null;
}

export const EVERYBODY: PeopleRange = { after: null, upTo: null };

/** One column, `person`. */
type People = RawBuilder<{ person: string }>;

/**
 * Whom a filter takes in, as a query of one column. Everything it asks stands in clear beside what is sealed: that something is
 * held, since when, through which form, who opened it and to whom it went. Nothing is opened. Every part is narrowed to the range,
 * so that a page of people costs a page.
 */
export function queryPeople(bundle: Bundle, filter: ScopeFilter, range: PeopleRange): People {
  const inRange = within(range);
  switch (filter.kind) {
    case "all":
      return combine(
        filter.of.map((each) => queryPeople(bundle, each, range)),
        sql` intersect `,
      );
    case "any":
      return combine(
        filter.of.map((each) => queryPeople(bundle, each, range)),
        sql` union `,
      );
    case "not":
      return sql`(select person from account where ${inRange}) except ${parenthesise(queryPeople(bundle, filter.of, range))}`;
    case "held":
      return sql`${peopleHolding({ categories: filter.categories, ...during(filter) }, range)}`;
    case "form":
      return sql`select person from submission
        where form = any(${filter.forms}::text[]) and ${inTime(sql.ref("at"), filter)} and ${inRange}`;
    case "event":
      return sql`select person from receipt
        where kind = any(${filter.events}::text[]) and ${inTime(sql.ref("at"), filter)} and ${inRange}`;
    case "read":
      return queryAccess({ ...filter, kind: "read", parties: filter.operators }, inRange);
    case "disclosed":
      return queryAccess({ ...filter, kind: "disclosed", parties: recipientsOf(bundle, filter) }, inRange);
    case "registered":
      return sql`select person from account where ${inTime(sql.ref("created_at"), filter)} and ${inRange}`;
    case "people":
      return sql`select person from account where person = any(${filter.people}::uuid[]) and ${inRange}`;
  }
}

/** The condition that `person` is within a range. */
export function within({ after, upTo }: PeopleRange, column = "person"): RawBuilder<boolean> {
  const ref = sql.ref(column);
  return sql<boolean>`${after === null ? sql`true` : sql`${ref} > ${after}::uuid`} and ${
    upTo === null ? sql`true` : sql`${ref} <= ${upTo}::uuid`
  }`;
}

interface AccessFilter {
  readonly kind: "read" | "disclosed";
  readonly parties: readonly string[] | undefined;
  readonly purposes?: readonly string[] | undefined;
  readonly categories?: readonly string[] | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

/** A row stands for a day: it is taken in when its stretch meets the time asked for. */
function queryAccess(filter: AccessFilter, inRange: RawBuilder<boolean>): People {
  const { kind, parties, purposes, categories, from, until } = filter;
  const conditions = [
    sql`kind = ${kind}`,
    ...(parties === undefined ? [] : [sql`party = any(${parties}::text[])`]),
    ...(purposes === undefined ? [] : [sql`purpose = any(${purposes}::text[])`]),
    ...(categories === undefined ? [] : [sql`categories && ${categories}::text[]`]),
    ...(from === undefined ? [] : [sql`last_at >= ${new Date(from)}`]),
    ...(until === undefined ? [] : [sql`first_at < ${new Date(until)}`]),
    inRange,
  ];
  return sql`select person from data_access where ${sql.join(conditions, sql` and `)}`;
}

/** Recipients that are named, and those that handle data in one of the countries; `undefined` when neither is asked. */
function recipientsOf(
  { recipients }: Bundle,
  filter: Extract<ScopeFilter, { kind: "disclosed" }>,
): readonly string[] | undefined {
  const { recipients: named, countries } = filter;
  if (named === undefined && countries === undefined) return undefined;
  return Object.entries(recipients).flatMap(([name, recipient]) =>
    (named === undefined || named.includes(name)) &&
    (countries === undefined || recipient.countries.some((country) => countries.includes(country)))
      ? [name]
      : [],
  );
}

function combine(parts: readonly People[], by: RawBuilder<unknown>): People {
  return sql`${sql.join(parts.map(parenthesise), by)}`;
}

function parenthesise(part: People): RawBuilder<unknown> {
  return sql`(${part})`;
}

interface Stretch {
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

function during({ from, until }: Stretch): { readonly from: Date | null; readonly until: Date | null } {
  return {
    from: from === undefined ? null : new Date(from),
    until: until === undefined ? null : new Date(until),
  };
}

function inTime(column: RawBuilder<unknown>, stretch: Stretch): RawBuilder<boolean> {
  const { from, until } = during(stretch);
  return sql<boolean>`${from === null ? sql`true` : sql`${column} >= ${from}`} and ${
    until === null ? sql`true` : sql`${column} < ${until}`
  }`;
}
