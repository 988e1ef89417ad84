import type { AnswerOf, NOTICE_ELEMENTS, WRITTEN_ELEMENTS } from "@avow/contract";
import { type Bundle, citeRule, listLaws, listRulesInForce, type Text } from "@avow/policy";
import { noticeClause } from "./clauses.ts";

export type NoticeElement = (typeof NOTICE_ELEMENTS)[number];
export type WrittenElement = (typeof WRITTEN_ELEMENTS)[number];
export type Lacking = NonNullable<AnswerOf<"incident">["notice"]>["lacking"][number];
export type NoticeTexts = Readonly<Partial<Record<WrittenElement, Readonly<Record<string, string>>>>>;

interface Element<Name> {
  readonly element: Name;
  /** How it is headed in the notice. */
  readonly title: { readonly en: string; readonly zh: string };
  /** Rules of law that ask for it, the plainest first. */
  readonly rules: readonly string[];
}

/** What a person writes of a notice, in the order in which it is read. */
export const WRITTEN: readonly Element<WrittenElement>[] = [
  {
    element: "happened",
    title: { en: "What happened", zh: "事件情况" },
    rules: ["CN-IN-14", "CN-IN-03", "EU-18"],
  },
  { element: "cause", title: { en: "Cause", zh: "原因" }, rules: ["CN-IN-02"] },
  {
    element: "impact",
    title: { en: "Possible impact on you", zh: "可能造成的影响和危害" },
    rules: ["CN-IN-02", "EU-18"],
  },
  {
    element: "taken",
    title: { en: "What we have done", zh: "我们已采取的措施" },
    rules: ["CN-IN-02", "EU-18"],
  },
  { element: "coming", title: { en: "What we will do", zh: "我们将采取的措施" }, rules: ["CN-IN-14"] },
  {
    element: "advice",
    title: { en: "What you can do", zh: "您可以采取的措施" },
    rules: ["CN-IN-02", "CN-IN-14"],
  },
  { element: "remedy", title: { en: "How we make up for it", zh: "补救办法" }, rules: ["CN-IN-14"] },
];

/** What comes from the scope and from the policy. */
export const DERIVED: readonly Element<Exclude<NoticeElement, WrittenElement>>[] = [
  {
    element: "categories",
    title: { en: "Data of yours that is concerned", zh: "涉及您的个人信息种类" },
    rules: ["CN-IN-02"],
  },
  {
    element: "contact",
    title: { en: "Who answers your questions", zh: "联系方式" },
    rules: ["CN-IN-02", "CN-IN-14", "EU-18"],
  },
];

/**
 * Every element that a notice lacks, by language, with the rule in force on `day` that asks for it, and the clause that promises
 * it. Nothing of it may be missing in any language in which somebody would read it.
 */
export function listLacking(
  bundle: Bundle,
  notice: { readonly texts: NoticeTexts; readonly categories: readonly string[] | null },
  day: string,
): readonly Lacking[] {
  const { texts, categories } = notice;
  const clause = noticeClause(bundle);
  const laws = listLaws(bundle.law).flatMap((law) => listRulesInForce(law, day));
  const citeFor = (rules: readonly string[]): string => {
    const rule = rules.flatMap((id) => laws.find((one) => one.id === id) ?? [])[0];
    return rule === undefined ? clause : citeRule(rule);
  };
  const lacks = (element: NoticeElement, language: string): boolean => {
    if (element === "categories") return categories === null || categories.length === 0;
    if (element === "contact") return contactIn(bundle, language) === null;
    return !/\p{L}/u.test(texts[element]?.[language] ?? "");
  };
  return bundle.languages.flatMap((language) =>
    [...WRITTEN, ...DERIVED]
      .filter(({ element }) => lacks(element, language))
      .map(({ element, rules }) => ({ element, language, cite: citeFor(rules), clause })),
  );
}

/** Who answers questions, as one line; `null` where the policy names nobody in this language. */
export function contactIn({ controller }: Bundle, language: string): string | null {
  if (controller === null) return null;
  const said = (text: Text | undefined) => text?.[language];
  const name = said(controller.name);
  if (name === undefined) return null;
  return [name, said(controller.address), controller.email, controller.telephone]
    .filter((part) => part !== undefined && part !== "")
    .join(language.startsWith("zh") ? "，" : ", ");
}
