import { randomBytes } from "node:crypto";
import { createSink, type Facts, type Permit, type Personal } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import { hashToken } from "../accounts/sessions.ts";
import type { Handover, Mail, MailChannel } from "../channels/mail.ts";
import type { Context } from "../context.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Governing } from "../policy-versions/governing.ts";
import { askToContact, EMAIL, LANGUAGE, NAME } from "./contact-permit.ts";
import { changeMessage, lockMessage, type MessageIds, type StoredMessage } from "./message-rows.ts";
import { DELIVER_MESSAGE } from "./queue-message.ts";
import { settleMessage } from "./settle-message.ts";
import { writeMail } from "./write-mail.ts";

/** What delivering needs beside the context. */
export interface Delivery {
  readonly jobs: Pick<Jobs, "enqueue">;
  readonly mail: MailChannel;
  /** Sender's address of every mail. */
  readonly from: string;
}

/** About a day: 2 s, 4 s, 8 s … between tries, and no more than 15 minutes. */
const MOST_ATTEMPTS = 100;
const LONGEST_PAUSE_SECONDS = 900;

const NO_ADDRESS = "no address is held of this person";

/** A hand-over that {@link beginDelivery} committed itself to. */
export interface BegunDelivery extends MessageIds {
  readonly attempt: number;
  readonly unsubscribeToken: string;
}

/** Begins to deliver queued messages as they fall due, each under the version of the policy that governs then. */
export function workDeliveries(
  governing: Pick<Governing, "current">,
  jobs: Jobs,
  { mail, from }: { readonly mail: MailChannel; readonly from: (context: Context) => string },
): Promise<void> {
  return jobs.work(DELIVER_MESSAGE, async ({ person = "", message = "" }) => {
    const context = await governing.current();
    await deliver(context, { jobs, mail, from: from(context) }, { person, message });
  });
}

/**
 * Delivers one message, at most once. The gate is asked again at the moment of sending, under the person's lock: what
 * they withdrew or objected to before the hand-over is seen, and the message stays (law 3). A second call after the
 * first ended does nothing; after one that was killed in between, the outcome is noted as unknown, and nothing is sent.
 */
export async function deliver(context: Context, delivery: Delivery, ids: MessageIds): Promise<void> {
  const begun = await beginDelivery(context, delivery, ids);
  if (begun !== null && delivery.mail.kind === "smtp")
    await handOver(context, { ...delivery, mail: delivery.mail }, begun);
}

/** Notes that a message is about to be handed over, and commits that; `null` when there is nothing to hand over. */
export async function beginDelivery(
  context: Context,
  { mail, from }: Delivery,
  ids: MessageIds,
): Promise<BegunDelivery | null> {
  return transact(context.db, async (tx) => {
    const message = await lockMessage(tx, ids);
    if (message?.state === "sending") await settleMessage(context, tx, message, { state: "unknown" });
    if (message?.state !== "queued") return null;
    const asked = await askToContact(context, tx, message);
    if ("refusal" in asked) {
      await settleMessage(context, tx, message, { state: "stopped", refusal: asked.refusal });
      return null;
    }
    const unsubscribeToken = randomBytes(32).toString("base64url");
    const attempt = message.attempts + 1;
    const unsubscribe_hash = hashToken(unsubscribeToken);
    if (mail.kind === "mailbox") {
      await changeMessage(tx, message, { attempts: attempt, unsubscribe_hash });
      const written = await write(context, tx, { message, ...asked, from, unsubscribeToken });
      if (written !== null) await mail.keep(tx, message.person, message.id, written);
      const failed = { state: "failed", failure: NO_ADDRESS } as const;
      await settleMessage(
        context,
        tx,
        message,
        written === null ? failed : { state: "sent", through: "mailbox" },
      );
      return null;
    }
    await changeMessage(tx, message, { state: "sending", attempts: attempt, unsubscribe_hash });
    return { ...ids, attempt, unsubscribeToken };
  });
}

/** Hands a begun message to the mail server while holding the person's lock, unless they have said no since. */
export async function handOver(
  context: Context,
  delivery: Delivery & { readonly mail: { readonly kind: "smtp" } },
  begun: BegunDelivery,
): Promise<void> {
  const { mail, from, jobs } = delivery;
  let handover: Handover | null = null; // outlives a transaction that must be run again: what was sent stays sent
  await transact(context.db, async (tx) => {
    const message = await lockMessage(tx, begun);
    if (message?.state !== "sending" || message.attempts !== begun.attempt) return;
    if (handover === null) {
      const asked = await askToContact(context, tx, message);
      if ("refusal" in asked)
        return settleMessage(context, tx, message, { state: "stopped", refusal: asked.refusal });
      const { unsubscribeToken } = begun;
      const written = await write(context, tx, { message, ...asked, from, unsubscribeToken });
      handover =
        written === null
          ? { kind: "not-accepted", permanent: true, why: NO_ADDRESS }
          : await mail.send(written);
    }
    await settleHandover(context, tx, { jobs, message, handover });
  });
}

async function settleHandover(
  context: Context,
  tx: Tx,
  { jobs, message, handover }: { jobs: Delivery["jobs"]; message: StoredMessage; handover: Handover },
): Promise<void> {
  if (handover.kind === "accepted")
    return settleMessage(context, tx, message, { state: "sent", through: "smtp" });
  if (handover.kind === "unknown")
    return settleMessage(context, tx, message, { state: "unknown", failure: handover.why });
  if (handover.permanent || message.attempts >= MOST_ATTEMPTS)
    return settleMessage(context, tx, message, { state: "failed", failure: handover.why });
  const pauseSeconds = Math.min(2 ** message.attempts, LONGEST_PAUSE_SECONDS);
  const startAfter = new Date(context.now().getTime() + pauseSeconds * 1000);
  await changeMessage(tx, message, { state: "queued", due_at: startAfter, failure: handover.why });
  await jobs.enqueue(tx, DELIVER_MESSAGE, { person: message.person, message: message.id }, { startAfter });
}

interface MailParts {
  readonly message: StoredMessage;
  readonly permit: Permit;
  readonly facts: Facts;
  readonly from: string;
  readonly unsubscribeToken: string;
}

/** Reads the person's address, name and language under the permit, and writes the mail; `null` without an address. */
async function write(context: Context, tx: Tx, parts: MailParts): Promise<Mail | null> {
  const { message, permit, facts, from, unsubscribeToken } = parts;
  const { bundle, publicUrl } = context;
  const sink = createSink<string, string>({ purpose: message.purpose, fields: [EMAIL, NAME, LANGUAGE] });
  const held = await context.vault.read(tx, permit);
  const open = (field: string): string | undefined =>
    held.get(field)?.map((value: Personal) => sink.open(value))[0];
  const address = open(EMAIL);
  if (address === undefined) return null;
  const language = bundle.languages.find((one) => one === open(LANGUAGE)) ?? bundle.languages[0] ?? "en";
  const consent = facts.person?.consents[message.purpose];
  return writeMail({
    bundle,
    publicUrl,
    message,
    at: context.now(),
    from,
    to: { name: open(NAME) ?? "", address },
    language,
    clause: permit.clause,
    agreedAt: consent?.kind === "granted" ? new Date(consent.at) : null,
    unsubscribeToken,
  });
}
