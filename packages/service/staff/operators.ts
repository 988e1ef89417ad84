import { randomBytes } from "node:crypto";
import type * as shapes from "@avow/contract/shapes";
import { type Database, type Tx, transact } from "@avow/postgres";
import { getMigrations } from "better-auth/db/migration";
import { sql } from "kysely";
import type { z } from "zod";
import { hashToken } from "../accounts/sessions.ts";
import type { Authenticate } from "../http/mount.ts";
import { ProblemError } from "../http/problem.ts";
import type { ServiceTables } from "../tables.ts";
import { type AuthSettings, authOptions, createAuth } from "./better-auth.ts";
import { sameOrigin } from "./same-origin.ts";

/** An operator who is logged in. */
export interface Operator {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

export interface OperatorsOptions extends AuthSettings {
  readonly db: Database;
  /** The clock of first links; sessions run on the machine's. */
  readonly now: () => Date;
}

/** Who runs the console. */
export interface Operators {
  /** Serves `/console/auth`: log in, log out, the session, a new password; everything else there is not found. */
  handler(request: Request): Promise<Response>;
  /** Callers with an operator's session, whose changes come from the console's own pages; else `not-logged-in` or `origin-wrong`. */
  readonly authenticate: Authenticate<Operator>;
  /**
   * A token with which the first operator can be made, once, and no other is valid any more; `null` when there is an
   * operator already. Only its hash is kept.
   */
  firstLink(): Promise<string | null>;
  /**
   * Makes the first operator. Of two who race, one is made.
   * @throws {ProblemError} `token-unknown`
   */
  createFirst(body: z.output<typeof shapes.FirstOperatorBody>): Promise<void>;
  /**
   * Makes an operator, once the caller commits `tx`; returns the id.
   * @throws {ProblemError} `email-taken`
   */
  create(tx: Tx, operator: NewOperator): Promise<string>;
  /** Every operator, the first one first. */
  list(): Promise<readonly (Operator & { readonly since: Date })[]>;
}

/** What somebody enters to become an operator. */
export interface NewOperator {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** Locks under which schema and first operator are made by one process at a time; fixed for ever. */
const SCHEMA_LOCK = "avow/operators/schema";
const FIRST_OPERATOR_LOCK = "avow/operators/first";

const SERVED = new Set(["/sign-in/email", "/sign-out", "/get-session", "/change-password"]);

/**
 * Opens operators' log-in over better-auth, whose tables are made or brought up to date first.
 * Its own migrations are used rather than a copy of its tables in ours, so that an upgrade of it brings what it needs.
 */
export async function createOperators(options: OperatorsOptions): Promise<Operators> {
  const { db, now, consoleUrl } = options;
  await migrateOperators(options);
  const auth = createAuth(db, options, { signUp: false });
  const create = async (tx: Tx, operator: NewOperator): Promise<string> => {
    if (await hasAddress(tx, operator.email))
      throw new ProblemError("email-taken", { detail: "an operator has this e-mail address" });
    const { user } = await createAuth(tx, options, { signUp: true }).api.signUpEmail({ body: operator });
    return user.id;
  };
  const fromOwnPage = sameOrigin(consoleUrl);
  return {
    async handler(request) {
      const path = new URL(request.url).pathname.slice("/console/auth".length);
      if (!SERVED.has(path))
        throw new ProblemError("not-found", { detail: "there is nothing at this address" });
      const response = await auth.handler(request);
      if (response.status >= 500) await askStore(db);
      return response;
    },
    async authenticate(http) {
      await fromOwnPage(http);
      const session = await auth.api.getSession({ headers: http.req.raw.headers }).catch(async (error) => {
        await askStore(db);
        throw error;
      });
      if (session === null)
        throw new ProblemError("not-logged-in", {
          detail: "this route needs an operator's session",
          help: "log in",
        });
      const { id, name, email } = session.user;
      return { id, name, email };
    },
    firstLink: () =>
      transact(db, async (tx) => {
        await lock(tx, FIRST_OPERATOR_LOCK);
        if (await hasOperator(tx)) return null;
        const token = randomBytes(32).toString("base64url");
        const links = tx.withTables<ServiceTables>();
        await links.deleteFrom("first_operator_link").execute();
        const link = { token_hash: hashToken(token), created_at: now(), used_at: null };
        await links.insertInto("first_operator_link").values(link).execute();
        return token;
      }),
    createFirst: ({ token, ...operator }) =>
      transact(db, async (tx) => {
        await lock(tx, FIRST_OPERATOR_LOCK);
        if (!(await useLink(tx, token, now())) || (await hasOperator(tx)))
          throw new ProblemError("token-unknown", {
            detail: "this link was used, or a newer one was made",
            help: "start the service again; it shows a new link as long as there is no operator",
          });
        await create(tx, operator);
      }),
    create,
    async list() {
      const { rows } = await sql<Operator & { since: Date }>`
        select id, name, email, "createdAt" as since from operators."user" order by "createdAt", id`.execute(
        db,
      );
      return rows;
    },
  };
}

/**
 * better-auth hides why it failed; the store says whether it was the store.
 * @throws {Fault} `store-unreachable`
 */
async function askStore(db: Database): Promise<void> {
  await transact(db, (tx) => sql`select 1`.execute(tx));
}

async function migrateOperators(options: OperatorsOptions): Promise<void> {
  await transact(options.db, async (tx) => {
    await lock(tx, SCHEMA_LOCK);
    const { runMigrations } = await getMigrations(authOptions(tx, options, true));
    await runMigrations();
  });
}

/** Waits for the lock of this name, and holds it until `tx` ends. */
async function lock(tx: Tx, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx);
}

async function useLink(tx: Tx, token: string, at: Date): Promise<boolean> {
  const used = await tx
    .withTables<ServiceTables>()
    .updateTable("first_operator_link")
    .set({ used_at: at })
    .where("token_hash", "=", hashToken(token))
    .where("used_at", "is", null)
    .executeTakeFirst();
  return used.numUpdatedRows > 0n;
}

/** Better-auth keeps addresses in lower case. */
async function hasAddress(tx: Tx, email: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from operators."user" where email = ${email.toLowerCase()}) as found`.execute(tx);
  return rows[0]?.found ?? false;
}

async function hasOperator(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{
    found: boolean;
  }>`select exists (select from operators."user") as found`.execute(tx);
  return rows[0]?.found ?? false;
}
