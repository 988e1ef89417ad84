import type { Avow } from "@avow/client";
import { choicesOf } from "../pages/form.ts";
import type { Language } from "../words.ts";
import type { Project } from "./catalogue.ts";

/** Figures under this are withheld. */
export const LEAST = 5;

/** How many chose what; `null` where a figure is withheld because it is small. */
export interface Results {
  readonly options: readonly { readonly title: string; readonly count: number | null }[];
  /** Everybody together; `null` where it would tell a figure that is withheld. */
  readonly total: number | null;
}

/** What may be chosen in a project, by its value, in words. */
export function optionsOf(
  avow: Avow,
  { options, field }: Project,
): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return options ?? choicesOf(avow, field);
}

/** The counts as they may be shown: none under {@link LEAST}, and no total from which one could be reckoned. */
export function makeResults(
  avow: Avow,
  project: Project,
  counted: Readonly<Record<string, number>>,
  language: Language,
): Results {
  const options = Object.entries(optionsOf(avow, project)).map(([value, title]) => {
    const count = Object.hasOwn(counted, value) ? (counted[value] ?? 0) : 0;
    return { title: title[language] ?? value, count: count < LEAST ? null : count };
  });
  const shown = options.flatMap(({ count }) => (count === null ? [] : [count]));
  const isWhole = shown.length === options.length;
  return { options, total: isWhole ? shown.reduce((sum, count) => sum + count, 0) : null };
}

/** Reads the counts of a project; `null` when the service has none to give now. */
export async function readResults(avow: Avow, project: Project, language: Language): Promise<Results | null> {
  const { form, about, field } = project;
  const counts = await avow.asSite("counts", { query: { form, about } });
  return counts.ok ? makeResults(avow, project, counts.answer.fields[field] ?? {}, language) : null;
}
