import { randomUUID } from "node:crypto";
import { askPermit } from "@avow/gate";
import { Fault, type Tx } from "@avow/postgres";
import type { Insertable } from "kysely";
import type { Context } from "../context.ts";
import { refusalProblem } from "../http/problem.ts";
import { ABSENT, loadFacts } from "../people/person.ts";
import type { ServiceTables } from "../tables.ts";
import { CORRESPONDENCE, type Envelope, MAIL_FORM, toParts } from "./letter-fields.ts";
import type { ParsedEnclosure } from "./parse-letter.ts";

/** Whose letter is being sealed, and by whom it is collected. */
export interface Sealing {
  readonly person: string;
  /** Of the letter. */
  readonly id: string;
  readonly by: "portal" | "operator";
}

/** What is sealed of a letter. */
export interface Sealed {
  readonly envelope: Envelope;
  readonly subject: string;
  readonly text: string;
  readonly enclosures: readonly ParsedEnclosure[];
  /** As it came; `null` for one that did not come by mail. */
  readonly raw: Uint8Array | null;
}

/**
 * Seals a letter, each part a record of its own, so that nothing is opened but what is asked for. The caller holds the person's lock.
 * @throws {ProblemError} `refused`
 * @throws {Fault} `letter-kept-twice` where the same mail is being kept at this moment
 */
export async function sealLetter(
  context: Context,
  tx: Tx,
  sealing: Sealing,
  letter: Sealed &
    Omit<
      Insertable<ServiceTables["letter"]>,
      "person" | "id" | "at" | "envelope" | "original" | "size" | "ended"
    >,
): Promise<void> {
  const { person, id } = sealing;
  const { envelope, subject, text, enclosures, raw, ...how } = letter;
  const at = context.now();
  const tables = tx.withTables<ServiceTables>();
  await tables
    .insertInto("submission")
    .values({ person, id, form: MAIL_FORM, about: null, at, state: "placed" })
    .execute();
  const inserted = await tables
    .insertInto("letter")
    .values({ person, id, at, envelope: null, original: [], size: raw?.length ?? 0, ended: [], ...how })
    .onConflict((conflict) => conflict.column("fingerprint").doNothing())
    .returning("id")
    .executeTakeFirst();
  if (inserted === undefined) throw keptTwice();
  const written = Object.entries({ subject, text }).filter(([, value]) => value !== "");
  if (written.length > 0)
    await sealPart(context, tx, sealing, { category: "letter", values: Object.fromEntries(written) });
  const content = (value: string) =>
    sealPart(context, tx, sealing, { category: "enclosure", values: { content: value } });
  const original: string[] = [];
  for (const part of raw === null ? [] : toParts(raw)) original.push(await content(part));
  await tables
    .updateTable("letter")
    .set({ envelope: await content(JSON.stringify(envelope)), original })
    .where("person", "=", person)
    .where("id", "=", id)
    .execute();
  for (const [place, { name, type, mark, content: bytes }] of enclosures.entries()) {
    const record = await sealPart(context, tx, sealing, { category: "enclosure", values: { name, type } });
    await tables
      .insertInto("enclosure")
      .values({ person, record, letter: id, place, size: bytes.length, mark })
      .execute();
  }
}

const KEPT_TWICE = "letter-kept-twice";

function keptTwice(): Fault {
  return new Fault({
    code: KEPT_TWICE,
    message: "the same mail is being kept at this moment",
    retryable: true,
  });
}

/** Whether another letter of a new address, or the same one, was kept since this one looked. */
export function isRace(error: unknown): boolean {
  return error instanceof Fault && [KEPT_TWICE, "lookup-taken"].includes(error.code);
}

/** Seals one record of a letter under leave of the gate, and notes whose it is. Returns the record's id. */
async function sealPart(
  context: Context,
  tx: Tx,
  { person, id, by }: Sealing,
  { category, values }: { readonly category: string; readonly values: Readonly<Record<string, string>> },
): Promise<string> {
  const data = Object.keys(values).map((field) => `${category}.${field}`);
  const facts = await loadFacts(tx, person, ABSENT);
  const operation = { action: "collect", by, purpose: CORRESPONDENCE, form: MAIL_FORM, data } as const;
  const asked = askPermit(context.gate, facts, operation, person);
  if ("refusal" in asked) throw refusalProblem(asked.refusal);
  const record = randomUUID();
  await context.vault.seal(tx, asked.permit, { person, category, record, values });
  await tx
    .withTables<ServiceTables>()
    .insertInto("submission_record")
    .values({ person, record, submission: id, category, purpose: CORRESPONDENCE, ended_at: null })
    .execute();
  return record;
}
