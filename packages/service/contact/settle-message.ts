import type { EvidenceEvent } from "@avow/evidence";
import type { Refusal } from "@avow/policy";
import type { Tx } from "@avow/postgres";
import type { Context } from "../context.ts";
import { recordEvent } from "../receipts/record-event.ts";
import { changeMessage, clauseOfPurpose, refusalToKeep, type StoredMessage } from "./message-rows.ts";

/** How a message ends. Nothing follows any of these by itself. */
export type MessageEnd =
  | { readonly state: "sent"; readonly through: "smtp" | "mailbox" }
  | { readonly state: "stopped"; readonly refusal: Refusal }
  | { readonly state: "failed"; readonly failure: string }
  /** It was begun and perhaps sent. */
  | { readonly state: "unknown"; readonly failure?: string };

const EVENTS = {
  sent: "message-sent",
  stopped: "message-stopped",
  failed: "message-failed",
  unknown: "message-outcome-unknown",
} as const;

/** Ends a message and leaves the evidence of it, in the caller's transaction; the caller holds the message's lock. */
export async function settleMessage(
  context: Context,
  tx: Tx,
  message: StoredMessage,
  end: MessageEnd,
): Promise<void> {
  await changeMessage(tx, message, {
    state: end.state,
    settled_at: context.now(),
    refusal: end.state === "stopped" ? refusalToKeep(end.refusal) : null,
    failure: "failure" in end ? end.failure : null,
  });
  await recordEvent(context, tx, message.person, {
    kind: EVENTS[end.state],
    clause: end.state === "stopped" ? end.refusal.clause : clauseOfPurpose(context, message.purpose),
    facts: { message: message.id, purpose: message.purpose, channel: message.channel, ...factsOf(end) },
    ...(end.state === "stopped" ? { refused: true } : {}),
  });
}

/** None of them holds an address: a failure is said in words of ours. */
function factsOf(end: MessageEnd): EvidenceEvent["facts"] {
  switch (end.state) {
    case "sent":
      return { through: end.through };
    case "stopped":
      return { code: end.refusal.code };
    case "failed":
      return { failure: end.failure };
    case "unknown":
      return {};
  }
}
