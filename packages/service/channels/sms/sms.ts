import type { Parcel, SendingChannel } from "../parcel.ts";
import { makeReference } from "../report-reference.ts";
import { parseNumber } from "./parse-number.ts";
import type { Sms, SmsProvider } from "./provider.ts";

export interface SmsChannelOptions {
  readonly provider: SmsProvider;
  /** Who the messages are from, as put in front of them: `【Index】`. */
  readonly sign: string;
  /** The governing law's code, for numbers written without their country. */
  readonly law: string;
  /** How long a report of each message is awaited before nobody counts on one; `null` where none is, and what was taken counts. */
  readonly reportedWithinMs: number | null;
}

/** How whoever gets advertising says that they want no more of it. */
const REFUSAL = { en: "Reply STOP to end", zh: "拒收请回复R" } as const;
/** Twilio takes no more; longer text leaves without its end, and says so. */
const LONGEST = 1600;

/** Text messages through a provider. A number that no telephone could have is refused for good before anybody is asked. */
export function createSmsChannel({
  provider,
  sign,
  law,
  reportedWithinMs,
}: SmsChannelOptions): SendingChannel {
  return {
    kind: "sends",
    name: "sms",
    through: provider.name,
    lanes: provider.lanes,
    async send(parcel) {
      const number = parseNumber(parcel.to.address, law);
      if (number === null)
        return {
          kind: "not-accepted",
          permanent: true,
          why: "the number is none that a telephone could have",
        };
      const answer = await provider.send(writeSms(parcel, { number, sign: provider.signs ? null : sign }));
      return answer.kind === "accepted" && reportedWithinMs !== null
        ? { kind: "awaits-report", withinMs: reportedWithinMs }
        : answer;
    },
    async close() {},
  };
}

/** A parcel as a text message: who sends it, the subject with its label, the paragraphs, and how to refuse more. */
export function writeSms(
  parcel: Parcel,
  { number, sign }: { readonly number: string; readonly sign: string | null },
): Sms {
  const { id, at, subject, body, advertises, consent, language, replyToken } = parcel;
  const before = sign === null ? "" : `【${sign}】`;
  const colon = language === "zh" ? "：" : ": ";
  const end = advertises ? ` ${language === "zh" ? REFUSAL.zh : REFUSAL.en}` : "";
  const words = `${subject}${colon}${body.join(" ")}`.replaceAll(/\s+/g, " ");
  return {
    id,
    reference: makeReference(replyToken),
    number,
    at,
    advertises,
    consent,
    text: `${before}${shorten(words, LONGEST - before.length - end.length)}${end}`,
  };
}

/** At most `most` UTF-16 units, cut between characters. */
function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1);
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}…`;
}
