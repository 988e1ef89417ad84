import { askPermit } from "@avow/gate";
import {
  type Bundle,
  type Facts,
  findSimilarPurchase,
  judgePurchases,
  type Measured,
  type Purchase,
  startOfSpan,
} from "@avow/policy";
import type { Tx } from "@avow/postgres";
import type { Context } from "../context.ts";
import { categoryOf } from "../people/contact-facts.ts";
import { anyOf } from "../people/person.ts";
import { openRecords } from "../submissions/open-records.ts";
import type { ServiceTables } from "../tables.ts";

/** What a person bought; `title` is in its seller's words. */
export interface Bought extends Purchase {
  readonly title: string;
}

type Purchases = NonNullable<Measured["purchases"]>;

/** What a person's purchases are to a message. */
export interface Judged {
  readonly purchases: Purchases;
  /** The same by every version that the person is held to and that measures otherwise. */
  readonly under: Purchases;
  /** The purchase that the message follows from. */
  readonly follows: Bought | null;
  /** Kinds of what they recently bought. */
  readonly recent: readonly string[];
}

/** What is to be sent: for which purpose, and about which kind of product. */
export interface Aim {
  readonly purpose: string;
  readonly about: string | null;
}

type Products = NonNullable<Bundle["products"]>;

interface Order {
  readonly person: string;
  readonly record: string;
  readonly at: number;
}

const OF_NOBODY: Judged = { purchases: "none", under: "none", follows: null, recent: [] };
const OTHER: Judged = { purchases: "other", under: "other", follows: null, recent: [] };

/**
 * Holds what people have bought against what is to be sent to them, now. A customer's orders are opened only where the gate permits
 * their use for the purpose, and only the recent ones: nobody who has not agreed to it has an order read for advertising.
 * @param facts of each person, as the gate is told them
 */
export async function judgeCustomers(
  context: Context,
  tx: Tx,
  facts: ReadonlyMap<string, Facts>,
  aim: Aim,
): Promise<ReadonlyMap<string, Judged>> {
  const { products } = context.bundle;
  if (products === undefined) return new Map();
  const orders = await listOrders(tx, [...facts.keys()], categoryOf(products.field));
  const judged = new Map<string, Judged>();
  for (const [person, known] of facts) {
    const own = orders.get(person) ?? [];
    judged.set(
      person,
      own.length === 0 ? OF_NOBODY : await judgeOne(context, tx, { person, known, own, aim }),
    );
  }
  return judged;
}

async function judgeOne(
  context: Context,
  tx: Tx,
  {
    person,
    known,
    own,
    aim,
  }: { readonly person: string; readonly known: Facts; readonly own: readonly Order[]; readonly aim: Aim },
): Promise<Judged> {
  const { bundle, gate, now } = context;
  const { products } = bundle;
  const at = now().getTime();
  if (products === undefined) return OTHER;
  const recent = own.filter((order) => order.at >= startOfSpan(at, products.recently));
  if (recent.length === 0) return OTHER;
  const titles = titleFields(bundle, products.field, aim.purpose);
  const operation = {
    action: "use",
    by: "portal",
    purpose: aim.purpose,
    data: [products.field, ...titles],
  } as const;
  const asked = askPermit(gate, known, operation, person);
  if ("refusal" in asked) return OTHER;
  const opened = await openRecords(
    context,
    tx,
    asked.permit,
    recent.map(({ record }) => record),
  );
  const bought = recent.map(({ record, at: when }) => ({
    kind: opened.get(record)?.get(products.field) ?? null,
    title: titles.map((field) => opened.get(record)?.get(field) ?? "").join(" "),
    at: when,
  }));
  const isSimilar = (kinds: Products, one: Bought) =>
    findSimilarPurchase(kinds, aim.about, [one], at) !== null;
  const similar = bought.filter((one) => isSimilar(products, one));
  const limits = (known.person?.heldTo ?? []).flatMap((version) => gate.limit(version)?.products ?? []);
  // One purchase has to be similar by all of them: it is the one that the message says it follows from.
  const agreed = similar.filter((one) => limits.every((kinds) => isSimilar(kinds, one)));
  return {
    purchases: judgePurchases(products, aim.about, bought, at),
    under: agreed.length === 0 ? "other" : "similar",
    follows: findSimilarPurchase(products, aim.about, agreed, at),
    recent: bought.flatMap(({ kind }) => kind ?? []),
  };
}

/** What else of an order the policy lets be used for the purpose: that by which its buyer knows it again. */
function titleFields({ rules }: Context["bundle"], kind: string, purpose: string): readonly string[] {
  const category = categoryOf(kind);
  const rule = rules.find(
    ({ action, purpose: of, data }) => action === "use" && of === purpose && data.includes(kind),
  );
  return (rule?.data ?? []).filter((path) => path !== kind && categoryOf(path) === category);
}

/** The orders held of people, without what is in them, the oldest first. */
async function listOrders(
  tx: Tx,
  people: readonly string[],
  category: string,
): Promise<ReadonlyMap<string, readonly Order[]>> {
  if (people.length === 0) return new Map();
  const rows = await tx
    .withTables<ServiceTables>()
    .selectFrom("submission_record as record")
    .innerJoin("submission", (join) =>
      join.onRef("submission.person", "=", "record.person").onRef("submission.id", "=", "record.submission"),
    )
    .select(["record.person", "record.record", "submission.at"])
    .where("record.person", "=", anyOf(people))
    .where("record.category", "=", category)
    .where("record.ended_at", "is", null)
    .orderBy("submission.at")
    .execute();
  return Map.groupBy(
    rows.map(({ person, record, at }) => ({ person, record, at: at.getTime() })),
    ({ person }) => person,
  );
}
