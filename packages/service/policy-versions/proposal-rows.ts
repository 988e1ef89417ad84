import type * as shapes from "@avow/contract/shapes";
import type { Diagnostic } from "@avow/policy";
import type { Database, Tx } from "@avow/postgres";
import type { Selectable } from "kysely";
import type { z } from "zod";
import { ProblemError } from "../http/problem.ts";
import type { Operator } from "../staff/operators.ts";
import type { ServiceTables } from "../tables.ts";
import { parseKeptBundle } from "./build-source.ts";
import { listTerms, type Term, termAt } from "./terms.ts";

export type Proposal = z.infer<typeof shapes.Proposal>;
/** A proposal as it is kept; its bundle and source have to be asked for. */
export type ProposalRow = Selectable<ServiceTables["policy_proposal"]>;

/** Most proposals a list shows, the newest first. */
const MOST_LISTED = 50;

/** What operators proposed, as `operator` sees it; not the first version, which nobody did. */
export async function listProposals(
  db: Database,
  { operator, now }: { readonly operator: Operator; readonly now: Date },
): Promise<Proposal[]> {
  const rows = await db
    .withTables<ServiceTables>()
    .selectFrom("policy_proposal")
    .selectAll()
    .where("proposed_by", "is not", null)
    .orderBy("proposed_at", "desc")
    .limit(MOST_LISTED)
    .execute();
  const current = termAt(await listTerms(db), now);
  return rows.map((row) => makeProposal(row, { operator, now, current }));
}

/** @throws {ProblemError} `not-found` */
export async function getProposal(db: Database | Tx, id: string): Promise<ProposalRow> {
  const row = await db
    .withTables<ServiceTables>()
    .selectFrom("policy_proposal")
    .selectAll()
    .where("id", "=", id)
    .where("proposed_by", "is not", null)
    .executeTakeFirst();
  if (row === undefined) throw new ProblemError("not-found", { detail: "there is no such proposal" });
  return row;
}

/** A proposal as `operator` sees it at `now`, when `current` governs. */
export function makeProposal(
  row: ProposalRow,
  o: { readonly operator: Operator; readonly now: Date; readonly current: Term | undefined },
): Proposal {
  const state = stateOf(row, o);
  return {
    id: row.id,
    version: row.version,
    title: { ...parseKeptBundle(row.bundle).title },
    state,
    effectiveAt: row.effective_at.toISOString(),
    proposedBy: row.proposed_by_name ?? "",
    proposedAt: row.proposed_at.toISOString(),
    approvedBy: row.approved_by_name,
    approvedAt: row.approved_at?.toISOString() ?? null,
    diagnostics: parseDiagnostics(row.diagnostics),
    mayApprove: state === "proposed" && row.proposed_by !== o.operator.id,
  };
}

function stateOf(
  { id, approved_at, withdrawn_at, entered_at, effective_at }: ProposalRow,
  { now, current }: { readonly now: Date; readonly current: Term | undefined },
): Proposal["state"] {
  if (withdrawn_at !== null) return "withdrawn";
  if (approved_at === null) return "proposed";
  if (id === current?.id) return "current";
  return entered_at === null && effective_at > now ? "approved" : "former";
}

/** What of the check is kept beside a proposal. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[]): string {
  return JSON.stringify(
    diagnostics.map(({ code, severity, file, span, message, help, source }) => ({
      code,
      severity,
      file,
      line: span?.line ?? null,
      message,
      help: help ?? null,
      source: source ?? null,
    })),
  );
}

function parseDiagnostics(kept: string): Proposal["diagnostics"] {
  // Written by `formatDiagnostics` alone.
  return JSON.parse(kept) as Proposal["diagnostics"];
}
