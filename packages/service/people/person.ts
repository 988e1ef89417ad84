import type { Consent, Facts } from "@avow/policy";
import type { Tx } from "@avow/postgres";
import type { ServiceTables } from "../tables.ts";

/**
 * Takes the person's lock until `tx` ends; `false` when there is no such person (any more).
 * Whatever decides about a person and then acts holds it, and so does whatever changes what the decision rests on:
 * a withdrawal that was acknowledged before an effect is always seen by it (law 3).
 */
export async function lockPerson(tx: Tx, person: string): Promise<boolean> {
  const row = await tx
    .withTables<ServiceTables>()
    .selectFrom("account")
    .select("person")
    .where("person", "=", person)
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

/** Everything the gate is told about a person, as it stands in `tx`. */
export async function loadFacts(
  tx: Tx,
  person: string,
  session: { readonly loggedIn: boolean; readonly cookies: Facts["cookies"] },
): Promise<Facts> {
  const tables = tx.withTables<ServiceTables>();
  const choices = await tables
    .selectFrom("choice")
    .select(["purpose", "state", "at"])
    .where("person", "=", person)
    .execute();
  const objections = await tables
    .selectFrom("objection")
    .select(["purpose", "at"])
    .where("person", "=", person)
    .execute();
  const held = await tables
    .selectFrom("dispute")
    .select("id")
    .where("person", "=", person)
    .where("closed_at", "is", null)
    .limit(1)
    .execute();
  return {
    person: {
      loggedIn: session.loggedIn,
      consents: Object.fromEntries(
        choices.map(({ purpose, state, at }): [string, Consent] => [
          purpose,
          { kind: state, at: at.getTime() },
        ]),
      ),
      objections: Object.fromEntries(objections.map(({ purpose, at }) => [purpose, at.getTime()])),
      held: held.length > 0,
    },
    cookies: session.cookies,
  };
}

/** Facts of an operation during which the person is not present: nobody is logged in and no device was asked. */
export const ABSENT = { loggedIn: false, cookies: "not-asked" } as const;
