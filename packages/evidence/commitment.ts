import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, encodeUtf8, failed, type Parsed } from "./bytes.ts";
import { canonicalJson } from "./canonical-json.ts";
import { LONGEST_ENTRY } from "./tiles.ts";

/** Public and fixed: it keeps these commitments apart from every other use of HMAC-SHA256; it is not a secret. */
const COMMITMENT_KEY = "avow/commitment/v1";
/** Length of an opening: twice the commitment's, so that nearly every commitment fits every event. */
export const OPENING_BYTES = 64;

const PERSON = 1;
const PUBLIC = 2;

/**
 * The commitment to an event about a person: HMAC-SHA256(`avow/commitment/v1`, u8 length of opening ‖ opening ‖ event).
 * `opening` is 64 random bytes, used once and kept with the event: without it the commitment neither reveals the event
 * nor lets a guess be tested. 32 bytes.
 * @throws {RangeError} when the opening is not 64 bytes.
 */
export function commit({ opening, event }: { opening: Uint8Array; event: Uint8Array }): Uint8Array {
  if (opening.length !== OPENING_BYTES) throw new RangeError(`opening is not ${OPENING_BYTES} bytes`);
  return hmac(sha256, encodeUtf8(COMMITMENT_KEY), concatBytes(Uint8Array.of(OPENING_BYTES), opening, event));
}

/** What a leaf of the log holds: a bare commitment, or a public entry's canonical JSON in clear. */
export type Leaf =
  | { readonly kind: "person"; readonly commitment: Uint8Array }
  | { readonly kind: "public"; readonly content: Uint8Array };

/** The leaf of an event about a person: 01 ‖ commitment. @throws {RangeError} when the commitment is not 32 bytes. */
export function personLeaf(commitment: Uint8Array): Uint8Array {
  if (commitment.length !== 32) throw new RangeError("commitment is not 32 bytes");
  return concatBytes(Uint8Array.of(PERSON), commitment);
}

/**
 * The leaf of an entry that concerns no person (policy versions, key events, counts): 02 ‖ canonical JSON.
 * Everyone may read it for ever; never put personal data here.
 * @throws {TypeError} on what JSON cannot say, {RangeError} when the leaf would exceed 65,535 bytes.
 */
export function publicLeaf(entry: unknown): Uint8Array {
  const leaf = concatBytes(Uint8Array.of(PUBLIC), encodeUtf8(canonicalJson(entry)));
  if (leaf.length > LONGEST_ENTRY)
    throw new RangeError(`public entry is longer than ${LONGEST_ENTRY - 1} bytes`);
  return leaf;
}

/** Tells the two kinds of leaf apart. Public content is handed on unread. */
export function parseLeaf(leaf: Uint8Array): Parsed<Leaf> {
  const rest = leaf.slice(1);
  if (leaf[0] === PERSON && rest.length === 32)
    return { ok: true, value: { kind: "person", commitment: rest } };
  if (leaf[0] === PUBLIC && rest.length > 0) return { ok: true, value: { kind: "public", content: rest } };
  return failed("not a leaf of this log");
}
