import pg from "pg";
import { asFault } from "./database-error.ts";
import { Fault } from "./fault.ts";
import { connect } from "./store.ts";

/**
 * Makes sure that the server of `url` has a database called `name`, and returns that database's url.
 * One that is there already is left as it is.
 * @throws {Fault} `database-name`; `store-unreachable` (retryable)
 */
export async function createDatabase(url: string, name: string): Promise<string> {
  await execute(url, `create database ${quoted(name)}`).catch((error) => {
    if (!isDuplicate(error)) throw error;
  });
  const own = new URL(url);
  own.pathname = `/${name}`;
  return own.href;
}

/**
 * Drops the database called `name` from the server of `url`, ending whatever is connected to it.
 * @throws {Fault} `database-name`; `store-unreachable` (retryable)
 */
export async function dropDatabase(url: string, name: string): Promise<void> {
  await execute(url, `drop database if exists ${quoted(name)} with (force)`);
}

async function execute(url: string, statement: string): Promise<void> {
  const { pool, close } = connect({ url, poolSize: 1 });
  try {
    await pool.query(statement);
  } catch (error) {
    throw asFault(error);
  } finally {
    await close();
  }
}

/** `42P04` when it exists; `23505` when another session is creating it at this moment. */
function isDuplicate(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === "42P04" || error.code === "23505");
}

function quoted(name: string): string {
  if (/^[a-z_][a-z0-9_]{0,62}$/.test(name)) return `"${name}"`;
  throw new Fault({
    code: "database-name",
    message: `\`${name}\` is not a name for a database`,
    help: "use lower case letters, digits and underscores, at most 63",
  });
}
