import { createHash, randomUUID } from "node:crypto";
import { type Tx, transact } from "@avow/postgres";
import { objectIn } from "../choices/choices.ts";
import { isObjectable, listObjectable } from "../choices/objectable.ts";
import { checkForm } from "../collection/form-door.ts";
import type { Context } from "../context.ts";
import type { Notices } from "../notices/notice.ts";
import { recordEvent, recordFirstEvent } from "../receipts/record-event.ts";
import type { ServiceTables } from "../tables.ts";
import { saysStop } from "./find-wishes.ts";
import { MAIL_FORM } from "./letter-fields.ts";
import type { ParsedLetter } from "./parse-letter.ts";
import { isRace, sealLetter } from "./seal-letter.ts";
import type { LetterDoor } from "./tables.ts";
import { findWriter, isCorrespondent, keepCorrespondent, type Traces, type Writer } from "./who-wrote.ts";

/** What a letter holds, however it came. */
export type LetterContent = Omit<ParsedLetter, "from" | "hops" | "report">;

/** A letter that has arrived. */
export interface Arrived {
  readonly door: Exclude<LetterDoor, "staff">;
  readonly tokens: Traces["tokens"];
  readonly from: { readonly name: string; readonly address: string } | null;
  /** Taken apart; `null` where that could not be done. */
  readonly letter: LetterContent | null;
  /** As it came; `null` for one that did not come by mail. */
  readonly raw: Uint8Array | null;
}

/** A letter that is kept, and whose it is. */
export interface Kept {
  readonly id: string;
  readonly person: string;
}

/** How often a letter is tried again that met another of the same address, or itself. */
const MOST_RACES = 3;

/**
 * Keeps a letter in its writer's thread: sealed whole, with its evidence, and with the objection it makes, in one transaction. A mail
 * that comes twice is kept once.
 * @throws {ProblemError} `card-number`; `field-malformed`; `form-unknown`; `refused`
 */
export async function keepLetter(
  context: Context,
  notices: Pick<Notices, "findReply">,
  arrived: Arrived,
): Promise<Kept> {
  requireFields(context, arrived);
  const { raw } = arrived;
  const fingerprint = raw === null ? null : createHash("sha256").update(raw).digest();
  for (let races = 0; ; races += 1)
    try {
      const kept = await transact(context.db, async (tx) => {
        const before = fingerprint === null ? undefined : await findKept(tx, fingerprint);
        return before ?? keepIn(context, tx, notices, { ...arrived, fingerprint });
      });
      context.ledger.kick();
      return kept;
    } catch (error) {
      if (!isRace(error) || races === MOST_RACES) throw error;
    }
}

/** What is written passes the door that every form has: it may hold no card number (2.1.4). */
function requireFields({ bundle }: Context, { letter, from }: Arrived): void {
  checkForm(bundle, MAIL_FORM, {
    ...(letter === null ? {} : { "letter.subject": letter.subject, "letter.text": letter.text }),
    ...(from === null ? {} : { "correspondent.email": from.address, "correspondent.name": from.name }),
  });
}

function findKept(tx: Tx, fingerprint: Buffer): Promise<Kept | undefined> {
  return tx
    .withTables<ServiceTables>()
    .selectFrom("letter")
    .select(["id", "person"])
    .where("fingerprint", "=", fingerprint)
    .executeTakeFirst();
}

async function keepIn(
  context: Context,
  tx: Tx,
  notices: Pick<Notices, "findReply">,
  arrived: Arrived & { readonly fingerprint: Buffer | null },
): Promise<Kept> {
  const { door, tokens, from, letter, raw, fingerprint } = arrived;
  const found = await findWriter(context, tx, notices, { tokens, address: from?.address ?? null });
  const person = found?.person ?? (await context.vault.createPerson(tx));
  const writer: Writer = found ?? { person, proof: "claimed", answers: null };
  const id = randomUUID();
  const enclosures = letter?.enclosures ?? [];
  await (found === null ? recordFirstEvent : recordEvent)(context, tx, person, {
    kind: "letter-received",
    clause: context.bundle.forms[MAIL_FORM]?.clause ?? "",
    facts: { letter: id, door, proof: writer.proof, enclosures: enclosures.length },
  });
  const isTheirAddress = writer.proof === "claimed" && (await isCorrespondent(context, tx, person));
  if (from !== null && (found === null || isTheirAddress)) await keepCorrespondent(context, tx, person, from);
  const { subject = "", text = "", messageId = null, references = [] } = letter ?? {};
  await sealLetter(
    context,
    tx,
    { person, id, by: "portal" },
    {
      door,
      proof: writer.proof,
      automatic: letter?.automatic ?? false,
      unreadable: letter === null,
      fingerprint,
      notice: null,
      envelope: { from, messageId, references: [...references] },
      subject,
      text,
      enclosures,
      raw,
    },
  );
  if (letter !== null) await endWhatItEnds(context, tx, { ...writer, id }, letter);
  return { id, person };
}

/** Ends what the writer says they want no more of, at once (2.4.9). Machines end nothing. */
async function endWhatItEnds(
  context: Context,
  tx: Tx,
  { person, id, answers }: Writer & { readonly id: string },
  letter: LetterContent,
): Promise<void> {
  if (letter.automatic || !saysStop(letter)) return;
  const purposes = answers === null ? advertisingPurposes(context) : [answers.purpose];
  const ended = purposes.filter((purpose) => isObjectable(context, purpose));
  for (const purpose of ended) await objectIn(context, tx, person, purpose, "reply");
  await noteEnded(tx, { person, id }, ended);
}

/** Shows on a letter what it ended. */
export async function noteEnded(tx: Tx, { person, id }: Kept, ended: readonly string[]): Promise<void> {
  if (ended.length === 0) return;
  await tx
    .withTables<ServiceTables>()
    .updateTable("letter")
    .set({ ended: [...ended] })
    .where("person", "=", person)
    .where("id", "=", id)
    .execute();
}

/** Every purpose of advertising that people may object to. */
function advertisingPurposes(context: Context): readonly string[] {
  return listObjectable(context)
    .map(({ purpose }) => purpose)
    .filter((purpose) => context.bundle.purposes[purpose]?.nature === "marketing");
}
