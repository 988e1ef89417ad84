import { type ChannelName, wordingOf } from "@avow/policy";
import type { Vault } from "@avow/vault";
import type { TestContext } from "../../../tests/support/context.ts";
import { filledRegistration } from "../../../tests/support/context.ts";
import { findByCredentials } from "../accounts/log-in.ts";
import { register } from "../accounts/register.ts";
import { createMailboxChannel } from "../channels/mailbox-channel.ts";
import type { Channel, KeepingChannel } from "../channels/parcel.ts";
import { choose } from "../choices/choices.ts";
import { claimDue } from "../notices/claim.ts";
import type { Begun } from "../notices/hand-over.ts";
import { createNoticeBench } from "../notices/notices.testing.ts";
import type { ServiceTables } from "../tables.ts";
import { type MessageDoor, type MessageRequest, queueMessage } from "./queue-message.ts";

/** Part of every address in these tests, so that it can be looked for. */
export const MARKER = "marker.example";
export const PASSWORD = "correct horse battery";

export const WORDS: MessageRequest["body"] = {
  purpose: "marketing",
  channel: "email",
  subject: { en: "New articles", zh: "新文章" },
  body: { en: "There are three new articles.", zh: "本周有三篇新文章。" },
};

/** What a test does with messages to people it made. */
export interface ContactBench {
  /** The door at which messages are asked for; every channel of it is a mailbox, which nothing reaches before it is sent. */
  readonly door: MessageDoor;
  newPerson(language?: "en" | "zh"): Promise<{ person: string; email: string }>;
  agree(person: string): Promise<void>;
  newWillingPerson(language?: "en" | "zh"): Promise<{ person: string; email: string }>;
  /** Queues a message; returns its ids. */
  queue(person: string): Promise<{ person: string; message: string }>;
  /** Sends what is due through this channel, as a worker does that has no other. */
  deliver(channel: Channel): Promise<void>;
  /** Commits that the message is begun, and goes no further, as a worker that dies then. */
  begin(ids: { person: string; message: string }): Promise<Begun>;
  /** The message as it stands. */
  stored(message: string): Promise<{ state: string; failure: string | null; refusal: unknown }>;
  /** Kinds of a person's evidence, oldest first. */
  events(person: string): Promise<readonly string[]>;
}

export function createContactBench({ context, governing, reports }: TestContext): ContactBench {
  const tables = context.db.withTables<ServiceTables>();
  const report = (error: unknown): void => void reports.push(error);
  const { notices, worker } = createNoticeBench({ governing, now: context.now, report });
  const door = { notices, channels: mailboxes(context.vault) };
  const bench: ContactBench = {
    door,
    async newPerson(language = "en") {
      const email = `${crypto.randomUUID()}@${MARKER}`;
      const values = { ...filledRegistration(email), "account.language": language };
      await register(context, "registration", values);
      return { email, person: await findByCredentials(context, email, PASSWORD) };
    },
    async agree(person) {
      const wording = wordingOf(context.bundle.purposes.marketing?.ask ?? {});
      await choose(context, person, "marketing", { choice: "agree", wording });
    },
    async newWillingPerson(language) {
      const made = await bench.newPerson(language);
      await bench.agree(made.person);
      return made;
    },
    async queue(person) {
      const { message } = await queueMessage(context, door, { person, operator: "operator-1", body: WORDS });
      return { person, message: message.id };
    },
    deliver: (channel) => worker({ [channel.name]: channel }).sendDue(),
    async begin({ message }) {
      const { notice } = await tables
        .selectFrom("delivery")
        .select("notice")
        .where("id", "=", message)
        .executeTakeFirstOrThrow();
      const due = { notice, channel: "email", at: context.now(), most: 1, ends: true } as const;
      return { ...due, attempts: await claimDue(context.db, due) };
    },
    stored: (message) =>
      tables
        .selectFrom("delivery")
        .select(["state", "failure", "refusal"])
        .where("id", "=", message)
        .executeTakeFirstOrThrow(),
    async events(person) {
      const receipts = tables.selectFrom("receipt").select("kind").where("person", "=", person);
      return (await receipts.orderBy("sequence").execute()).map(({ kind }) => kind);
    },
  };
  return bench;
}

/** A mailbox for every channel of the Index policy. */
export function mailboxes(vault: Vault): Readonly<Record<ChannelName, KeepingChannel>> {
  const postmark = () => ({
    from: { name: "Index", address: "hello@index.example" },
    host: "localhost",
    inboundDomain: null,
  });
  const box = (name: ChannelName): KeepingChannel => createMailboxChannel({ vault, name, postmark });
  return {
    email: box("email"),
    letter: box("letter"),
    telephone: box("telephone"),
    sms: box("sms"),
    push: box("push"),
  };
}
