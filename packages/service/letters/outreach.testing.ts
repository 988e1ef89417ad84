import type { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { ChannelName } from "@avow/policy";
import { transact } from "@avow/postgres";
import { filledRegistration, openTestContext, type TestContext } from "../../../tests/support/context.ts";
import { findByCredentials } from "../accounts/log-in.ts";
import { register } from "../accounts/register.ts";
import type { PersonSession } from "../accounts/sessions.ts";
import { createLetterChannel } from "../channels/letter/letter.ts";
import type { Channels } from "../channels/parcel.ts";
import { createCallList } from "../channels/telephone/call-list.ts";
import { messageKind } from "../contact/message-kind.ts";
import type { Kinds } from "../notices/hand-over.ts";
import type { Notices } from "../notices/notice.ts";
import { channelThat, createNoticeBench, offsetToNoon } from "../notices/notices.testing.ts";
import { setReach } from "../reach/set-reach.ts";
import type { ServiceTables } from "../tables.ts";
import { createFontShelf } from "./fonts.ts";
import { printRun } from "./print-run.ts";

export const PASSWORD = "correct horse battery";
const LADDER: readonly ChannelName[] = ["email", "letter", "telephone"];
export const ADDRESS = "Flat 2, 14 Nanshan Road\nHangzhou 310002";

/** What tests of letters and calls do with people and notices. */
export interface OutreachBench extends TestContext {
  readonly notices: Notices;
  readonly kinds: Kinds;
  /** Moves the clock on. */
  pass(ms: number): void;
  newPerson(language?: "en" | "zh"): Promise<PersonSession>;
  giveAddress(session: PersonSession, address?: string): Promise<void>;
  /** Sends a notice to one person, through channels kept by staff and an e-mail that is refused; returns its id. */
  notify(
    session: PersonSession,
    o?: { channels?: readonly ChannelName[]; purpose?: string },
  ): Promise<string>;
  /** Sends what has fallen due since, down every channel. */
  sendDue(): Promise<void>;
  delivery(
    session: PersonSession,
    notice: string,
  ): Promise<{ state: string; channel: string; failure: string | null }>;
  /** Kinds of a person's evidence, oldest first. */
  events(session: PersonSession): Promise<readonly string[]>;
  print(run: string): Promise<Buffer>;
}

export async function openOutreachBench(): Promise<OutreachBench> {
  let offset = offsetToNoon();
  const now = (): Date => new Date(Date.now() + offset);
  const test = await openTestContext({ now });
  const { context, governing, reports } = test;
  const report = (error: unknown): void => void reports.push(error);
  const { notices, worker } = createNoticeBench({ governing, now, report });
  const kinds: Kinds = new Map([[messageKind.name, messageKind]]);
  const channels: Channels = {
    email: channelThat(() => ({ kind: "not-accepted", permanent: true, why: "no such mailbox" })),
    letter: createLetterChannel(context.vault),
    telephone: createCallList(context.vault),
  };
  const tables = context.db.withTables<ServiceTables>();
  const fonts = createFontShelf();
  const bench: OutreachBench = {
    ...test,
    notices,
    kinds,
    pass(ms) {
      offset += ms;
    },
    async newPerson(language = "en") {
      const values: Record<string, string> = { ...filledRegistration(), "account.language": language };
      await register(context, "registration", values);
      const person = await findByCredentials(context, values["contact.email"] ?? "", PASSWORD);
      return { person, cookies: "refused", signal: null, tokenHash: Buffer.alloc(32) };
    },
    async giveAddress(session, address = ADDRESS) {
      await setReach(context, session, { field: "address", value: address, pushKey: null });
    },
    async notify(
      { person },
      {
        channels: order = LADDER,
        purpose = "incident",
      }: { channels?: readonly ChannelName[]; purpose?: string } = {},
    ) {
      const notice = await transact(context.db, async (tx) => {
        const id = await notices.create(context, tx, {
          kind: "message",
          about: null,
          purpose,
          channels: order,
          rehearsal: false,
          by: "operator-1",
          beginsAt: context.now(),
          words: {
            subject: { en: "An incident", zh: "安全事件" },
            body: {
              en: "A copy was taken.\n\nChange your password.",
              zh: "数据副本被窃取。\n\n请修改密码。",
            },
          },
        });
        await notices.addPeople(tx, id, [person]);
        await notices.start(tx, id);
        return id;
      });
      await bench.sendDue();
      return notice;
    },
    async sendDue() {
      const sender = worker(channels);
      for (const _each of Object.keys(channels)) await sender.sendDue();
    },
    delivery: ({ person }, notice) =>
      tables
        .selectFrom("delivery")
        .select(["state", "channel", "failure"])
        .where("person", "=", person)
        .where("notice", "=", notice)
        .executeTakeFirstOrThrow(),
    async events({ person }) {
      const receipts = tables.selectFrom("receipt").select("kind").where("person", "=", person);
      return (await receipts.orderBy("sequence").execute()).map(({ kind }) => kind);
    },
    async print(run) {
      const file: PassThrough = await printRun(context, { notices, kinds, fonts, report }, run);
      return buffer(file);
    },
  };
  return bench;
}
