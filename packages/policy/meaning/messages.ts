import { canonicalJson } from "@avow/evidence";
import type { Bundle } from "../bundle.ts";
import { startOfSpan } from "../durations.ts";
import type { Duration, Text } from "../model.ts";
import { noteAspects } from "./notes.ts";
import { createSpeakers } from "./speaker.ts";

type Size = "wider" | "narrower" | null;

/** A purpose for which more messages may be sent than before, or about more; and what is said of that, in each language. */
export interface WiderMessages {
  readonly purpose: string;
  readonly sentences: readonly Text[];
}

/**
 * For which purposes `after` lets more messages reach somebody than `before`, or about more. No condition of a rule tells it: the
 * conditions are the same, and are met more often.
 * @param before in the names of `after`
 */
export function listWiderMessages(before: Bundle, after: Bundle): readonly WiderMessages[] {
  const speakers = createSpeakers(after.languages, after, before);
  const note = (kind: "purpose" | "products", name: string, aspects: readonly string[]) =>
    noteAspects({ before, after, speakers }, { kind, name, aspects }).map(({ sentence }) => sentence);
  return Object.keys(after.purposes).flatMap((purpose): readonly WiderMessages[] => {
    const { pace, products } = stepOfMessages(before, after, purpose);
    const sentences = [
      ...(pace === "wider" ? note("purpose", purpose, ["pace"]) : []),
      ...(products === "wider" ? note("products", "", ["recently", "distance", "choices"]) : []),
    ];
    return pace === "wider" || products === "wider" ? [{ purpose, sentences }] : [];
  });
}

/** How a purpose's pace has changed, and, where its messages follow from purchases, what those are about; `null` where it has not. */
export function stepOfMessages(
  before: Bundle,
  after: Bundle,
  purpose: string,
): { readonly pace: Size; readonly products: Size } {
  const old = Object.hasOwn(before.purposes, purpose) ? before.purposes[purpose] : undefined;
  const now = Object.hasOwn(after.purposes, purpose) ? after.purposes[purpose] : undefined;
  if (old === undefined || now === undefined) return { pace: null, products: null };
  const isAsked = asksSimilar(after, purpose);
  return {
    pace: sizeOf(paceOf(old.pace), paceOf(now.pace)),
    products: isAsked ? sizeOf(spanOf(before.products), spanOf(after.products)) : null,
  };
}

/** What is at most so much, by figures. The `rest` has no size: where both have it and it differs, it counts as wider. */
interface Bound {
  readonly sizes: readonly number[];
  readonly rest: unknown;
}

function sizeOf(before: Bound | null, after: Bound | null): Size {
  if (before === null || after === null)
    return before === after ? null : after === null ? "wider" : "narrower";
  const grew = after.sizes.some((size, index) => size > (before.sizes[index] ?? 0));
  const differs = before.rest !== null && after.rest !== null && !isSame(before.rest, after.rest);
  if (grew || differs) return "wider";
  return isSame(before.sizes, after.sizes) ? null : "narrower";
}

/** More messages are wider, and so is a shorter span to have them in. */
function paceOf(pace: Bundle["purposes"][string]["pace"]): Bound | null {
  if (pace === undefined) return null;
  const anyHour = pace.quiet === undefined ? 1 : 0;
  return { sizes: [pace.most, -lengthOf(pace.per), anyHour], rest: pace.quiet ?? null };
}

function spanOf(products: Bundle["products"]): Bound | null {
  if (products === undefined) return null;
  const within = Object.entries(products.kinds).map(([kind, { within: above }]) => [kind, above ?? null]);
  return { sizes: [lengthOf(products.recently), products.distance], rest: within.sort() };
}

/** How long a span is when it is counted back from a fixed day: enough to tell a longer one from a shorter. */
function lengthOf(span: Duration): number {
  return -startOfSpan(0, span);
}

function asksSimilar({ rules }: Bundle, purpose: string): boolean {
  return rules.some(
    (rule) =>
      rule.purpose === purpose && rule.when.some(({ condition }) => condition.kind === "similar-purchase"),
  );
}

function isSame(a: unknown, b: unknown): boolean {
  return canonicalJson(a ?? null) === canonicalJson(b ?? null);
}
