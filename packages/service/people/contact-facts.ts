import { type Facts, startOfSpan } from "@avow/policy";
import type { Tx } from "@avow/postgres";
import type { Context } from "../context.ts";
import type { ServiceTables } from "../tables.ts";
import { ABSENT, anyOf, loadFactsOfMany } from "./person.ts";

/** Whom is to be contacted, and for which purpose. */
export interface ContactAim {
  readonly people: readonly string[];
  readonly purpose: string;
}

/**
 * What the gate must know before people are contacted: what is known of everybody, whether they have had all the messages that
 * the purpose's pace allows, and whether they are customers. Of a customer it says `other`, since nothing that they bought is
 * opened here: a message that is about a kind of product asks `judgeCustomers` in its stead. In as many queries as for one.
 */
export async function loadContactFacts(
  context: Pick<Context, "bundle" | "now">,
  tx: Tx,
  { people, purpose }: ContactAim,
): Promise<ReadonlyMap<string, Facts>> {
  const facts = await loadFactsOfMany(tx, people, ABSENT);
  const reached = await findReached(context, tx, { people, purpose });
  const customers = await findCustomers(context, tx, people);
  return new Map(
    [...facts].map(([id, { person, ...rest }]): [string, Facts] => [
      id,
      {
        ...rest,
        person: person && {
          ...person,
          reached: reached.has(id) ? [purpose] : [],
          purchases: customers.has(id) ? "other" : "none",
        },
      },
    ]),
  );
}

/**
 * Those who have had as many messages for the purpose as its pace allows within the span that ends now. One that may have
 * arrived counts; one that is on its way counts when it has left, which is asked again under its person's lock.
 */
async function findReached(
  { bundle, now }: Pick<Context, "bundle" | "now">,
  tx: Tx,
  { people, purpose }: ContactAim,
): Promise<ReadonlySet<string>> {
  const pace = Object.hasOwn(bundle.purposes, purpose) ? bundle.purposes[purpose]?.pace : undefined;
  if (pace === undefined || people.length === 0) return new Set();
  const since = new Date(startOfSpan(now().getTime(), pace.per));
  const rows = await tx
    .withTables<ServiceTables>()
    .selectFrom("delivery")
    .innerJoin("notice", "notice.id", "delivery.notice")
    .select("delivery.person")
    .where("delivery.person", "=", anyOf(people))
    .where("notice.purpose", "=", purpose)
    .where("delivery.state", "in", ["sent", "unknown"])
    .where(({ fn }) => fn.coalesce("delivery.settled_at", "delivery.begun_at"), ">", since)
    .groupBy("delivery.person")
    .having(({ fn }) => fn.countAll<number>(), ">=", pace.most)
    .execute();
  return new Set(rows.map(({ person }) => person));
}

/** Those of whom an order is held. */
async function findCustomers(
  { bundle }: Pick<Context, "bundle">,
  tx: Tx,
  people: readonly string[],
): Promise<ReadonlySet<string>> {
  if (bundle.products === undefined || people.length === 0) return new Set();
  const rows = await tx
    .withTables<ServiceTables>()
    .selectFrom("submission_record")
    .select("person")
    .distinct()
    .where("person", "=", anyOf(people))
    .where("category", "=", categoryOf(bundle.products.field))
    .where("ended_at", "is", null)
    .execute();
  return new Set(rows.map(({ person }) => person));
}

/** The category of `category.field`. */
export function categoryOf(path: string): string {
  return path.slice(0, path.indexOf("."));
}
