import type * as shapes from "@avow/contract/shapes";
import type { Bundle, ChannelName, Refusal } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import type { z } from "zod";
import type { Channels } from "../channels/parcel.ts";
import type { Context } from "../context.ts";
import { ProblemError, refusalProblem } from "../http/problem.ts";
import { findChannel } from "../notices/hand-over.ts";
import type { Notices } from "../notices/notice.ts";
import { getDelivery, refuseDelivery } from "../notices/one-delivery.ts";
import { lockPerson } from "../people/person.ts";
import { recordEvent } from "../receipts/record-event.ts";
import { awaitIndex, type ReceiptHandle } from "../receipts/settle.ts";
import { askToContact } from "./contact-permit.ts";
import { getMessage, type MessageRow } from "./message-rows.ts";

const LONGEST_WAIT_MS = 366 * 86_400_000;

/** What an operator asks to have sent, to whom. */
export interface MessageRequest {
  readonly person: string;
  /** Id of the operator who asks. */
  readonly operator: string;
  readonly body: z.output<typeof shapes.MessageBody>;
}

/** What taking a message needs beside the context. */
export interface MessageDoor {
  readonly notices: Notices;
  readonly channels: Channels;
}

/**
 * Takes a message to one person, if the gate permits it now; the gate is asked again when it leaves. A refusal is kept,
 * evidenced and committed like anything else, and then thrown.
 * @throws {ProblemError} `refused`, with the receipt of the refusal; `body-malformed`; `not-found`
 */
export async function queueMessage(
  context: Context,
  door: MessageDoor,
  request: MessageRequest,
): Promise<{ message: MessageRow; receipt: ReceiptHandle }> {
  const { person } = request;
  const beginsAt = momentOf(context, request.body);
  requireLanguages(context.bundle.languages, request.body);
  const queued = await transact(context.db, async (tx) => {
    if (!(await lockPerson(tx, person)))
      throw new ProblemError("not-found", { detail: "there is no such person" });
    const asked =
      refuseFreeWords(context, request.body) ??
      (await askToContact(context, tx, { person, ...request.body }));
    const message = await keepMessage(context, tx, door.notices, { ...request, beginsAt });
    const { purpose, channel } = message;
    if ("refusal" in asked) {
      const { refusal } = asked;
      await refuseDelivery(tx, { person, id: message.id, refusal, at: context.now() });
      const facts = { purpose, channel, code: refusal.code };
      const event = { kind: "contact-refused", clause: refusal.clause, facts, refused: true } as const;
      return { id: await recordEvent(context, tx, person, event), message, refusal };
    }
    if (findChannel(door.channels, channel) === undefined)
      throw new ProblemError("body-malformed", {
        detail: `this service sends nothing through \`${channel}\``,
      });
    await door.notices.start(tx, message.notice);
    const facts = { message: message.id, purpose, channel };
    const event = { kind: "message-queued", clause: asked.permit.clause, facts };
    return { id: await recordEvent(context, tx, person, event), message, refusal: null };
  });
  const receipt = await awaitIndex(context, queued.id);
  if (queued.refusal !== null) throw refusalProblem(queued.refusal, receipt);
  return { message: await getMessage(context.db, { person, message: queued.message.id }), receipt };
}

const FREE_WORDS = {
  en: "A message of an operator's own words goes out only where the person can refuse it; everything else is written from what is declared to its purpose, so that no advertising goes out under its name.",
  zh: "工作人员自行撰写的消息，仅可用于个人有权拒绝的目的；其他消息须按照为相应目的声明的内容撰写，以防以其名义发送广告。",
} as const;

/**
 * Refuses an operator's own words for a purpose that rests on no consent, such as service messages: they could advertise, unlabelled
 * and with no way to end it. `null` where the gate is to answer.
 */
function refuseFreeWords(
  context: Context,
  { purpose }: MessageRequest["body"],
): { readonly refusal: Refusal } | null {
  const { purposes } = context.bundle;
  const declared = Object.hasOwn(purposes, purpose) ? purposes[purpose] : undefined;
  if (declared === undefined || declared.basis === "consent") return null;
  const { clause } = declared;
  return {
    refusal: {
      effect: "refuse",
      clause,
      code: "not-permitted",
      reason: FREE_WORDS,
      remedy: null,
      source: null,
    },
  };
}

/** Writes the message down as a notice to one person, which nothing starts yet. */
async function keepMessage(
  context: Context,
  tx: Tx,
  notices: Notices,
  { person, operator, body, beginsAt }: MessageRequest & { readonly beginsAt: Date },
) {
  const purpose = declaredName(context.bundle.purposes, body.purpose);
  const channel = declaredName(context.bundle.channels, body.channel) as ChannelName;
  const notice = await notices.create(context, tx, {
    kind: "message",
    about: null,
    purpose,
    channels: [channel],
    rehearsal: false,
    by: operator,
    beginsAt,
    words: { subject: body.subject, body: body.body },
  });
  await notices.addPeople(tx, notice, [person]);
  return { id: await getDelivery(tx, notice, person), notice, purpose, channel };
}

/** @throws {ProblemError} `body-malformed` */
function momentOf({ now }: Context, { sendAt }: MessageRequest["body"]): Date {
  const at = now();
  const due = new Date(Math.max(at.getTime(), sendAt === undefined ? 0 : Date.parse(sendAt)));
  if (due.getTime() - at.getTime() > LONGEST_WAIT_MS)
    throw malformed([{ at: "/sendAt", message: "is more than a year ahead" }]);
  return due;
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
