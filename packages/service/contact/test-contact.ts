import { wordingOf } from "@avow/policy";
import type { TestContext } from "../../../tests/support/context.ts";
import { filledRegistration } from "../../../tests/support/context.ts";
import { findByCredentials } from "../accounts/log-in.ts";
import { register } from "../accounts/register.ts";
import type { MailChannel } from "../channels/mail.ts";
import { choose } from "../choices/choices.ts";
import { ProblemError } from "../http/problem.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { ServiceTables } from "../tables.ts";
import { type Delivery, deliver } from "./deliver.ts";
import { type MessageRequest, queueMessage } from "./queue-message.ts";

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
  newPerson(language?: "en" | "zh"): Promise<{ person: string; email: string }>;
  agree(person: string): Promise<void>;
  newWillingPerson(language?: "en" | "zh"): Promise<{ person: string; email: string }>;
  /** Queues a message; returns its ids. */
  queue(person: string): Promise<{ person: string; message: string }>;
  deliver(ids: { person: string; message: string }, mail: MailChannel): Promise<void>;
  delivery(mail: MailChannel): Delivery;
  /** The message as it stands. */
  stored(message: string): Promise<{ state: string; failure: string | null; refusal: unknown }>;
  /** Kinds of a person's evidence, oldest first. */
  events(person: string): Promise<readonly string[]>;
}

export function createContactBench({ context }: TestContext, jobs: Jobs): ContactBench {
  const tables = context.db.withTables<ServiceTables>();
  const bench: ContactBench = {
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
      const { message } = await queueMessage(context, jobs, { person, operator: "operator-1", body: WORDS });
      return { person, message: message.id };
    },
    deliver: (ids, mail) => deliver(context, bench.delivery(mail), ids),
    delivery: (mail) => ({ jobs, mail, from: "hello@index.example" }),
    stored: (message) =>
      tables
        .selectFrom("message")
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

/** The problem an act ends in; fails when it ends otherwise. */
export async function problemOf(act: Promise<unknown>): Promise<ProblemError["details"]> {
  const error = await act.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ProblemError)) throw new Error(`expected a problem, got ${String(error)}`);
  return error.details;
}
