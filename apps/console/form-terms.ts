import type { Bundle, Text } from "@avow/policy";
import { queryOptions } from "@tanstack/react-query";
import { readCurrentBundle } from "./api.ts";

/** A form, and a purpose for which the policy opens some of it to an operator. */
export interface OpenedForm {
  readonly form: string;
  readonly title: Text;
  readonly purpose: string;
  readonly purposeTitle: Text;
  /** The clause that opens it. */
  readonly clause: string;
}

/** What the policy in force says of the forms an operator works on. */
export interface FormTerms {
  readonly opened: readonly OpenedForm[];
  /** Forms whose answers serve research. */
  readonly questionnaires: readonly OpenedForm[];
  /** Fields by `category.field`. */
  readonly fields: Readonly<
    Record<string, { readonly title: Text; readonly choices: Readonly<Record<string, Text>> }>
  >;
}

/** Forms that are read in a person's thread; the service opens them nowhere else. */
const THREAD_FORMS: readonly string[] = ["contact", "mail", "call"];

type Published = Pick<Bundle, "forms" | "purposes" | "rules" | "data">;

/** The policy in force, as the service publishes it; asked again after a minute, for a version may have become current. */
export const formTerms = queryOptions({
  queryKey: ["form-terms"],
  queryFn: async () => readFormTerms(await readCurrentBundle()),
  staleTime: 60_000,
});

/** Picks from a policy which forms are opened to operators, and for what. */
export function readFormTerms({ forms, purposes, rules, data }: Published): FormTerms {
  const using = rules.filter(({ action, by }) => action === "use" && by.includes("operator"));
  const seen = new Set(
    rules.filter(({ action, by }) => action === "use" && by.includes("person")).flatMap((rule) => rule.data),
  );
  const opened = Object.entries(forms).flatMap(([form, { title, fields }]) => {
    // What opens an account is no case, nor is what nobody sees of themselves, such as the log of visits.
    if (!fields.every(({ field }) => seen.has(field)) || THREAD_FORMS.includes(form)) return [];
    const ofPurpose = Map.groupBy(fields, (field) => field.purposes[0]);
    return [...ofPurpose].flatMap(([purpose, served]): OpenedForm[] => {
      const rule = using.find(
        (one) => one.purpose === purpose && served.some(({ field }) => one.data.includes(field)),
      );
      const declared = purposes[purpose];
      if (rule === undefined || declared === undefined) return [];
      return [{ form, title, purpose, purposeTitle: declared.title, clause: rule.clause }];
    });
  });
  const fields = Object.entries(data).flatMap(([category, { fields: named }]) =>
    Object.entries(named).map(([name, { title, choices }]) => [
      `${category}.${name}`,
      { title, choices: choices ?? {} },
    ]),
  );
  return {
    opened,
    questionnaires: opened.filter(({ purpose }) => purposes[purpose]?.nature === "research"),
    fields: Object.fromEntries(fields),
  };
}
