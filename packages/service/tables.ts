import type { ColumnType, Generated } from "kysely";

/** A moment the caller sets. */
type Moment = ColumnType<Date, Date, Date>;

export type ServiceTables = {
  account: {
    person: string;
    created_at: Moment;
  };
  session: {
    token_hash: Buffer;
    person: string;
    cookies: "accepted" | "refused";
    created_at: Moment;
    expires_at: Moment;
  };
  choice: {
    person: string;
    purpose: string;
    state: "granted" | "refused" | "withdrawn";
    at: Moment;
    wording: string;
    policy: string;
  };
  objection: {
    person: string;
    purpose: string;
    at: Moment;
    policy: string;
  };
  evidence_head: {
    person: string;
    sequence: number;
    /** Commitment of the person's latest event. */
    head: Buffer | null;
  };
  receipt: {
    person: string;
    /** Also the id of the ledger entry. */
    id: string;
    sequence: number;
    kind: string;
    clause: string;
    at: Moment;
  };
  message: {
    person: string;
    id: string;
    purpose: string;
    channel: string;
    /** What the operator wrote, by language; it holds nothing about the person. */
    subject: Record<string, string>;
    body: Record<string, string>;
    state: "queued" | "sending" | "sent" | "refused" | "stopped" | "failed" | "unknown";
    /** How often it was handed over, or begun to be. */
    attempts: number;
    created_by: string;
    created_at: Moment;
    due_at: Moment;
    settled_at: Moment | null;
    refusal: { clause: string; code: string; reason: Record<string, string> } | null;
    failure: string | null;
    /** SHA-256 of the unsubscribe token. */
    unsubscribe_hash: Buffer | null;
  };
  /** What would have left, where no channel is configured. The mail itself is sealed under the person's key. */
  mailbox: {
    person: string;
    id: string;
    at: Moment;
  };
  policy_version: {
    version: string;
    policy: string;
    bundle: string;
    first_run_at: Moment;
    entry: string;
  };
  first_operator_link: {
    id: Generated<number>;
    token_hash: Buffer;
    created_at: Moment;
    used_at: Moment | null;
  };
};
