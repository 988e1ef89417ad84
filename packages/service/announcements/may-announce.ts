import type { Mechanism } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import { awaitIndex } from "../receipts/settle.ts";
import { logStep } from "./log-step.ts";
import type { Standing, Subject } from "./subject.ts";

const MECHANISM: Mechanism = "reasoned-announcements";

/**
 * The clause under which anything is announced at all.
 * @throws {ProblemError} `refused` where the policy in force promises no announcements: absent is refused
 */
export function announcementClause({ bundle }: Pick<Context, "bundle">): string {
  const clause = bundle.clauses.find(({ mechanisms }) => mechanisms.includes(MECHANISM));
  if (clause !== undefined) return clause.id;
  throw new ProblemError("refused", { detail: "the policy in force lets nothing be announced" });
}

/** That an announcement was refused, which the log was told of. */
export interface Refused {
  readonly kind: "refused";
  readonly clause: string;
  /** How many could be told instead. */
  readonly untried: number;
  readonly entry: string;
}

/** That it may be made, and how the people stood when that was decided. */
export interface Permitted {
  readonly kind: "permitted";
  readonly clause: string;
  readonly standing: Standing;
}

/**
 * Decides whether something may be announced: only where nobody could be told instead (clause 2.3.8). A refusal is entered into
 * the log, with counts and nothing else, in `tx`; the caller commits it.
 * @throws {ProblemError} `not-found` where there is no such subject; `refused` where the policy promises no announcements
 */
export async function judgeAnnouncement(
  context: Context,
  tx: Tx,
  subject: Subject,
  of: { readonly id: string; readonly announcement: string | null },
): Promise<Permitted | Refused> {
  const clause = announcementClause(context);
  const standing = await subject.standing(context, tx, of.id);
  if (standing === null)
    throw new ProblemError("not-found", { detail: "there is nothing of this id to announce" });
  const { people, told, untried, rehearsal } = standing;
  if (untried === 0) return { kind: "permitted", clause, standing };
  const entry = await logStep(context, tx, {
    kind: "announcement-refused",
    clause,
    announcement: of.announcement,
    subject: { kind: subject.kind, id: of.id },
    rehearsal,
    facts: { people, told, untried, policy: context.version },
  });
  return { kind: "refused", clause, untried, entry };
}

/**
 * Carries out what may be refused, in a transaction of its own: a refusal is committed, so that its entry stands in the log,
 * and then thrown.
 * @throws {ProblemError} `refused`
 */
export async function commitEvenRefused<T extends object>(
  context: Context,
  work: (tx: Tx) => Promise<T | Refused>,
): Promise<T> {
  const done = await transact(context.db, work);
  if (!isRefused(done)) return done;
  await awaitIndex(context, done.entry);
  const { clause, untried } = done;
  throw new ProblemError("refused", {
    detail: `${untried} of the people it concerns can be reached and have not been tried, or a message to them is on its way`,
    help: "tell them first; what remains can be announced",
    clause,
    reason: {
      en: `It cannot be announced instead: ${untried} of the people it concerns can be reached and have not been tried, or a message to them is on its way.`,
      zh: `不能以公告代替告知：尚有${untried}人能够联系到而未联系，或者告知仍在进行。`,
    },
    remedy: null,
  });
}

function isRefused(done: object): done is Refused {
  return "kind" in done && done.kind === "refused";
}
