import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Fault, type Tx, transact } from "@avow/postgres";
import { sql } from "kysely";
import type { Lanes } from "../channels/lanes.ts";
import type { Channel, Channels, Handover, Parcel, SendingChannel } from "../channels/parcel.ts";
import type { Context } from "../context.ts";
import {
  type Attempt,
  lockDeliveries,
  type StoredDelivery,
  type StoredNotice,
  shareNotice,
} from "./claim.ts";
import { forgetBatch, noteWave } from "./handover-notes.ts";
import { type Judged, judgeBatch } from "./judge.ts";
import type { NoticeKind } from "./notice.ts";
import { type Settled, settleDeliveries, type Verdict } from "./settle-deliveries.ts";

export type Kinds = ReadonlyMap<string, NoticeKind>;

/** A batch that was begun: attempts of one notice through one channel. */
export interface Begun {
  readonly notice: string;
  readonly channel: string;
  readonly attempts: readonly Attempt[];
}

/** What handing over needs beside the context. */
export interface HandingOver {
  readonly kinds: Kinds;
  readonly channels: Channels;
  /** Which of the batches that share a channel is handing over. */
  readonly turnsAtChannel: Lanes;
  /** Ends the waiting for a store that is away. */
  readonly signal: AbortSignal;
}

/** How a batch went, for whoever decides whether to go on. */
export interface BatchOutcome {
  /** Whether there was an attempt and every one is to be made again later. */
  readonly stuck: boolean;
}

const STORE_PAUSE_MS = 1000;

/**
 * Hands a begun batch over while holding the locks of its people and a share of its notice: the gate is asked now, and a no that
 * was acknowledged before is seen (law 3). What a channel answered outlives a transaction that has to be run again, and a store that
 * goes away: what was sent stays sent, and nothing is handed over a second time.
 */
export async function handOverBatch(context: Context, o: HandingOver, begun: Begun): Promise<BatchOutcome> {
  const answers = new Map<string, Handover>();
  const batch = randomUUID();
  const work = (tx: Tx): Promise<void> => handOverIn(context, tx, { ...o, batch, begun, answers });
  for (;;) {
    try {
      await transact(context.db, work);
      return { stuck: isStuck(begun, answers) };
    } catch (error) {
      if (!(error instanceof Fault && error.retryable) || o.signal.aborted) throw error;
      await pause(STORE_PAUSE_MS, undefined, { signal: o.signal }).catch(() => {});
    }
  }
}

function isStuck({ attempts }: Begun, answers: ReadonlyMap<string, Handover>): boolean {
  const given = [...answers.values()];
  return (
    given.length === attempts.length &&
    given.every((answer) => answer.kind === "not-accepted" && !answer.permanent)
  );
}

interface InTransaction extends HandingOver {
  /** Names the batch in the notes of its hand-overs. */
  readonly batch: string;
  readonly begun: Begun;
  readonly answers: Map<string, Handover>;
}

async function handOverIn(context: Context, tx: Tx, o: InTransaction): Promise<void> {
  const { begun, answers } = o;
  const notice = await shareNotice(tx, begun.notice);
  const kind = notice === null ? undefined : o.kinds.get(notice.kind);
  if (notice === null || kind === undefined) throw unknownKind();
  const attempts = new Map(begun.attempts.map((attempt) => [attempt.id, attempt]));
  const deliveries = (await lockDeliveries(tx, begun.attempts)).filter((delivery) =>
    isOurs(delivery, attempts.get(delivery.id), answers),
  );
  const settled =
    answers.size > 0
      ? deliveries.map((delivery) => ({ delivery, verdict: verdictBy(answers.get(delivery.id), o) }))
      : await sendAll(context, tx, { ...o, notice, kind, attempts, deliveries });
  await settleDeliveries(context, tx, { notice, kind, settled });
  if (answers.size > 0) await forgetBatch(tx, o.batch);
}

/** Nobody has settled this attempt meanwhile; one of which it was said that nobody knows may still be answered for. */
function isOurs(
  { channel, attempts, state, id }: StoredDelivery,
  attempt: Attempt | undefined,
  answers: ReadonlyMap<string, Handover>,
): boolean {
  if (channel !== attempt?.channel || attempts !== attempt.attempts) return false;
  return state === "sending" || (state === "unknown" && answers.has(id));
}

interface Sending extends InTransaction {
  readonly notice: StoredNotice;
  readonly kind: NoticeKind;
  readonly attempts: ReadonlyMap<string, Attempt>;
  readonly deliveries: readonly StoredDelivery[];
}

async function sendAll(context: Context, tx: Tx, o: Sending): Promise<readonly Settled[]> {
  const { notice, kind, deliveries, answers } = o;
  if (deliveries.length === 0) return [];
  const all = (verdict: Verdict) => deliveries.map((delivery): Settled => ({ delivery, verdict }));
  if (notice.state === "cancelled") return all({ kind: "withdrawn" });
  if (notice.state !== "running") return all({ kind: "put-back" });
  const channel = findChannel(o.channels, o.begun.channel);
  if (channel === undefined)
    return all({ kind: "next", outcome: "no-channel", why: "this service has no such channel" });
  const present = new Set(deliveries.map(({ id }) => id));
  const attempts = o.begun.attempts.filter(({ id }) => present.has(id));
  const judged = await judgeBatch(context, tx, { notice, kind, attempts });
  if (channel.kind === "sends") await sendThrough(context, tx, { channel, judged, o });
  const settled: Settled[] = [];
  for (const delivery of deliveries) {
    const each = judged.get(delivery.id);
    if (each === undefined) throw new TypeError("everybody asked about was judged");
    settled.push({
      delivery,
      verdict: await verdictOn(tx, { each, channel, answer: answers.get(delivery.id), o }),
    });
  }
  return settled;
}

/** A person's choice waits no longer for the others of a batch than for their own message, which has 20 s at most. */
const HOLD_MS = 2000;

/**
 * Hands over what was permitted, as much at once as the channel takes, in time; the rest is not begun. Each time it is noted first,
 * and then asked whether the transaction that holds the locks is still there: without them nothing is handed over.
 */
async function sendThrough(
  { db }: Context,
  tx: Tx,
  of: { readonly channel: SendingChannel; readonly judged: ReadonlyMap<string, Judged>; readonly o: Sending },
): Promise<void> {
  const { answers, attempts, batch, signal, turnsAtChannel } = of.o;
  const { lanes } = of.channel;
  const until = Date.now() + HOLD_MS;
  const parcels = [...of.judged.values()].flatMap((each) => (each.kind === "parcel" ? [each.parcel] : []));
  const waves = Array.from({ length: Math.ceil(parcels.length / lanes) }, (_, wave) =>
    parcels.slice(wave * lanes, (wave + 1) * lanes),
  );
  const sendWave = async (wave: number, ready: readonly Ready[]): Promise<void> => {
    const begun = ready.map(({ id }) => ({ id, attempts: attempts.get(id)?.attempts ?? 0 }));
    const before = (waves[wave - 1] ?? []).map(({ id }) => id);
    const accepted = before.filter((id) => answers.get(id)?.kind === "accepted");
    await noteWave(db, { batch, wave, begun, accepted });
    await sql`select 1`.execute(tx);
    await Promise.all(
      ready.map(async ({ id, handOver }) => {
        answers.set(id, await handOver());
      }),
    );
  };
  let next = prepareAll(of.channel, waves[0]);
  for (const wave of waves.keys()) {
    const ready = await next;
    if (signal.aborted || Date.now() > until || !(await turnsAtChannel.take(until))) return;
    next = prepareAll(of.channel, waves[wave + 1]);
    await sendWave(wave, ready).finally(turnsAtChannel.give);
  }
}

/** A message that only waits to leave. */
interface Ready {
  readonly id: string;
  handOver(): Promise<Handover>;
}

/** Done while others hand over, so that nobody's turn is spent on it. */
function prepareAll(channel: SendingChannel, some: readonly Parcel[] = []): Promise<readonly Ready[]> {
  return Promise.all(
    some.map(async (parcel) => ({
      id: parcel.id,
      handOver: (await channel.prepare?.(parcel)) ?? (() => channel.send(parcel)),
    })),
  );
}

async function verdictOn(
  tx: Tx,
  of: {
    readonly each: Judged;
    readonly channel: Channel;
    readonly answer: Handover | undefined;
    readonly o: HandingOver & { readonly begun: Begun };
  },
): Promise<Verdict> {
  const { each, channel } = of;
  switch (each.kind) {
    case "refused":
      return { kind: "stopped", refusal: each.refusal, why: null };
    case "nothing-to-say":
      return { kind: "stopped", refusal: null, why: "there was nothing to say to this person" };
    case "no-address":
      return { kind: "next", outcome: "no-address", why: "no address is held of this person" };
    case "parcel":
      return channel.kind === "keeps" ? keep(tx, channel, each.parcel) : verdictBy(of.answer, of.o);
  }
}

async function keep(
  tx: Tx,
  channel: Extract<Channel, { readonly kind: "keeps" }>,
  parcel: Parcel,
): Promise<Verdict> {
  await channel.keep(tx, parcel);
  return channel.with === "staff" ? { kind: "with-staff" } : { kind: "sent", through: "mailbox" };
}

function verdictBy(
  answer: Handover | undefined,
  { channels, begun }: { readonly channels: Channels; readonly begun: Begun },
): Verdict {
  if (answer === undefined) return { kind: "put-back" };
  if (answer.kind === "accepted" || answer.kind === "awaits-report") {
    const channel = findChannel(channels, begun.channel);
    const through = channel?.kind === "sends" ? channel.through : begun.channel;
    return answer.kind === "accepted" ? { kind: "sent", through } : { ...answer, through };
  }
  if (answer.kind === "unknown") return { kind: "unknown", why: answer.why };
  return answer.permanent
    ? { kind: "next", outcome: "not-accepted", why: answer.why }
    : { kind: "later", why: answer.why };
}

export function findChannel(channels: Channels, name: string): Channel | undefined {
  return Object.values(channels).find((channel) => channel.name === name);
}

/** The database holds a notice of a kind that this version of the service does not know. */
export function unknownKind(): Fault {
  return new Fault({
    code: "notice-kind-unknown",
    message: "a notice is of a kind that this service does not send",
    help: "let the version of the service that made it finish it",
  });
}
