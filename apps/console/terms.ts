import type { Bundle, Text } from "@avow/policy";
import { queryOptions } from "@tanstack/react-query";

/** What the policy in force says about messages from operators. */
export interface ContactTerms {
  readonly languages: readonly string[];
  /** Purposes for which an operator may contact people at all, each with the channels it may use. */
  readonly purposes: readonly {
    readonly id: string;
    readonly title: Text;
    readonly channels: readonly { readonly id: string; readonly title: Text }[];
  }[];
  /** Where each legal rule the policy was built with stands, by its id. */
  readonly sources: Readonly<Record<string, string>>;
}

type Published = Pick<Bundle, "format" | "languages" | "purposes" | "channels" | "rules" | "law">;

/** The policy as the service publishes it; read once, for it changes with a version. */
export const contactTerms = queryOptions({
  queryKey: ["contact-terms"],
  queryFn: async () => {
    const response = await fetch("/.well-known/avow/policy.json");
    const published: unknown = await response.json();
    if (!response.ok || !isPublished(published)) throw new TypeError("the published policy cannot be read");
    return readTerms(published);
  },
  staleTime: Number.POSITIVE_INFINITY,
});

/** Whether an answer is a published policy. The service checked all of it before it published it. */
export function isPublished(answer: unknown): answer is Published {
  return (
    typeof answer === "object" &&
    answer !== null &&
    "format" in answer &&
    answer.format === ("avow-bundle/1" satisfies Bundle["format"])
  );
}

/** Picks from a policy what the form for messages offers. */
export function readTerms({ languages, purposes, channels, rules, law }: Published): ContactTerms {
  const contact = rules.filter(({ action, by }) => action === "contact" && by.includes("operator"));
  const offered = [...new Set(contact.map(({ purpose }) => purpose))].map((id) => {
    const named = contact.filter(({ purpose }) => purpose === id).map(({ channel }) => channel);
    const open = Object.entries(channels).filter(([name]) =>
      named.some((some) => some === null || some.includes(name)),
    );
    return {
      id,
      title: purposes[id]?.title ?? { en: id },
      channels: open.map(([name, { title }]) => ({ id: name, title })),
    };
  });
  const sources = law.applied.map(({ id, instrument, article }) => [id, `${instrument}, ${article}`]);
  return { languages, purposes: offered, sources: Object.fromEntries(sources) };
}
