import type { AnswerOf, BodyOf } from "@avow/contract";
import type { Bundle } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import type { Operator } from "../staff/operators.ts";
import { noticeClause } from "./clauses.ts";
import { type Composing, digestNotice, previewNotice } from "./compose.ts";
import { dayIn } from "./deadlines.ts";
import { listLacking, type NoticeTexts, WRITTEN, type WrittenElement } from "./elements.ts";
import { recordStep } from "./record-step.ts";
import { type IncidentRow, lockOpenIncident, unfit, updateIncident } from "./rows.ts";
import { keepTexts, openTexts } from "./sealed-texts.ts";
import { governingZone } from "./time-zone.ts";
import { factsOf } from "./triage.ts";

export type IncidentNotice = NonNullable<AnswerOf<"incident">["notice"]>;

/** One text of a notice, and whose writing it is. */
interface Written {
  readonly text: string;
  /** Id of an operator. */
  readonly by: string;
}
type KeptTexts = Partial<Record<WrittenElement, Record<string, Written>>>;

/**
 * Saves what a notice says, as a draft. Whoever approved an earlier one has not approved this: any change takes the approval back.
 * @throws {ProblemError} `not-found`; `state-unfit` once it is being sent; `words-changed` over another version than the last
 */
export async function writeNotice(
  context: Context,
  operator: Operator,
  draft: { readonly id: string } & BodyOf<"writeIncidentNotice">,
): Promise<IncidentNotice> {
  const { id, over } = draft;
  return transact(context.db, async (tx) => {
    const row = await lockOpenIncident(tx, id);
    if (row.notice !== null) throw unfit("it is being sent, and cannot be called back");
    if (over !== row.notice_version)
      throw new ProblemError("words-changed", {
        detail: "somebody saved other words while you wrote",
        help: "read theirs, and write over them",
      });
    const texts = attribute(draft.texts, (await openNotice(context, tx, row)) ?? {}, operator.id);
    const version = row.notice_version + 1;
    await keepTexts(context, tx, { incident: id, name: `notice/${version}` }, texts);
    const changed = await updateIncident(tx, id, {
      notice_version: version,
      notice_authors: authorsOf(texts, operator.id),
      notice_by: operator.name,
      notice_at: context.now(),
      approved_by: null,
      approved_at: null,
      approved_digest: null,
    });
    await recordStep(context, tx, id, {
      kind: row.approved_at === null ? "notice-written" : "notice-changed",
      clause: noticeClause(context.bundle),
      facts: { version },
      by: operator.name,
    });
    return viewNotice(context, tx, changed, operator);
  });
}

/**
 * Approves a notice as it reads now: whole, and none of it by who approves.
 * @throws {ProblemError} `not-found`; `state-unfit`; `words-changed`; `approval-own`; `notice-incomplete`
 */
export async function approveNotice(
  context: Context,
  operator: Operator,
  of: { readonly id: string; readonly version: number },
): Promise<IncidentNotice> {
  const { id, version } = of;
  return transact(context.db, async (tx) => {
    const row = await lockOpenIncident(tx, id);
    if (row.notice_version === 0) throw unfit("nobody has written a notice yet");
    if (row.notice !== null) throw unfit("it is being sent already");
    if (version !== row.notice_version)
      throw new ProblemError("words-changed", { detail: "another version was saved since you read it" });
    if (row.notice_authors.includes(operator.id))
      throw new ProblemError("approval-own", {
        detail: "something of this notice is your own writing",
        help: "ask an operator who wrote nothing of it",
        clause: noticeClause(context.bundle),
      });
    const composing = await composingOf(context, tx, row);
    requireComplete(context.bundle, row, composing);
    const digest = digestNotice(context.bundle, composing);
    if (row.approved_digest === digest) throw unfit("it is approved already");
    const approved = await updateIncident(tx, id, {
      approved_by: operator.name,
      approved_at: context.now(),
      approved_digest: digest,
    });
    if ((await findApproved(context, tx, approved)) === null)
      await keepTexts(context, tx, approvedName(approved), previewNotice(context.bundle, composing));
    await recordStep(context, tx, id, {
      kind: "notice-approved",
      clause: noticeClause(context.bundle),
      facts: { version, notice: digest },
      by: operator.name,
    });
    return viewNotice(context, tx, approved, operator);
  });
}

/** The notice as it read when it was approved, by language; `null` where it is not. */
export async function findApproved(
  context: Pick<Context, "vault">,
  tx: Tx,
  row: IncidentRow,
): Promise<ReturnType<typeof previewNotice> | null> {
  return row.approved_digest === null ? null : openTexts(context, tx, approvedName(row));
}

function approvedName({ id, notice_version, approved_digest }: IncidentRow) {
  return { incident: id, name: `approved/${notice_version}/${approved_digest}` };
}

/** A notice as `operator` sees it; for an incident that has one. */
export async function viewNotice(
  context: Context,
  tx: Tx,
  row: IncidentRow,
  operator: Operator,
): Promise<IncidentNotice> {
  const composing = await composingOf(context, tx, row);
  const lacking = lackingOf(context.bundle, row, composing);
  return {
    version: row.notice_version,
    texts: Object.fromEntries(
      Object.entries(composing.texts).map(([element, words]) => [element, { ...words }]),
    ),
    lacking,
    preview: previewNotice(context.bundle, composing),
    writtenBy: row.notice_by ?? "",
    writtenAt: (row.notice_at ?? row.reported_at).toISOString(),
    approvedBy: row.approved_by,
    approvedAt: row.approved_at?.toISOString() ?? null,
    mayApprove:
      row.approved_at === null &&
      row.notice === null &&
      lacking.length === 0 &&
      !row.notice_authors.includes(operator.id),
    state: stateOf(row),
    notice: row.notice,
  };
}

/** What a notice of this incident is made from, to somebody whom every category concerns. */
export async function composingOf(
  context: Pick<Context, "vault">,
  tx: Tx,
  row: IncidentRow,
): Promise<Composing> {
  return {
    texts: textsOf((await openNotice(context, tx, row)) ?? {}),
    categories: row.scope_categories ?? [],
    minors: factsOf(row)?.flags.includes("minors") ?? false,
    rehearsal: row.rehearsal,
  };
}

/**
 * Requires that what is about to be said is whole, and is word for word what was approved.
 * @throws {ProblemError} `notice-incomplete`; `state-unfit`
 */
export function requireApproved(bundle: Bundle, row: IncidentRow, composing: Composing): void {
  requireComplete(bundle, row, composing);
  if (row.approved_digest !== digestNotice(bundle, composing))
    throw unfit(
      row.approved_digest === null
        ? "nobody has approved this notice"
        : "the notice reads otherwise than it did when it was approved",
      "have it approved by an operator who wrote nothing of it",
    );
}

function requireComplete(bundle: Bundle, row: IncidentRow, composing: Composing): void {
  const lacking = lackingOf(bundle, row, composing);
  const [first] = lacking;
  if (first === undefined) return;
  throw new ProblemError("notice-incomplete", {
    detail: `${lacking.length} of the things people must be told ${lacking.length === 1 ? "is" : "are"} not there in every language`,
    help: "each is named, with the rule that asks for it",
    clause: first.clause,
    source: first.cite,
    errors: lacking.map(({ element, language, cite }) => ({
      at: `/texts/${element}/${language}`,
      message: `is asked for by ${cite}`,
    })),
  });
}

function lackingOf(bundle: Bundle, row: IncidentRow, { texts }: Composing): IncidentNotice["lacking"] {
  const day = dayIn(row.known_at, governingZone(bundle));
  return [...listLacking(bundle, { texts, categories: row.scope_categories }, day)];
}

function stateOf({ notice, paused, approved_at }: IncidentRow): IncidentNotice["state"] {
  if (notice !== null) return paused ? "paused" : "sending";
  return approved_at === null ? "draft" : "approved";
}

async function openNotice(
  context: Pick<Context, "vault">,
  tx: Tx,
  { id, notice_version }: IncidentRow,
): Promise<KeptTexts | null> {
  return openTexts<KeptTexts>(context, tx, { incident: id, name: `notice/${notice_version}` });
}

/** What stays as it was stays its author's; what is new or changed is now the operator's. */
function attribute(
  texts: BodyOf<"writeIncidentNotice">["texts"],
  before: KeptTexts,
  operator: string,
): KeptTexts {
  const kept: KeptTexts = {};
  for (const { element } of WRITTEN) {
    const entries = Object.entries(texts[element] ?? {}).map(([language, text]): [string, Written] => {
      const old = before[element]?.[language];
      return [language, old !== undefined && old.text === text ? old : { text, by: operator }];
    });
    if (entries.length > 0) kept[element] = Object.fromEntries(entries);
  }
  return kept;
}

/** Whose writing stands in it; and who saved it, for they may have taken something out. */
function authorsOf(texts: KeptTexts, operator: string): string[] {
  const authors = Object.values(texts).flatMap((words) => Object.values(words).map(({ by }) => by));
  return [...new Set([...authors, operator])].sort();
}

function textsOf(kept: KeptTexts): NoticeTexts {
  return Object.fromEntries(
    Object.entries(kept).map(([element, words]) => [
      element,
      Object.fromEntries(Object.entries(words).map(([language, { text }]) => [language, text])),
    ]),
  );
}
