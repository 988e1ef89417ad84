/** What a parser answers: the value, or why the input is not one. Parsers in this package never throw on input. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: string };

/** A `Parsed` that failed, with `why` in lower case and without a full stop. */
export function failed(why: string): { readonly ok: false; readonly why: string } {
  return { ok: false, why };
}

/** Standard base64 (RFC 4648 §4) with padding. */
export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/**
 * The bytes of canonical base64, or `null`. Strict: standard alphabet, padded, no white space, zero trailing bits;
 * `toBase64(fromBase64(x)) === x` for every `x` it accepts.
 */
export function fromBase64(text: string): Uint8Array | null {
  const bytes = fromBase64AnyTrailingBits(text);
  return bytes !== null && toBase64(bytes) === text ? bytes : null;
}

/**
 * As `fromBase64`, but the unused low bits of the last character may be set. Go's note reader accepts such signature
 * lines, so ours must; receipts do not.
 */
export function fromBase64AnyTrailingBits(text: string): Uint8Array | null {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

/** The bytes of lower-case hexadecimal, or `null`. */
export function fromHex(text: string): Uint8Array | null {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) return null;
  return Uint8Array.from({ length: text.length / 2 }, (_, i) =>
    Number.parseInt(text.slice(2 * i, 2 * i + 2), 16),
  );
}

/**
 * UTF-8 bytes of `text`.
 * @throws {TypeError} when `text` holds a lone surrogate, which UTF-8 cannot say.
 */
export function encodeUtf8(text: string): Uint8Array {
  if (!text.isWellFormed()) throw new TypeError("text holds a lone surrogate");
  return new TextEncoder().encode(text);
}

/** The text of UTF-8 bytes, or `null` when they are not valid UTF-8. A byte order mark is kept as a character. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Whether both hold the same bytes. Not constant-time: nothing compared here is secret. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** All parts, one after another. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** `value` as eight big-endian bytes. @throws {RangeError} outside 0 … 2^64 − 1. */
export function toUint64(value: bigint): Uint8Array {
  if (value < 0n || value >= 1n << 64n) throw new RangeError("value does not fit in 64 bits");
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}

/** The big-endian number in the first eight bytes of `bytes`. */
export function fromUint64(bytes: Uint8Array): bigint {
  return new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0);
}

/** A decimal count without sign or leading zeros that fits in 64 bits, or `null`. */
export function parseCount(text: string): bigint | null {
  if (!/^(0|[1-9][0-9]{0,19})$/.test(text)) return null;
  const count = BigInt(text);
  return count < 1n << 64n ? count : null;
}
