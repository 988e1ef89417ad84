import { randomUUID } from "node:crypto";
import { canonicalJson } from "@avow/evidence";
import { prepareGate } from "@avow/gate";
import type { PolicySource } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import { awaitIndex } from "../receipts/settle.ts";
import type { Operator } from "../staff/operators.ts";
import type { ServiceTables } from "../tables.ts";
import { buildSource } from "./build-source.ts";
import { fitTime } from "./fit-time.ts";
import {
  formatDiagnostics,
  getProposal,
  makeProposal,
  type Proposal,
  type ProposalRow,
} from "./proposal-rows.ts";
import { lockPublication, logStep } from "./publication-lock.ts";
import { requireHeir } from "./require-heir.ts";
import { listTerms, SPREAD_MS, type Term, termAt } from "./terms.ts";
import { noteWidenings } from "./widening.ts";

/**
 * Proposes a version of the policy: it passes `check`, may follow the one in force, and has a time at which it would become
 * current. It governs nothing until another operator approves it.
 * @throws {ProblemError} `policy-unsound`; `time-unfit`; `version-known`; `body-malformed`
 */
export async function propose(
  context: Context,
  o: { readonly operator: Operator; readonly source: PolicySource; readonly effectiveAt: Date | null },
): Promise<Proposal> {
  const { operator } = o;
  const { bundle, version, source, diagnostics } = buildSource(o.source);
  requireHeir(context.bundle, bundle);
  prepareGate(bundle, version);
  const now = context.now();
  const time = fitTime({ effective: bundle.effective, wanted: o.effectiveAt, now });
  if (!time.ok) throw new ProblemError("time-unfit", { detail: time.why, help: time.help });
  const row: ProposalRow = {
    id: randomUUID(),
    version,
    bundle: canonicalJson(bundle),
    source,
    diagnostics: formatDiagnostics(diagnostics),
    effective_at: time.at,
    proposed_by: operator.id,
    proposed_by_name: operator.name,
    proposed_at: now,
    approved_by: null,
    approved_by_name: null,
    approved_at: null,
    withdrawn_at: null,
    entered_at: null,
  };
  const { entry, current } = await transact(context.db, async (tx) => {
    await lockPublication(tx);
    const terms = await requireFree(tx, row, now);
    await tx.withTables<ServiceTables>().insertInto("policy_proposal").values(row).execute();
    const entry = await logStep(context, tx, {
      kind: "policy-proposed",
      policy: bundle.id,
      version,
      effectiveAt: time.at,
    });
    return { entry, current: termAt(terms, now) };
  });
  await awaitIndex(context, entry);
  return makeProposal(row, { operator, now, current });
}

/** What follows from an approval for people, done in the same transaction. */
export interface ApprovalEffects {
  /** The earliest time at which this version may govern, for whoever it concerns to have been told before. */
  earliest(context: Context, tx: Tx, approving: Approving): Promise<Date>;
  /** Told that it is approved. */
  approved(context: Context, tx: Tx, approving: Approving & { readonly effectiveAt: Date }): Promise<void>;
  /** Told that it was taken back, approved or not. */
  withdrawn(
    context: Context,
    tx: Tx,
    withdrawing: { readonly id: string; readonly by: Pick<Operator, "id" | "name"> },
  ): Promise<void>;
}

/** A proposal that is being approved. */
export interface Approving {
  readonly id: string;
  readonly version: string;
  /** Id of the operator who approves it. */
  readonly by: string;
  readonly at: Date;
}

/**
 * Approves a proposal of another operator's: from `effectiveAt` on, {@link SPREAD_MS} from now at the earliest, and not before those
 * it concerns can have been told, it governs.
 * @throws {ProblemError} `not-found`; `proposal-decided`; `approval-own`; `time-unfit`; `version-known`
 */
export async function approve(context: Context, { id, operator, effects }: Deciding): Promise<Proposal> {
  return decideProposal(context, { id, operator, kind: "policy-approved" }, async (tx, row, now) => {
    if (row.approved_at !== null || row.withdrawn_at !== null) throw decided("it was decided before");
    if (row.proposed_by === operator.id)
      throw new ProblemError("approval-own", {
        detail: "you proposed this version yourself",
        help: "ask another operator to read and approve it",
      });
    await noteWidenings(tx, row);
    const approving = { id, version: row.version, by: operator.id, at: now };
    const earliest = await effects.earliest(context, tx, approving);
    const effective_at = new Date(
      Math.max(row.effective_at.getTime(), now.getTime() + SPREAD_MS, earliest.getTime()),
    );
    const approval = {
      effective_at,
      approved_by: operator.id,
      approved_by_name: operator.name,
      approved_at: now,
    };
    await requireFree(tx, { ...row, effective_at }, now);
    await effects.approved(context, tx, { ...approving, effectiveAt: effective_at });
    return approval;
  });
}

/**
 * Takes back a proposal, anybody's, or an approved version up to {@link SPREAD_MS} before it would govern.
 * @throws {ProblemError} `not-found`; `proposal-decided`
 */
export async function withdrawProposal(
  context: Context,
  { id, operator, effects }: Deciding,
): Promise<Proposal> {
  return decideProposal(context, { id, operator, kind: "policy-withdrawn" }, async (tx, row, now) => {
    if (row.withdrawn_at !== null) throw decided("it was withdrawn before");
    if (row.approved_at !== null && row.effective_at.getTime() - now.getTime() <= SPREAD_MS)
      throw decided("it governs, has governed, or is about to");
    await effects.withdrawn(context, tx, { id, by: operator });
    return { withdrawn_at: now };
  });
}

interface Deciding {
  readonly id: string;
  readonly operator: Operator;
  readonly effects: ApprovalEffects;
}

/** Changes a proposal under the lock of publication, and enters the step into the log. */
async function decideProposal(
  context: Context,
  step: {
    readonly id: string;
    readonly operator: Operator;
    readonly kind: "policy-approved" | "policy-withdrawn";
  },
  decide: (tx: Tx, row: ProposalRow, now: Date) => Promise<Partial<ProposalRow>>,
): Promise<Proposal> {
  const { id, operator, kind } = step;
  const now = context.now();
  const { row, entry, current } = await transact(context.db, async (tx) => {
    await lockPublication(tx);
    const before = await getProposal(tx, id);
    const change = await decide(tx, before, now);
    await tx
      .withTables<ServiceTables>()
      .updateTable("policy_proposal")
      .set(change)
      .where("id", "=", id)
      .execute();
    const row = { ...before, ...change };
    const entry = await logStep(context, tx, {
      kind,
      policy: context.bundle.id,
      version: row.version,
      effectiveAt: row.effective_at,
    });
    return { row, entry, current: termAt(await listTerms(tx), now) };
  });
  await awaitIndex(context, entry);
  return makeProposal(row, { operator, now, current });
}

/**
 * Requires that a version is not on its way or in force already, and that no other becomes current at its time. A version that
 * governed once may come back.
 */
async function requireFree(
  tx: Tx,
  { id, version, effective_at }: ProposalRow,
  now: Date,
): Promise<readonly Term[]> {
  const terms = await listTerms(tx);
  const current = termAt(terms, now);
  const coming = terms.filter(({ enteredAt, effectiveAt }) => enteredAt === null && effectiveAt > now);
  const open = await tx
    .withTables<ServiceTables>()
    .selectFrom("policy_proposal")
    .select("id")
    .where("version", "=", version)
    .where("id", "<>", id)
    .where("approved_at", "is", null)
    .where("withdrawn_at", "is", null)
    .executeTakeFirst();
  if (open !== undefined || current?.version === version || coming.some((term) => term.version === version))
    throw new ProblemError("version-known", {
      detail:
        current?.version === version
          ? "this version governs now"
          : "this version is proposed or approved already",
    });
  if (coming.some(({ effectiveAt }) => effectiveAt.getTime() === effective_at.getTime()))
    throw new ProblemError("time-unfit", {
      detail: "another version becomes current at this very time",
      help: "choose another time",
    });
  return terms;
}

function decided(detail: string): ProblemError {
  return new ProblemError("proposal-decided", { detail });
}
