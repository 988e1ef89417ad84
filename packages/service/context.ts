import type { Gate } from "@avow/gate";
import type { Ledger } from "@avow/ledger";
import type { Bundle } from "@avow/policy";
import type { Database } from "@avow/postgres";
import type { ErasureJournal, Vault } from "@avow/vault";

/** What every capability is given. Made once, in `compose.ts`. */
export interface Context {
  readonly bundle: Bundle;
  /** SHA-256 of the bundle, hexadecimal. */
  readonly version: string;
  readonly gate: Gate;
  readonly db: Database;
  readonly vault: Vault;
  readonly ledger: Ledger;
  /** Who was erased, outside the database and its backups. */
  readonly erasures: ErasureJournal;
  readonly now: () => Date;
  /** Where people reach the portal and the privacy centre; without a slash at the end. */
  readonly publicUrl: string;
  /** Where operators reach the console; without a slash at the end. */
  readonly consoleUrl: string;
}
