import {
  concatBytes,
  decodeUtf8,
  encodeUtf8,
  equalBytes,
  failed,
  fromBase64AnyTrailingBits,
  type Parsed,
  toBase64,
} from "./bytes.ts";
import { isKeyName, isNoteText, type Signer, type VerifierKey, verifySignature } from "./keys.ts";

/** Go's cap; the specification asks for at least 16. */
const MOST_SIGNATURES = 100;

/** One signature line. */
export interface NoteSignature {
  readonly name: string;
  readonly keyId: number;
  readonly signature: Uint8Array;
}

/** A note taken apart, with nothing verified. */
export interface UnverifiedNote {
  /** With its final newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** One signature line, with its newline. */
export function formatSignature({ name, keyId: id, signature }: NoteSignature): string {
  const prefix = new Uint8Array(4);
  new DataView(prefix.buffer).setUint32(0, id);
  return `— ${name} ${toBase64(concatBytes(prefix, signature))}\n`;
}

/**
 * Signs `text` with every signer, in order.
 * @throws {TypeError} when `text` does not end in a newline or holds another control character, when there is no
 *   signer, or when one's name cannot stand in a note.
 */
export function signNote(text: string, signers: readonly Signer[]): string {
  if (!isNoteText(text))
    throw new TypeError("note text must end in a newline and hold no other control character");
  if (signers.length === 0) throw new TypeError("a note needs a signer");
  const message = encodeUtf8(text);
  const lines = signers.map((signer) => {
    if (!isKeyName(signer.name)) throw new TypeError(`\`${signer.name}\` cannot name a key`);
    return formatSignature({ name: signer.name, keyId: signer.keyId, signature: signer.sign(message) });
  });
  return `${text}\n${lines.join("")}`;
}

/** Takes a note apart at its last blank line; verifies nothing. At most 100 signatures. */
export function parseNote(note: string | Uint8Array): Parsed<UnverifiedNote> {
  const whole = typeof note === "string" ? note : decodeUtf8(note);
  if (whole === null || !isNoteText(whole))
    return failed("note is not lines of UTF-8 without control characters");
  const split = whole.lastIndexOf("\n\n");
  const lines = whole.slice(split + 2, -1).split("\n");
  if (split < 0 || whole.length === split + 2) return failed("note has no signatures");
  if (lines.length > MOST_SIGNATURES) return failed(`note has more than ${MOST_SIGNATURES} signatures`);
  const signatures = lines.map(parseSignature);
  if (!signatures.every((signature) => signature !== null))
    return failed("note has a malformed signature line");
  return { ok: true, value: { text: whole.slice(0, split + 1), signatures } };
}

function parseSignature(line: string): NoteSignature | null {
  const [, name = "", encoded = ""] = /^— ([^ ]+) ([^ ]+)$/.exec(line) ?? [];
  const bytes = fromBase64AnyTrailingBits(encoded);
  if (!isKeyName(name) || bytes === null || bytes.length < 5) return null;
  return {
    name,
    keyId: new DataView(bytes.buffer, bytes.byteOffset).getUint32(0),
    signature: bytes.slice(4),
  };
}

/** What opening a note answers. */
export type OpenedNote =
  | {
      readonly ok: true;
      readonly text: string;
      /** One per key, the first of each. */
      readonly verified: readonly { readonly key: VerifierKey; readonly signature: NoteSignature }[];
      /** By keys not given; nobody checked them. */
      readonly others: readonly NoteSignature[];
    }
  | { readonly ok: false; readonly why: string };

/**
 * Opens a note under `verifiers` as c2sp.org/signed-note says: a line by an unknown key is ignored, a line by a known
 * key that fails rejects the note, and so does the absence of any line by a known key.
 */
export function openNote(note: string | Uint8Array, verifiers: readonly VerifierKey[]): OpenedNote {
  const parsed = parseNote(note);
  if (!parsed.ok) return parsed;
  const { text, signatures } = parsed.value;
  const verified: { key: VerifierKey; signature: NoteSignature }[] = [];
  const others: NoteSignature[] = [];
  for (const signature of signatures) {
    const [key, rival] = verifiers.filter(
      (one) => one.name === signature.name && one.keyId === signature.keyId,
    );
    if (key === undefined) others.push(signature);
    else if (rival !== undefined && !equalBytes(key.publicKey, rival.publicKey))
      return failed("two keys share an id");
    else if (verified.some((earlier) => earlier.key === key)) continue;
    else if (verifySignature(key, text, signature.signature)) verified.push({ key, signature });
    else return failed(`signature by \`${signature.name}\` does not verify`);
  }
  return verified.length > 0 ? { ok: true, text, verified, others } : failed("no signature by a known key");
}
