import { createHash, createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes } from "node:crypto";
import { frame, open, seal } from "./seal.ts";

/**
 * The key that wraps every person's data key; it lives outside the database. A small port, so that a remote key
 * service can stand behind it.
 */
export interface KeyEncryptionKey {
  /** Names the key without telling it: the first 16 hexadecimal digits of SHA-256 over `avow/kek-id`, a zero byte and the key. */
  readonly id: string;
  /** `dataKey` wrapped for `person`: a person's id, or the name of another owner that no id reads like. */
  wrap(dataKey: Uint8Array, person: string): Promise<Uint8Array>;
  /**
   * The data key; the caller zeroes it after use.
   * @throws {Fault} `sealed-value-does-not-open` when it was wrapped under another key, for another person, or changed
   */
  unwrap(wrapped: Uint8Array, person: string): Promise<Uint8Array>;
}

/** The key of the blind indexes. */
export interface IndexKey {
  /**
   * HMAC-SHA256 of the normalised `value`, under a key that HKDF derives for `field` alone: equal values of two fields
   * do not show as equal.
   */
  digest(field: string, value: string): Buffer;
}

/** Everything a vault needs to be opened. */
export interface VaultKeys {
  readonly kek: KeyEncryptionKey;
  readonly indexKey: IndexKey;
}

export const KEY_BYTES = 32;

/** A key-encryption key held in this process's memory. Copies `secret`, which the caller zeroes. */
export function createLocalKey(secret: Uint8Array): KeyEncryptionKey {
  const key = createSecretKey(secret);
  const id = createHash("sha256").update("avow/kek-id\0").update(secret).digest("hex").slice(0, 16);
  return {
    id,
    async wrap(dataKey, person) {
      return seal({ key, nonce: randomBytes(12), context: ["avow/vault/key/1", id, person], plain: dataKey });
    },
    async unwrap(wrapped, person) {
      return open({ key, context: ["avow/vault/key/1", id, person], sealed: wrapped });
    },
  };
}

/** An index key held in this process's memory. Copies `secret`, which the caller zeroes. */
export function createIndexKey(secret: Uint8Array): IndexKey {
  const key = createSecretKey(secret);
  const derived = new Map<string, KeyObject>();
  return {
    digest(field, value) {
      const own = derived.get(field) ?? deriveFieldKey(key, field);
      derived.set(field, own);
      return createHmac("sha256", own).update(value, "utf8").digest();
    },
  };
}

/** HKDF-SHA256 (RFC 5869) without salt: the input is already a uniform key. */
function deriveFieldKey(key: KeyObject, field: string): KeyObject {
  const bytes = Buffer.from(hkdfSync("sha256", key, "", frame(["avow/vault/lookup/1", field]), KEY_BYTES));
  try {
    return createSecretKey(bytes);
  } finally {
    bytes.fill(0);
  }
}
