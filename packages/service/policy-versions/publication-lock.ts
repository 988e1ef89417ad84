import { publicLeaf } from "@avow/evidence";
import type { Tx } from "@avow/postgres";
import { sql } from "kysely";
import type { Context } from "../context.ts";

/** Fixed for ever: every process that changes what is published takes this one. */
const PUBLICATION_LOCK = "avow/policy/publication";

/** Takes the lock of publication until `tx` ends, so that of two who change what is published the second sees the first's work. */
export async function lockPublication(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${PUBLICATION_LOCK}, 0))`.execute(tx);
}

/** A step in the life of a version. */
export interface Step {
  readonly kind:
    | "policy-first-run"
    | "policy-proposed"
    | "policy-approved"
    | "policy-withdrawn"
    | "policy-current";
  /** Id of the policy. */
  readonly policy: string;
  readonly version: string;
  readonly effectiveAt: Date;
}

/** Enters a step into the log in clear, without saying who took it; returns the entry's id. */
export async function logStep(
  { ledger, now }: Pick<Context, "ledger" | "now">,
  tx: Tx,
  { effectiveAt, ...step }: Step,
): Promise<string> {
  return ledger.append(
    tx,
    publicLeaf({ v: 1, ...step, effectiveAt: inSeconds(effectiveAt), at: inSeconds(now()) }),
  );
}

function inSeconds(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
