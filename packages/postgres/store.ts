import { Kysely, PostgresDialect, type Transaction } from "kysely";
import pg from "pg";
import { unreachable, withholdValues } from "./database-error.ts";
import { Fault } from "./fault.ts";

/** No tables: each room narrows with `db.withTables<ItsTables>()`. */
type Tables0 = Record<never, never>;

/** The database as a room receives it. */
export type Database = Kysely<Tables0>;

/** An open transaction; what a room writes through it is there only when its owner commits. */
export type Tx = Transaction<Tables0>;

/** A pool of connections to one database, and the query builder over it. */
export interface Store {
  readonly db: Database;
  /** Holds the password. */
  readonly url: string;
  readonly pool: pg.Pool;
  /** Waits for queries under way, then closes every connection. A second call waits for the first. */
  close(): Promise<void>;
}

/** The oldest PostgreSQL this room is tested against. */
const OLDEST_MAJOR = 15;

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Opens a store without connecting: the first query does. Every error a query throws is free of row values.
 * An int8 arrives as a number; one beyond 2^53 - 1 fails its query with {@link Fault} `int8-unsafe`.
 * @param o.url `postgres://user:password@host:port/database`
 * @param o.poolSize at most this many connections; 10 unless told
 * @param o.onIdleError told when a connection is lost while nobody waits on it; the pool replaces it by itself
 * @example const store = connect({ url: "postgres://127.0.0.1/avow" })
 */
export function connect(o: {
  url: string;
  poolSize?: number;
  applicationName?: string;
  onIdleError?: (error: Error) => void;
}): Store {
  const pool = new pg.Pool({
    connectionString: o.url,
    max: o.poolSize ?? 10,
    application_name: o.applicationName ?? "avow",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    types: { getTypeParser: typeParser },
  });
  pool.on("connect", (client) => {
    client.connection.prependListener("errorMessage", withholdValues);
    // A connection lost inside a transaction emits here too; its next query fails and says so.
    client.on("error", () => {});
  });
  pool.on("error", (error) => {
    Reflect.deleteProperty(error, "client"); // pg attaches the whole client, its address and settings
    o.onIdleError?.(error);
  });
  let closing: Promise<void> | undefined;
  return {
    db: new Kysely<Tables0>({ dialect: new PostgresDialect({ pool }) }),
    url: o.url,
    pool,
    close() {
      closing ??= pool.end();
      return closing;
    },
  };
}

/**
 * Asks the server who it is: its major version, and whether it syncs what it acknowledges.
 * @throws {Fault} `postgres-too-old` below 15; `store-unreachable` (retryable unless the server turned us away)
 */
export async function checkServer(store: Store): Promise<{ version: number; fsync: boolean }> {
  const question = `select current_setting('server_version_num')::int as version,
                           current_setting('fsync')::boolean as fsync`;
  const { rows } = await store.pool.query<{ version: number; fsync: boolean }>(question).catch((error) => {
    throw unreachable(error);
  });
  const [answer] = rows;
  if (!answer) throw unreachable(undefined);
  return { version: supportedMajor(answer.version), fsync: answer.fsync };
}

/**
 * The major version in a `server_version_num` such as 150012.
 * @throws {Fault} `postgres-too-old`
 */
export function supportedMajor(versionNumber: number): number {
  const major = Math.floor(versionNumber / 10_000);
  if (major >= OLDEST_MAJOR) return major;
  throw new Fault({
    code: "postgres-too-old",
    message: `the server is PostgreSQL ${major}, at least ${OLDEST_MAJOR} is needed`,
    help: `upgrade the server, or leave its url out to use the embedded one`,
  });
}

const typeParser: typeof pg.types.getTypeParser = (oid: number, format?: "text" | "binary") =>
  oid === pg.types.builtins.INT8 && format !== "binary" ? parseInt8 : pg.types.getTypeParser(oid, format);

function parseInt8(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  throw new Fault({ code: "int8-unsafe", message: "an int8 of the store is beyond 2^53 - 1" });
}
