import { askPermit } from "@avow/gate";
import type { Permit, Refusal } from "@avow/policy";
import type { Tx } from "@avow/postgres";
import { findField } from "../collection/form-door.ts";
import type { Context } from "../context.ts";
import { ABSENT, loadFacts } from "../people/person.ts";

/** What became of records that were to go. */
export interface Erased {
  /** Ids of those that are not there any more. */
  readonly records: readonly string[];
  /** Why the others stayed, as while a dispute holds them; `null` when none did. */
  readonly refusal: Refusal | null;
}

/**
 * Erases some of a person's records of the company's own accord: because their declared time is over, or the ground they were
 * collected on has gone. Whichever role the policy lets erase them without the person's log-in does it. The caller holds the
 * person's lock.
 */
export async function eraseRecords(
  context: Context,
  tx: Tx,
  person: string,
  records: readonly string[],
): Promise<Erased> {
  const wanted = new Set(records);
  const held = (await context.vault.holdings(tx, person)).filter(({ record }) => wanted.has(record));
  const kept = new Set<string>();
  let refusal: Refusal | null = null;
  for (const [category, ofCategory] of Map.groupBy(held, (holding) => holding.category)) {
    const names = new Set(ofCategory.flatMap(({ fields }) => fields));
    const asked = await askToErase(
      context,
      tx,
      person,
      [...names].map((name) => `${category}.${name}`),
    );
    const ids = ofCategory.map(({ record }) => record);
    if ("permit" in asked) await context.vault.eraseRecords(tx, asked.permit, ids);
    else {
      refusal = asked.refusal;
      for (const id of ids) kept.add(id);
    }
  }
  return { records: records.filter((record) => !kept.has(record)), refusal };
}

/** Asks under each rule for erasure, whoever it lets erase, until one permits. */
async function askToErase(
  context: Context,
  tx: Tx,
  person: string,
  paths: readonly string[],
): Promise<{ readonly permit: Permit } | { readonly refusal: Refusal }> {
  const { bundle, gate } = context;
  const data = paths.filter((path) => findField(bundle, path) !== undefined);
  const facts = await loadFacts(tx, person, ABSENT);
  const ask = (by: string, purpose: string) =>
    askPermit(gate, facts, { action: "erase", by, purpose, data }, person);
  const rules = bundle.rules.filter(({ action }) => action === "erase");
  const answers = rules.flatMap(({ by, purpose }) => by.map((role) => ask(role, purpose)));
  return (
    answers.find((answer) => "permit" in answer) ??
    answers.find((answer) => "refusal" in answer && answer.refusal.code === "held") ??
    answers[0] ??
    ask("portal", "")
  );
}
