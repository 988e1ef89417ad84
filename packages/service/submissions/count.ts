import type { AnswerOf } from "@avow/contract";
import { askPermit } from "@avow/gate";
import type { Facts, Permit, Refusal } from "@avow/policy";
import { transact } from "@avow/postgres";
import { countDecision } from "../activity/tally.ts";
import { fieldOf } from "../collection/form-door.ts";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import { ABSENT, loadFactsOfMany } from "../people/person.ts";
import type { ServiceTables } from "../tables.ts";
import { factsAbout, listEachChoices } from "./each-choices.ts";
import { gatherValues, openRecords } from "./open-records.ts";
import { listRecords, listSubmissions, type SubmissionFilter, type SubmissionRow } from "./rows.ts";

/** Most submissions that are counted; of more, the latest. */
const MOST_COUNTED = 100_000;
/** Figures of research under this are withheld. */
export const LEAST = 5;

/** What is counted: values of these fields, read by a role for a purpose. */
interface Counting {
  readonly by: "portal" | "operator";
  readonly purpose: string;
  readonly data: readonly string[];
}

/**
 * How many chose what in a form that people join by a choice of its own, such as a poll: each person's latest answer about one
 * thing, as long as they take part. Who is nowhere in it. Other forms are not counted here: their values are not the site's to show.
 * @throws {ProblemError} `form-unknown` for a form that nobody joins
 */
export async function countChoices(
  context: Context,
  filter: SubmissionFilter & { readonly form: string },
): Promise<AnswerOf<"counts">> {
  const { bundle } = context;
  const counting = countingOf(context, filter.form, "portal", (purpose, path) => {
    return bundle.purposes[purpose]?.each === true && fieldOf(bundle, path).type !== "long-text";
  });
  if (counting === null)
    throw new ProblemError("form-unknown", { detail: "nobody joins anything by this form" });
  const answers = await readAnswers(context, filter, counting);
  const fields = Object.fromEntries(counting.data.map((path) => [path, countValues(answers, path)]));
  return { submissions: answers.length, fields };
}

/**
 * The answers to a questionnaire as figures, of those who agree to the research still; figures under five are withheld, and
 * never one alone, which the others would tell. What people wrote in their own words is not in it.
 * That they were read is counted, without whose.
 * @throws {ProblemError} `form-unknown` for a form of no research
 */
export async function countResearch(context: Context, form: string): Promise<AnswerOf<"research">> {
  const { bundle } = context;
  const counting = countingOf(context, form, "operator", (purpose, path) => {
    return bundle.purposes[purpose]?.nature === "research" && fieldOf(bundle, path).type === "choice";
  });
  if (counting === null)
    throw new ProblemError("form-unknown", { detail: "the policy declares no such questionnaire" });
  const answers = await readAnswers(context, { form }, counting);
  const refused = await context.db
    .withTables<ServiceTables>()
    .selectFrom("choice")
    .select(({ fn }) => fn.countAll<string>().as("people"))
    .where("purpose", "=", counting.purpose)
    .where("state", "in", ["refused", "withdrawn"])
    .executeTakeFirstOrThrow();
  const fields = counting.data.map((path) => {
    const counted = countValues(answers, path);
    const choices = Object.keys(fieldOf(bundle, path).choices ?? {});
    return [path, withhold(choices.map((choice) => [choice, counted[choice] ?? 0]))] as const;
  });
  return {
    invited: { answered: answers.length, refused: Number(refused.people) },
    least: LEAST,
    fields: Object.fromEntries(fields),
  };
}

/** Withholds what is under {@link LEAST}; and, where that would be one figure alone, the next smallest with it. */
export function withhold(
  counts: readonly (readonly [value: string, count: number])[],
): Record<string, number | null> {
  const rising = counts.toSorted(([, a], [, b]) => a - b);
  const small = rising.filter(([, count]) => count < LEAST).length;
  const hidden = new Set(rising.slice(0, small === 1 ? 2 : small).map(([value]) => value));
  return Object.fromEntries(counts.map(([value, count]) => [value, hidden.has(value) ? null : count]));
}

/** The fields of a form that a role may use for one of its purposes, of those that are to be counted. */
function countingOf(
  { bundle }: Context,
  form: string,
  by: Counting["by"],
  isCounted: (purpose: string, path: string) => boolean,
): Counting | null {
  const declared = Object.hasOwn(bundle.forms, form) ? (bundle.forms[form]?.fields ?? []) : [];
  const wanted = declared.flatMap(({ field, purposes: [purpose] }) =>
    isCounted(purpose, field) ? [{ field, purpose }] : [],
  );
  const purpose = wanted[0]?.purpose;
  if (purpose === undefined) return null;
  const data = wanted.filter((one) => one.purpose === purpose).map(({ field }) => field);
  return { by, purpose, data };
}

type Answer = Readonly<Record<string, string>>;

/** Each person's latest answer about each thing, of those the gate lets be read. */
async function readAnswers(
  context: Context,
  filter: SubmissionFilter,
  counting: Counting,
): Promise<readonly Answer[]> {
  return transact(context.db, async (tx) => {
    const rows = latestOfEach(await listSubmissions(tx, filter, MOST_COUNTED));
    const ids = rows.map(({ id }) => id);
    const facts = await loadFactsOfMany(tx, [...new Set(rows.map(({ person }) => person))], ABSENT);
    const choices = await listEachChoices(tx, ids);
    const records = await listRecords(tx, ids, "live");
    const answers: Answer[] = [];
    let clause: string | null = null;
    for (const { id, person } of rows) {
      const ofPerson = facts.get(person);
      if (ofPerson === undefined) continue;
      const about = factsAbout(context.bundle, ofPerson, choices.get(id) ?? []);
      const asked = askToUse(context, about, counting, person);
      if ("refusal" in asked) continue;
      clause = asked.permit.clause;
      const ofThis = (records.get(id) ?? []).map(({ record }) => record);
      const values = gatherValues(ofThis, await openRecords(context, tx, asked.permit, ofThis));
      if (Object.keys(values).length > 0) answers.push(values);
    }
    if (counting.by === "operator" && clause !== null)
      await countDecision(context, tx, { clause, effect: "permit" });
    return answers;
  });
}

/** The last of each person's submissions about one thing. */
function latestOfEach(rows: readonly SubmissionRow[]): readonly SubmissionRow[] {
  return [...new Map(rows.map((row) => [`${row.person} ${row.about ?? ""}`, row])).values()];
}

function countValues(answers: readonly Answer[], path: string): Record<string, number> {
  const values = answers.flatMap((answer) => answer[path] ?? []);
  return Object.fromEntries(
    [...Map.groupBy(values, (value) => value)].map(([value, all]) => [value, all.length]),
  );
}

function askToUse(
  context: Context,
  facts: Facts,
  counting: Counting,
  person: string,
): { readonly permit: Permit } | { readonly refusal: Refusal } {
  return askPermit(context.gate, facts, { action: "use", ...counting }, person);
}
