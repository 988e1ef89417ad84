export type { Lookups } from "./blind-index.ts";
export { createErasureJournal, type Erasure, type ErasureJournal } from "./erasure-journal.ts";
export { createKeyFile, openKeyFile } from "./key-file.ts";
export type { IndexKey, KeyEncryptionKey, VaultKeys } from "./keys.ts";
export { type LookupKind, normaliseEmail, normaliseTelephone } from "./lookup.ts";
export type { Holding, VaultRecord } from "./records.ts";
export { replayErasures } from "./replay-erasures.ts";
export { vaultMigrations } from "./tables.ts";
export { createVault, type Vault, type VaultOptions } from "./vault.ts";
