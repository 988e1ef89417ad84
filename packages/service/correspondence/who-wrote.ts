import { randomUUID } from "node:crypto";
import { askPermit } from "@avow/gate";
import type { Facts, Operation } from "@avow/policy";
import type { Tx } from "@avow/postgres";
import type { Context } from "../context.ts";
import { refusalProblem } from "../http/problem.ts";
import type { Notices } from "../notices/notice.ts";
import { ABSENT, loadFacts, lockPerson } from "../people/person.ts";
import { CORRESPONDENCE, MAIL_FORM } from "./letter-fields.ts";
import type { LetterProof } from "./tables.ts";

/** Whose letter it is, and what shows that. */
export interface Writer {
  readonly person: string;
  readonly proof: LetterProof;
  /** What they answer, where a reply address says so. */
  readonly answers: { readonly delivery: string; readonly purpose: string } | null;
}

/** What a letter says of who wrote it. */
export interface Traces {
  /** Of the reply addresses it was sent to. */
  readonly tokens: readonly string[];
  /** Claimed. */
  readonly address: string | null;
}

const NOBODY: Facts = { person: null, cookies: "not-asked" };

/** Addresses by which people are found: an account's first. */
const ADDRESSES = ["contact.email", "correspondent.email"] as const;

/**
 * Finds whose letter it is: by a reply address that only one person was told, else by the address it names, which is no proof. The
 * person is locked until `tx` ends. `null` for somebody who never wrote before and has no account.
 * @throws {ProblemError} `refused`
 */
export async function findWriter(
  context: Context,
  tx: Tx,
  notices: Pick<Notices, "findReply">,
  { tokens, address }: Traces,
): Promise<Writer | null> {
  for (const token of tokens) {
    const found = await notices.findReply(tx, token);
    if (found !== null && (await lockPerson(tx, found.person)))
      return {
        person: found.person,
        proof: "token",
        answers: { delivery: found.delivery, purpose: found.purpose },
      };
  }
  if (address === null) return null;
  for (const field of ADDRESSES) {
    const person = await findByAddress(context, tx, field, address);
    if (person !== null && (await lockPerson(tx, person))) return { person, proof: "claimed", answers: null };
  }
  return null;
}

async function findByAddress(
  context: Context,
  tx: Tx,
  field: (typeof ADDRESSES)[number],
  address: string,
): Promise<string | null> {
  const operation: Operation = { action: "use", by: "operator", purpose: CORRESPONDENCE, data: [field] };
  const asked = askPermit(context.gate, NOBODY, operation, null);
  if ("refusal" in asked) throw refusalProblem(asked.refusal);
  return context.vault.find(tx, asked.permit, field, address);
}

/** Whether somebody is found by the address they write from, because they have no account. */
export async function isCorrespondent({ vault }: Context, tx: Tx, person: string): Promise<boolean> {
  const held = await vault.holdings(tx, person);
  return held.some(({ category }) => category === "correspondent");
}

/**
 * Keeps the address a letter names, with the person it is of; once more from now on, where it is kept already. The caller holds the
 * person's lock.
 * @throws {ProblemError} `refused`
 * @throws {Fault} `lookup-taken` where another has just been made for this address
 */
export async function keepCorrespondent(
  context: Context,
  tx: Tx,
  person: string,
  { name, address }: { readonly name: string; readonly address: string },
): Promise<void> {
  const held = await context.vault.holdings(tx, person);
  const before = held.find(({ category }) => category === "correspondent");
  const values = { email: address, ...(name === "" ? {} : { name }) };
  const operation: Operation = {
    action: "collect",
    by: "portal",
    purpose: CORRESPONDENCE,
    form: MAIL_FORM,
    data: Object.keys(values).map((field) => `correspondent.${field}`),
  };
  const asked = askPermit(context.gate, await loadFacts(tx, person, ABSENT), operation, person);
  if ("refusal" in asked) throw refusalProblem(asked.refusal);
  const record = before?.record ?? randomUUID();
  await context.vault.seal(tx, asked.permit, { person, category: "correspondent", record, values });
}
