export {
  createLedger,
  type EntryProof,
  type EntryState,
  type Ledger,
  type LedgerHealth,
  type LedgerOptions,
} from "./ledger.ts";
export { ledgerMigrations } from "./migrations.ts";
export { createSignerFile, type LogSigner, openSignerFile } from "./signer-file.ts";
export { type LogFolderVerdict, verifyLogFolder } from "./verify-log-folder.ts";
