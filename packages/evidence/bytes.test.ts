import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  concatBytes,
  decodeUtf8,
  encodeUtf8,
  equalBytes,
  fromBase64,
  fromHex,
  toBase64,
  toHex,
} from "./bytes.ts";

describe("bytes", () => {
  it("[E1] base64 and hexadecimal read back what they write, as Node writes it", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
        expect(toHex(bytes)).toBe(Buffer.from(bytes).toString("hex"));
        expect(fromBase64(toBase64(bytes))).toEqual(bytes);
        expect(fromHex(toHex(bytes))).toEqual(bytes);
      }),
    );
  });

  it.each([
    "QQ",
    "QQ=",
    "QR==",
    "QQ==\n",
    " QQ==",
    "Q-==",
    "Q_==",
    "====",
    "=QQ=",
    "QQ==QQ==",
    "QUI=QUI=",
    "QUJ=",
    "é",
  ])("[E1] base64 `%s` is refused", (text) => expect(fromBase64(text)).toBeNull());

  it.each(["0", "0G", "AB", "0x", " 00"])("[E1] hexadecimal `%s` is refused", (text) => {
    expect(fromHex(text)).toBeNull();
  });

  it("[E2] a byte order mark stays, bad UTF-8 and lone surrogates do not pass", () => {
    expect(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41))).toBe("\ufeffA");
    expect(decodeUtf8(Uint8Array.of(0xc0, 0x80))).toBeNull();
    expect(decodeUtf8(Uint8Array.of(0xed, 0xa0, 0x80))).toBeNull();
    expect(() => encodeUtf8("\ud800")).toThrow(TypeError);
    expect(decodeUtf8(encodeUtf8("é漢😂"))).toBe("é漢😂");
  });

  it("[E1] bytes are equal when length and every byte are", () => {
    expect(equalBytes(Uint8Array.of(1, 2), concatBytes(Uint8Array.of(1), Uint8Array.of(2)))).toBe(true);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1))).toBe(false);
    expect(equalBytes(Uint8Array.of(1), Uint8Array.of(1, 2))).toBe(false);
  });
});
