import { createPrivateKey, generateKeyPair, type KeyObject } from "node:crypto";
import { mkdir, open, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { Fault } from "@avow/postgres";

const BITS = 2048;

/**
 * Opens the key that signs e-mail, and makes it where there is none: unlike the other keys it opens nothing, and one that was lost
 * costs a new record in the DNS.
 * @throws {Fault} `key-file-too-open`; `key-file-malformed`
 */
export async function openDkimKey(path: string): Promise<KeyObject> {
  const there = await stat(path).catch(() => null);
  if (there === null) return createDkimKey(path);
  if ((there.mode & 0o077) !== 0)
    throw new Fault({
      code: "key-file-too-open",
      message: `the key file \`${path}\` can be read by others`,
      help: `chmod 600 ${path}`,
    });
  try {
    const key = createPrivateKey(await readFile(path));
    if (key.asymmetricKeyType === "rsa") return key;
  } catch {
    // said below: what cannot be read holds no key
  }
  throw new Fault({
    code: "key-file-malformed",
    message: `the key file \`${path}\` does not hold an RSA key`,
    help: "put it back from your backup of the keys folder, or remove it and publish the new key's record in your DNS",
  });
}

async function createDkimKey(path: string): Promise<KeyObject> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: BITS });
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(privateKey.export({ type: "pkcs8", format: "pem" }));
    await file.sync();
  } finally {
    await file.close();
  }
  return privateKey;
}
