import type { Tx } from "@avow/postgres";

/** A name and an address; neither holds a control character. */
export interface MailParty {
  readonly name: string;
  readonly address: string;
}

/** One e-mail as it is about to leave. It holds personal values: it is written, handed over and forgotten. */
export interface Mail {
  /** With its angle brackets. The same for every attempt at one message, so that a receiver can tell a second copy. */
  readonly messageId: string;
  readonly at: Date;
  readonly from: MailParty;
  readonly to: MailParty;
  readonly subject: string;
  readonly text: string;
  /** Where one click ends messages of this purpose (RFC 8058). */
  readonly unsubscribeUrl: string;
}

/**
 * What became of a hand-over. `unknown` is a connection that ended after the message was begun and before the server
 * answered for it: it may have been taken, so it is not sent again.
 */
export type Handover =
  | { readonly kind: "accepted" }
  /** `permanent`: the server refused this message, and would again. `why` holds no address. */
  | { readonly kind: "not-accepted"; readonly permanent: boolean; readonly why: string }
  | { readonly kind: "unknown"; readonly why: string };

/** A mail server. */
export interface SmtpChannel {
  readonly kind: "smtp";
  /** `host:port`, to show. */
  readonly server: string;
  /** Never rejects. Answers within 20 s. */
  send(mail: Mail): Promise<Handover>;
}

/** What the mailbox kept of one mail. */
export interface KeptMail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The whole message as it would have left, RFC 5322. */
  readonly message: string;
}

/** Stands in where no mail server is configured: nothing leaves, and every mail is kept under its person's own key. */
export interface MailboxChannel {
  readonly kind: "mailbox";
  readonly server: null;
  /** Keeps a mail in the caller's transaction. */
  keep(tx: Tx, person: string, id: string, mail: Mail): Promise<void>;
  /** `null` when there is no such mail or the person is erased. */
  open(tx: Tx, person: string, id: string): Promise<KeptMail | null>;
}

/** How messages leave, or where they stay. */
export type MailChannel = SmtpChannel | MailboxChannel;
