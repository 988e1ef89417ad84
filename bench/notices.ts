import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { createRequire } from "node:module";
import { type Store, transact } from "@avow/postgres";
import { dataPaths } from "@avow/service";
import { createEmailChannel } from "../packages/service/channels/email-channel.ts";
import { messageKind } from "../packages/service/contact/message-kind.ts";
import type { Context } from "../packages/service/context.ts";
import { createNotices } from "../packages/service/notices/notices.ts";
import { createSender, type Sender } from "../packages/service/notices/sender.ts";
import { seedPeople } from "../tests/support/seed-people.ts";
import { type MailSink, startMailSink } from "./mail-sink.ts";
import { fail, openHouse } from "./open-house.ts";

const A_ROUND = 2000;
const ROUNDS = 15;
const CONNECTIONS = 8;
const A_PAGE = 5000;
const FROM = { name: "因得思信息技术（杭州）有限公司", address: "hello@index.example" };
const WORDS = {
  subject: { en: "Our service next week", zh: "关于下周服务安排的通知" },
  body: {
    en: "Dear reader,\n\nOn Tuesday our service will be interrupted for an hour.".padEnd(
      400,
      " We are sorry.",
    ),
    zh: "尊敬的读者：\n\n本周二服务将中断一小时。".padEnd(400, "敬请谅解。"),
  },
};

export interface NoticesBench {
  /** Messages a second, median of the rounds. */
  readonly noticed: number;
  readonly bare: number;
  readonly bareSigned: number;
  /** Notices over bare messages, in the same time. */
  readonly ratio: number;
  /** One notice to many people, from its creation to the last message. */
  readonly one: {
    readonly people: number;
    readonly seconds: number;
    /** Resident memory of this process as it began, and the most while it sent. */
    readonly beganMb: number;
    readonly mostMb: number;
  };
}

/**
 * Sends notices by e-mail through gate, vault, evidence and DKIM to a mail server in a process of its own that takes everything; and as many
 * messages of the same words by nodemailer's own pool to the same server, without and with its DKIM. As many connections, fsync on, in
 * turns. Then one notice to `people` people, with the memory it takes.
 */
export async function benchNotices(o: { readonly people: number }): Promise<NoticesBench> {
  const { context, governing, store, dataDir, close } = await openHouse({ poolSize: 20 });
  const sink = await startMailSink();
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const channel = createEmailChannel({
    url: sink.url,
    sender: () => FROM,
    publicUrl: "https://www.index.example",
    dkim: { domain: "index.example", selector: "avow", key: privateKey },
    inboundDomain: null,
    lanes: CONNECTIONS,
  });
  const kinds = new Map([[messageKind.name, messageKind]]);
  const sender = createSender({ governing, kinds, channels: { email: channel }, report: fail });
  const house = { context, store, sender, sink, vaultKey: dataPaths(dataDir).vaultKey };
  try {
    const people = await seed(house, A_ROUND);
    const rounds: { noticed: number; bare: number; bareSigned: number }[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const noticed = await perSecond(() => notify(house, people));
      const bare = await perSecond(() => sendBare(sink, null));
      const bareSigned = await perSecond(() => sendBare(sink, privateKey));
      if (round > 0) rounds.push({ noticed, bare, bareSigned });
    }
    return {
      noticed: median(rounds.map((one) => one.noticed)),
      bare: median(rounds.map((one) => one.bare)),
      bareSigned: median(rounds.map((one) => one.bareSigned)),
      ratio: median(rounds.map(({ noticed, bare }) => noticed / bare)),
      one: await notifyMany(house, o.people),
    };
  } finally {
    await channel.close();
    await close();
    await sink.stop();
  }
}

interface House {
  readonly context: Context;
  readonly store: Store;
  readonly sender: Sender;
  readonly sink: MailSink;
  readonly vaultKey: string;
}

let seeded = 0;

function seed({ store, vaultKey }: House, count: number): Promise<readonly string[]> {
  const from = seeded;
  seeded += count;
  return seedPeople(store, { vaultKey, count, emailOf: (number) => `reader-${from + number}@example.com` });
}

/** One notice to these people, until the sink has taken every message. */
async function notify({ context, sender, sink }: House, people: readonly string[]): Promise<void> {
  const notices = createNotices({ kinds: new Map([[messageKind.name, messageKind]]), now: context.now });
  const before = await sink.taken();
  const id = await transact(context.db, (tx) =>
    notices.create(context, tx, {
      kind: "message",
      about: null,
      purpose: "service-messages",
      channels: ["email"],
      rehearsal: false,
      by: "bench",
      beginsAt: context.now(),
      words: WORDS,
    }),
  );
  for (let from = 0; from < people.length; from += A_PAGE)
    await transact(context.db, (tx) => notices.addPeople(tx, id, people.slice(from, from + A_PAGE)));
  await transact(context.db, (tx) => notices.start(tx, id));
  const look = async () => (await transact(context.db, (tx) => notices.progress(tx, id))).states;
  let states = await look();
  for (; states.queued > 0; states = await look()) await sender.sendDue(); // again, where something waited too long for its turn
  const taken = (await sink.taken()) - before;
  if (states.sent !== people.length || taken !== people.length)
    throw new Error(`of ${people.length}, ${states.sent} are said to be sent and ${taken} were taken`);
}

/** The service's own nodemailer: another package of the house may bring an older one. */
function loadNodemailer(): typeof import("nodemailer") {
  return createRequire(new URL("../packages/service/package.json", import.meta.url))("nodemailer");
}

async function sendBare(sink: MailSink, key: KeyObject | null): Promise<void> {
  const { port } = new URL(sink.url);
  const privateKey = key?.export({ type: "pkcs8", format: "pem" }).toString();
  const transport = loadNodemailer().createTransport({
    host: "127.0.0.1",
    port: Number(port),
    pool: true,
    maxConnections: CONNECTIONS,
    maxMessages: Number.POSITIVE_INFINITY,
    ...(privateKey === undefined
      ? {}
      : { dkim: { domainName: "index.example", keySelector: "avow", privateKey } }),
  });
  let left = A_ROUND;
  const sendSome = async (): Promise<void> => {
    while (left-- > 0)
      await transport.sendMail({
        from: FROM,
        to: { name: "Lin Yue", address: `reader-${left}@example.com` },
        subject: WORDS.subject.zh,
        text: `${WORDS.body.zh}\n\n${WORDS.body.zh}`, // as long as the same with its footer
        textEncoding: "base64",
      });
  };
  await Promise.all(Array.from({ length: CONNECTIONS * 2 }, sendSome));
  transport.close();
}

/** One notice to many, with how much memory it takes: looked at four times a second. */
async function notifyMany(house: House, count: number): Promise<NoticesBench["one"]> {
  const people = await seed(house, count);
  const rss = (): number => process.memoryUsage.rss() / 2 ** 20;
  const beganMb = rss();
  let mostMb = beganMb;
  const watch = setInterval(() => {
    mostMb = Math.max(mostMb, rss());
  }, 250);
  const began = performance.now();
  await notify(house, people);
  const seconds = (performance.now() - began) / 1000;
  clearInterval(watch);
  return { people: count, seconds, beganMb, mostMb };
}

async function perSecond(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return (A_ROUND / (performance.now() - began)) * 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

if (import.meta.main) {
  const people = Number(process.argv[2] ?? 20_000);
  const { noticed, bare, bareSigned, ratio, one } = await benchNotices({ people });
  process.stdout.write(
    `noticed ${noticed.toFixed(0)}/s, bare ${bare.toFixed(0)}/s, bare signed ${bareSigned.toFixed(0)}/s, ratio ${ratio.toFixed(2)}\n` +
      `one notice to ${one.people}: ${one.seconds.toFixed(1)} s, ${one.beganMb.toFixed(0)} MB before, at most ${one.mostMb.toFixed(0)} MB\n`,
  );
}
