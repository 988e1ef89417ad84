import { randomUUID } from "node:crypto";
import type * as shapes from "@avow/contract/shapes";
import type { Bundle, Refusal } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import type { z } from "zod";
import type { Context } from "../context.ts";
import { ProblemError, refusalProblem } from "../http/problem.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { lockPerson } from "../people/person.ts";
import { recordEvent } from "../receipts/record-event.ts";
import { awaitIndex, type ReceiptHandle } from "../receipts/settle.ts";
import type { ServiceTables } from "../tables.ts";
import { askToContact } from "./contact-permit.ts";
import { type MessageRow, refusalToKeep, type StoredMessage, toMessageRow } from "./message-rows.ts";

/** The job that delivers one message; its data are the message's ids. */
export const DELIVER_MESSAGE = "deliver-message";

/** The one channel this service can send through; the policy may declare more. */
const SENDABLE = "email";

const LONGEST_WAIT_MS = 366 * 86_400_000;

/** What an operator asks to have sent, to whom. */
export interface MessageRequest {
  readonly person: string;
  /** Id of the operator who asks. */
  readonly operator: string;
  readonly body: z.output<typeof shapes.MessageBody>;
}

/**
 * Takes a message to one person, if the gate permits it now; the gate is asked again when it leaves. A refusal is kept,
 * evidenced and committed like anything else, and then thrown.
 * @throws {ProblemError} `refused`, with the receipt of the refusal; `body-malformed`; `not-found`
 */
export async function queueMessage(
  context: Context,
  jobs: Pick<Jobs, "enqueue">,
  { person, operator, body }: MessageRequest,
): Promise<{ message: MessageRow; receipt: ReceiptHandle }> {
  const row = makeRow(context, { person, operator, body });
  const queued = await transact(context.db, async (tx) => {
    if (!(await lockPerson(tx, person)))
      throw new ProblemError("not-found", { detail: "there is no such person" });
    const asked = await askToContact(context, tx, { person, purpose: body.purpose, channel: body.channel });
    if ("refusal" in asked) return keepRefused(context, tx, row, asked.refusal);
    if (row.channel !== SENDABLE)
      throw new ProblemError("body-malformed", { detail: `this service sends through \`${SENDABLE}\` only` });
    await insert(tx, row);
    await jobs.enqueue(tx, DELIVER_MESSAGE, { person, message: row.id }, { startAfter: row.due_at });
    const facts = { message: row.id, purpose: row.purpose, channel: row.channel };
    const event = { kind: "message-queued", clause: asked.permit.clause, facts };
    return { id: await recordEvent(context, tx, person, event), refusal: null };
  });
  const receipt = await awaitIndex(context, queued.id);
  if (queued.refusal !== null) throw refusalProblem(queued.refusal, receipt);
  return { message: toMessageRow(row), receipt };
}

async function keepRefused(
  context: Context,
  tx: Tx,
  row: StoredMessage,
  refusal: Refusal,
): Promise<{ id: string; refusal: Refusal }> {
  const { purpose, channel } = row;
  await insert(tx, { ...row, state: "refused", settled_at: row.created_at, refusal: refusalToKeep(refusal) });
  const facts = { purpose, channel, code: refusal.code };
  const event = { kind: "contact-refused", clause: refusal.clause, facts, refused: true } as const;
  return { id: await recordEvent(context, tx, row.person, event), refusal };
}

async function insert(tx: Tx, row: StoredMessage): Promise<void> {
  await tx.withTables<ServiceTables>().insertInto("message").values(row).execute();
}

function makeRow({ bundle, now }: Context, { person, operator, body }: MessageRequest): StoredMessage {
  const at = now();
  const due = new Date(Math.max(at.getTime(), body.sendAt === undefined ? 0 : Date.parse(body.sendAt)));
  if (due.getTime() - at.getTime() > LONGEST_WAIT_MS)
    throw malformed([{ at: "/sendAt", message: "is more than a year ahead" }]);
  requireLanguages(bundle.languages, body);
  return {
    person,
    id: randomUUID(),
    purpose: declaredName(bundle.purposes, body.purpose),
    channel: declaredName(bundle.channels, body.channel),
    subject: body.subject,
    body: body.body,
    state: "queued",
    attempts: 0,
    created_by: operator,
    created_at: at,
    due_at: due,
    settled_at: null,
    refusal: null,
    failure: null,
    unsubscribe_hash: null,
  };
}

/** A name nobody declared could be anything, an address too: it is not repeated in rows and evidence. */
function declaredName(declared: Bundle["purposes"] | Bundle["channels"], name: string): string {
  return Object.hasOwn(declared, name) ? name : "undeclared";
}

/** The policy's languages, all of them and no other: a message is read in the person's own. */
function requireLanguages(
  languages: readonly string[],
  body: Pick<MessageRequest["body"], "subject" | "body">,
): void {
  const errors = (["subject", "body"] as const).flatMap((part) => {
    const given = new Set(Object.keys(body[part]));
    const missing = languages.filter((language) => !given.delete(language));
    return [
      ...missing.map((language) => ({ at: `/${part}/${language}`, message: "is missing" })),
      ...(given.size > 0
        ? [{ at: `/${part}`, message: `has a language that the policy is not published in` }]
        : []),
    ];
  });
  if (errors.length > 0) throw malformed(errors);
}

function malformed(errors: readonly { at: string; message: string }[]): ProblemError {
  return new ProblemError("body-malformed", {
    detail: "the message cannot be sent as it is",
    errors: [...errors],
  });
}
