import { createCipheriv, createDecipheriv, createSecretKey, KeyObject, randomBytes } from "node:crypto";
import { Fault } from "@avow/postgres";

/** What a seal is bound to: a label that names its kind and version, then whatever never changes about it. */
export type Context = readonly [label: string, ...parts: string[]];

const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + NONCE_BYTES;

/**
 * `plain` under AES-256-GCM (NIST SP 800-38D), as format byte (1) ‖ nonce (12) ‖ ciphertext ‖ tag (16). The context is
 * associated data: it is not in the result, and the result opens only with the same one.
 * @param o.key 32 bytes
 * @param o.nonce 12 bytes, never used with this key before; see {@link createNonces}
 */
export function seal(o: {
  key: KeyObject | Uint8Array;
  nonce: Uint8Array;
  context: Context;
  plain: Uint8Array;
}): Buffer {
  const cipher = createCipheriv("aes-256-gcm", toKeyObject(o.key), o.nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(frame(o.context));
  const ciphertext = [cipher.update(o.plain), cipher.final()];
  return Buffer.concat([Uint8Array.of(FORMAT), o.nonce, ...ciphertext, cipher.getAuthTag()]);
}

/**
 * What {@link seal} was given as `plain`. The caller zeroes it after use.
 * @throws {Fault} `sealed-value-does-not-open` when key, context or any bit differs from when it was sealed
 */
export function open(o: { key: KeyObject | Uint8Array; context: Context; sealed: Uint8Array }): Buffer {
  if (o.sealed.length < HEADER_BYTES + TAG_BYTES || o.sealed[0] !== FORMAT) throw doesNotOpen();
  const nonce = o.sealed.subarray(1, HEADER_BYTES);
  const decipher = createDecipheriv("aes-256-gcm", toKeyObject(o.key), nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(frame(o.context));
  decipher.setAuthTag(o.sealed.subarray(-TAG_BYTES));
  const plain = decipher.update(o.sealed.subarray(HEADER_BYTES, -TAG_BYTES));
  try {
    decipher.final();
  } catch {
    plain.fill(0);
    throw doesNotOpen();
  }
  return plain;
}

/** Given bytes, Node's ciphers find out what they are by two exceptions, which take longer than the encryption. */
function toKeyObject(key: KeyObject | Uint8Array): KeyObject {
  return key instanceof KeyObject ? key : createSecretKey(key);
}

/** Each part's UTF-8 bytes after their count as four big-endian bytes: no two lists of parts give the same bytes. */
export function frame(parts: readonly string[]): Buffer {
  const framed = Buffer.alloc(parts.reduce((size, part) => size + 4 + Buffer.byteLength(part), 0));
  let end = 0;
  for (const part of parts) {
    const count = framed.write(part, end + 4);
    framed.writeUInt32BE(count, end);
    end += 4 + count;
  }
  return framed;
}

const NONCES_A_BLOCK = 64;

/**
 * A source of random nonces, drawn from the system a block at a time; none is given twice. Random 96-bit nonces are
 * sound for 2^32 seals under one key (SP 800-38D §8.3), and a person's key seals what one person leaves.
 */
export function createNonces(): () => Uint8Array {
  let block = Buffer.alloc(0);
  let used = 0;
  return () => {
    if (used === block.length) {
      block = randomBytes(NONCES_A_BLOCK * NONCE_BYTES);
      used = 0;
    }
    used += NONCE_BYTES;
    return block.subarray(used - NONCE_BYTES, used);
  };
}

function doesNotOpen(): Fault {
  return new Fault({
    code: "sealed-value-does-not-open",
    message: "a sealed value does not open",
    help: "it was changed or moved after it was sealed; compare the store with a backup, and look for who wrote to it",
  });
}
