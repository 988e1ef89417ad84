import type * as shapes from "@avow/contract/shapes";
import { askPermit } from "@avow/gate";
import { createSink, type Permit } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import type { z } from "zod";
import { listChoices } from "../choices/choices.ts";
import type { Context } from "../context.ts";
import { ProblemError, refusalProblem } from "../http/problem.ts";
import { EMAIL, NAME } from "../people/contact-fields.ts";
import { ABSENT, loadFacts, lockPerson } from "../people/person.ts";
import { noteAccess } from "../receipts/access-rows.ts";
import { recordEvent } from "../receipts/record-event.ts";
import type { ServiceTables } from "../tables.ts";
import { listMessages } from "./message-rows.ts";

/** The purpose for which operators look people up. */
const PURPOSE = "account";
const FIELDS = [NAME, EMAIL];

const sink = createSink<string, string>({ purpose: PURPOSE, fields: FIELDS });

/**
 * The person of an exact address, through the blind index; nothing is opened.
 * @throws {ProblemError} `not-found`; `refused`
 */
export async function findPerson(context: Context, email: string): Promise<string> {
  const operation = { action: "use", by: "operator", purpose: PURPOSE, data: [EMAIL] } as const;
  const asked = askPermit(context.gate, { person: null, cookies: "not-asked" }, operation, null);
  if ("refusal" in asked) throw refusalProblem(asked.refusal);
  const person = await transact(context.db, (tx) => context.vault.find(tx, asked.permit, EMAIL, email));
  if (person === null) throw new ProblemError("not-found", { detail: "nobody has this address" });
  return person;
}

/**
 * What an operator, by their id, is shown of one person. Each look leaves evidence with the person.
 * @throws {ProblemError} `not-found`; `refused`
 */
export async function viewPerson(
  context: Context,
  person: string,
  operator: string,
): Promise<z.infer<typeof shapes.PersonView>> {
  return transact(context.db, async (tx) => {
    const permit = await permitReading(context, tx, { person, operator });
    const { created_at } = await tx
      .withTables<ServiceTables>()
      .selectFrom("account")
      .select("created_at")
      .where("person", "=", person)
      .executeTakeFirstOrThrow();
    const held = await context.vault.read(tx, permit);
    const first = (field: string): string => held.get(field)?.map((value) => sink.open(value))[0] ?? "";
    const choices = await listChoices(context, tx, person);
    return {
      person,
      name: first(NAME),
      email: first(EMAIL),
      registeredAt: created_at.toISOString(),
      choices: choices.map(({ purpose, title, clause, state, since, objection }) => ({
        purpose,
        title,
        clause,
        state,
        since,
        objectedAt: objection?.at ?? null,
      })),
      messages: await listMessages(tx, person),
    };
  });
}

/**
 * Permits an operator to read a person's name and address, and records it with the person. Takes the person's lock.
 * @throws {ProblemError} `not-found`; `refused`
 */
export async function permitReading(
  context: Context,
  tx: Tx,
  { person, operator }: { readonly person: string; readonly operator: string },
): Promise<Permit> {
  if (!(await lockPerson(tx, person)))
    throw new ProblemError("not-found", { detail: "there is no such person" });
  const operation = { action: "use", by: "operator", purpose: PURPOSE, data: FIELDS } as const;
  const asked = askPermit(context.gate, await loadFacts(tx, person, ABSENT), operation, person);
  if ("refusal" in asked) throw refusalProblem(asked.refusal);
  const { clause } = asked.permit;
  await recordEvent(context, tx, person, {
    kind: "data-read",
    clause,
    facts: { by: "operator", fields: FIELDS },
  });
  const at = context.now();
  await noteAccess(tx, { person, kind: "read", party: operator, purpose: PURPOSE, fields: FIELDS, at });
  return asked.permit;
}
