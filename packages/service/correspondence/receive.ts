import { Fault } from "@avow/postgres";
import { hostOf } from "../channels/email-channel.ts";
import { createLanes } from "../channels/lanes.ts";
import { findReplyToken } from "../channels/reply-address.ts";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import type { Notices } from "../notices/notice.ts";
import { keepLetter } from "./keep-letter.ts";
import { isAddress, type ParsedLetter } from "./parse-letter.ts";
import type { Parser } from "./parser.ts";
import { settleReport } from "./settle-report.ts";

/** A mail as a server hands it over. */
export interface Incoming {
  /** `MAIL FROM`; `null` for the empty one, which reports and other machines use. */
  readonly sender: string | null;
  /** `RCPT TO`. */
  readonly recipients: readonly string[];
  readonly raw: Uint8Array;
}

/** What becomes of it. `taken` is durable; `later` was not taken, and may be sent again; `refused` would be refused again. */
export type Reception =
  | { readonly kind: "taken" }
  | { readonly kind: "later"; readonly code: number; readonly why: string }
  | { readonly kind: "refused"; readonly code: number; readonly why: string };

export interface Receiving {
  /** Under the version that governs now. */
  readonly current: () => Promise<Context>;
  readonly notices: Pick<Notices, "findReply" | "settleCopy">;
  readonly parser: Pick<Parser, "parse">;
  /** Told of what broke; given nothing of the mail. */
  readonly report: (error: unknown) => void;
}

/** A mail that came through more servers goes round (RFC 5321, section 6.3, wants at least 100 to be allowed). */
const MOST_HOPS = 100;
const MOST_ENCLOSURES = 50;

/** More at once would keep the store's connections from everybody else, if all were from one person: they wait for each other. */
const MOST_AT_ONCE = 3;
const PATIENCE_MS = 60_000;

/**
 * Takes mails, a few at once: what is told as taken is committed, and anything else is told so that its sender knows (law 8). What it
 * gives never rejects.
 */
export function createReceiver(receiving: Receiving): (incoming: Incoming) => Promise<Reception> {
  const lanes = createLanes(MOST_AT_ONCE);
  return async (incoming) => {
    if (!(await lanes.take(Date.now() + PATIENCE_MS))) return LATER;
    try {
      return await take(receiving, incoming);
    } catch (error) {
      if (error instanceof ProblemError) return refusalOf(error);
      receiving.report(error instanceof Fault ? error : notKept());
      return LATER;
    } finally {
      lanes.give();
    }
  };
}

const LATER: Reception = {
  kind: "later",
  code: 451,
  why: "4.3.0 the mail cannot be kept at this moment, send it again later",
};

/** An unforeseen error's own words could quote the mail. */
function notKept(): Fault {
  return new Fault({ code: "mail-not-kept", message: "a mail could not be kept" });
}

async function take(
  { current, parser, notices }: Receiving,
  { sender, recipients, raw }: Incoming,
): Promise<Reception> {
  const context = await current();
  const host = hostOf(context.publicUrl);
  const letter = await parser.parse({ raw, about: { host, recipients } });
  const refusal = letter === null ? null : findRefusal(letter, host);
  if (refusal !== null) return refusal;
  const report = letter?.report ?? null;
  if (report !== null && (await settleReport(context, notices, report))) return { kind: "taken" };
  const tokens = [...new Set(recipients.flatMap((address) => findReplyToken(address) ?? []))];
  const from = letter?.from ?? envelopeSender(sender);
  await keepLetter(context, notices, { door: "mail", tokens, from, letter, raw });
  return { kind: "taken" };
}

function envelopeSender(sender: string | null): { readonly name: string; readonly address: string } | null {
  return sender !== null && isAddress(sender) ? { name: "", address: sender } : null;
}

function findRefusal(letter: ParsedLetter, host: string): Reception | null {
  if (letter.hops > MOST_HOPS || isOwn(letter, host))
    return { kind: "refused", code: 554, why: "5.4.6 this mail goes round in a loop" };
  if (letter.enclosures.length > MOST_ENCLOSURES)
    return { kind: "refused", code: 552, why: `5.3.4 at most ${MOST_ENCLOSURES} files may be enclosed` };
  return null;
}

/** Whether it is one of ours that has come back as it was: those are named by a delivery and our host. */
function isOwn({ messageId }: ParsedLetter, host: string): boolean {
  if (messageId === null) return false;
  const [id = "", at = ""] = messageId.slice(1, -1).split("@");
  return at.toLowerCase() === host.toLowerCase() && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
}

/** A mail the policy does not let us keep, in words that repeat nothing of it. */
function refusalOf({ details }: ProblemError): Reception {
  const clause = details.clause === undefined ? "" : ` (clause ${details.clause} of our privacy policy)`;
  const help = details.help === undefined ? "" : `; ${details.help}`;
  return { kind: "refused", code: 550, why: `5.7.1 ${details.detail}${clause}${help}` };
}
