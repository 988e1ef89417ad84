import type { Bundle, Text } from "@avow/policy";
import { queryOptions } from "@tanstack/react-query";
import { readCurrentBundle } from "./api.ts";

/** What the policy in force says of advertising. */
export interface MarketingTerms {
  readonly languages: readonly string[];
  /** Purposes for which people may be told of something, each with the channels open to it. */
  readonly purposes: readonly {
    readonly id: string;
    readonly title: Text;
    readonly clause: string;
    /** Whether it is done for third parties, under a licence. */
    readonly licensed: boolean;
    readonly channels: readonly { readonly id: string; readonly title: Text }[];
  }[];
  /** Kinds of products, those within another after it; `depth` is how many it is within. */
  readonly kinds: readonly { readonly id: string; readonly title: Text; readonly depth: number }[];
}

type Published = Pick<Bundle, "languages" | "purposes" | "channels" | "rules" | "products">;

/** The policy in force, as the service publishes it; asked again after a minute, for a version may have become current. */
export const marketingTerms = queryOptions({
  queryKey: ["marketing-terms"],
  queryFn: async () => readMarketingTerms(await readCurrentBundle()),
  staleTime: 60_000,
});

/** Picks from a policy what the forms for campaigns and licences offer. */
export function readMarketingTerms({
  languages,
  purposes,
  channels,
  rules,
  products,
}: Published): MarketingTerms {
  const contact = rules.filter(({ action, by }) => action === "contact" && by.includes("operator"));
  const offered = Object.entries(purposes).flatMap(([id, { title, clause, nature }]) => {
    const own = contact.filter(({ purpose }) => purpose === id);
    if (nature !== "marketing" || own.length === 0) return [];
    const open = Object.entries(channels).filter(([name]) =>
      own.some(({ channel }) => channel?.includes(name)),
    );
    return [
      {
        id,
        title,
        clause,
        licensed: own.some(({ when }) => when.some(({ condition }) => condition.kind === "licensed")),
        channels: open.map(([name, declared]) => ({ id: name, title: declared.title })),
      },
    ];
  });
  return { languages, purposes: offered, kinds: listKinds(products?.kinds ?? {}, undefined, 0) };
}

function listKinds(
  kinds: NonNullable<Bundle["products"]>["kinds"],
  above: string | undefined,
  depth: number,
): MarketingTerms["kinds"] {
  return Object.entries(kinds)
    .filter(([, { within }]) => within === above)
    .flatMap(([id, { title }]) => [{ id, title, depth }, ...listKinds(kinds, id, depth + 1)]);
}
