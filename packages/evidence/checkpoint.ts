import { encodeUtf8, failed, fromBase64, type Parsed, parseCount, toBase64 } from "./bytes.ts";
import { isNoteText } from "./keys.ts";
import type { Count } from "./merkle.ts";

/** Longest origin, in bytes: ML-DSA cosignatures write its length in eight bits. */
const LONGEST_ORIGIN = 255;

/** What a log signs: that its tree of `size` has `root` (c2sp.org/tlog-checkpoint). */
export interface Checkpoint {
  /** The log's identity, by custom its URL without a scheme. */
  readonly origin: string;
  readonly size: bigint;
  readonly root: Uint8Array;
  /** Further lines; discouraged, and never in our own. */
  readonly extensions: readonly string[];
}

/**
 * The text of a checkpoint without extensions, ready to be signed as a note.
 * @throws {TypeError} when the origin is empty, longer than 255 bytes or not one line, the size is not a count that
 *   fits 64 bits, or the root is not 32 bytes.
 */
export function formatCheckpoint({
  origin,
  size,
  root,
}: {
  origin: string;
  size: Count;
  root: Uint8Array;
}): string {
  const text = `${origin}\n${size}\n${toBase64(root)}\n`;
  if (!parseCheckpoint(text).ok) throw new TypeError("not a checkpoint");
  return text;
}

/** Reads the text of a checkpoint: the signed part of the note, without its signatures. */
export function parseCheckpoint(text: string): Parsed<Checkpoint> {
  if (!isNoteText(text)) return failed("checkpoint is not lines of text");
  const [origin = "", sizeLine = "", rootLine = "", ...extensions] = text.slice(0, -1).split("\n");
  if (origin === "" || encodeUtf8(origin).length > LONGEST_ORIGIN)
    return failed("origin is not 1 to 255 bytes");
  const size = parseCount(sizeLine);
  if (size === null) return failed("tree size is not a decimal count");
  const root = fromBase64(rootLine);
  if (root === null || root.length !== 32) return failed("root hash is not 32 bytes of base64");
  if (extensions.includes("")) return failed("an extension line is empty");
  return { ok: true, value: { origin, size, root, extensions } };
}
