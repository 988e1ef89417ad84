import { createEmailChannel } from "../channels/email-channel.ts";
import type { Channels, Handover, Parcel, SendingChannel } from "../channels/parcel.ts";
import { messageKind } from "../contact/message-kind.ts";
import type { Governing } from "../policy-versions/governing.ts";
import type { NoticeKind, Notices } from "./notice.ts";
import { createNotices } from "./notices.ts";
import { createSender, type Sender } from "./sender.ts";

/** Noon in Hangzhou, where the Index policy has its quiet hours. */
const NOON = Date.parse("2026-11-23T04:00:00Z");

/** What is to be added to the machine's clock so that a test begins at noon, whenever it is run. */
export function offsetToNoon(): number {
  return NOON - Date.now();
}

/** The machine's clock, moved so that nothing waits for the end of the quiet hours. */
export function createDaytime(offsetMs = offsetToNoon()): () => Date {
  return () => new Date(Date.now() + offsetMs);
}

/** A real e-mail channel to a test's server. */
export function openEmail(url: string, publicUrl = "http://localhost:4000"): SendingChannel {
  const sender = (): { name: string; address: string } => ({ name: "Index", address: "hello@index.example" });
  return createEmailChannel({ url, sender, publicUrl, dkim: null, inboundDomain: null });
}

/** A channel that does as told, for orders of events that a real server cannot be made to show. */
export function channelThat(
  send: (parcel: Parcel) => Handover | Promise<Handover>,
  name: SendingChannel["name"] = "email",
): SendingChannel {
  return {
    kind: "sends",
    name,
    through: "test",
    lanes: 4,
    send: async (parcel) => send(parcel),
    close: async () => {},
  };
}

/** The machinery over a test's context. */
export interface NoticeBench {
  readonly notices: Notices;
  /** Another worker, as a process of its own would have. */
  worker(channels: Channels): Sender;
}

export function createNoticeBench(o: {
  readonly governing: Pick<Governing, "current">;
  readonly now: () => Date;
  readonly kinds?: readonly NoticeKind[];
  readonly report: (error: unknown) => void;
}): NoticeBench {
  const kinds = new Map([messageKind, ...(o.kinds ?? [])].map((kind) => [kind.name, kind]));
  return {
    notices: createNotices({ kinds, now: o.now }),
    worker: (channels) => createSender({ governing: o.governing, kinds, channels, report: o.report }),
  };
}
