import { askPermit } from "@avow/gate";
import type { Permit, Refusal } from "@avow/policy";
import type { Tx } from "@avow/postgres";
import type { Context } from "../context.ts";
import { contactOperation } from "../notices/contact-operation.ts";
import { loadContactFacts } from "../people/contact-facts.ts";

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
): Promise<{ readonly permit: Permit } | { readonly refusal: Refusal }> {
  const facts = (await loadContactFacts(context, tx, { people: [person], purpose })).get(person);
  if (facts === undefined) throw new TypeError("the facts of a person asked for are there");
  const operation = contactOperation(context.bundle, { purpose, channel });
  return askPermit(context.gate, facts, operation, person);
}
