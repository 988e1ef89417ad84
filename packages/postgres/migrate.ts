import { sql } from "kysely";
import { type Migration, type MigrationResult, Migrator } from "kysely/migration";
import { asFault } from "./database-error.ts";
import { Fault } from "./fault.ts";
import type { Database } from "./store.ts";

/** One room's changes of its tables. */
export interface MigrationSet {
  readonly room: string;
  /** By name: four digits, a dash, words, such as `0001-people`. */
  readonly migrations: Record<string, Migration>;
}

/** The key of the session lock under which one process at a time migrates. Arbitrary, fixed for ever. */
const LOCK_KEY = 4_706_153_822;

/**
 * Brings the database up to date and returns the names of what ran now, `room/name`, in the order it ran:
 * by name, then room. All of it commits, or none. Two processes may call at once: the second waits, then finds
 * nothing to do. Migrations the database has and `sets` lacks are left alone, so that old code starts beside new.
 * @throws {Fault} `migration-name` for a name that does not order; `migration-failed` naming the one that did;
 * `store-unreachable` (retryable)
 */
export async function migrate(db: Database, sets: readonly MigrationSet[]): Promise<readonly string[]> {
  const migrations = orderable(sets);
  return await db
    .connection()
    .execute((connection) => underLock(connection, () => runPending(connection, migrations)))
    .catch((error) => {
      throw asFault(error);
    });
}

/** Kysely's own lock begins only after it has read what ran; this one holds from before. */
async function underLock<T>(db: Database, work: () => Promise<T>): Promise<T> {
  await sql`select pg_advisory_lock(${LOCK_KEY})`.execute(db);
  try {
    return await work();
  } finally {
    await sql`select pg_advisory_unlock(${LOCK_KEY})`.execute(db);
  }
}

async function runPending(
  db: Database,
  own: Readonly<Record<string, Migration>>,
): Promise<readonly string[]> {
  const others = await findRun(db);
  const untouched = Object.fromEntries(others.map((key) => [key, { up: async () => {} }]));
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...untouched, ...own }) },
    allowUnorderedMigrations: true,
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) throw failed(results, error);
  return results.map((result) => roomAndName(result.migrationName));
}

/** The keys of all migrations the database has seen, whoever's they were. */
async function findRun(db: Database): Promise<readonly string[]> {
  const table = await sql<{ exists: boolean }>`
    select to_regclass('kysely_migration') is not null as exists`.execute(db);
  if (!table.rows[0]?.exists) return [];
  const run = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  return run.rows.map((row) => row.name);
}

/** Keyed `name/room`: Kysely runs and records migrations in the order of their keys. */
function orderable(sets: readonly MigrationSet[]): Record<string, Migration> {
  const keyed: Record<string, Migration> = {};
  for (const { room, migrations } of sets) {
    for (const [name, migration] of Object.entries(migrations)) {
      const key = `${name}/${room}`;
      if (!/^\d{4}-[a-z0-9-]+\/[a-z0-9-]+$/.test(key)) {
        throw new Fault({
          code: "migration-name",
          message: `migration \`${room}/${name}\` has no place in the order`,
          help: "name it with four digits, a dash and words in lower case, such as `0001-people`",
        });
      }
      if (key in keyed) {
        throw new Fault({ code: "migration-name", message: `migration \`${room}/${name}\` is given twice` });
      }
      keyed[key] = migration;
    }
  }
  return keyed;
}

function roomAndName(key: string): string {
  const [name, room] = key.split("/");
  return `${room}/${name}`;
}

function failed(results: readonly MigrationResult[], cause: unknown): Fault {
  const culprit = results.find((result) => result.status === "Error");
  const message = culprit
    ? `migration \`${roomAndName(culprit.migrationName)}\` failed`
    : "the migrations could not be read";
  return new Fault({ code: "migration-failed", message, help: "nothing was changed", cause });
}
