import { startOfSpan } from "./durations.ts";
import type { AnyModel } from "./model.ts";

type Kinds = NonNullable<AnyModel["products"]>;

/** Something a person bought. */
export interface Purchase {
  /** One of the policy's kinds; `null` where the order says none, as one from before kinds were kept. */
  readonly kind: string | null;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
}

/**
 * What a person has bought, held against `about`, the kind a message is about; `null` where it is about none in particular, which
 * nothing is similar to.
 * @example judgePurchases(products, "technology", [], now) // => "none"
 */
export function judgePurchases(
  products: Kinds,
  about: string | null,
  purchases: readonly Purchase[],
  at: number,
): "none" | "similar" | "other" {
  if (purchases.length === 0) return "none";
  return findSimilarPurchase(products, about, purchases, at) === null ? "other" : "similar";
}

/** The latest purchase that is recent at `at` and of a kind similar to `about`, which a message about it follows from. */
export function findSimilarPurchase<P extends Purchase>(
  products: Kinds,
  about: string | null,
  purchases: readonly P[],
  at: number,
): P | null {
  if (about === null) return null;
  const since = startOfSpan(at, products.recently);
  const similar = purchases.filter(({ kind, at: bought }) => {
    const steps = kind === null ? null : stepsBetween(products.kinds, kind, about);
    return bought >= since && bought <= at && steps !== null && steps <= products.distance;
  });
  return similar.reduce<P | null>(
    (latest, one) => (latest === null || one.at > latest.at ? one : latest),
    null,
  );
}

/**
 * How many steps lead from one kind to another, up and down their tree; `null` where none do, or one is not declared.
 * @example stepsBetween(kinds, "technology", "society") // => 2, over `reading`
 */
export function stepsBetween(kinds: Kinds["kinds"], from: string, to: string): number | null {
  const up = wayUp(kinds, from);
  const meeting = wayUp(kinds, to).flatMap((kind, down) => {
    const steps = up.indexOf(kind);
    return steps === -1 ? [] : [steps + down];
  });
  return meeting[0] ?? null;
}

/** A kind, the kind it is one of, and so on to the top; ends where a kind would come twice. */
export function wayUp(kinds: Kinds["kinds"], from: string): readonly string[] {
  const way: string[] = [];
  let kind: string | undefined = from;
  while (kind !== undefined && Object.hasOwn(kinds, kind) && !way.includes(kind)) {
    way.push(kind);
    kind = kinds[kind]?.within;
  }
  return way;
}
