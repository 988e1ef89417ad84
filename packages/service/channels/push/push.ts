import type { Agent } from "node:https";
import webPush from "web-push";
import type { Handover, Parcel, SendingChannel } from "../parcel.ts";
import { isUncertain, NEVER_CONNECTED } from "../post.ts";
import { createPublicAgent } from "./public-agent.ts";
import { type EndOfSubscription, parseSubscription, type Subscription } from "./subscription.ts";

/** The application server's key pair (RFC 8292), base64url: an uncompressed P-256 point and its scalar. */
export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

export interface PushChannelOptions {
  readonly keys: VapidKeys;
  /** Whom a push service may write to about what we send: `mailto:` or `https:`. */
  readonly contact: string;
  /** Where the privacy centre is, without a slash at the end. */
  readonly centreUrl: string;
  /**
   * Told that a subscription the person had at `until` is no more, and why: the push service does not know it, or its life is over. The
   * person's lock is held by whoever sends, so that it is waited for; what fails is the caller's to report.
   */
  readonly forget: (person: string, until: Date, why: EndOfSubscription) => Promise<void>;
  /** Connections; to the open network alone unless a test says otherwise. */
  readonly agent?: Agent;
}

/** How long a push service keeps a message for a device that is away: two days. */
const LIFE_SECONDS = 2 * 24 * 60 * 60;
const TIMEOUT_MS = 15_000;
/** What a push service must take (RFC 8030, section 7.2), less what encryption adds. */
const LONGEST_TITLE = 500;

const OPEN = {
  en: "Open the privacy centre to read it.",
  zh: "请打开隐私中心查看。",
} as const;

/**
 * Web Push: encrypted for the one browser (RFC 8291), signed with the application server's key (RFC 8292). A push service is a third
 * party, so what is sent holds the subject and a request to open the privacy centre, and nothing of the person. `Topic` is the
 * delivery's id: a second copy replaces the first one while it waits.
 */
export function createPushChannel(options: PushChannelOptions): SendingChannel {
  const agent = options.agent ?? createPublicAgent();
  const forgetting = new Set<Promise<void>>();
  const forget = (parcel: Parcel, why: EndOfSubscription): void => {
    const done = options.forget(parcel.person, parcel.at, why).finally(() => forgetting.delete(done));
    forgetting.add(done);
  };
  return {
    kind: "sends",
    name: "push",
    through: "Web Push",
    lanes: 8,
    async send(parcel) {
      const subscription = parseSubscription(parcel.to.address);
      if (subscription === null)
        return { kind: "not-accepted", permanent: true, why: "the subscription cannot be used" };
      if (isOver(subscription, parcel.at)) {
        forget(parcel, "life-over");
        return { kind: "not-accepted", permanent: true, why: "the subscription's life is over" };
      }
      const answer = await handOver(parcel, subscription, { ...options, agent });
      if (answer === "gone") {
        forget(parcel, "gone");
        return { kind: "not-accepted", permanent: true, why: "the subscription is no more" };
      }
      return answer;
    },
    async close() {
      await Promise.allSettled(forgetting);
      agent.destroy();
    },
  };
}

/** Whether a subscription has ended; one that does not say when it ends has. */
function isOver({ expirationTime }: Subscription, at: Date): boolean {
  return !(expirationTime !== null && at.getTime() < expirationTime);
}

async function handOver(
  parcel: Parcel,
  subscription: Subscription,
  { keys, contact, agent, centreUrl }: PushChannelOptions & { readonly agent: Agent },
): Promise<Handover | "gone"> {
  try {
    await webPush.sendNotification(subscription, payloadOf(parcel, centreUrl), {
      vapidDetails: { subject: contact, ...keys },
      TTL: LIFE_SECONDS,
      topic: parcel.id.replaceAll("-", ""),
      timeout: TIMEOUT_MS,
      agent,
    });
    return { kind: "accepted" };
  } catch (error) {
    return explain(error);
  }
}

/** What the service worker shows: the subject, and where to read the rest. */
export function payloadOf({ subject, language }: Parcel, centreUrl: string): string {
  const spoken = language === "zh" ? "zh" : "en";
  return JSON.stringify({
    title: subject.slice(0, LONGEST_TITLE).toWellFormed(),
    body: OPEN[spoken],
    lang: spoken,
    url: `${centreUrl}/${spoken}`,
  });
}

function explain(error: unknown): Handover | "gone" {
  if (error instanceof webPush.WebPushError) {
    const { statusCode } = error;
    if (statusCode === 404 || statusCode === 410) return "gone";
    const why = `the push service answered ${statusCode}`;
    if (isUncertain(statusCode)) return { kind: "unknown", why };
    return { kind: "not-accepted", permanent: statusCode === 400 || statusCode === 413, why };
  }
  const code =
    error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "ECONNECTION";
  if (code === "EPRIVATE")
    return { kind: "not-accepted", permanent: true, why: "the subscription leads to a private address" };
  return NEVER_CONNECTED.has(code)
    ? { kind: "not-accepted", permanent: false, why: `the push service could not be reached (${code})` }
    : { kind: "unknown", why: `the push service did not answer (${code})` };
}
