import type { Gate } from "@avow/gate";
import type { Ledger } from "@avow/ledger";
import type { Bundle, PolicySource } from "@avow/policy";
import type { Database } from "@avow/postgres";
import type { ErasureJournal, Vault } from "@avow/vault";
import type { Tally } from "./activity/tally.ts";

/** What stands for as long as the service runs, whatever version of the policy governs. */
export interface Standing {
  readonly db: Database;
  readonly vault: Vault;
  readonly ledger: Ledger;
  /** Who was erased, outside the database and its backups. */
  readonly erasures: ErasureJournal;
  /** Refusals that no transaction records. */
  readonly tally: Tally;
  readonly now: () => Date;
  /** The policy in the folder the service was started with, read anew; `null` where it cannot be read. It does not govern. */
  readonly readFolder: () => Promise<PolicySource | null>;
  /** Where people reach the portal and the privacy centre; without a slash at the end. */
  readonly publicUrl: string;
  /** Where operators reach the console; without a slash at the end. */
  readonly consoleUrl: string;
}

/**
 * What every capability is given: what stands, under one version of the policy. It never changes; a request or a job that
 * was begun under one version ends under it, so that a decision and its evidence name the same.
 */
export interface Context extends Standing {
  readonly bundle: Bundle;
  /** SHA-256 of the bundle, hexadecimal. */
  readonly version: string;
  readonly gate: Gate;
}
