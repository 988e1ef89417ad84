import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { createSignerFile, type LogSigner, openSignerFile } from "@avow/ledger";
import { Fault } from "@avow/postgres";
import { createKeyFile, openKeyFile, type VaultKeys } from "@avow/vault";
import type { dataPaths } from "./config.ts";

/** The secrets of one deployment, each in a file of its own outside the database. */
export interface Keys {
  readonly vault: VaultKeys;
  readonly ledger: LogSigner;
  readonly siteKey: string;
  readonly operatorSecret: string;
}

/**
 * Opens the key files. On the very first start they are made; once there is data, a missing one is a fault and is never
 * made anew, for a new key would open nothing.
 * @param origin the log's name, an address without its scheme
 * @throws {Fault} `key-file-missing`, and what the vault and the ledger say of a file that is not theirs
 */
export async function openKeys(
  paths: ReturnType<typeof dataPaths>,
  origin: string,
  fresh: boolean,
): Promise<Keys> {
  await mkdir(dirname(paths.vaultKey), { recursive: true, mode: 0o700 });
  if (fresh) {
    await makeUnlessThere(paths.vaultKey, () => createKeyFile(paths.vaultKey));
    await makeUnlessThere(paths.ledgerKey, () => createSignerFile(paths.ledgerKey, origin));
    await makeUnlessThere(paths.siteKey, () => createSecretFile(paths.siteKey, "avow_site_"));
    await makeUnlessThere(paths.operatorSecret, () => createSecretFile(paths.operatorSecret, ""));
  }
  return {
    vault: await openKeyFile(paths.vaultKey),
    ledger: await openSignerFile(paths.ledgerKey),
    siteKey: await openSecretFile(paths.siteKey),
    operatorSecret: await openOperatorSecret(paths),
  };
}

/**
 * What sessions of operators are signed with, and what must be known here alone is derived from.
 * @throws {Fault} `key-file-missing`; `key-file-too-open`; `key-file-malformed`
 */
export function openOperatorSecret(
  paths: Pick<ReturnType<typeof dataPaths>, "operatorSecret">,
): Promise<string> {
  return openSecretFile(paths.operatorSecret);
}

async function makeUnlessThere(path: string, make: () => Promise<void>): Promise<void> {
  const there = await stat(path).then(
    () => true,
    () => false,
  );
  if (!there) await make();
}

async function createSecretFile(path: string, prefix: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(`${prefix}${randomBytes(32).toString("base64url")}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function openSecretFile(path: string): Promise<string> {
  const missing = (cause: unknown): never => {
    throw new Fault({
      code: "key-file-missing",
      message: `the key file \`${path}\` cannot be read`,
      help: "put it back from your backup of the keys folder",
      cause,
    });
  };
  const { mode } = await stat(path).catch(missing);
  if ((mode & 0o077) !== 0)
    throw new Fault({
      code: "key-file-too-open",
      message: `the key file \`${path}\` can be read by others`,
      help: `chmod 600 ${path}`,
    });
  const text = await readFile(path, "utf8").catch(missing);
  const secret = text.trim();
  if (!/^[A-Za-z0-9_-]{43,64}$/.test(secret))
    throw new Fault({
      code: "key-file-malformed",
      message: `the key file \`${path}\` does not hold a key`,
      help: "put it back from your backup of the keys folder",
    });
  return secret;
}
