import type { EvidenceEvent } from "@avow/evidence";
import type { ChannelName, Refusal } from "@avow/policy";
import type { Tx } from "@avow/postgres";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import { type PersonalHappening, recordEvents } from "../receipts/record-events.ts";
import type { StoredDelivery, StoredNotice } from "./claim.ts";
import { keepCopies } from "./copies.ts";
import type { Ended, Notice, NoticeKind } from "./notice.ts";
import type { AttemptOutcome, KeptRefusal } from "./tables.ts";

/** What becomes of a delivery after one attempt, or one word of staff. */
export type Verdict =
  /** `through`: where it went, to show. */
  | { readonly kind: "sent"; readonly through: string }
  | { readonly kind: "with-staff" }
  /** Taken, and so long a report is awaited. */
  | { readonly kind: "awaits-report"; readonly through: string; readonly withinMs: number }
  /** `null` where the kind had nothing to say to this person. */
  | { readonly kind: "stopped"; readonly refusal: Refusal | null; readonly why: string | null }
  /** Its notice was cancelled. */
  | { readonly kind: "withdrawn" }
  /** This channel does not reach them: the next follows. */
  | { readonly kind: "next"; readonly outcome: AttemptOutcome; readonly why: string }
  /** The same channel again, after a while. */
  | { readonly kind: "later"; readonly why: string }
  | { readonly kind: "unknown"; readonly why: string }
  /** Nothing was begun. */
  | { readonly kind: "put-back" };

export interface Settled {
  readonly delivery: StoredDelivery;
  readonly verdict: Verdict;
}

/** About a day: 2 s, 4 s, 8 s … between tries, and no more than 15 minutes. */
const MOST_ATTEMPTS = 100;
const LONGEST_PAUSE_MS = 900_000;
const HOUR_MS = 3_600_000;

/** How a delivery stands after a verdict; what is not here stays as it is. */
type Change = Pick<
  StoredDelivery,
  | "person"
  | "id"
  | "state"
  | "place"
  | "channel"
  | "attempts"
  | "due_at"
  | "settled_at"
  | "refusal"
  | "failure"
>;

interface Settling {
  readonly notice: StoredNotice;
  readonly kind: NoticeKind;
  readonly at: Date;
}

/**
 * Writes what became of deliveries of one notice, whose locks the caller holds, in as many statements as for one: how they stand,
 * each channel that failed, the evidence of each that ended, and word of these to the kind.
 */
export async function settleDeliveries(
  context: Context,
  tx: Tx,
  of: { readonly notice: StoredNotice; readonly kind: NoticeKind; readonly settled: readonly Settled[] },
): Promise<void> {
  if (of.settled.length === 0) return;
  const settling = { ...of, at: context.now() };
  const changed = of.settled.map((one) => ({ ...one, change: changeBy(settling, one) }));
  await writeChanges(
    tx,
    changed.map(({ change }) => change),
  );
  await writeAttempts(tx, of.settled, settling.at);
  await keepCopies(tx, of.settled);
  await recordEvents(
    context,
    tx,
    changed.flatMap((one) => happeningOf(context, of.notice, one)),
  );
  const word = changed.flatMap(({ verdict, change }) => endedBy(verdict, change));
  if (word.length > 0) await of.kind.settled?.(context, tx, toNotice(of.notice), word);
}

/** A notice as its kind knows it. */
export function toNotice(row: StoredNotice): Notice {
  const { id, kind, about, purpose, rehearsal, created_by: createdBy, created_at: createdAt } = row;
  // Only `create` writes channels, and it takes names of channels alone.
  const channels = row.channels as readonly ChannelName[];
  return { id, kind, about, purpose, channels, rehearsal, createdBy, createdAt };
}

function changeBy(settling: Settling, { delivery, verdict }: Settled): Change {
  const { at, kind } = settling;
  const { person, id, place, channel, attempts, due_at } = delivery;
  const same = { person, id, place, channel, attempts, due_at, settled_at: null, refusal: null };
  switch (verdict.kind) {
    case "sent":
      return { ...same, state: "sent", settled_at: at, failure: null };
    case "with-staff":
      return { ...same, state: "with-staff", failure: null };
    case "awaits-report":
      return {
        ...same,
        state: "awaits-report",
        due_at: new Date(at.getTime() + verdict.withinMs),
        failure: null,
      };
    case "stopped":
      return {
        ...same,
        state: "stopped",
        settled_at: at,
        refusal: refusalToKeep(verdict.refusal),
        failure: verdict.why,
      };
    case "withdrawn":
      // What may have arrived may have arrived; it is not sent again.
      return delivery.state === "unknown" || delivery.state === "awaits-report"
        ? { ...same, state: "unknown", settled_at: at, failure: delivery.failure }
        : { ...same, state: "withdrawn", settled_at: at, failure: null };
    case "next":
      return nextChannel(settling, delivery, verdict.why);
    case "later": {
      if (attempts >= MOST_ATTEMPTS) return nextChannel(settling, delivery, verdict.why);
      const pauseMs = Math.min(2 ** attempts * 1000, LONGEST_PAUSE_MS);
      const later = new Date(at.getTime() + pauseMs);
      return { ...same, state: "queued", due_at: later, failure: verdict.why };
    }
    case "unknown": {
      if (kind.repeat === "at-most-once")
        return { ...same, state: "unknown", settled_at: at, failure: verdict.why };
      const again = new Date(at.getTime() + kind.repeat.windowHours * HOUR_MS);
      return { ...same, state: "unknown", due_at: again, failure: verdict.why };
    }
    case "put-back":
      return { ...same, state: "queued", failure: delivery.failure };
  }
}

function nextChannel({ notice, at }: Settling, delivery: StoredDelivery, why: string): Change {
  const { person, id, attempts } = delivery;
  const place = delivery.place + 1;
  const next = notice.state === "cancelled" ? undefined : notice.channels[place];
  const same = { person, id, refusal: null, failure: why };
  return next === undefined
    ? {
        ...same,
        state: "failed",
        place: delivery.place,
        channel: delivery.channel,
        attempts,
        due_at: delivery.due_at,
        settled_at: at,
      }
    : { ...same, state: "queued", place, channel: next, attempts: 0, due_at: at, settled_at: null };
}

async function writeChanges(tx: Tx, changes: readonly Change[]): Promise<void> {
  await sql`
    update delivery set state = changed.state, place = changed.place, channel = changed.channel,
      attempts = changed.attempts, due_at = changed.due_at, settled_at = changed.settled_at,
      refusal = changed.refusal, failure = changed.failure
    from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as changed (
      person uuid, id uuid, state text, place smallint, channel text, attempts integer, due_at timestamptz,
      settled_at timestamptz, refusal jsonb, failure text)
    where delivery.person = changed.person and delivery.id = changed.id`.execute(tx);
}

const OUTCOMES = { later: "not-yet", unknown: "unknown" } as const;

/** Keeps of each channel that did not reach a person why not, the last time. */
async function writeAttempts(tx: Tx, settled: readonly Settled[], at: Date): Promise<void> {
  const missed = settled.flatMap(({ delivery: { person, id, channel }, verdict }) => {
    if (verdict.kind !== "next" && verdict.kind !== "later" && verdict.kind !== "unknown") return [];
    const outcome = verdict.kind === "next" ? verdict.outcome : OUTCOMES[verdict.kind];
    return [{ person, delivery: id, channel, outcome, failure: verdict.why }];
  });
  if (missed.length === 0) return;
  await sql`
    insert into delivery_attempt (person, delivery, channel, outcome, failure, times, at)
    select person, delivery, channel, outcome, failure, 1, ${at}
    from jsonb_to_recordset(${JSON.stringify(missed)}::jsonb) as missed (
      person uuid, delivery uuid, channel text, outcome text, failure text)
    on conflict (person, delivery, channel) do update
    set outcome = excluded.outcome, failure = excluded.failure, times = delivery_attempt.times + 1, at = excluded.at`.execute(
    tx,
  );
}

/** What is kept of a refusal. */
export function refusalToKeep(refusal: Refusal | null): KeptRefusal | null {
  if (refusal === null) return null;
  const { clause, code, reason } = refusal;
  return { clause, code, reason: { ...reason } };
}

/** The clause under which messages of a purpose are sent, where no decision is in hand to say it. */
export function clauseOfPurpose({ bundle }: Context, purpose: string): string {
  const declared = Object.hasOwn(bundle.purposes, purpose) ? bundle.purposes[purpose] : undefined;
  return declared?.clause ?? bundle.controller?.clause ?? bundle.law.clause;
}

const EVENTS: Readonly<Partial<Record<StoredDelivery["state"], string>>> = {
  sent: "message-sent",
  "with-staff": "message-given-to-staff",
  "awaits-report": "message-handed-over",
  stopped: "message-stopped",
  withdrawn: "message-withdrawn",
  failed: "message-failed",
  unknown: "message-outcome-unknown",
};

/** What came back, or was never heard of, leaves evidence though another channel follows; what may yet be sent again leaves none. */
const MISSED: Readonly<Partial<Record<AttemptOutcome, string>>> = {
  returned: "message-returned",
  unknown: "message-outcome-unknown",
};

function kindOf(verdict: Verdict, { state, settled_at }: Change): string | undefined {
  if (settled_at !== null || verdict.kind === "with-staff" || verdict.kind === "awaits-report")
    return EVENTS[state];
  return verdict.kind === "next" ? MISSED[verdict.outcome] : undefined;
}

/** None of the facts holds an address: a failure is said in words of ours. */
function happeningOf(
  context: Context,
  notice: StoredNotice,
  { delivery, verdict, change }: Settled & { readonly change: Change },
): readonly PersonalHappening[] {
  const kind = kindOf(verdict, change);
  if (kind === undefined) return [];
  const refusal = verdict.kind === "stopped" ? verdict.refusal : null;
  const facts = {
    message: delivery.id,
    notice: notice.id,
    purpose: notice.purpose,
    channel: delivery.channel,
    ...factsOf(verdict),
  };
  const happening = {
    kind,
    clause: refusal?.clause ?? clauseOfPurpose(context, notice.purpose),
    facts: notice.rehearsal ? { ...facts, rehearsal: true } : facts,
    ...(refusal === null ? {} : { refused: true as const }),
  };
  return [{ person: delivery.person, happening }];
}

function factsOf(verdict: Verdict): EvidenceEvent["facts"] {
  switch (verdict.kind) {
    case "sent":
    case "awaits-report":
      return { through: verdict.through };
    case "stopped":
      return { code: verdict.refusal?.code ?? "nothing-to-say" };
    case "withdrawn":
      return { cancelled: true };
    case "next":
    case "later":
      return { failure: verdict.why };
    default:
      return {};
  }
}

/** What the kind is told: every end, and a return even where another channel follows. */
function endedBy(verdict: Verdict, { person, state, channel, settled_at }: Change): readonly Ended[] {
  if (verdict.kind === "next" && verdict.outcome === "returned")
    return [{ person, state: "returned", channel: null }];
  if (settled_at === null) return [];
  if (verdict.kind === "withdrawn") return [{ person, state: "withdrawn", channel: channel as ChannelName }];
  switch (state) {
    case "sent":
    case "stopped":
    case "failed":
    case "unknown":
      return [{ person, state, channel: channel as ChannelName }];
    default:
      return [];
  }
}
