import { randomBytes } from "node:crypto";
import { commit, type EvidenceEvent, encodeEvent, OPENING_BYTES, personLeaf, toBase64 } from "@avow/evidence";
import { Fault, type Tx } from "@avow/postgres";
import { type RawBuilder, sql } from "kysely";
import { insertTally } from "../activity/tally.ts";
import type { Context } from "../context.ts";
import type { ServiceTables } from "../tables.ts";

/** What happened, as it goes into the evidence. `facts` never holds a personal value: the receipt may be shown to others. */
export interface Happening {
  /** Noun-verb, for example `consent-given`. */
  readonly kind: string;
  readonly clause: string;
  readonly facts: EvidenceEvent["facts"];
  /** Present when it is that something was refused; else it is something that was permitted, and done. */
  readonly refused?: true;
}

/**
 * Writes one event into a person's evidence, in the caller's transaction; returns the receipt's id.
 * The caller holds the person's lock. After the commit, `ledger.sequenced(id)` gives the index.
 */
export async function recordEvent(
  context: Context,
  tx: Tx,
  person: string,
  happening: Happening,
): Promise<string> {
  const last = await tx
    .withTables<ServiceTables>()
    .selectFrom("evidence_head")
    .select(["sequence", "head"])
    .where("person", "=", person)
    .executeTakeFirst();
  if (last === undefined)
    throw new Fault({ code: "evidence-head-missing", message: "the person has no evidence to continue" });
  const written = await writeEvent(context, tx, person, { happening, last });
  await sql`
    with moved as (
      update evidence_head set sequence = ${written.sequence}, head = ${written.head} where person = ${person}
    ), counted as (${tallyOf(context, written, happening)})
    ${insertReceipt(person, written, happening)}`.execute(tx);
  return written.id;
}

/**
 * Opens a person's account with the first event of their evidence, in the caller's transaction; returns the receipt's id.
 * The vault has made the person already.
 */
export async function recordFirstEvent(
  context: Context,
  tx: Tx,
  person: string,
  happening: Happening,
): Promise<string> {
  const written = await writeEvent(context, tx, person, { happening, last: { sequence: 0, head: null } });
  await sql`
    with opened as (
      insert into account (person, created_at, policy) values (${person}, ${written.at}, ${context.version})
    ), begun as (
      insert into evidence_head (person, sequence, head) values (${person}, ${written.sequence}, ${written.head})
    ), counted as (${tallyOf(context, written, happening)})
    ${insertReceipt(person, written, happening)}`.execute(tx);
  return written.id;
}

interface Written {
  readonly id: string;
  readonly at: Date;
  readonly sequence: number;
  readonly head: Buffer;
}

function insertReceipt(person: string, { id, at, sequence }: Written, { kind, clause }: Happening) {
  return sql`
    insert into receipt (person, id, sequence, kind, clause, at)
    values (${person}, ${id}, ${sequence}, ${kind}, ${clause}, ${at})`;
}

function tallyOf({ version }: Context, { at }: Written, { clause, refused }: Happening): RawBuilder<unknown> {
  return insertTally({ version, clause, effect: refused ? "refuse" : "permit" }, at);
}

/** Commits to the event in the ledger, and keeps what opens the commitment under the person's key. */
async function writeEvent(
  context: Context,
  tx: Tx,
  person: string,
  of: Pick<Following, "happening" | "last">,
): Promise<Written> {
  const at = context.now();
  const { commitment, kept, sequence } = encodeHappening(context, person, { ...of, at });
  const id = await context.ledger.append(tx, personLeaf(commitment));
  await context.vault.keepEvidence(tx, person, id, kept);
  return { id, at, sequence, head: Buffer.from(commitment) };
}

/** What happened next, after the person's last event. */
interface Following {
  readonly happening: Happening;
  readonly last: { readonly sequence: number; readonly head: Buffer | null };
  readonly at: Date;
}

/** The event that follows a person's last one, committed to under a fresh opening. */
export function encodeHappening({ version }: Context, person: string, { happening, last, at }: Following) {
  const sequence = last.sequence + 1;
  const event = encodeEvent({
    v: 1,
    kind: happening.kind,
    at: `${at.toISOString().slice(0, 19)}Z`,
    policy: version,
    clause: happening.clause,
    seq: sequence,
    previous: last.head === null ? null : toBase64(last.head),
    subject: person,
    facts: happening.facts,
  });
  return { ...commitTo(event), sequence };
}

/** Commits to an event's bytes under a fresh opening; {@link unpackOpening} takes apart what is to be kept of it. */
export function commitTo(event: Uint8Array): { readonly commitment: Uint8Array; readonly kept: Uint8Array } {
  const opening = new Uint8Array(randomBytes(OPENING_BYTES));
  return { commitment: commit({ opening, event }), kept: packOpening(opening, event) };
}

function packOpening(opening: Uint8Array, event: Uint8Array): Uint8Array {
  const packed = new Uint8Array(opening.length + event.length);
  packed.set(opening);
  packed.set(event, opening.length);
  return packed;
}

/** The opening and the event bytes of one receipt, as {@link commitTo} packs them. */
export function unpackOpening(packed: Uint8Array): { opening: Uint8Array; event: Uint8Array } {
  return { opening: packed.slice(0, OPENING_BYTES), event: packed.slice(OPENING_BYTES) };
}
