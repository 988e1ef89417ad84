import { composeEmail } from "./compose-email.ts";
import { type DkimIdentity, signDkim } from "./dkim.ts";
import type { Handover, Parcel, Party, SendingChannel } from "./parcel.ts";
import { makeReturnAddress } from "./reply-address.ts";
import { createSmtpPool } from "./smtp-pool.ts";

/** Messages on their way at once: enough to hide the server's round trips, few enough for servers that count connections. */
const LANES = 8;

export interface EmailOptions {
  /** `smtps://user:password@host:465` or `smtp://host:587` */
  readonly url: string;
  /** Who writes, by name in a language of the policy and by address. */
  readonly sender: (language: string) => Promise<Party> | Party;
  /** Where people reach the service; its host is part of every Message-ID. */
  readonly publicUrl: string;
  /** Whom signatures name; `null` where the mail server signs, or nobody does. */
  readonly dkim: DkimIdentity | null;
  /** Domain whose mail comes to this service: replies and reports go there. `null` where it takes none, and both go to the sender. */
  readonly inboundDomain: string | null;
  /** How many messages are on their way at once; 8 unless given. */
  readonly lanes?: number;
}

/** E-mail, through a mail server of the company's. */
export function createEmailChannel(o: EmailOptions): SendingChannel {
  const { dkim, inboundDomain, lanes = LANES } = o;
  const pool = createSmtpPool({ url: o.url, lanes });
  const host = hostOf(o.publicUrl);
  const write = async (parcel: Parcel) => {
    const from = await o.sender(parcel.language);
    const message = composeEmail(parcel, { from, host, inboundDomain });
    const { replyToken } = parcel;
    const returnPath =
      inboundDomain === null
        ? from.address
        : makeReturnAddress("report", { domain: inboundDomain, token: replyToken });
    return {
      // Where a mail server reports, it names the delivery and sends back no more than the headers (RFC 3461).
      envelope: {
        from: returnPath,
        to: [parcel.to.address],
        dsn: { envid: parcel.id, ret: "HDRS", notify: ["FAILURE", "DELAY"] },
      },
      message: dkim === null ? message : await signDkim(message, dkim),
    };
  };
  const underWay = new Set<Promise<Handover>>();
  const follow = (handover: Promise<Handover>): Promise<Handover> => {
    const followed = handover.finally(() => underWay.delete(followed));
    underWay.add(followed);
    return followed;
  };
  const prepare = async (parcel: Parcel): Promise<() => Promise<Handover>> => {
    try {
      const { envelope, message } = await write(parcel);
      return () => follow(pool.send(envelope, message));
    } catch {
      return async () => UNWRITTEN;
    }
  };
  return {
    kind: "sends",
    name: "email",
    through: pool.server,
    lanes,
    prepare,
    send: (parcel) => follow(prepare(parcel).then((handOver) => handOver())),
    async close() {
      await Promise.all(underWay);
      pool.close();
    },
  };
}

const UNWRITTEN = {
  kind: "not-accepted",
  permanent: true,
  why: "the message could not be composed",
} as const;

/** The host of Message-IDs: of an address of the IPv6 kind its brackets would be part of the syntax, so its port stays. */
export function hostOf(publicUrl: string): string {
  const { host, hostname } = new URL(publicUrl);
  return hostname.startsWith("[") ? host : hostname;
}
