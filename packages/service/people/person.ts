import type { Consent, Facts } from "@avow/policy";
import type { Tx } from "@avow/postgres";
import { type RawBuilder, sql } from "kysely";
import type { ServiceTables } from "../tables.ts";
import { loadHeldTo } from "./held-to.ts";

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

/** Locks those of these people whom nobody holds, and returns them in the order of their ids. */
export async function lockFreePeople(tx: Tx, people: readonly string[]): Promise<readonly string[]> {
  const rows = await tx
    .withTables<ServiceTables>()
    .selectFrom("account")
    .select("person")
    .where("person", "=", anyOf(people))
    .orderBy("person")
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map(({ person }) => person);
}

/** What is known of the caller beside what is kept: whether it is the person, logged in, and what their device said. */
export interface Presence {
  readonly loggedIn: boolean;
  readonly cookies: Facts["cookies"];
}

/**
 * What the gate is told of a person whatever is to be done, as it stands in `tx`. It leaves out what only contacting them rests
 * on, so that without `loadContactFacts` nobody is contacted for a purpose that needs it.
 */
export async function loadFacts(tx: Tx, person: string, presence: Presence): Promise<Facts> {
  const facts = (await loadFactsOfMany(tx, [person], presence)).get(person);
  if (facts === undefined) throw new TypeError("the facts of a person asked for are there");
  return facts;
}

/** The facts of each of several people, in as many queries as for one. */
export async function loadFactsOfMany(
  tx: Tx,
  people: readonly string[],
  presence: Presence,
): Promise<ReadonlyMap<string, Facts>> {
  if (people.length === 0) return new Map();
  const tables = tx.withTables<ServiceTables>();
  const choices = await tables
    .selectFrom("choice")
    .select(["person", "purpose", "state", "at"])
    .where("person", "=", anyOf(people))
    .execute();
  const objections = await tables
    .selectFrom("objection")
    .select(["person", "purpose", "at"])
    .where("person", "=", anyOf(people))
    .execute();
  const disputes = await tables
    .selectFrom("dispute")
    .select("person")
    .where("person", "=", anyOf(people))
    .where("closed_at", "is", null)
    .execute();
  const minors = await tables
    .selectFrom("minor")
    .select("person")
    .where("person", "=", anyOf(people))
    .execute();
  const heldTo = await loadHeldTo(tx, people);
  const consentsOf = Map.groupBy(choices, (row) => row.person);
  const objectionsOf = Map.groupBy(objections, (row) => row.person);
  const held = new Set(disputes.map((row) => row.person));
  const young = new Set(minors.map((row) => row.person));
  return new Map(
    people.map((person): [string, Facts] => [
      person,
      {
        person: {
          loggedIn: presence.loggedIn,
          consents: consentsFrom(consentsOf.get(person) ?? []),
          objections: Object.fromEntries(
            (objectionsOf.get(person) ?? []).map(({ purpose, at }) => [purpose, at.getTime()]),
          ),
          held: held.has(person),
          minor: young.has(person),
          ...limitsFrom(heldTo.get(person)),
        },
        cookies: presence.cookies,
      },
    ]),
  );
}

function limitsFrom(versions: readonly string[] | undefined) {
  return versions === undefined ? {} : { heldTo: versions };
}

/** Any of these ids, in one parameter however many they are. */
export function anyOf(ids: readonly string[]): RawBuilder<string> {
  return sql<string>`any(${ids}::uuid[])`;
}

/** Choices as the gate is told of them. */
export function consentsFrom(
  choices: readonly { readonly purpose: string; readonly state: Consent["kind"]; readonly at: Date }[],
): Readonly<Record<string, Consent>> {
  return Object.fromEntries(
    choices.map(({ purpose, state, at }): [string, Consent] => [purpose, { kind: state, at: at.getTime() }]),
  );
}

/** Facts of an operation during which the person is not present: nobody is logged in and no device was asked. */
export const ABSENT = { loggedIn: false, cookies: "not-asked" } as const;
