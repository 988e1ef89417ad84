import { askPermit } from "@avow/gate";
import { createSink, type Facts, type Operation, type Permit } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import { countDecision } from "../activity/tally.ts";
import type { Context } from "../context.ts";
import { ProblemError, refusalProblem } from "../http/problem.ts";
import { loadFacts, lockPerson } from "../people/person.ts";
import { recordEvent } from "../receipts/record-event.ts";
import type { ServiceTables } from "../tables.ts";
import { isPassword, NOBODYS_HASH } from "./passwords.ts";
import { askForCookie, cookieClause, type SessionCookie } from "./session-cookie.ts";
import { makeToken, type Signal } from "./sessions.ts";

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
  readonly cookie: SessionCookie | null;
}

const passwordSink = createSink<string, string>({ purpose: PURPOSE, fields: [PASSWORD] });
const languageSink = createSink<string, string>({ purpose: PURPOSE, fields: [LANGUAGE] });

/** What is given to log in with. */
export interface Credentials {
  readonly email: string;
  readonly password: string;
  readonly cookies: "accepted" | "refused";
  readonly signal?: Signal | undefined;
}

/**
 * Checks an address and a password and opens a session. With cookies refused the session is the same, without a cookie
 * (2.2.6); the browser's own refusal counts as one, whatever the form says, and that it was honoured is evidenced.
 * @throws {ProblemError} `credentials-wrong`, after the same work for an unknown address as for a wrong password
 */
export async function logIn(context: Context, given: Credentials): Promise<LoggedIn> {
  const signal = given.signal ?? null;
  const cookies = signal === null ? given.cookies : "refused";
  const person = await findByCredentials(context, given.email, given.password);
  const { token, tokenHash } = makeToken();
  const now = context.now();
  return transact(context.db, async (tx) => {
    const facts = await loadFacts(tx, person, { loggedIn: true, cookies });
    const { cookie, counted } = askForCookie(context, person, facts);
    const expiresAt = new Date(now.getTime() + (cookie?.maxAgeSeconds ?? COOKIELESS_SECONDS) * 1000);
    if (signal !== null) await noteSignal(context, tx, person, signal);
    const permit = permitted(
      context,
      { action: "use", by: "person", purpose: PURPOSE, data: [LANGUAGE] },
      person,
      facts,
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
        cookies,
        signal,
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

async function noteSignal(context: Context, tx: Tx, person: string, signal: Signal): Promise<void> {
  if (!(await lockPerson(tx, person))) return;
  const clause = cookieClause(context.bundle);
  await recordEvent(context, tx, person, { kind: "signal-honoured", clause, facts: { signal } });
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
      { person: null, cookies: "refused" },
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
  const facts = await loadFacts(tx, person, { loggedIn: true, cookies: "refused" });
  const read = await context.vault.read(tx, permitted(context, operation, person, facts));
  const [hash] = read.get(PASSWORD) ?? [];
  return hash === undefined ? null : passwordSink.open(hash);
}

/** A permit for an operation of the account, or the refusal as a problem. */
function permitted(context: Context, operation: Operation, person: string | null, facts: Facts): Permit {
  const asked = askPermit(context.gate, facts, operation, person);
  if ("refusal" in asked) throw refusalProblem(asked.refusal);
  return asked.permit;
}
