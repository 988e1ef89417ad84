import MimeNode from "nodemailer/lib/mime-node";
import type { Parcel, Party } from "./parcel.ts";
import { makeReturnAddress } from "./reply-address.ts";

/** What an e-mail needs beside the parcel. */
export interface Postmark {
  readonly from: Party;
  /** After the at-sign of every Message-ID. */
  readonly host: string;
  /** Where answers come in, read by this service; `null` where nobody reads them but the sender's own mailbox. */
  readonly inboundDomain: string | null;
}

const RULE = "-".repeat(20);

/** A parcel's text as people read it, whatever the channel: the paragraphs, and below a line the footer. */
export function textOf({ body, footer }: Pick<Parcel, "body" | "footer">): string {
  const text = body.join("\n\n");
  return footer.length === 0 ? `${text}\n` : `${text}\n\n${RULE}\n${footer.join("\n")}\n`;
}

/** The Message-ID of every attempt at a parcel, with its angle brackets. */
export function messageIdOf({ id }: Pick<Parcel, "id">, host: string): string {
  return `<${id}@${host}>`;
}

/**
 * The message as it goes over the wire: RFC 5322 with MIME, lines ended by CRLF, seven bits only. It says that no hand wrote it
 * (RFC 3834) unless it continues a thread, so that no machine answers it.
 */
export function composeEmail(parcel: Parcel, { from, host, inboundDomain }: Postmark): Buffer {
  const { references, unsubscribeUrl, replyToken } = parcel;
  // It has one part: a boundary drawn at random for each message would bound nothing.
  const node = new MimeNode("text/plain; charset=utf-8", { baseBoundary: "none" });
  node.setHeader({
    from,
    to: parcel.to,
    ...(inboundDomain === null
      ? {}
      : { "reply-to": makeReturnAddress("reply", { domain: inboundDomain, token: replyToken }) }),
    subject: parcel.subject,
    "message-id": messageIdOf(parcel, host),
    ...(references.length === 0
      ? { "auto-submitted": "auto-generated" }
      : { "in-reply-to": references.at(-1) ?? "", references: references.join(" ") }),
    date: parcel.at.toUTCString().replace(/GMT$/, "+0000"),
    ...(unsubscribeUrl === null
      ? {}
      : {
          "list-unsubscribe": prepared(`<${unsubscribeUrl}>`),
          "list-unsubscribe-post": prepared("List-Unsubscribe=One-Click"),
        }),
    "content-transfer-encoding": "base64",
  });
  const head = node.buildHeaders();
  return Buffer.from(`${head}\r\n\r\n${encodeBody(textOf(parcel))}\r\n`, "latin1");
}

/** Characters of base64 in a line (RFC 2045 §6.8). */
const LINE = 76;

/** Base64 of the text in its canonical form, in lines. */
function encodeBody(text: string): string {
  const bytes = Buffer.from(text.replaceAll(/\r?\n/g, "\r\n"), "utf8");
  const base64 = bytes.toString("base64");
  let lines = base64.slice(0, LINE);
  for (let from = LINE; from < base64.length; from += LINE) lines += `\r\n${base64.slice(from, from + LINE)}`;
  return lines;
}

/** A header that is written as it stands. */
function prepared(value: string) {
  return { prepared: true, value } as const;
}

/** The headers of a message as {@link composeEmail} writes them, unfolded, in their order. */
export function listHeaders(message: string): readonly { readonly name: string; readonly value: string }[] {
  const [head = ""] = message.split("\r\n\r\n", 1);
  return head
    .replaceAll(/\r\n(?=[ \t])/g, "")
    .split("\r\n")
    .map((line) => {
      const colon = line.indexOf(":");
      return { name: line.slice(0, colon), value: line.slice(colon + 1).trim() };
    });
}
