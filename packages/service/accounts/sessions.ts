import { createHash, randomBytes } from "node:crypto";
import type { Context as HttpContext } from "hono";
import type { Context } from "../context.ts";
import type { Authenticate } from "../http/mount.ts";
import { ProblemError } from "../http/problem.ts";
import type { ServiceTables } from "../tables.ts";

const PREFIX = "avow_person_";

/** A browser's own refusal: Global Privacy Control, or the older Do Not Track. */
export type Signal = "gpc" | "dnt";

/** A person who is logged in. */
export interface PersonSession {
  readonly person: string;
  readonly cookies: "accepted" | "refused";
  /** The browser's own refusal that was honoured when the session began. */
  readonly signal: Signal | null;
  readonly tokenHash: Buffer;
}

/** A fresh bearer token and what is stored of it. The token itself is never kept. */
export function makeToken(): { token: string; tokenHash: Buffer } {
  const token = `${PREFIX}${randomBytes(32).toString("base64url")}`;
  return { token, tokenHash: hashToken(token) };
}

/** What is stored of a token: SHA-256 is enough, for tokens are 256 random bits. */
export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** The bearer token of a request, or the empty text. */
export function bearerOf(http: HttpContext): string {
  const header = http.req.header("authorization") ?? "";
  return header.startsWith("Bearer ") ? header.slice("Bearer ".length) : "";
}

/** Callers with a live session; everyone else gets `not-logged-in` or `session-unknown`. */
export function authenticatePerson(context: Context): Authenticate<PersonSession> {
  return async (http) => {
    const token = bearerOf(http);
    if (token === "")
      throw new ProblemError("not-logged-in", { detail: "this route needs a person's session" });
    const tokenHash = hashToken(token);
    const row = await context.db
      .withTables<ServiceTables>()
      .selectFrom("session")
      .select(["person", "cookies", "signal"])
      .where("token_hash", "=", tokenHash)
      .where("expires_at", ">", context.now())
      .executeTakeFirst();
    if (row === undefined)
      throw new ProblemError("session-unknown", {
        detail: "this session has ended or never was",
        help: "log in again",
      });
    return { ...row, tokenHash };
  };
}

/** Ends one session; ending it twice is the same. */
export async function endSession(context: Context, session: PersonSession): Promise<void> {
  await context.db
    .withTables<ServiceTables>()
    .deleteFrom("session")
    .where("token_hash", "=", session.tokenHash)
    .execute();
}
