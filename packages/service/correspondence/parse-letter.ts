import { type AddressObject, type EmailAddress, type ParsedMail, simpleParser } from "mailparser";
import { parseReport, type Report, type ReportOptions } from "../channels/reports/parse-report.ts";
import { type EnclosureMark, judgeEnclosure } from "./judge-enclosure.ts";
import { makeSafeName } from "./safe-name.ts";

/** A mail as it is kept, once it has been taken apart. */
export interface ParsedLetter {
  /** What it says of itself: a claim. */
  readonly from: { readonly name: string; readonly address: string } | null;
  readonly subject: string;
  /** The whole text, with what it quotes. */
  readonly text: string;
  /** With its angle brackets. */
  readonly messageId: string | null;
  /** Message-IDs of the thread it continues, the oldest first. */
  readonly references: readonly string[];
  /** Written by a machine: an answer nobody may answer (RFC 3834), or one to a list. */
  readonly automatic: boolean;
  /** Mail servers it came through. */
  readonly hops: number;
  readonly enclosures: readonly ParsedEnclosure[];
  /** What a mail server reports by it of one of ours; `null` for what people write. */
  readonly report: Report | null;
}

export interface ParsedEnclosure {
  readonly name: string;
  readonly type: string;
  readonly mark: EnclosureMark;
  readonly content: Uint8Array;
}

/** More parts than any letter has, and fewer than harm. */
const LIMITS = {
  maxHeadSize: 256 * 1024,
  maxChildNodes: 200,
  maxHtmlLengthToParse: 1_000_000,
} as const;

/** The longest a field of the policy takes; what is longer is kept whole as an enclosure. */
const LONGEST = { subject: 160, text: 100_000, name: 120, address: 254, messageId: 500 } as const;
const MOST_REFERENCES = 50;

/**
 * Takes a mail apart, the same way every time. A text that is too long, and one in HTML that cannot be put into words, is an enclosure
 * as well.
 * @throws {Error} when it cannot be taken apart, or nothing is found in it; the message may quote it
 */
export async function parseLetter(raw: Uint8Array, about: ReportOptions): Promise<ParsedLetter> {
  const mail = await simpleParser(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), {
    ...LIMITS,
    skipTextToHtml: true,
    skipImageLinks: true,
    keepDeliveryStatus: true,
    ignoreEmbedded: true,
    checksumAlgo: false,
  });
  const whole = cleanText(mail.text ?? "");
  const text = cutTo(whole, LONGEST.text);
  const files = [
    ...(text === whole ? [] : [{ name: "letter.txt", content: Buffer.from(whole) }]),
    ...(mail.text === undefined && typeof mail.html === "string" && mail.html !== ""
      ? [{ name: "letter.html", content: Buffer.from(mail.html) }]
      : []),
    ...mail.attachments.map(({ filename = "", content }) => ({ name: filename, content })),
  ];
  if (text === "" && files.length === 0 && hasBody(raw)) throw new TypeError("nothing was found in it");
  return {
    from: senderOf(mail),
    subject: cutTo(cleanLine(mail.subject ?? ""), LONGEST.subject),
    text,
    messageId: messageIdsIn(mail.messageId)[0] ?? null,
    references: threadOf(mail),
    automatic: isAutomatic(mail),
    hops: mail.headerLines.filter(({ key }) => key === "received").length,
    report: parseReport(mail, about),
    enclosures: await Promise.all(
      files.map(async (file, index): Promise<ParsedEnclosure> => {
        const name = makeSafeName(file.name, index + 1);
        return { name, content: new Uint8Array(file.content), ...(await judgeEnclosure(name, file.content)) };
      }),
    ),
  };
}

/** Whether anything stands below the header. */
function hasBody(raw: Uint8Array): boolean {
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString("latin1");
  const [head = "", ...body] = text.split(/\r?\n\r?\n/);
  return (body.length === 0 ? head : body.join("")).trim() !== "";
}

/** Text that holds whole characters and no control but tabs and line ends. */
function cleanText(text: string): string {
  return text
    .toWellFormed()
    .normalize("NFC")
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(/[^\P{Cc}\t\n]/gu, "\ufffd")
    .trim();
}

function cleanLine(text: string): string {
  return cleanText(text).replaceAll(/\s+/gu, " ");
}

/** The beginning of a text, which ends between two characters. */
function cutTo(text: string, most: number): string {
  return text.length <= most
    ? text
    : text
        .slice(0, most)
        .replace(/[\ud800-\udbff]$/, "")
        .trimEnd();
}

const ADDRESS = /^[^\s@"(),:;<>[\\\]]+@[^\s@.]+(\.[^\s@.]+)+$/u;

/** The first address of `From` that can be one; the others would be a claim about somebody else. */
function senderOf({ from }: ParsedMail): ParsedLetter["from"] {
  const first = flatten(from).find(({ address }) => address !== undefined && isAddress(address));
  if (first?.address === undefined) return null;
  return { name: cutTo(cleanLine(first.name), LONGEST.name), address: first.address.normalize("NFC").trim() };
}

/** Whether a text is an e-mail address that a form would take. */
export function isAddress(text: string): boolean {
  return text.length <= LONGEST.address && !/\p{Cc}/u.test(text) && ADDRESS.test(text);
}

function flatten(from: AddressObject | undefined): readonly EmailAddress[] {
  return (from?.value ?? []).flatMap((one) => [one, ...(one.group ?? [])]);
}

function threadOf({ references, inReplyTo }: ParsedMail): readonly string[] {
  const ids = [...[references ?? []].flat(), inReplyTo ?? ""].flatMap(messageIdsIn);
  return [...new Set(ids)].slice(-MOST_REFERENCES);
}

function messageIdsIn(header: string | undefined): readonly string[] {
  return (header?.match(/<[\x21-\x3b\x3d\x3f-\x7e]+>/g) ?? []).filter((id) => id.length <= LONGEST.messageId);
}

function isAutomatic({ headers }: ParsedMail): boolean {
  const of = (name: string): string => String(headers.get(name) ?? "").toLowerCase();
  const submitted = of("auto-submitted").split(";")[0]?.trim() ?? "";
  return (
    (submitted !== "" && submitted !== "no") ||
    ["bulk", "junk", "list", "auto_reply"].includes(of("precedence")) ||
    headers.has("x-autoreply") ||
    headers.has("x-autorespond") ||
    headers.has("list")
  );
}
