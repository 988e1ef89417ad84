import { CHANNELS, type ChannelName, endOfQuiet } from "@avow/policy";
import { createLanes, type Lanes } from "../channels/lanes.ts";
import type { Channels } from "../channels/parcel.ts";
import type { Context } from "../context.ts";
import type { Governing } from "../policy-versions/governing.ts";
import { startBeat } from "../start-beat.ts";
import type { ServiceTables } from "../tables.ts";
import { claimDue, findNotice, listDueNotices, type StoredDelivery } from "./claim.ts";
import { finishNotices } from "./finish.ts";
import { findChannel, handOverBatch, type Kinds } from "./hand-over.ts";
import { findNoted, forgetSettledBatches } from "./handover-notes.ts";
import type { Verdict } from "./settle-deliveries.ts";
import { settleOverdue } from "./settle-overdue.ts";
import { giveUpReports } from "./silence.ts";
import { withdrawCancelled } from "./withdraw.ts";

export interface SenderOptions {
  readonly governing: Pick<Governing, "current">;
  readonly kinds: Kinds;
  readonly channels: Channels;
  readonly report: (error: unknown) => void;
}

/** Hands over what is due, of every notice. Several processes may at once. */
export interface Sender {
  /** Looks every second, until {@link stop}. */
  start(): void;
  /** Hands over everything that is due now, and returns when nothing is, or nothing gets through. */
  sendDue(): Promise<void>;
  /** Begins nothing more, and waits for what is under way. */
  stop(): Promise<void>;
}

/** Batches of one channel in flight: while some are with the channel, others are with the store. */
const IN_FLIGHT = 6;
/** How many of them are with the channel at once: after a kill, so many times its lanes may be in doubt. */
const WITH_CHANNEL = 3;
/** Messages of a batch for each of a channel's lanes: the more, the more share the cost of a transaction. */
const PER_LANE = 16;
/** Most of a batch where a channel has no lanes. */
const KEPT_AT_ONCE = 20;
/** What was begun and not settled for so long, and whose person nobody holds, was begun by a process that died. */
const BEGUN_PATIENCE_MS = 10_000;
/** A channel that answers `later` to whole batches rests until the next look. */
const STUCK_BATCHES = 3;
const RECOVERED_AT_ONCE = 200;

const CUT_OFF = "the process that handed it over ended before the answer";

export function createSender(o: SenderOptions): Sender {
  const stopping = new AbortController();
  const { signal } = stopping;
  let beats: readonly { stop(): Promise<void> }[] = [];
  const sendThrough = (channel: ChannelName): Promise<void> => sendChannel({ ...o, signal }, channel);
  const withdraw = async (): Promise<void> =>
    withdrawCancelled(await o.governing.current(), { kinds: o.kinds, signal });
  return {
    start() {
      beats = [...CHANNELS.map((channel) => () => sendThrough(channel)), withdraw].map((work) =>
        startBeat(work, o.report),
      );
    },
    async sendDue() {
      await Promise.all(CHANNELS.map(sendThrough));
      await withdraw();
    },
    async stop() {
      stopping.abort();
      await Promise.all(beats.map((beat) => beat.stop()));
    },
  };
}

type Sending = SenderOptions & { readonly signal: AbortSignal };

/** Everything due through one channel; the notices take turns, so that a large one keeps none waiting. */
async function sendChannel(o: Sending, channel: ChannelName): Promise<void> {
  const context = await o.governing.current();
  await recoverBegun(context, o, channel);
  await giveUpReports(context, o.kinds, channel);
  const turns = [...(await listDueNotices(context.db, channel, context.now()))];
  const turnsAtChannel = createLanes(WITH_CHANNEL);
  let stuck = 0;
  const work = async (): Promise<void> => {
    for (let notice = turns.shift(); notice !== undefined; notice = turns.shift()) {
      turns.push(notice);
      if (o.signal.aborted || stuck >= STUCK_BATCHES) return;
      const outcome = await sendBatch({ ...o, turnsAtChannel }, channel, notice);
      if (outcome === null) turns.splice(0, turns.length, ...turns.filter((other) => other !== notice));
      else stuck = outcome.stuck ? stuck + 1 : 0;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  await finishNotices(context.db, context.now());
}

/** One batch of a notice, under the version that governs now; `null` when nothing of it is due. */
async function sendBatch(o: Sending & { readonly turnsAtChannel: Lanes }, channel: ChannelName, id: string) {
  const context = await o.governing.current();
  const notice = await findNotice(context.db, id);
  if (notice?.state !== "running" || !o.kinds.has(notice.kind)) return null;
  if (isQuiet(context, notice.purpose)) return null;
  const through = findChannel(o.channels, channel);
  const attempts = await claimDue(context.db, {
    notice: id,
    channel,
    at: context.now(),
    most: through?.kind === "sends" ? through.lanes * PER_LANE : KEPT_AT_ONCE,
    ends: context.bundle.purposes[notice.purpose]?.objection !== undefined,
  });
  if (attempts.length === 0) return null;
  return handOverBatch(context, o, { notice: id, channel, attempts });
}

/** Whether it is an hour at which nothing for the purpose begins. */
function isQuiet({ bundle, now }: Context, purpose: string): boolean {
  const pace = bundle.purposes[purpose]?.pace;
  const at = now().getTime();
  return pace !== undefined && endOfQuiet(pace, at) > at;
}

/**
 * Settles what a process that died has begun, by its notes. A person whom somebody holds is left for the next time.
 */
async function recoverBegun(context: Context, o: Sending, channel: ChannelName): Promise<void> {
  const before = new Date(context.now().getTime() - BEGUN_PATIENCE_MS);
  const cutOff = await context.db
    .withTables<ServiceTables>()
    .selectFrom("delivery")
    .select(["person", "id", "notice"])
    .where("channel", "=", channel)
    .where("state", "=", "sending")
    .where("begun_at", "<", before)
    .orderBy("begun_at")
    .limit(RECOVERED_AT_ONCE)
    .execute();
  await settleOverdue(context, o.kinds, cutOff, {
    isOverdue: ({ state, begun_at }) => state === "sending" && begun_at !== null && begun_at < before,
    async judge(tx, { overdue }) {
      const noted = await findNoted(tx, overdue);
      return (delivery) => verdictBy(noted.get(delivery.id), delivery);
    },
  });
  if (cutOff.length > 0) await forgetSettledBatches(context.db);
}

/** What was not noted was not begun to be handed over, as is all that a channel keeps: it is begun again. */
function verdictBy(accepted: boolean | undefined, { channel }: StoredDelivery): Verdict {
  if (accepted === undefined) return { kind: "put-back" };
  return accepted ? { kind: "sent", through: channel } : { kind: "unknown", why: CUT_OFF };
}
