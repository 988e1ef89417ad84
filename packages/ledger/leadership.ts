import { type Database, Fault, lockFolder } from "@avow/postgres";
import { sql } from "kysely";

/** The key of the session lock under which one process at a time keeps the log. Arbitrary, fixed for ever. */
const LOCK_KEY = 4_706_153_823;

/**
 * Runs `work` as the only keeper of the log, or returns false at once when another process is it. Two locks, since
 * either alone can be got round: the database's tells processes on many machines apart, and the last-signed file's tells
 * apart those that share a disk but not, after a restore, a database.
 * @param connection one connection, not a pool; the lock is lost with it, and its queries fail from then on
 * @throws {Fault} `ledger-held-elsewhere` (retryable) when only the file is held; whatever `work` throws.
 */
export async function underLocks(
  connection: Database,
  lastSignedFile: string,
  work: () => Promise<void>,
): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`select pg_try_advisory_lock(${LOCK_KEY}) as held`.execute(
    connection,
  );
  if (!rows[0]?.held) return false;
  try {
    const lock = await lockFolder(`${lastSignedFile}.lock`).catch((cause) => {
      throw new Fault({
        code: "ledger-held-elsewhere",
        message: `\`${lastSignedFile}\` is held by another process, or cannot be locked`,
        retryable: true,
        help: "let one process keep this log; give a copy of the database another last-signed file and folder",
        cause,
      });
    });
    try {
      await work();
    } finally {
      await lock.release();
    }
    return true;
  } finally {
    // On a lost connection this fails, and the server has let go already.
    await sql`select pg_advisory_unlock(${LOCK_KEY})`.execute(connection).catch(() => {});
  }
}
