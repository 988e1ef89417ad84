import type { Tx } from "@avow/postgres";
import { type ColumnType, sql } from "kysely";

type Moment = ColumnType<Date, Date, Date>;

export type AccessTables = {
  /**
   * Who opened a person's data and to whom it went, by day: what an incident's scope is asked of, for the evidence itself is
   * sealed. It holds no value.
   */
  data_access: {
    person: string;
    /** ISO 8601. */
    day: ColumnType<Date, string, never>;
    kind: "read" | "disclosed";
    /** Id of the operator who read, or name of the recipient. */
    party: string;
    purpose: string;
    categories: string[];
    first_at: Moment;
    last_at: Moment;
  };
};

/** One opening of a person's data. */
export interface Access {
  readonly person: string;
  readonly kind: "read" | "disclosed";
  /** Id of the operator who read, or name of the recipient. */
  readonly party: string;
  readonly purpose: string;
  /** `category.field`. */
  readonly fields: readonly string[];
  readonly at: Date;
}

/** Notes that a person's data was opened, in the transaction that opens it; of one day and purpose there is one row. */
export async function noteAccess(tx: Tx, access: Access): Promise<void> {
  const { person, kind, party, purpose, at } = access;
  const categories = [...new Set(access.fields.map((path) => path.slice(0, path.indexOf("."))))].sort();
  await sql`
    insert into data_access as noted (person, day, kind, party, purpose, categories, first_at, last_at)
    values (${person}, ${at.toISOString().slice(0, 10)}, ${kind}, ${party}, ${purpose}, ${categories}::text[], ${at}, ${at})
    on conflict (person, day, kind, party, purpose) do update set
      categories = array(select distinct unnest(noted.categories || excluded.categories) order by 1),
      first_at = least(noted.first_at, excluded.first_at),
      last_at = greatest(noted.last_at, excluded.last_at)`.execute(tx);
}
