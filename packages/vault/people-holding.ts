import { type RawBuilder, sql } from "kysely";

/** A stretch of people, by id: after the first, up to and with the second; `null` leaves it open. */
interface Range {
  readonly after: string | null;
  readonly upTo: string | null;
}

/**
 * A query of one column, `person`: of whom something of these categories was collected, from a moment on and before another. It is
 * a part of the caller's statement; nothing is opened.
 */
export function peopleHolding(
  of: { readonly categories: readonly string[]; readonly from: Date | null; readonly until: Date | null },
  range: Range,
): RawBuilder<{ person: string }> {
  const { categories, from, until } = of;
  return sql`select person from vault_record where category = any(${categories}::text[])
    and ${from === null ? sql`true` : sql`collected_at >= ${from}`}
    and ${until === null ? sql`true` : sql`collected_at < ${until}`} and ${within(range)}`;
}

/** A query of two columns, `person` and `categories`: which of these categories something is held in, of each person of a stretch. */
export function categoriesHeld(
  categories: readonly string[],
  range: Range,
): RawBuilder<{ person: string; categories: string[] }> {
  return sql`select person, array_agg(distinct category order by category) as categories from vault_record
    where category = any(${categories}::text[]) and ${within(range)} group by person`;
}

function within({ after, upTo }: Range): RawBuilder<boolean> {
  return sql<boolean>`${after === null ? sql`true` : sql`person > ${after}::uuid`} and ${
    upTo === null ? sql`true` : sql`person <= ${upTo}::uuid`
  }`;
}
