import { canonicalJson } from "@avow/evidence";
import { type Bundle, endOfQuiet, type Facts, type Measured, type Pace, startOfSpan } from "@avow/policy";
import type { Tx } from "@avow/postgres";
import type { Context } from "../context.ts";
import type { ServiceTables } from "../tables.ts";
import { ABSENT, anyOf, loadFactsOfMany } from "./person.ts";

/** Whom is to be contacted, and for which purpose. */
export interface ContactAim {
  readonly people: readonly string[];
  readonly purpose: string;
}

type Asked = Pick<Context, "bundle" | "gate" | "now">;

/**
 * What the gate must know before people are contacted: what is known of everybody, whether they have had all the messages that
 * the purpose's pace allows, and whether they are customers. Of a customer it says `other`, since nothing that they bought is
 * opened here: a message that is about a kind of product asks `judgeCustomers` in its stead. Whoever is held to earlier versions is
 * measured by theirs too (clause 2.6.2). In as many queries as for one, and one more for each pace that was another.
 */
export async function loadContactFacts(
  context: Asked,
  tx: Tx,
  { people, purpose }: ContactAim,
): Promise<ReadonlyMap<string, Facts>> {
  const facts = await loadFactsOfMany(tx, people, ABSENT);
  const reached = await findReached(tx, { people, purpose, pace: paceOf(context.bundle, purpose) }, context);
  const limits = listLimits(context, facts, purpose);
  const customers = await findCustomers(tx, people, [context.bundle, ...limits.values()]);
  const reachedUnder = new Map<string, ReadonlySet<string>>();
  for (const [version, limit] of limits) {
    const held = people.filter((one) => facts.get(one)?.person?.heldTo?.includes(version));
    const pace = paceOf(limit, purpose);
    const isLater = isQuieter(context, pace, purpose);
    reachedUnder.set(
      version,
      isLater ? new Set(held) : await findReached(tx, { people: held, purpose, pace }, context),
    );
  }
  const measure = (id: string, among: ReadonlySet<string> | undefined): Required<Measured> => ({
    reached: among?.has(id) ? [purpose] : [],
    purchases: customers.has(id) ? "other" : "none",
  });
  return new Map(
    [...facts].map(([id, { person, ...rest }]): [string, Facts] => {
      const held = (person?.heldTo ?? []).filter((version) => limits.has(version));
      const under = held.map((version) => [version, measure(id, reachedUnder.get(version))] as const);
      return [
        id,
        {
          ...rest,
          person: person && {
            ...person,
            ...measure(id, reached),
            ...(under.length > 0 && { under: Object.fromEntries(under) }),
          },
        },
      ];
    }),
  );
}

/** Of the versions that these people are held to, those that measure messages for the purpose otherwise than today's. */
function listLimits(
  { bundle, gate }: Asked,
  facts: ReadonlyMap<string, Facts>,
  purpose: string,
): ReadonlyMap<string, Bundle> {
  const versions = new Set([...facts.values()].flatMap(({ person }) => person?.heldTo ?? []));
  const measures = (of: Bundle) => canonicalJson([paceOf(of, purpose) ?? null, of.products ?? null]);
  const today = measures(bundle);
  return new Map(
    [...versions].flatMap((version) => {
      const limit = gate.limit(version);
      return limit === null || measures(limit) === today ? [] : [[version, limit] as const];
    }),
  );
}

function paceOf({ purposes }: Bundle, purpose: string): Pace | undefined {
  return Object.hasOwn(purposes, purpose) ? purposes[purpose]?.pace : undefined;
}

/** Whether an earlier pace lets nothing begin at this hour, at which today's does: then it is permitted by the change alone. */
function isQuieter({ bundle, now }: Asked, earlier: Pace | undefined, purpose: string): boolean {
  const at = now().getTime();
  const isQuiet = (pace: Pace | undefined) => pace !== undefined && endOfQuiet(pace, at) > at;
  return isQuiet(earlier) && !isQuiet(paceOf(bundle, purpose));
}

/**
 * Those who have had as many messages for the purpose as a pace allows within the span that ends now. One that may have
 * arrived counts, whether or not a report of it is awaited; one that is on its way counts when it has left, which is asked again
 * under its person's lock.
 */
async function findReached(
  tx: Tx,
  { people, purpose, pace }: ContactAim & { readonly pace: Pace | undefined },
  { now }: Asked,
): Promise<ReadonlySet<string>> {
  if (pace === undefined || people.length === 0) return new Set();
  const since = new Date(startOfSpan(now().getTime(), pace.per));
  const rows = await tx
    .withTables<ServiceTables>()
    .selectFrom("delivery")
    .innerJoin("notice", "notice.id", "delivery.notice")
    .select("delivery.person")
    .where("delivery.person", "=", anyOf(people))
    .where("notice.purpose", "=", purpose)
    .where("delivery.state", "in", ["sent", "unknown", "awaits-report"])
    .where(({ fn }) => fn.coalesce("delivery.settled_at", "delivery.begun_at"), ">", since)
    .groupBy("delivery.person")
    .having(({ fn }) => fn.countAll<number>(), ">=", pace.most)
    .execute();
  return new Set(rows.map(({ person }) => person));
}

/** Those of whom an order is held, as the first of these versions has it that speaks of products. */
async function findCustomers(
  tx: Tx,
  people: readonly string[],
  versions: readonly Bundle[],
): Promise<ReadonlySet<string>> {
  const products = versions.find((one) => one.products !== undefined)?.products;
  if (products === undefined || people.length === 0) return new Set();
  const rows = await tx
    .withTables<ServiceTables>()
    .selectFrom("submission_record")
    .select("person")
    .distinct()
    .where("person", "=", anyOf(people))
    .where("category", "=", categoryOf(products.field))
    .where("ended_at", "is", null)
    .execute();
  return new Set(rows.map(({ person }) => person));
}

/** The category of `category.field`. */
export function categoryOf(path: string): string {
  return path.slice(0, path.indexOf("."));
}
