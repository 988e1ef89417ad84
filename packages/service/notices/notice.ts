import type { MESSAGE_STATES } from "@avow/contract/shapes";
import type { ChannelName, Facts } from "@avow/policy";
import type { Tx } from "@avow/postgres";
import type { Party } from "../channels/parcel.ts";
import type { Context } from "../context.ts";
import type { Operator } from "../staff/operators.ts";

/** What a notice is of; each kind says in its own folder what is written and to whom it may go. */
export const NOTICE_KINDS = ["message", "incident", "campaign", "policy-change", "reply"] as const;
export type NoticeKindName = (typeof NOTICE_KINDS)[number];

/** A message owed or allowed to many people, or to one. */
export interface Notice {
  readonly id: string;
  readonly kind: NoticeKindName;
  /** The incident, campaign, version or thread it is of, by its id; `null` for a message that says all itself. */
  readonly about: string | null;
  readonly purpose: string;
  /** In the order in which they are tried. */
  readonly channels: readonly ChannelName[];
  /** Goes to people marked as test alone, and counts as notice to nobody. */
  readonly rehearsal: boolean;
  /** Id of the operator who asked for it. */
  readonly createdBy: string;
  readonly createdAt: Date;
}

/** What a kind is told of the person it writes to. Values were opened under the permit, for the notice's purpose. */
export interface Addressee {
  readonly person: string;
  readonly name: string;
  readonly language: string;
  readonly channel: ChannelName;
}

/** What is said to one person, in their language. */
export interface Saying {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** Message-IDs of the thread it continues. */
  readonly references?: readonly string[];
}

/** A batch of people of one notice, ready to be judged and written to. */
export interface Batch {
  /** What the gate is to know beyond what is known of everybody, such as a licence; `base` is what that is. */
  facts(person: string, base: Facts): Facts;
  /** What is said; `null` where there is nothing to say to this person, which ends their delivery as stopped. */
  say(to: Addressee): Saying | null;
  /** Where it goes, for somebody who has no account that says so; `null` for everybody else. */
  to?(person: string): Party | null;
}

/** One kind of notice, as the folder that owns it hands it to the machinery. */
export interface NoticeKind {
  readonly name: NoticeKindName;
  /**
   * What follows a hand-over whose outcome is unknown: nothing, as with advertising, or the same message again, once its window
   * has passed, because it is owed.
   */
  readonly repeat: "at-most-once" | { readonly windowHours: number };
  /** Reads, in the transaction that sends, all that a batch needs, in as many queries as for one. */
  prepare(context: Context, tx: Tx, notice: Notice, people: readonly string[]): Promise<Batch>;
  /** Told in the same transaction that some people's deliveries have ended, and how. */
  settled?(context: Context, tx: Tx, notice: Notice, ended: readonly Ended[]): Promise<void>;
  /**
   * Told, in the same transaction and before the notice is locked, what an operator is about to do to it; what must not be done is
   * refused here.
   * @throws {ProblemError}
   */
  steer?(context: Context, tx: Tx, notice: Notice, act: Act): Promise<void>;
}

/** What an operator does to a notice. A reason is `null` where it was called off with what it tells of. */
export type Act =
  | { readonly kind: "paused" | "resumed"; readonly by: Pick<Operator, "id" | "name"> }
  | {
      readonly kind: "cancelled";
      readonly by: Pick<Operator, "id" | "name">;
      readonly reason: string | null;
    };

/** Which notice is steered, and by whom. */
export interface Steering {
  readonly notice: string;
  readonly by: Act["by"];
}

/** How one person's delivery ended. `withdrawn`: the notice was cancelled before; it may have arrived where it was on its way. */
export interface Ended {
  readonly person: string;
  readonly state: "sent" | "stopped" | "failed" | "unknown" | "returned" | "withdrawn";
  readonly channel: ChannelName | null;
}

/**
 * Where a delivery stands, as the contract says it of a message. `with-staff`: a letter to be posted, a call to be made.
 * `awaits-report`: a provider took it, and is to report whether it reached them. `refused` when it was asked for, `stopped` when it was to leave, `withdrawn` with its notice;
 * `failed` when every channel has.
 */
export type DeliveryState = (typeof MESSAGE_STATES)[number];

/** Asks for a notice. Nothing leaves before it is started. */
export interface NoticeRequest {
  readonly kind: NoticeKindName;
  readonly about: string | null;
  readonly purpose: string;
  readonly channels: readonly ChannelName[];
  readonly rehearsal: boolean;
  readonly by: string;
  /** Nothing leaves before. */
  readonly beginsAt: Date;
  /** What a `message` says, by language; it holds nothing about a person. */
  readonly words?: {
    readonly subject: Readonly<Record<string, string>>;
    readonly body: Readonly<Record<string, string>>;
  };
}

/** One copy of a message that left, or may have: an attempt at a delivery through a channel. */
export interface Copy {
  readonly person: string;
  readonly delivery: string;
  readonly notice: string;
  readonly purpose: string;
  readonly channel: string;
  readonly attempt: number;
}

/** What a report from elsewhere says became of one copy. */
export type Said =
  /** `through`: who says so, to show. */
  | { readonly kind: "arrived"; readonly through: string }
  /**
   * It counts as not told, and the next channel follows. `despite`: though the copy was taken, or said to have arrived, for a mail
   * server speaks of the next one alone; elsewhere the first word stands.
   */
  | { readonly kind: "returned"; readonly why: string; readonly despite: boolean };

/** What staff say became of a delivery. */
export type Outcome =
  /** A letter posted, a call that reached the person. */
  | { readonly kind: "reached" }
  /** A letter or mail that came back, a number that is somebody else's: it counts as not told, and the next channel follows. */
  | { readonly kind: "returned"; readonly why: string };

/** The machinery, as the other folders use it. Each act is one transaction of the caller's. */
export interface Notices {
  /** Returns its id. */
  create(context: Context, tx: Tx, request: NoticeRequest): Promise<string>;
  /** Adds people, each once; returns how many were new. A notice may be given its people a page at a time, and more later. */
  addPeople(tx: Tx, notice: string, people: readonly string[]): Promise<number>;
  /** Begins to send. One that an operator has paused or cancelled stays so. */
  start(tx: Tx, notice: string): Promise<void>;
  /**
   * Nothing of it leaves after this commits.
   * @throws {ProblemError} `not-found`; `state-unfit`; what the kind refuses with. So do {@link resume} and {@link cancel}.
   */
  pause(context: Context, tx: Tx, of: Steering): Promise<void>;
  /** Goes on after a pause. */
  resume(context: Context, tx: Tx, of: Steering): Promise<void>;
  /** As {@link pause}, for good: what is left of it is withdrawn, by and by, with evidence for each person. */
  cancel(context: Context, tx: Tx, of: Steering & { readonly reason: string }): Promise<void>;
  /** Cancels it as there is nothing to tell any more; one that is over stays as it is. Its kind is not asked. */
  callOff(context: Context, tx: Tx, of: Steering): Promise<void>;
  /** Shares the notice and takes the person's lock, in this order. `false` where there is no such delivery. */
  settle(
    context: Context,
    tx: Tx,
    of: {
      readonly person: string;
      readonly delivery: string;
      /** What it is said of: a delivery that has gone on to another channel since stays as it is. */
      readonly channel?: ChannelName;
    },
    outcome: Outcome,
  ): Promise<boolean>;
  /**
   * What a report says of one copy, late or repeated as it may be (see `settle-copy.ts`). Shares the notice and takes the person's
   * lock, in this order. `false` where there is no such copy any more.
   */
  settleCopy(context: Context, tx: Tx, copy: Copy, said: Said): Promise<boolean>;
  /** Which copy bears this reply token, also after another was sent; `null` for none. */
  findReply(tx: Tx, token: string): Promise<Copy | null>;
  /** As {@link findReply}, by the token's SHA-256. */
  findCopy(tx: Tx, replyHash: Buffer): Promise<Copy | null>;
  /** Counts by channel and state; `told` are people it has reached. */
  progress(tx: Tx, notice: string): Promise<Progress>;
}

/** How far a notice is. */
export interface Progress {
  readonly people: number;
  readonly states: Readonly<Record<DeliveryState, number>>;
  readonly channels: Readonly<Partial<Record<ChannelName, Readonly<Partial<Record<DeliveryState, number>>>>>>;
}
