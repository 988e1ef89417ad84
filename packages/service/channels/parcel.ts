import type { ChannelName } from "@avow/policy";
import type { Tx } from "@avow/postgres";

/** A name and an address; neither holds a control character. */
export interface Party {
  readonly name: string;
  /** What the channel reaches: an e-mail address, a telephone number as the person wrote it, a postal address, a push subscription. */
  readonly address: string;
}

/**
 * One message to one person as it is about to leave, whatever the channel. It holds personal values: it is made, handed over and
 * forgotten.
 */
export interface Parcel {
  /** The delivery's id: the same for every attempt, so that a receiver can tell a second copy. */
  readonly id: string;
  readonly person: string;
  readonly at: Date;
  /** One of the policy's. */
  readonly language: string;
  readonly to: Party;
  /** In that language, with the label the law asks of advertising. */
  readonly subject: string;
  /** Paragraphs, without the footer. */
  readonly body: readonly string[];
  /** Lines that say why the person gets it, who answers for it and how to end it. */
  readonly footer: readonly string[];
  /** Whether the law asks that it be labelled as advertising. */
  readonly advertises: boolean;
  /** Where one click ends messages of its purpose (RFC 8058); `null` where there is nothing to end. */
  readonly unsubscribeUrl: string | null;
  /**
   * Random, in the address replies go to: a reply that bears it is the person's own. 32 lower-case hexadecimal digits, for servers on
   * the way may write addresses in lower case.
   */
  readonly replyToken: string;
  /** Message-IDs of the thread it continues, the oldest first, with their angle brackets. */
  readonly references: readonly string[];
  /** Proof of the consent it rests on, for an operator that asks for it (MIIT Measures for SMS, article 21); `null` where it rests on none. */
  readonly consent: { readonly receipt: string; readonly at: Date } | null;
}

/**
 * What became of a hand-over. `unknown` is one that was begun and never answered for: it may have arrived, so that it is not
 * simply done again. `why` holds nothing of the person.
 */
export type Handover =
  | { readonly kind: "accepted" }
  /** Taken, and a report is to say whether it reached the person: until then, and without one for so long, it counts as notice to nobody. */
  | { readonly kind: "awaits-report"; readonly withinMs: number }
  /** `permanent`: the same would be refused again, and the next channel follows. */
  | { readonly kind: "not-accepted"; readonly permanent: boolean; readonly why: string }
  | { readonly kind: "unknown"; readonly why: string };

/** A channel that hands messages over by itself. */
export interface SendingChannel {
  readonly kind: "sends";
  readonly name: ChannelName;
  /** Whom it hands over to, to show: `host:port`, a provider's name. */
  readonly through: string;
  /** How many it hands over at once. */
  readonly lanes: number;
  /** Never rejects. Answers within 20 s. */
  send(parcel: Parcel): Promise<Handover>;
  /**
   * Does what can be done before a message may leave, such as writing and signing it; calling what it answers is the rest of
   * {@link send}. Never rejects. Absent where there is nothing to do before.
   */
  prepare?(parcel: Parcel): Promise<() => Promise<Handover>>;
  close(): Promise<void>;
}

/** Where what a channel keeps lies: with staff who do the rest by hand, or in the console's mailbox, where nothing is configured. */
export type KeptWith = "staff" | "mailbox";

/** A channel whose messages are kept, sealed under their person's key, in the transaction that owes them. */
export interface KeepingChannel {
  readonly kind: "keeps";
  readonly name: ChannelName;
  readonly with: KeptWith;
  keep(tx: Tx, parcel: Parcel): Promise<void>;
}

export type Channel = SendingChannel | KeepingChannel;

/** Every channel this service has, by name. A channel of the policy that is not here is passed over for the next. */
export type Channels = Readonly<Partial<Record<ChannelName, Channel>>>;
