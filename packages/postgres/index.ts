export { asFault } from "./database-error.ts";
export { createDatabase, dropDatabase } from "./databases.ts";
export { type Embedded, startEmbedded } from "./embedded/start-embedded.ts";
export { Fault } from "./fault.ts";
export { type Lock, lockFolder } from "./lock-folder.ts";
export { type MigrationSet, migrate } from "./migrate.ts";
export { checkServer, connect, type Database, type Store, type Tx } from "./store.ts";
export { transact } from "./transact.ts";
