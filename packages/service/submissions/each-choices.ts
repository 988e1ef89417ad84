import type { AnswerOf } from "@avow/contract";
import { type Bundle, type Facts, wordingOf } from "@avow/policy";
import type { Tx } from "@avow/postgres";
import type { Selectable } from "kysely";
import { CHOICE_EVENTS, type Made, requireWording, stateAfter } from "../choices/choices.ts";
import { fieldsOf } from "../collection/form-kinds.ts";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import { anyOf, consentsFrom } from "../people/person.ts";
import { recordEvent } from "../receipts/record-event.ts";
import type { ServiceTables } from "../tables.ts";

export type ChoiceRow = Selectable<ServiceTables["submission_choice"]>;
type SubmissionChoice = AnswerOf<"submissions">[number]["choices"][number];

/**
 * The purposes that are asked about with each submission of a form: those its fields serve, and, where the form is published,
 * those under which more is published beside it, such as a name.
 */
export function eachPurposes(bundle: Bundle, form: string): readonly string[] {
  const served = new Set(
    Object.hasOwn(bundle.forms, form) ? bundle.forms[form]?.fields.flatMap(({ purposes }) => purposes) : [],
  );
  const isShown = isPublished(bundle, form);
  return Object.entries(bundle.purposes).flatMap(([purpose, { each }]) => {
    if (each !== true) return [];
    const publishes = bundle.rules.some((rule) => rule.action === "publish" && rule.purpose === purpose);
    return served.has(purpose) || (isShown && publishes) ? [purpose] : [];
  });
}

/** Whether some rule lets something of a form be published. */
export function isPublished(bundle: Bundle, form: string): boolean {
  const fields = fieldsOf(bundle, form);
  return bundle.rules.some(
    ({ action, data }) => action === "publish" && fields.some((path) => data.includes(path)),
  );
}

/** What was chosen about these submissions of a person, by submission. */
export async function listEachChoices(
  tx: Tx,
  submissions: readonly string[],
): Promise<ReadonlyMap<string, readonly ChoiceRow[]>> {
  if (submissions.length === 0) return new Map();
  const rows = await tx
    .withTables<ServiceTables>()
    .selectFrom("submission_choice")
    .selectAll()
    .where("submission", "=", anyOf(submissions))
    .execute();
  return Map.groupBy(rows, ({ submission }) => submission);
}

/**
 * A person's facts as they are about one thing: for what is asked about each anew, only what was chosen about this one counts.
 */
export function factsAbout(
  bundle: Bundle,
  facts: Facts,
  choices: readonly Pick<ChoiceRow, "purpose" | "state" | "at">[],
): Facts {
  if (facts.person === null) return facts;
  const onceForAll = Object.entries(facts.person.consents).filter(
    ([purpose]) => bundle.purposes[purpose]?.each !== true,
  );
  const aboutThis = choices.filter(({ purpose }) => bundle.purposes[purpose]?.each === true);
  return {
    ...facts,
    person: {
      ...facts.person,
      consents: { ...Object.fromEntries(onceForAll), ...consentsFrom(aboutThis) },
    },
  };
}

/** The choices that hang on one submission, as they stand. */
export function describeChoices(
  bundle: Bundle,
  form: string,
  made: readonly ChoiceRow[],
): SubmissionChoice[] {
  return eachPurposes(bundle, form).flatMap((purpose) => {
    const { ask, clause } = bundle.purposes[purpose] ?? {};
    if (ask === undefined || clause === undefined) return [];
    const row = made.find((one) => one.purpose === purpose);
    return [
      {
        purpose,
        clause,
        ask,
        wording: wordingOf(ask),
        state: row?.state ?? "never-asked",
        since: row?.at.toISOString() ?? null,
      },
    ];
  });
}

/**
 * What a choice about one submission makes of the one before it.
 * @throws {ProblemError} `purpose-unknown` when nothing of the kind is asked with the form; `wording-changed`
 */
export function makeChoice(
  context: Context,
  of: {
    readonly person: string;
    readonly submission: string;
    readonly form: string;
    readonly purpose: string;
  },
  made: Made,
  before: readonly ChoiceRow[],
): ChoiceRow {
  const { person, submission, form, purpose } = of;
  const { ask, clause } = context.bundle.purposes[purpose] ?? {};
  if (!eachPurposes(context.bundle, form).includes(purpose) || ask === undefined || clause === undefined)
    throw new ProblemError("purpose-unknown", { detail: "nothing of the kind is asked with this form" });
  requireWording(ask, made.wording, clause);
  const known = before.find((row) => row.purpose === purpose)?.state ?? "never-asked";
  return {
    person,
    submission,
    purpose,
    state: stateAfter(known, made.choice),
    at: context.now(),
    wording: made.wording,
    policy: context.version,
  };
}

/** Keeps a choice about one submission, with its evidence. The caller holds the person's lock. Returns the receipt's id. */
export async function keepEachChoice(
  context: Context,
  tx: Tx,
  row: ChoiceRow,
  facts: Readonly<Record<string, number>> = {},
): Promise<string> {
  const { person, submission, purpose, state, at, wording, policy } = row;
  await tx
    .withTables<ServiceTables>()
    .insertInto("submission_choice")
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(["person", "submission", "purpose"]).doUpdateSet({ state, at, wording, policy }),
    )
    .execute();
  return recordEvent(context, tx, person, {
    kind: CHOICE_EVENTS[state],
    clause: context.bundle.purposes[purpose]?.clause ?? "",
    facts: { purpose, wording, submission, ...facts },
  });
}
