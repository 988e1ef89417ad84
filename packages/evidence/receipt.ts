import { decodeUtf8, encodeUtf8, failed, fromBase64, type Parsed, toBase64 } from "./bytes.ts";
import { canonicalJson, isJsonObject, type JsonValue, parseStrictJson } from "./canonical-json.ts";
import { type Checkpoint, parseCheckpoint } from "./checkpoint.ts";
import type { Count } from "./merkle.ts";
import { formatSignature, type NoteSignature, parseNote } from "./note.ts";
import { formatTlogProof, LONGEST_EXTRA, parseTlogProof } from "./tlog-proof.ts";

const VERSION = "receipt/1";

/** What a receipt is about: an event of a person with its opening, or a public entry's canonical JSON. Bytes. */
export type ReceiptContent =
  | { readonly kind: "person"; readonly event: Uint8Array; readonly opening: Uint8Array }
  | { readonly kind: "public"; readonly entry: Uint8Array };

/** What `formatReceipt` writes. */
export interface ReceiptParts {
  readonly content: ReceiptContent;
  readonly index: Count;
  /** Inclusion proof in the checkpoint's tree, leaf's sibling first. */
  readonly proof: readonly Uint8Array[];
  /** The signed note of the checkpoint, in whatever order its lines are. */
  readonly checkpoint: string;
}

/** A receipt taken apart, with nothing verified. */
export interface Receipt {
  readonly content: ReceiptContent;
  readonly index: bigint;
  readonly proof: readonly Uint8Array[];
  readonly checkpoint: Checkpoint;
  /** The text that the signatures cover. */
  readonly signedText: string;
  readonly signatures: readonly NoteSignature[];
}

interface SignedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly signedText: string;
  readonly signatures: readonly NoteSignature[];
}

/**
 * The one text of a receipt: a tlog-proof whose `extra` is canonical JSON, and whose signature lines are in one order:
 * the origin's own first, then by name and key id. What the lines sign is kept; nothing is verified.
 * @throws {TypeError} when `checkpoint` is not a signed checkpoint, has extension lines, or two lines by one key.
 * @throws {RangeError} as `formatTlogProof` does.
 */
export function formatReceipt({ content, index, proof, checkpoint }: ReceiptParts): string {
  const signed = readSigned(checkpoint);
  if (!signed.ok) throw new TypeError(signed.why);
  const { signedText, signatures } = signed.value;
  return formatTlogProof({
    extra: encodeUtf8(canonicalJson(extraOf(content))),
    index,
    hashes: proof,
    checkpoint: `${signedText}\n${signatures.map(formatSignature).join("")}`,
  });
}

function extraOf(content: ReceiptContent): JsonValue {
  return content.kind === "person"
    ? { avow: VERSION, event: toBase64(content.event), opening: toBase64(content.opening) }
    : { avow: VERSION, entry: toBase64(content.entry) };
}

/**
 * Reads a receipt. Stricter than the formats it is made of: of all texts that say the same, only the one that
 * `formatReceipt` writes is accepted, so that no byte of a receipt can change unnoticed.
 */
export function parseReceipt(receipt: string | Uint8Array): Parsed<Receipt> {
  const text = typeof receipt === "string" ? receipt : decodeUtf8(receipt);
  if (text === null) return failed("receipt is not UTF-8");
  const parsed = parseTlogProof(text);
  if (!parsed.ok) return parsed;
  const { extra, index, hashes, checkpoint } = parsed.value;
  if ((extra?.length ?? 0) > LONGEST_EXTRA) return failed(`extra is longer than ${LONGEST_EXTRA} bytes`);
  const content = readExtra(extra);
  if (!content.ok) return content;
  const signed = readSigned(checkpoint);
  if (!signed.ok) return signed;
  if (formatReceipt({ content: content.value, index, proof: hashes, checkpoint }) !== text) {
    return failed("receipt says the same as another text; only that one is a receipt");
  }
  return { ok: true, value: { content: content.value, index, proof: hashes, ...signed.value } };
}

function readExtra(extra: Uint8Array | null): Parsed<ReceiptContent> {
  const text = extra === null ? null : decodeUtf8(extra);
  if (text === null) return failed("receipt has no extra line of text");
  const json = parseStrictJson(text);
  if (!json.ok) return failed(`extra is not strict JSON: ${json.why}`);
  const { avow, ...rest } = isJsonObject(json.value) ? json.value : {};
  if (avow !== VERSION) return failed(`extra is not \`${VERSION}\``);
  const [event, opening, entry] = [rest.event, rest.opening, rest.entry].map(readBytes);
  const members = Object.keys(rest).sort().join();
  if (members === "event,opening" && event && opening) {
    return { ok: true, value: { kind: "person", event, opening } };
  }
  if (members === "entry" && entry) return { ok: true, value: { kind: "public", entry } };
  return failed("extra holds neither an event with its opening nor an entry, in base64");
}

function readBytes(value: JsonValue | undefined): Uint8Array | null {
  return typeof value === "string" ? fromBase64(value) : null;
}

function readSigned(checkpoint: string): Parsed<SignedCheckpoint> {
  const note = parseNote(checkpoint);
  if (!note.ok) return note;
  const { text: signedText } = note.value;
  const parsed = parseCheckpoint(signedText);
  if (!parsed.ok) return parsed;
  const { origin, extensions } = parsed.value;
  if (extensions.length > 0) return failed("checkpoint has extension lines");
  const signatures = note.value.signatures.toSorted((a, b) => compareLines(origin, a, b));
  const keys = new Set(signatures.map(({ name, keyId }) => `${name} ${keyId}`));
  if (keys.size !== signatures.length) return failed("two signature lines are by one key");
  return { ok: true, value: { checkpoint: parsed.value, signedText, signatures } };
}

/** The order of signature lines in a receipt. */
function compareLines(origin: string, a: NoteSignature, b: NoteSignature): number {
  if (a.name === b.name) return a.keyId - b.keyId;
  if (a.name === origin || b.name === origin) return a.name === origin ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}
