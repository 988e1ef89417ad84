import type { Parcel } from "./parcel.ts";

/** A parcel to somebody, for tests of channels. */
export function makeParcel(changes: Partial<Parcel> = {}): Parcel {
  return {
    id: crypto.randomUUID(),
    person: crypto.randomUUID(),
    at: new Date("2026-11-22T08:00:00Z"),
    language: "en",
    to: { name: "Lin Yue", address: "+86 138 0000 0000" },
    subject: "What happened on 20 November",
    body: ["A copy of your data was taken.", "Change your password."],
    footer: ["Sent by Index."],
    advertises: false,
    unsubscribeUrl: null,
    replyToken: "r".repeat(32),
    references: [],
    consent: null,
    ...changes,
  };
}
