import { type EvidenceEvent, encodeEvent, personLeaf, toBase64 } from "@avow/evidence";
import type { Tx } from "@avow/postgres";
import type { Context } from "../context.ts";
import { commitTo } from "../receipts/record-event.ts";
import type { ServiceTables } from "../tables.ts";

/** A step in the handling of an incident. `facts` holds numbers and names of the policy, and never anything of a person. */
export interface Step {
  readonly kind: string;
  readonly clause: string;
  readonly facts: EvidenceEvent["facts"];
  /** Name of the operator; `null` for what the desk did by itself. It stays out of the evidence. */
  readonly by: string | null;
}

/**
 * Writes a step into the evidence, in the caller's transaction, which holds the incident's lock; returns the entry's id. An
 * incident has a chain of its own as a person has: the log shows that something happened and hides what, for an incident is
 * not public before its people are told; the receipts are in its evidence pack.
 */
export async function recordStep(context: Context, tx: Tx, incident: string, step: Step): Promise<string> {
  const tables = tx.withTables<ServiceTables>();
  const last = await tables
    .selectFrom("incident_step")
    .select(["sequence", "head"])
    .where("incident", "=", incident)
    .orderBy("sequence", "desc")
    .limit(1)
    .executeTakeFirst();
  const { kind, clause, facts, by } = step;
  const at = context.now();
  const sequence = (last?.sequence ?? 0) + 1;
  const { commitment, kept } = commitTo(
    encodeEvent({
      v: 1,
      kind,
      at: `${at.toISOString().slice(0, 19)}Z`,
      policy: context.version,
      clause,
      seq: sequence,
      previous: last === undefined ? null : toBase64(last.head),
      subject: incident,
      facts,
    }),
  );
  const id = await context.ledger.append(tx, personLeaf(commitment));
  await context.vault.keepEvidence(tx, incident, id, kept);
  await tables
    .insertInto("incident_step")
    .values({ incident, sequence, id, kind, by, at, head: Buffer.from(commitment) })
    .execute();
  return id;
}
