import { randomBytes } from "node:crypto";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import {
  formatSignerKey,
  makeSigner,
  parseSignerKey,
  type Signer,
  type VerifierKey,
  verifierKeyOf,
} from "@avow/evidence";
import { Fault } from "@avow/postgres";
import { hasCode, syncFolder } from "./durable-files.ts";

/** Signs a log's checkpoints. Its name is the log's origin. */
export interface LogSigner extends Signer {
  /** What verifies its signatures. */
  readonly verifier: VerifierKey;
}

/**
 * Makes an Ed25519 key for the log called `name` (its origin; by custom its URL without a scheme) and writes it to
 * `path` in Go's private text form, readable by its owner only. Durable when this returns. Never overwrites.
 * @throws {Fault} `signer-file-exists`; `signer-name` when `name` cannot stand in a checkpoint or names over 255 bytes.
 * @example await createSignerFile("keys/ledger.key", "privacy.example/log")
 */
export async function createSignerFile(path: string, name: string): Promise<void> {
  const text = `${formatSignerKey({ name, seed: randomBytes(32) })}\n`;
  if (!parseSignerKey(text.trimEnd()).ok || Buffer.byteLength(name) > 255) {
    throw new Fault({
      code: "signer-name",
      message: `\`${name}\` cannot name a log`,
      help: "use 1 to 255 bytes without spaces and without `+`, such as `privacy.example/log`",
    });
  }
  const file = await open(path, "wx", 0o600).catch((cause) => {
    if (!hasCode(cause, "EEXIST")) throw cause;
    throw new Fault({
      code: "signer-file-exists",
      message: `\`${path}\` exists already`,
      help: "a new key is a new log: move the old file away only when its log is closed",
      cause,
    });
  });
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await syncFolder(dirname(path));
}

/**
 * Reads a key that `createSignerFile`, or Go's `note.GenerateKey`, wrote.
 * @throws {Fault} `signer-file-missing`; `signer-file-malformed`; `signer-file-too-open` when others than its owner may
 * read it. No message holds any of the file's text.
 */
export async function openSignerFile(path: string): Promise<LogSigner> {
  const file = await open(path, "r").catch((cause) => {
    if (!hasCode(cause, "ENOENT")) throw cause;
    throw new Fault({
      code: "signer-file-missing",
      message: `the ledger's key \`${path}\` is missing`,
      help: "restore it; without it the log cannot grow, and a new key begins a new log",
      cause,
    });
  });
  try {
    const { mode } = await file.stat();
    // Windows keeps access in lists that the mode does not show.
    if (process.platform !== "win32" && (mode & 0o077) !== 0) throw tooOpen(path);
    const key = parseSignerKey((await file.readFile("utf8")).trimEnd());
    if (!key.ok) throw new Fault({ code: "signer-file-malformed", message: `\`${path}\`: ${key.why}` });
    return { ...makeSigner(key.value), verifier: verifierKeyOf(key.value) };
  } finally {
    await file.close();
  }
}

function tooOpen(path: string): Fault {
  return new Fault({
    code: "signer-file-too-open",
    message: `others than its owner may use \`${path}\``,
    help: `chmod 600 ${path}`,
  });
}
