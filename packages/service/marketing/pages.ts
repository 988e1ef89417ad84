import type { Tx } from "@avow/postgres";
import type { ServiceTables } from "../tables.ts";

/** How many people are asked about in one transaction, and how many of these one run of a job goes through. */
export const PAGE = 200;
export const PAGES_A_RUN = 50;

/**
 * The next people by their ids, locked in that order until `tx` ends: what is asked about them, and opened of them, stands on what
 * holds meanwhile (law 3).
 */
export async function lockNextPeople(tx: Tx, after: string | null): Promise<readonly string[]> {
  const all = tx.withTables<ServiceTables>().selectFrom("account").select("person");
  const rows = await (after === null ? all : all.where("person", ">", after))
    .orderBy("person")
    .limit(PAGE)
    .forUpdate()
    .execute();
  return rows.map(({ person }) => person);
}
