import { setTimeout } from "node:timers/promises";
import { askPermit } from "@avow/gate";
import type { Refusal } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import { objectIn } from "../choices/choices.ts";
import { findField } from "../collection/form-door.ts";
import type { Context } from "../context.ts";
import { ProblemError, refusalProblem } from "../http/problem.ts";
import { loadFacts, lockPerson } from "../people/person.ts";
import { formatKept } from "../receipts/receipts.ts";
import { recordEvent } from "../receipts/record-event.ts";
import { awaitIndex, type ReceiptHandle } from "../receipts/settle.ts";
import { endEverything } from "../submissions/end-records.ts";
import type { ServiceTables } from "../tables.ts";
import { passwordHashOf } from "./log-in.ts";
import { isPassword, NOBODYS_HASH } from "./passwords.ts";
import type { PersonSession } from "./sessions.ts";

/** How long an erasure waits for its receipt's file before it answers without one. */
const FILE_PATIENCE_MS = 5000;

/**
 * Erases a person: the key is destroyed and every row removed in one transaction, and the erasure is journalled outside the
 * database, so that a restored backup is erased again. The last receipt travels with the answer, for afterwards nothing
 * here can open it.
 * A refusal leaves its receipt.
 * @throws {ProblemError} `credentials-wrong` when the password is not theirs; `refused`, as while a dispute holds the data
 */
export async function erasePerson(
  context: Context,
  session: PersonSession,
  password: string,
): Promise<{ records: number; receipt: ReceiptHandle; file: string | null }> {
  const { person } = session;
  const hash = await transact(context.db, (tx) => passwordHashOf(context, tx, person));
  if (!(await isPassword(hash ?? NOBODYS_HASH, password)))
    throw new ProblemError("credentials-wrong", { detail: "the password is wrong" });
  const erased = await transact(context.db, async (tx) => {
    if (!(await lockPerson(tx, person)))
      throw new ProblemError("session-unknown", { detail: "this account has been erased" });
    const held = await context.vault.holdings(tx, person);
    const data = held
      .flatMap(({ category, fields }) => fields.map((name) => `${category}.${name}`))
      .filter((path) => findField(context.bundle, path) !== undefined);
    const facts = await loadFacts(tx, person, { loggedIn: true, cookies: session.cookies });
    const asked = askPermit(
      context.gate,
      facts,
      { action: "erase", by: "person", purpose: "account", data: [...new Set(data)] },
      person,
    );
    if ("refusal" in asked) return { ...asked, id: await noteRefusal(context, tx, person, asked.refusal) };
    const id = await recordEvent(context, tx, person, {
      kind: "person-erased",
      clause: asked.permit.clause,
      facts: { records: held.length },
    });
    const kept = await context.vault.openEvidence(tx, person, id);
    const { records } = await context.vault.erase(tx, asked.permit);
    await tx.withTables<ServiceTables>().deleteFrom("account").where("person", "=", person).execute();
    return { id, kept, records };
  });
  if ("refusal" in erased) throw refusalProblem(erased.refusal, await awaitIndex(context, erased.id));
  await context.erasures.append({ person, at: context.now() });
  const receipt = await awaitIndex(context, erased.id);
  return { records: erased.records, receipt, file: await lastFile(context, erased.id, erased.kept) };
}

/**
 * What is held serves the dispute and nothing else (1.2): the wish to be erased stands as an objection to everything the
 * policy lets people object to, and ends what they gave in forms, which is shown and used no more. Returns the refusal's receipt.
 */
async function noteRefusal(
  context: Context,
  tx: Tx,
  person: string,
  { clause, code }: Refusal,
): Promise<string> {
  const event = { kind: "erasure-refused", clause, facts: { code }, refused: true } as const;
  const receipt = await recordEvent(context, tx, person, event);
  if (code !== "held") return receipt;
  for (const [purpose, { objection }] of Object.entries(context.bundle.purposes))
    if (objection !== undefined) await objectIn(context, tx, person, purpose, "erasure");
  await endEverything(context, tx, person);
  return receipt;
}

/** The receipt's file, or `null` when no checkpoint covers it in time. */
async function lastFile(context: Context, id: string, kept: Uint8Array | null): Promise<string | null> {
  if (kept === null) return null;
  const covered = context.ledger.logged(id).then(() => true);
  const late = setTimeout(FILE_PATIENCE_MS, false, { ref: false });
  return (await Promise.race([covered, late])) ? formatKept(context, id, kept) : null;
}
