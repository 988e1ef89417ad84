import type { AnswerOf, BodyOf } from "@avow/contract";
import { type Bundle, type Text, wordingOf } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import { categoriesHeld } from "@avow/vault";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import { ABSENT, loadFacts, lockPerson } from "../people/person.ts";
import { type Term, termAt } from "../policy-versions/terms.ts";
import { recordEvent } from "../receipts/record-event.ts";
import { type ReceiptHandle, settle } from "../receipts/settle.ts";
import type { ServiceTables } from "../tables.ts";
import { beganUnder, type LivedUnder, limitsBefore, loadLivedUnder } from "./lived-under.ts";
import type { Concern } from "./step.ts";
import type { Steps } from "./steps.ts";

type MyChanges = AnswerOf<"myChanges">;
type MyChange = MyChanges["changes"][number];

/** What versions change for one person, in force and to come, and what they answered of those that are past. */
export async function listMyChanges(context: Context, steps: Steps, person: string): Promise<MyChanges> {
  return transact(context.db, async (tx) => {
    const lived = await requireLivedUnder(tx, person);
    const now = termAt(lived.terms, context.now());
    const changes: MyChange[] = [];
    for (const term of lived.terms.toReversed()) {
      const change = await findMyChange(context, tx, { steps, person, lived, term });
      if (change !== null) changes.push(change);
    }
    const unsettled = changes.filter(({ wider, answer }) => wider.length > 0 && answer?.kind !== "agreed");
    return {
      limited: unsettled.some(({ id }) => id === now?.id),
      open: unsettled.some(({ state, answer }) => state !== "past" && answer === null),
      changes,
    };
  });
}

/**
 * Records what a person answers to a change, about the sentences that were shown (clause 2.6.2). A refusal keeps the earlier limits
 * until the same person agrees; an agreement may be taken back the same way.
 * @throws {ProblemError} `not-found`; `wording-changed`; `session-unknown`
 */
export async function answerChange(
  context: Context,
  steps: Steps,
  of: { readonly person: string; readonly term: string } & BodyOf<"answerChange">,
): Promise<{ change: MyChange; receipt: ReceiptHandle }> {
  const { person, term: id, answer, wording } = of;
  const find = async (tx: Tx): Promise<MyChange> => {
    const lived = await requireLivedUnder(tx, person);
    const term = lived.terms.find((one) => one.id === id);
    const change =
      term === undefined ? null : await findMyChange(context, tx, { steps, person, lived, term });
    if (change === null || (change.wider.length === 0 && change.answer === null))
      throw new ProblemError("not-found", { detail: "there is no change to answer here" });
    return change;
  };
  const receipt = await settle(
    context,
    transact(context.db, async (tx) => {
      if (!(await lockPerson(tx, person))) throw erased();
      const change = await find(tx);
      if (change.wording !== wording)
        throw new ProblemError("wording-changed", {
          detail: "the answer is about sentences that no longer say what changes",
          help: "show the change again and ask again",
        });
      const receipt = await recordEvent(context, tx, person, {
        kind: answer === "agreed" ? "change-agreed" : "change-refused",
        clause: limitsClause(context.bundle),
        facts: { version: change.version, wording },
      });
      const row = { person, term: id, answer, wording, at: context.now(), receipt };
      await tx
        .withTables<ServiceTables>()
        .insertInto("change_answer")
        .values(row)
        .onConflict((conflict) =>
          conflict.columns(["person", "term"]).doUpdateSet({ answer, wording, at: row.at, receipt }),
        )
        .execute();
      return receipt;
    }),
  );
  return { change: await transact(context.db, find), receipt };
}

/** The clause that the earlier limits are held under; where none is, that of the law. */
export function limitsClause({ clauses, controller, law }: Bundle): string {
  const clause = clauses.find(
    ({ status }) => status.status === "enforced" && status.by.includes("held-limits"),
  );
  return clause?.id ?? controller?.clause ?? law.clause;
}

async function requireLivedUnder(tx: Tx, person: string): Promise<LivedUnder> {
  const lived = await loadLivedUnder(tx, person);
  if (lived === null) throw erased();
  return lived;
}

function erased(): ProblemError {
  return new ProblemError("session-unknown", { detail: "this account has been erased" });
}

interface Asking {
  readonly steps: Steps;
  readonly person: string;
  readonly lived: LivedUnder;
  readonly term: Term;
}

/** What a term changes for a person; `null` where that is nothing, or where it is past and was never answered. */
async function findMyChange(context: Context, tx: Tx, o: Asking): Promise<MyChange | null> {
  const { lived, term } = o;
  const now = termAt(lived.terms, context.now());
  const given = lived.answers.get(term.id);
  const isPast = now !== undefined && term.effectiveAt < now.effectiveAt;
  if (given === undefined && (isPast || beganUnder(lived, term))) return null;
  const concerns = await findConcerns(tx, o);
  if (given === undefined && concerns.length === 0) return null;
  const wider = concerns.flatMap((concern) => concern.wider);
  const said = {
    wider: once(wider, ({ sentence }) => sentence).map(({ sentence, clauses }) => ({
      sentence,
      clauses: [...clauses],
    })),
    other: once(
      concerns.flatMap(({ other }) => other),
      (text) => text,
    ),
  };
  return {
    id: term.id,
    version: term.version,
    from: term.effectiveAt.toISOString(),
    state: isPast ? "past" : term.id === now?.id ? "in-force" : "coming",
    ...said,
    wording: wordingOf(wholeOf(context.bundle.languages, said)),
    answer:
      given === undefined ? null : { kind: given.answer, at: given.at.toISOString(), receipt: given.receipt },
  };
}

async function findConcerns(tx: Tx, { steps, person, lived, term }: Asking): Promise<readonly Concern[]> {
  const facts = await loadFacts(tx, person, ABSENT);
  const concerns: Concern[] = [];
  for (const before of limitsBefore(lived, term)) {
    const step = await steps.find(tx, before, term.version);
    const holds = (await findHeldCategories(tx, step.categories, [person])).get(person) ?? new Set<string>();
    const concern = step.concern({ facts, holds });
    if (concern !== null) concerns.push(concern);
  }
  return concerns;
}

/** Of which of these categories something is held, by person. */
export async function findHeldCategories(
  tx: Tx,
  categories: readonly string[],
  people: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const everywhere = { after: null, upTo: null };
  const { rows } = await sql<{ person: string; categories: string[] }>`
    select person, categories from (${categoriesHeld(categories, everywhere)}) held
    where person = any(${people}::uuid[])`.execute(tx);
  return new Map(rows.map((row) => [row.person, new Set(row.categories)]));
}

function once<T>(items: readonly T[], textOf: (item: T) => Text): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(textOf(item)), item])).values()];
}

/** All that was shown, in each language, as one text. */
function wholeOf(languages: readonly string[], { wider, other }: Pick<MyChange, "wider" | "other">): Text {
  const sentences = [...wider.map(({ sentence }) => sentence), ...other];
  return Object.fromEntries(
    languages.map((language) => [language, sentences.map((text) => text[language] ?? "").join("\n")]),
  );
}
