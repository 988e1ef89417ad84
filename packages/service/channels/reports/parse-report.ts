import type { ParsedMail } from "mailparser";
import { findReplyToken } from "../reply-address.ts";
import { type Fields, parseBlocks, parseHead } from "./fields.ts";

/** Which delivery a report is about, by what only those who carried it know. */
export interface ReportedDelivery {
  /** The delivery's id, from its Message-ID or envelope id; `null` when the report names none of ours. */
  readonly id: string | null;
  /** From the address the report came to, or the reply address in the returned headers. */
  readonly replyToken: string | null;
}

/** What a mail server says became of a message after it was taken. */
export type Report =
  /** `status` is the enhanced status code (RFC 3463), such as `5.1.1`. */
  | { readonly kind: "failed"; readonly of: ReportedDelivery; readonly status: string }
  /** It is still being tried. */
  | { readonly kind: "delayed"; readonly of: ReportedDelivery; readonly status: string }
  | { readonly kind: "delivered"; readonly of: ReportedDelivery }
  /** The person told their provider that they do not want it. */
  | { readonly kind: "complaint"; readonly of: ReportedDelivery };

export interface ReportOptions {
  /** The host of our Message-IDs. */
  readonly host: string;
  /** Whom the envelope named. */
  readonly recipients: readonly string[];
}

/**
 * Reads a delivery status notification (RFC 3464), a complaint (RFC 5965) or a bounce of qmail's (QSBMF); `null` for any other mail, for
 * a malformed one, and for one that is about no delivery of ours. Only fields are believed, never prose. Anybody can write a report;
 * what makes one count is that it names a delivery, which only the person and the servers on the way can.
 * @param mail taken apart with `keepDeliveryStatus`
 */
export function parseReport(
  mail: Pick<ParsedMail, "headers" | "attachments" | "text">,
  { host, recipients }: ReportOptions,
): Report | null {
  const type = reportTypeOf(mail);
  const of = (returned: Fields, envelopeId?: string): ReportedDelivery => ({
    id: findId(returned.get("message-id"), host) ?? uuidIn(envelopeId),
    replyToken: findToken([...recipients, returned.get("reply-to") ?? ""]),
  });
  const returned = parseHead(partOf(mail, RETURNED) ?? new Uint8Array());
  const report =
    type === "delivery-status"
      ? parseStatus(partOf(mail, STATUS), (envelopeId) => of(returned, envelopeId))
      : type === "feedback-report"
        ? parseFeedback(partOf(mail, FEEDBACK), of(returned))
        : parseQmail(mail.text ?? "", of);
  return report === null || (report.of.id === null && report.of.replyToken === null) ? null : report;
}

const STATUS = new Set(["message/delivery-status", "message/global-delivery-status"]);
const FEEDBACK = new Set(["message/feedback-report"]);
const RETURNED = new Set([
  "message/rfc822",
  "text/rfc822-headers",
  "message/rfc822-headers",
  "message/global",
  "message/global-headers",
]);

function reportTypeOf({ headers }: Pick<ParsedMail, "headers">): string | null {
  const type = headers.get("content-type");
  if (typeof type !== "object" || !("value" in type) || typeof type.value !== "string") return null;
  if (!("params" in type) || type.value.toLowerCase() !== "multipart/report") return null;
  const params: Readonly<Record<string, unknown>> = { ...type.params };
  const named = params["report-type"];
  return typeof named === "string" ? named.toLowerCase() : null;
}

/** A part whose `Content-Type` stands there and says nothing is given one of `false`, whatever its declaration says. */
function partOf({ attachments }: Pick<ParsedMail, "attachments">, types: ReadonlySet<string>) {
  return attachments.find(({ contentType }) => types.has(String(contentType).toLowerCase()))?.content;
}

const RELAYED = new Set(["delivered", "relayed", "expanded"]);
const STATUS_CODE = /^([245]\.\d{1,3}\.\d{1,3})(?![\d.])/;

/** The first block is about the message, each that follows about a recipient (RFC 3464 §2.1); ours have one recipient, or an alias of it. */
function parseStatus(
  part: Uint8Array | undefined,
  of: (envelopeId: string | undefined) => ReportedDelivery,
): Report | null {
  const [message, ...recipients] = parseBlocks(part ?? new Uint8Array());
  if (message === undefined || recipients.length === 0) return null;
  const told = recipients.map((fields) => ({
    action:
      fields
        .get("action")
        ?.split(/[\s;(]/, 1)[0]
        ?.toLowerCase() ?? "",
    status: STATUS_CODE.exec(fields.get("status") ?? "")?.[1],
  }));
  const about = of(message.get("original-envelope-id"));
  if (told.some(({ action }) => RELAYED.has(action))) return { kind: "delivered", of: about };
  for (const kind of ["delayed", "failed"] as const) {
    const one = told.find(({ action }) => action === kind);
    if (one?.status !== undefined) return { kind, of: about, status: one.status };
  }
  return null;
}

const UNWANTED = new Set(["abuse", "opt-out", "opt-out-list"]);

function parseFeedback(part: Uint8Array | undefined, of: ReportedDelivery): Report | null {
  const [fields] = parseBlocks(part ?? new Uint8Array());
  const type = fields?.get("feedback-type")?.toLowerCase() ?? "";
  return fields?.has("version") && UNWANTED.has(type) ? { kind: "complaint", of } : null;
}

const QMAIL_OPENING = "Hi. This is the ";
const QMAIL_COPY = /^--- Below this line is a copy of the (?:message|original bounce|mail header)\.[ \t]*$/m;
const QMAIL_RECIPIENT = /^<[^>\n]+>:$/m;
const QMAIL_STATUS = /#(5\.\d{1,3}\.\d{1,3})\)/;

/** The qmail-send bounce message format (QSBMF): every one says that it was given up. */
function parseQmail(text: string, of: (returned: Fields) => ReportedDelivery): Report | null {
  const copy = QMAIL_COPY.exec(text);
  const said = text.slice(0, copy?.index ?? 0);
  if (copy === null || !said.startsWith(QMAIL_OPENING) || !QMAIL_RECIPIENT.test(said)) return null;
  const returned = parseHead(Buffer.from(text.slice(copy.index + copy[0].length), "utf8"));
  return { kind: "failed", of: of(returned), status: QMAIL_STATUS.exec(said)?.[1] ?? "5.0.0" };
}

const MESSAGE_ID = /^<([^<>@\s]+)@([^<>@\s]+)>$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function findId(messageId: string | undefined, host: string): string | null {
  const [, local, at] = MESSAGE_ID.exec(messageId?.trim() ?? "") ?? [];
  return at?.toLowerCase() === host.toLowerCase() ? uuidIn(local) : null;
}

function uuidIn(text: string | undefined): string | null {
  const lower = text?.trim().toLowerCase() ?? "";
  return UUID.test(lower) ? lower : null;
}

function findToken(addresses: readonly string[]): string | null {
  for (const address of addresses) {
    const token = findReplyToken(address.replace(/^.*<|>.*$/g, ""));
    if (token !== null) return token;
  }
  return null;
}
