import { randomInt } from "node:crypto";
import type { Tx } from "@avow/postgres";
import { anyOf } from "../people/person.ts";
import type { ServiceTables } from "../tables.ts";

/** Eight digits: enough that a free number is found at the first draw or the second. */
const LEAST = 10_000_000;
const MOST = 99_999_999;
const MOST_DRAWS = 100;

/**
 * Gives a person a pseudonym, once: a random number, the same beside everything they publish, which says nothing of who they
 * are. The caller holds the person's lock.
 */
export async function givePseudonym(tx: Tx, person: string): Promise<void> {
  for (let draw = 0; draw < MOST_DRAWS; draw += 1) {
    if ((await findPseudonyms(tx, [person])).has(person)) return;
    await tx
      .withTables<ServiceTables>()
      .insertInto("pseudonym")
      .values({ person, number: randomInt(LEAST, MOST + 1) })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  throw new TypeError("no free pseudonym was found");
}

/** The pseudonyms of these people, such as `R-48213907`, in no language. */
export async function findPseudonyms(
  tx: Tx,
  people: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (people.length === 0) return new Map();
  const rows = await tx
    .withTables<ServiceTables>()
    .selectFrom("pseudonym")
    .select(["person", "number"])
    .where("person", "=", anyOf(people))
    .execute();
  return new Map(rows.map(({ person, number }) => [person, `R-${number}`]));
}
