import type { Bundle, Text } from "@avow/policy";
import { queryOptions } from "@tanstack/react-query";
import { readCurrentBundle } from "./api.ts";

/** What the policy in force says about messages from operators, and of disputes. */
export interface ContactTerms {
  /** The clause that says which courts decide. */
  readonly courtsClause: string;
  readonly languages: readonly string[];
  /** Who answers questions about the policy, as one line in each language. */
  readonly contact: Text;
  /** Purposes for which an operator may contact people in words of their own, each with the channels it may use. */
  readonly purposes: readonly {
    readonly id: string;
    readonly title: Text;
    readonly channels: readonly { readonly id: string; readonly title: Text }[];
  }[];
  /** Where each legal rule the policy was built with stands, by its id. */
  readonly sources: Readonly<Record<string, string>>;
}

type Published = Pick<
  Bundle,
  "format" | "controller" | "languages" | "purposes" | "channels" | "rules" | "law"
>;

/** The policy in force, as the service publishes it; asked again after a minute, for a version may have become current. */
export const contactTerms = queryOptions({
  queryKey: ["contact-terms"],
  queryFn: async () => readTerms(await readCurrentBundle()),
  staleTime: 60_000,
});

/** Picks from a policy what the form for messages offers. */
export function readTerms({
  controller,
  languages,
  purposes,
  channels,
  rules,
  law,
}: Published): ContactTerms {
  const contact = rules.filter(
    ({ action, by, purpose }) =>
      action === "contact" && by.includes("operator") && purposes[purpose]?.basis === "consent",
  );
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
  return {
    courtsClause: law.courtsClause,
    languages,
    contact: sayContact(controller, languages),
    purposes: offered,
    sources: Object.fromEntries(sources),
  };
}

function sayContact(controller: Bundle["controller"], languages: readonly string[]): Text {
  if (controller === null) return {};
  const { name, address, email, telephone } = controller;
  return Object.fromEntries(
    languages.map((tag) => [
      tag,
      [name[tag], address[tag], email, telephone]
        .filter((part) => part !== undefined)
        .join(tag.startsWith("zh") ? "，" : ", "),
    ]),
  );
}
