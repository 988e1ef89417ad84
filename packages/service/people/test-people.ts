import type { Tx } from "@avow/postgres";
import type { ServiceTables } from "../tables.ts";
import { anyOf } from "./person.ts";

/**
 * Which of these people are marked as test. A mark is set and taken away under the person's lock: for whom the caller holds it,
 * this stands until `tx` ends (law 3).
 */
export async function findTestPeople(tx: Tx, people: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx
    .withTables<ServiceTables>()
    .selectFrom("test_person")
    .select("person")
    .where("person", "=", anyOf(people))
    .execute();
  return new Set(rows.map(({ person }) => person));
}
