import type { Tx } from "@avow/postgres";
import { listTerms, type Term } from "../policy-versions/terms.ts";
import type { ServiceTables } from "../tables.ts";

/** What somebody said last of a version's term. */
export interface GivenAnswer {
  readonly term: string;
  readonly answer: "agreed" | "refused";
  readonly wording: string;
  readonly at: Date;
  readonly receipt: string;
}

/** Where one person stands to the versions that there were, are and will be. */
export interface LivedUnder {
  readonly terms: readonly Term[];
  /** By term. */
  readonly answers: ReadonlyMap<string, GivenAnswer>;
  readonly createdAt: Date;
  /** The version under which the account was opened; `null` where that was not kept. */
  readonly openedUnder: string | null;
}

/** `null` for whoever is gone. */
export async function loadLivedUnder(tx: Tx, person: string): Promise<LivedUnder | null> {
  const tables = tx.withTables<ServiceTables>();
  const account = await tables
    .selectFrom("account")
    .select(["created_at", "policy"])
    .where("person", "=", person)
    .executeTakeFirst();
  if (account === undefined) return null;
  const answers = await tables
    .selectFrom("change_answer")
    .select(["term", "answer", "wording", "at", "receipt"])
    .where("person", "=", person)
    .execute();
  return {
    terms: await listTerms(tx),
    answers: new Map(answers.map((answer) => [answer.term, answer])),
    createdAt: account.created_at,
    openedUnder: account.policy,
  };
}

/**
 * The versions from whose limits a term would lead: those that governed since the one the person last agreed to before it, or opened
 * their account under. The one in force before a term that is to come is among them. As `loadHeldTo` has it of the term in force,
 * and whatever was answered of this term itself.
 */
export function limitsBefore(
  { terms, answers, createdAt, openedUnder }: LivedUnder,
  of: Term,
): readonly string[] {
  const before = terms.filter(({ effectiveAt }) => effectiveAt < of.effectiveAt);
  const since = before.findLastIndex(
    ({ id, version, effectiveAt }) =>
      answers.get(id)?.answer === "agreed" ||
      (effectiveAt <= createdAt && version === (openedUnder ?? version)),
  );
  const lived = before.slice(Math.max(since, 0)).map(({ version }) => version);
  return [...new Set(lived)].filter((version) => version !== of.version);
}

/** Whether the account was opened when a term had begun already, so that nothing of it is a change. */
export function beganUnder({ createdAt, openedUnder }: LivedUnder, { version, effectiveAt }: Term): boolean {
  return effectiveAt <= createdAt && (openedUnder === null || openedUnder === version);
}
