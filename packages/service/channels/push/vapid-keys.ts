import { createECDH, randomBytes } from "node:crypto";
import { mkdir, open, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Fault } from "@avow/postgres";
import type { VapidKeys } from "./push.ts";

/**
 * Opens the key that push messages are signed with, and makes it where there is none: it opens nothing, and one that was lost costs
 * the subscriptions, which people make anew.
 * @throws {Fault} `key-file-too-open`; `key-file-malformed`
 */
export async function openVapidKeys(path: string): Promise<VapidKeys> {
  const there = await stat(path).catch(() => null);
  if (there === null) await createKeyFile(path);
  else if ((there.mode & 0o077) !== 0)
    throw new Fault({
      code: "key-file-too-open",
      message: `the key file \`${path}\` can be read by others`,
      help: `chmod 600 ${path}`,
    });
  return makeVapidKeys((await readFile(path, "utf8")).trim());
}

async function createKeyFile(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(`${randomBytes(32).toString("base64url")}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * The key pair of which `secret` is the scalar.
 * @param secret 32 bytes, base64url
 * @throws {Fault} `key-file-malformed` for a scalar that is none of the curve's: one in 2³² random ones, and every torn file
 */
export function makeVapidKeys(secret: string): VapidKeys {
  const scalar = Buffer.from(secret, "base64url");
  const pair = createECDH("prime256v1");
  try {
    if (scalar.length !== 32) throw new RangeError("not 32 bytes");
    pair.setPrivateKey(scalar);
  } catch (cause) {
    throw new Fault({
      code: "key-file-malformed",
      message: "the key file of push messages does not hold a key",
      help: "put it back from your backup of the keys folder, or remove it: people then subscribe anew",
      cause,
    });
  }
  return { publicKey: pair.getPublicKey("base64url"), privateKey: secret };
}
