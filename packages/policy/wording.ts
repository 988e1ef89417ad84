import { canonicalJson, encodeUtf8, toHex } from "@avow/evidence";
import { sha256 } from "@noble/hashes/sha2.js";
import type { Text } from "./model.ts";

/** Identity of the exact words asked: SHA-256 of the canonical JSON of the text in all languages, hexadecimal. */
export function wordingOf(ask: Text): string {
  return toHex(sha256(encodeUtf8(canonicalJson(ask))));
}
