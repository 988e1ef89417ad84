import { randomUUID } from "node:crypto";
import { askPermit } from "@avow/gate";
import type { Permit } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import { hostOf } from "../channels/email-channel.ts";
import type { Party } from "../channels/parcel.ts";
import { checkForm } from "../collection/form-door.ts";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import type { Batch, NoticeKind, Notices } from "../notices/notice.ts";
import { ABSENT, loadFacts } from "../people/person.ts";
import { recordEvent } from "../receipts/record-event.ts";
import { awaitIndex, type ReceiptHandle } from "../receipts/settle.ts";
import { openRecords } from "../submissions/open-records.ts";
import { listRecords } from "../submissions/rows.ts";
import type { ServiceTables } from "../tables.ts";
import { CORRESPONDENCE, Envelope, FILE_CONTENT, MAIL_FORM, SUBJECT, TEXT } from "./letter-fields.ts";
import { listLetterRows } from "./letter-rows.ts";
import { sealLetter } from "./seal-letter.ts";
import { openWriter, permitReading } from "./threads.ts";

/** More would be folded into headers that servers refuse. */
const MOST_REFERENCES = 30;
const CHANNELS = ["email"] as const;
const BLANK_LINE = /\n{2,}/;

/**
 * Answers a person: the answer is kept in their thread, sealed, and owed to them by e-mail in the same transaction, under the headers
 * that put it below the letter it answers.
 * @throws {ProblemError} `not-found`; `refused`; `field-missing`; `field-malformed`; `card-number`
 */
export async function replyInThread(
  context: Context,
  notices: Notices,
  reply: { readonly person: string; readonly subject: string; readonly text: string; readonly by: string },
): Promise<{ letter: string; receipt: ReceiptHandle }> {
  const { person, by } = reply;
  const values = checkForm(context.bundle, MAIL_FORM, { [SUBJECT]: reply.subject, [TEXT]: reply.text });
  const [subject = "", text = ""] = [values.get(SUBJECT), values.get(TEXT)];
  requireBoth({ subject, text });
  const done = await transact(context.db, async (tx) => {
    const permit = await permitReading(context, tx, { person, purpose: CORRESPONDENCE, operator: by });
    const letter = randomUUID();
    const references = await findReferences(context, tx, permit);
    const notice = await notices.create(context, tx, {
      kind: "reply",
      about: letter,
      purpose: CORRESPONDENCE,
      channels: CHANNELS,
      rehearsal: false,
      by,
      beginsAt: context.now(),
    });
    await sealLetter(
      context,
      tx,
      { person, id: letter, by: "operator" },
      {
        door: "staff",
        proof: null,
        automatic: false,
        unreadable: false,
        fingerprint: null,
        notice,
        envelope: { from: null, messageId: null, references: [...references] },
        subject,
        text,
        enclosures: [],
        raw: null,
      },
    );
    await notices.addPeople(tx, notice, [person]);
    await notices.start(tx, notice);
    const { clause } = permit;
    const receipt = await recordEvent(context, tx, person, {
      kind: "letter-answered",
      clause,
      facts: { letter },
    });
    return { letter, receipt };
  });
  return { letter: done.letter, receipt: await awaitIndex(context, done.receipt) };
}

/** @throws {ProblemError} `field-missing` */
function requireBoth(written: { readonly subject: string; readonly text: string }): void {
  const errors = (["subject", "text"] as const)
    .filter((field) => written[field] === "")
    .map((field) => ({ at: `/${field}`, message: "is required" }));
  if (errors.length > 0)
    throw new ProblemError("field-missing", { detail: "a required field is empty", errors });
}

/** Message-IDs of the thread that ends with the person's latest letter. What came by a form is named as if it had been a mail. */
async function findReferences(context: Context, tx: Tx, permit: Permit): Promise<readonly string[]> {
  const rows = await listLetterRows(tx, permit.person ?? "");
  const last = rows.findLast(({ door }) => door !== "staff");
  if (last === undefined) return [];
  const named = `<${last.id}@${hostOf(context.publicUrl)}>`;
  if (last.envelope === null) return [named];
  const opened = (await openRecords(context, tx, permit, [last.envelope]))
    .get(last.envelope)
    ?.get(FILE_CONTENT);
  if (opened === undefined) return [named];
  const { messageId, references } = Envelope.parse(JSON.parse(opened));
  return [...references, messageId ?? named].slice(-MOST_REFERENCES);
}

/** Answers of staff: each goes to one person, in the words that are in their thread. */
export const replyKind: NoticeKind = {
  name: "reply",
  repeat: { windowHours: 1 },
  async prepare(context, tx, { about, purpose }, people): Promise<Batch> {
    const replies = new Map<string, Prepared>();
    for (const person of people) {
      const prepared = await prepareReply(context, tx, { person, letter: about ?? "", purpose });
      if (prepared !== null) replies.set(person, prepared);
    }
    return {
      facts: (_person, base) => base,
      to: (person) => replies.get(person)?.to ?? null,
      say: ({ person }) => replies.get(person)?.saying ?? null,
    };
  },
};

interface Prepared {
  readonly saying: ReturnType<Batch["say"]>;
  /** Where it goes to somebody without an account. */
  readonly to: Party | null;
}

/** What a permit to write to somebody opens of the answer itself. */
const ANSWER_FIELDS = [SUBJECT, TEXT, "correspondent.email", "correspondent.name"];

async function prepareReply(
  context: Context,
  tx: Tx,
  { person, letter, purpose }: { readonly person: string; readonly letter: string; readonly purpose: string },
): Promise<Prepared | null> {
  const facts = await loadFacts(tx, person, ABSENT);
  const operation = {
    action: "contact",
    by: "operator",
    purpose,
    channel: "email",
    data: ANSWER_FIELDS,
  } as const;
  const asked = askPermit(context.gate, facts, operation, person);
  if ("refusal" in asked) return null;
  const records = (await listRecords(tx, [letter], "live")).get(letter) ?? [];
  const opened = await openRecords(
    context,
    tx,
    asked.permit,
    records.map(({ record }) => record),
  );
  const values = new Map([...opened.values()].flatMap((record) => [...record]));
  const text = values.get(TEXT);
  if (text === undefined) return null;
  const { name, email, hasAccount } = await openWriter(context, tx, asked.permit, person);
  const saying = {
    subject: values.get(SUBJECT) ?? "",
    paragraphs: text.split(BLANK_LINE),
    references: await readReferences(context, tx, { person, letter, purpose }),
  };
  return { saying, to: hasAccount ? null : { name, address: email } };
}

/** The headers under which an answer leaves, as they were when it was written. */
async function readReferences(
  context: Context,
  tx: Tx,
  { person, letter, purpose }: { readonly person: string; readonly letter: string; readonly purpose: string },
): Promise<readonly string[]> {
  const row = await tx
    .withTables<ServiceTables>()
    .selectFrom("letter")
    .select("envelope")
    .where("person", "=", person)
    .where("id", "=", letter)
    .executeTakeFirst();
  const envelope = row?.envelope ?? null;
  if (envelope === null) return [];
  const facts = await loadFacts(tx, person, ABSENT);
  const operation = { action: "use", by: "operator", purpose, data: [FILE_CONTENT] } as const;
  const asked = askPermit(context.gate, facts, operation, person);
  if ("refusal" in asked) return [];
  const opened = (await openRecords(context, tx, asked.permit, [envelope])).get(envelope)?.get(FILE_CONTENT);
  return opened === undefined ? [] : Envelope.parse(JSON.parse(opened)).references;
}
