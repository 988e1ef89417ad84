import type * as shapes from "@avow/contract/shapes";
import { formatReceipt } from "@avow/evidence";
import { transact } from "@avow/postgres";
import type { z } from "zod";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import type { ServiceTables } from "../tables.ts";
import { unpackOpening } from "./record-event.ts";

type ReceiptSummary = z.infer<typeof shapes.ReceiptSummary>;

/** Everything that left a receipt with this person, latest first. */
export async function listReceipts(context: Context, person: string): Promise<ReceiptSummary[]> {
  const rows = await context.db
    .withTables<ServiceTables>()
    .selectFrom("receipt")
    .select(["id", "kind", "clause", "at", "sequence"])
    .where("person", "=", person)
    .orderBy("sequence", "desc")
    .execute();
  return Promise.all(
    rows.map(async ({ at, ...row }) => {
      const state = await context.ledger.state(row.id);
      return {
        ...row,
        at: at.toISOString(),
        state: state.state,
        index: "index" in state ? state.index : null,
      };
    }),
  );
}

/**
 * One receipt as a `.tlog-proof` file.
 * @throws {ProblemError} `not-found`; `receipt-not-ready` until a checkpoint covers it
 */
export async function receiptFile(context: Context, person: string, id: string): Promise<string> {
  const kept = await transact(context.db, (tx) => context.vault.openEvidence(tx, person, id));
  if (kept === null) throw new ProblemError("not-found", { detail: "this person has no such receipt" });
  return formatKept(context, id, kept);
}

/** The file of a receipt whose opening is in hand, as after an erasure. */
export async function formatKept(context: Context, id: string, kept: Uint8Array): Promise<string> {
  const proof = await context.ledger.proof(id);
  if (proof === null)
    throw new ProblemError("receipt-not-ready", {
      detail: "the receipt has its place in the log and waits for the next checkpoint",
      help: "ask again in a second",
    });
  return formatReceipt({ ...proof, content: { kind: "person", ...unpackOpening(kept) } });
}
