import { askPermit } from "@avow/gate";
import type { Facts, Operation, Permit, Refusal } from "@avow/policy";
import type { Tx } from "@avow/postgres";
import type { Context } from "../context.ts";
import { ABSENT, loadFacts } from "../people/person.ts";

/** Fields a message needs: where it goes, whom it greets, and in which language. */
export const EMAIL = "contact.email";
export const NAME = "contact.name";
export const LANGUAGE = "account.language";

/** The gate's answer about contacting one person, with the facts it rests on. */
export type ContactAnswer =
  | { readonly permit: Permit; readonly facts: Facts }
  | { readonly refusal: Refusal };

/**
 * Asks the gate whether an operator may contact a person now. The caller holds the person's lock, so that the answer
 * stands until `tx` ends (law 3).
 */
export async function askToContact(
  context: Context,
  tx: Tx,
  {
    person,
    purpose,
    channel,
  }: { readonly person: string; readonly purpose: string; readonly channel: string },
): Promise<ContactAnswer> {
  const facts = await loadFacts(tx, person, ABSENT);
  const operation: Operation = {
    action: "contact",
    by: "operator",
    purpose,
    channel,
    data: [EMAIL, NAME, LANGUAGE],
  };
  const asked = askPermit(context.gate, facts, operation, person);
  return "refusal" in asked ? asked : { permit: asked.permit, facts };
}
