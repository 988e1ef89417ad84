import type { ColumnType, Generated } from "kysely";
import type { AnnouncementTables } from "./announcements/tables.ts";
import type { ChangeTables } from "./changes/tables.ts";
import type { OutreachTables } from "./channels/outreach-tables.ts";
import type { CorrespondenceTables } from "./correspondence/tables.ts";
import type { DeviceTables } from "./devices/tables.ts";
import type { IncidentTables } from "./incidents/tables.ts";
import type { MarketingTables } from "./marketing/tables.ts";
import type { NoticeTables } from "./notices/tables.ts";
import type { AccessTables } from "./receipts/access-rows.ts";
import type { StatisticsTables } from "./statistics/tables.ts";
import type { SubmissionTables } from "./submissions/tables.ts";
import type { VisitTables } from "./visits/tables.ts";

/** A moment the caller sets. */
type Moment = ColumnType<Date, Date, Date>;

export type ServiceTables = VisitTables &
  DeviceTables &
  CorrespondenceTables &
  ChangeTables &
  IncidentTables &
  AccessTables &
  MarketingTables &
  NoticeTables &
  OutreachTables &
  StatisticsTables &
  SubmissionTables &
  AnnouncementTables & {
    account: {
      person: string;
      created_at: Moment;
      /** The version under which it was opened; `null` for one from before this was kept. */
      policy: Generated<string | null>;
    };
    session: {
      token_hash: Buffer;
      person: string;
      cookies: "accepted" | "refused";
      /** The browser's own refusal that was honoured when it began. */
      signal: Generated<"gpc" | "dnt" | null>;
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
      /** Proves it; `null` for what was chosen before receipts stood here. */
      receipt: Generated<string | null>;
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
    /** What would have left, where no channel is configured. The mail itself is sealed under the person's key. */
    mailbox: {
      person: string;
      id: string;
      channel: string;
      delivery: string;
      at: Moment;
    };
    /** Every version that ever governed, for good. */
    policy_version: {
      version: string;
      policy: string;
      /** Canonical JSON, of which `version` is the SHA-256. */
      bundle: string;
      first_run_at: Moment;
      entry: string;
    };
    /** A version on its way, in force or past. One that is approved and not withdrawn governs from `effective_at`. */
    policy_proposal: {
      id: string;
      version: string;
      bundle: string;
      /** What its author wrote, as JSON of a `PolicySource`. */
      source: string;
      /** JSON of what `check` said of it. */
      diagnostics: string;
      effective_at: Moment;
      /** An operator's id and name; `null` for the first version, which nobody proposed or approved. */
      proposed_by: string | null;
      proposed_by_name: string | null;
      proposed_at: Moment;
      approved_by: string | null;
      approved_by_name: string | null;
      approved_at: Moment | null;
      withdrawn_at: Moment | null;
      /** When the log was told that it governs; before that nothing is decided under it. */
      entered_at: Moment | null;
    };
    /** The last time a version's source was held against `check`. */
    policy_check: {
      version: string;
      at: Moment;
      errors: number;
      warnings: number;
    };
    /** Decisions by clause and hour, without a person. Several rows of one clause and hour add up. */
    decision_tally: {
      version: string;
      clause: string;
      hour: Moment;
      permitted: number;
      refused: number;
    };
    /** While it is open, nothing the person left is erased. */
    dispute: {
      person: string;
      id: string;
      reference: string;
      opened_by: string;
      opened_at: Moment;
      closed_by: string | null;
      closed_at: Moment | null;
    };
    first_operator_link: {
      id: Generated<number>;
      token_hash: Buffer;
      created_at: Moment;
      used_at: Moment | null;
    };
    /** A one-time link for one new operator. */
    operator_invitation: {
      id: string;
      token_hash: Buffer;
      invited_by: string;
      invited_at: Moment;
      expires_at: Moment;
      used_at: Moment | null;
      /** Id of who was made with it. */
      operator: string | null;
    };
  };
