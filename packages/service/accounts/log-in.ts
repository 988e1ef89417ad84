import { askPermit } from "@avow/gate";
import { createSink, type Operation, type Permit } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import { type Counted, countDecision } from "../activity/tally.ts";
import type { Context } from "../context.ts";
import { ProblemError, refusalProblem } from "../http/problem.ts";
import type { ServiceTables } from "../tables.ts";
import { isPassword, NOBODYS_HASH } from "./passwords.ts";
import { makeToken } from "./sessions.ts";

/** Fields the portal needs to log a person in; the policy must permit their use for the account. */
const EMAIL = "contact.email";
const PASSWORD = "account.password";
const LANGUAGE = "account.language";
const PURPOSE = "account";

/** Length of a session without a cookie, in seconds. */
const COOKIELESS_SECONDS = 12 * 60 * 60;

export interface LoggedIn {
  readonly token: string;
  readonly expiresAt: Date;
  readonly language: string;
  /** The session cookie, when the gate permits it. */
  readonly cookie: { readonly name: string; readonly maxAgeSeconds: number } | null;
}

const passwordSink = createSink<string, string>({ purpose: PURPOSE, fields: [PASSWORD] });
const languageSink = createSink<string, string>({ purpose: PURPOSE, fields: [LANGUAGE] });

/**
 * Checks an address and a password and opens a session. With cookies refused the session is the same, without a cookie (2.2.6).
 * @throws {ProblemError} `credentials-wrong`, after the same work for an unknown address as for a wrong password
 */
export async function logIn(
  context: Context,
  given: { readonly email: string; readonly password: string; readonly cookies: "accepted" | "refused" },
): Promise<LoggedIn> {
  const person = await findByCredentials(context, given.email, given.password);
  const { token, tokenHash } = makeToken();
  const now = context.now();
  const { cookie, counted } = sessionCookie(context, person, given.cookies);
  const expiresAt = new Date(now.getTime() + (cookie?.maxAgeSeconds ?? COOKIELESS_SECONDS) * 1000);
  return transact(context.db, async (tx) => {
    const permit = permitted(
      context,
      { action: "use", by: "person", purpose: PURPOSE, data: [LANGUAGE] },
      person,
      given.cookies,
    );
    const language = await context.vault.read(tx, permit);
    await countDecision(context, tx, { clause: permit.clause, effect: "permit" });
    if (counted !== null) await countDecision(context, tx, counted);
    await tx
      .withTables<ServiceTables>()
      .insertInto("session")
      .values({
        token_hash: tokenHash,
        person,
        cookies: given.cookies,
        created_at: now,
        expires_at: expiresAt,
      })
      .execute();
    const [value] = language.get(LANGUAGE) ?? [];
    return {
      token,
      expiresAt,
      language: value === undefined ? (context.bundle.languages[0] ?? "en") : languageSink.open(value),
      cookie,
    };
  });
}

/**
 * The person of this address whose password this is.
 * @throws {ProblemError} `credentials-wrong`
 */
export async function findByCredentials(context: Context, email: string, password: string): Promise<string> {
  const found = await transact(context.db, async (tx) => {
    const lookup = permitted(
      context,
      { action: "use", by: "portal", purpose: PURPOSE, data: [EMAIL] },
      null,
      "refused",
    );
    const person = await context.vault.find(tx, lookup, EMAIL, email);
    if (person === null) return null;
    const hash = await passwordHashOf(context, tx, person);
    return hash === null ? null : { person, hash };
  });
  const right = await isPassword(found?.hash ?? NOBODYS_HASH, password);
  if (found === null || !right)
    throw new ProblemError("credentials-wrong", { detail: "the e-mail address or the password is wrong" });
  return found.person;
}

/** The argon2id hash of a person's password; `null` when none is held. */
export async function passwordHashOf(context: Context, tx: Tx, person: string): Promise<string | null> {
  const operation = { action: "use", by: "portal", purpose: PURPOSE, data: [PASSWORD] } as const;
  const read = await context.vault.read(tx, permitted(context, operation, person, "refused"));
  const [hash] = read.get(PASSWORD) ?? [];
  return hash === undefined ? null : passwordSink.open(hash);
}

/** A permit for an operation of the account, or the refusal as a problem. */
function permitted(
  context: Context,
  operation: Operation,
  person: string | null,
  cookies: "accepted" | "refused",
): Permit {
  const facts = {
    person: person === null ? null : { loggedIn: true, consents: {}, objections: {} },
    cookies,
  };
  const asked = askPermit(context.gate, facts, operation, person);
  if ("refusal" in asked) throw refusalProblem(asked.refusal);
  return asked.permit;
}

/** The first cookie of the register that serves the account and that the gate lets this person's device keep; and its answer. */
function sessionCookie(
  context: Context,
  person: string,
  cookies: "accepted" | "refused",
): { readonly cookie: LoggedIn["cookie"]; readonly counted: Omit<Counted, "version"> | null } {
  let counted: Omit<Counted, "version"> | null = null;
  for (const [name, key] of Object.entries(context.bundle.storage)) {
    if (key.kind !== "cookie" || key.purpose !== PURPOSE) continue;
    const operation = { action: "store", by: "portal", purpose: PURPOSE, data: [], key: name } as const;
    const facts = { person: { loggedIn: true, consents: {}, objections: {} }, cookies };
    const asked = askPermit(context.gate, facts, operation, person);
    if ("permit" in asked)
      return {
        cookie: { name, maxAgeSeconds: secondsOf(key.life) },
        counted: { clause: asked.permit.clause, effect: "permit" },
      };
    counted = { clause: asked.refusal.clause, effect: "refuse" };
  }
  return { cookie: null, counted };
}

const SECONDS = { D: 86_400, H: 3600, M: 60 } as const;

/** Seconds of a register entry's life, which is given in days, hours or minutes. */
function secondsOf(life: string): number {
  const match = /^P(?:(\d+)(D)|T(\d+)([HM]))$/.exec(life);
  if (match === null) throw new TypeError(`a cookie's life cannot be \`${life}\``);
  const unit = match[2] ?? match[4];
  return Number(match[1] ?? match[3]) * SECONDS[unit as keyof typeof SECONDS];
}
