import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import {
  concatBytes,
  encodeUtf8,
  failed,
  fromBase64,
  fromUint64,
  type Parsed,
  toBase64,
  toUint64,
} from "./bytes.ts";

/** Kinds of key understood here: a log's Ed25519 key (01) and a witness's timestamped cosignatures (04). */
export type KeyType = "ed25519" | "cosignature-v1";

const TYPE_BYTE: Readonly<Record<KeyType, number>> = { ed25519: 1, "cosignature-v1": 4 };

/** A public key that signs notes under a name (c2sp.org/signed-note, "verifier keys"). */
export interface VerifierKey {
  readonly name: string;
  /** First four bytes of SHA-256(name ‖ LF ‖ type ‖ public key), big-endian. */
  readonly keyId: number;
  readonly type: KeyType;
  readonly publicKey: Uint8Array;
}

/** A private Ed25519 key in hand. Never log it; a ledger that keeps its key elsewhere passes its own `Signer`. */
export interface SignerKey {
  readonly name: string;
  readonly seed: Uint8Array;
}

/** Whoever can sign notes. `sign` gets the note's text as bytes and returns what follows the key id in the line. */
export interface Signer {
  readonly name: string;
  readonly keyId: number;
  sign(message: Uint8Array): Uint8Array;
}

/** The id of a key (c2sp.org/signed-note): it tells keys apart, it proves nothing. */
export function keyId(name: string, type: KeyType, publicKey: Uint8Array): number {
  const digest = sha256(concatBytes(encodeUtf8(`${name}\n`), Uint8Array.of(TYPE_BYTE[type]), publicKey));
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0);
}

/** Whether `name` can be a key's name: not empty, no Unicode space, no `+`, no control character. */
export function isKeyName(name: string): boolean {
  return isNoteText(`${name}\n`) && /^[^\p{White_Space}+]+$/u.test(name);
}

/** Whether `text` can stand in a note: ends in a newline and holds no other control character below U+0020. */
export function isNoteText(text: string): boolean {
  return text.endsWith("\n") && text.isWellFormed() && !Array.from(text).some((c) => c < " " && c !== "\n");
}

function hexId(id: number): string {
  return id.toString(16).padStart(8, "0");
}

/** Writes `name+hex(key id)+base64(type ‖ public key)`. */
export function formatVerifierKey({ name, keyId: id, type, publicKey }: VerifierKey): string {
  return `${name}+${hexId(id)}+${toBase64(concatBytes(Uint8Array.of(TYPE_BYTE[type]), publicKey))}`;
}

/** Reads a verifier key; refuses unknown types and a key id that is not the key's own. */
export function parseVerifierKey(text: string): Parsed<VerifierKey> {
  const [, name = "", id = "", encoded = ""] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/s.exec(text) ?? [];
  const material = fromBase64(encoded);
  if (!isKeyName(name) || material === null || material.length === 0) return failed("malformed verifier key");
  const type = typeOf(material[0]);
  if (type === null) return failed("verifier key is of a type not supported here");
  const publicKey = material.slice(1);
  if (publicKey.length !== 32) return failed("malformed verifier key");
  const computed = keyId(name, type, publicKey);
  if (hexId(computed) !== id) return failed("verifier key carries a key id that is not its own");
  return { ok: true, value: { name, keyId: computed, type, publicKey } };
}

function typeOf(byte: number | undefined): KeyType | null {
  if (byte === TYPE_BYTE.ed25519) return "ed25519";
  return byte === TYPE_BYTE["cosignature-v1"] ? "cosignature-v1" : null;
}

/** The verifier key of a signer key: a log's by default, a witness's with `cosignature-v1`. */
export function verifierKeyOf({ name, seed }: SignerKey, type: KeyType = "ed25519"): VerifierKey {
  const publicKey = ed25519.getPublicKey(seed);
  return { name, keyId: keyId(name, type, publicKey), type, publicKey };
}

/** Writes Go's private form: `PRIVATE+KEY+name+hex(key id)+base64(01 ‖ seed)`. A secret. */
export function formatSignerKey(key: SignerKey): string {
  const encoded = toBase64(concatBytes(Uint8Array.of(TYPE_BYTE.ed25519), key.seed));
  return `PRIVATE+KEY+${key.name}+${hexId(verifierKeyOf(key).keyId)}+${encoded}`;
}

/** Reads Go's private form. The reason of a failure never holds any of the text. */
export function parseSignerKey(text: string): Parsed<SignerKey> {
  const [, name = "", id = "", encoded = ""] =
    /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+(.+)$/s.exec(text) ?? [];
  const material = fromBase64(encoded);
  if (!isKeyName(name) || material === null || material.length !== 33 || material[0] !== TYPE_BYTE.ed25519) {
    return failed("malformed signer key");
  }
  const key = { name, seed: material.slice(1) };
  if (hexId(verifierKeyOf(key).keyId) !== id)
    return failed("signer key carries a key id that is not its own");
  return { ok: true, value: key };
}

/** A log's signer from a key in hand. */
export function makeSigner(key: SignerKey): Signer {
  return {
    name: key.name,
    keyId: verifierKeyOf(key).keyId,
    sign: (message) => ed25519.sign(message, key.seed),
  };
}

/**
 * A witness's signer from a key in hand: it says that at `seconds` since 1970 this was the largest tree of the log it
 * had seen. The caller must have checked that (c2sp.org/tlog-witness); here nothing is checked.
 */
export function makeCosigner(key: SignerKey, seconds: bigint): Signer {
  return {
    name: key.name,
    keyId: verifierKeyOf(key, "cosignature-v1").keyId,
    sign: (message) =>
      concatBytes(toUint64(seconds), ed25519.sign(cosignatureMessage(message, seconds), key.seed)),
  };
}

/**
 * Whether `signature` by `key` covers the note `text`. For a witness's key that is a cosignature/v1, whose time
 * `cosignedAt` reads. RFC 8032 verification: unreduced encodings and keys of small order are refused.
 */
export function verifySignature(key: VerifierKey, text: string, signature: Uint8Array): boolean {
  const message = encodeUtf8(text);
  if (key.type === "ed25519") return verifyEd25519(signature, message, key.publicKey);
  const seconds = cosignedAt(signature);
  if (seconds === null) return false;
  return verifyEd25519(signature.subarray(8), cosignatureMessage(message, seconds), key.publicKey);
}

function verifyEd25519(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== 64) return false;
  return ed25519.verify(signature, message, publicKey, { zip215: false });
}

/** Seconds since 1970 in a cosignature/v1, or `null` when `signature` is not shaped as one. Not verified. */
export function cosignedAt(signature: Uint8Array): bigint | null {
  if (signature.length !== 72) return null;
  const seconds = fromUint64(signature);
  return seconds < 1n << 63n ? seconds : null;
}

/** What a witness signs: two lines of its own, then the note's text (c2sp.org/tlog-cosignature). */
function cosignatureMessage(text: Uint8Array, seconds: bigint): Uint8Array {
  return concatBytes(encodeUtf8(`cosignature/v1\ntime ${seconds}\n`), text);
}
