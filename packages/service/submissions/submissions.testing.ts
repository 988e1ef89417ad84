import { wordingOf } from "@avow/policy";
import { filledRegistration, type TestContext } from "../../../tests/support/context.ts";
import { findByCredentials } from "../accounts/log-in.ts";
import { register } from "../accounts/register.ts";
import type { PersonSession } from "../accounts/sessions.ts";
import type { Made } from "../choices/choices.ts";
import type { Context } from "../context.ts";
import { listReceipts } from "../receipts/receipts.ts";
import { submit } from "./submit.ts";

export const PASSWORD = "correct horse battery";
export const NAME = "Lin Yue";

/** What a test does with people who fill in forms. */
export interface FormsBench {
  newSession(): Promise<PersonSession>;
  /** A choice about a purpose, with the words that are asked now. */
  made(purpose: string, choice?: Made["choice"]): Made;
  /** Hands in a form, with agreement to these purposes. */
  hand(
    session: PersonSession,
    form: string,
    values: Readonly<Record<string, string>>,
    options?: {
      readonly about?: string;
      readonly agree?: readonly string[];
      readonly refuse?: readonly string[];
    },
  ): ReturnType<typeof submit>;
  /** A comment under a pseudonym, or under one's name. */
  comment(session: PersonSession, text: string, agree?: readonly string[]): Promise<string>;
  /** Kinds of a person's evidence after their registration, the oldest first. */
  events(person: string): Promise<readonly string[]>;
}

export const ARTICLE = "article/tea-horse-road";

export function createFormsBench(test: Pick<TestContext, "context">): FormsBench {
  const context = (): Context => test.context;
  const bench: FormsBench = {
    async newSession() {
      const email = `${crypto.randomUUID()}@example.com`;
      await register(context(), "registration", filledRegistration(email));
      const person = await findByCredentials(context(), email, PASSWORD);
      return { person, cookies: "refused", signal: null, tokenHash: Buffer.alloc(32) };
    },
    made: (purpose, choice = "agree") => ({
      choice,
      wording: wordingOf(context().bundle.purposes[purpose]?.ask ?? {}),
    }),
    hand: (session, form, values, { about, agree = [], refuse = [] } = {}) =>
      submit(context(), session, {
        form,
        about: about ?? null,
        values,
        choices: Object.fromEntries([
          ...agree.map((purpose) => [purpose, bench.made(purpose)]),
          ...refuse.map((purpose) => [purpose, bench.made(purpose, "refuse")]),
        ]),
      }),
    async comment(session, text, agree = ["publication"]) {
      const values = { "comment.text": text };
      return (await bench.hand(session, "comment", values, { about: ARTICLE, agree })).submission.id;
    },
    async events(person) {
      const receipts = await listReceipts(context(), person);
      return receipts
        .toReversed()
        .slice(1)
        .map(({ kind }) => kind);
    },
  };
  return bench;
}
