import { NoResultError } from "kysely";
import pg from "pg";
import { Fault } from "./fault.ts";

/**
 * Takes out of a server's error whatever can carry a row's values, in place: `detail` holds the key that
 * exists already, `where` and `internalQuery` hold statements, and the message of a data exception (class 22)
 * quotes the value that was refused. Code, constraint, table and column stay.
 */
export function withholdValues(error: pg.DatabaseError): void {
  error.detail = undefined;
  error.where = undefined;
  error.internalQuery = undefined;
  if (error.code?.startsWith("22")) {
    error.message = `the store refused a value (${error.code})`;
    Error.captureStackTrace(error);
  }
}

/** The error as it leaves a transaction: a {@link Fault} when the world broke, otherwise the same error. */
export function asFault(error: unknown): unknown {
  if (isDiskFull(error)) {
    return new Fault({
      code: "disk-full",
      message: "the store has no space left",
      retryable: true,
      help: "free space on the database's disk; nothing acknowledged is lost",
      cause: error,
    });
  }
  if (isConnectionLost(error)) return unreachable(error);
  // The tree of the query that found nothing holds the values it looked for.
  if (error instanceof NoResultError) Reflect.deleteProperty(error, "node");
  return error;
}

/** The Fault for a store that cannot be asked; `cause` says why. */
export function unreachable(cause: unknown): Fault {
  return new Fault({
    code: "store-unreachable",
    message: "the store cannot be reached",
    retryable: isConnectionLost(cause),
    help: "check that PostgreSQL runs, and that the address, user and password of its url are right",
    cause,
  });
}

/** True for a serialization failure or a deadlock: the server undid the transaction and asks to try again. */
export function isContention(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === "40001" || error.code === "40P01");
}

function isDiskFull(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === "53100";
}

function isConnectionLost(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return LOST_STATES.test(error.code ?? "");
  if (!(error instanceof Error)) return false;
  return ("code" in error && SOCKET_CODES.has(String(error.code))) || LOST_MESSAGES.test(error.message);
}

// Connection exceptions, too many connections, and a server that is stopping, crashed or starting.
// https://www.postgresql.org/docs/current/errcodes-appendix.html
const LOST_STATES = /^(08...|53300|57P0[1-5])$/;

const SOCKET_CODES = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
]);

// node-postgres gives these no code.
const LOST_MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|Client .* not queryable)/;
