import { createHash, randomBytes } from "node:crypto";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { Fault } from "@avow/postgres";
import { createIndexKey, createLocalKey, KEY_BYTES, type VaultKeys } from "./keys.ts";
import { syncFolder } from "./sync-folder.ts";

const TITLE = "avow vault keys 1";
const LONGEST_FILE = 4096;

/**
 * Writes a new key file: two random keys of 32 bytes, readable by its owner alone. It is on the disk, name and bytes,
 * when the promise fulfils. Never overwrites.
 * @throws {Fault} `key-file-exists`; `key-file-unusable` when it cannot be written
 */
export async function createKeyFile(path: string): Promise<void> {
  const file = await open(path, "wx", 0o600).catch((cause) => {
    throw isCode(cause, "EEXIST") ? exists(path) : unusable(path, cause);
  });
  const kek = randomBytes(KEY_BYTES);
  const indexKey = randomBytes(KEY_BYTES);
  try {
    await file.writeFile(printKeys(kek, indexKey));
    await file.sync();
    await syncFolder(dirname(path));
  } catch (cause) {
    await unlink(path).catch(() => {}); // half a file seals nothing, and the first failure is the one to tell
    throw unusable(path, cause);
  } finally {
    kek.fill(0);
    indexKey.fill(0);
    await file.close();
  }
}

/**
 * Reads a key file. The keys stay inside what is returned; nothing prints them.
 * @throws {Fault} `key-file-missing`; `key-file-too-open` when group or others may touch it; `key-file-malformed`
 * saying what is wrong; `key-file-unusable` when it cannot be read
 */
export async function openKeyFile(path: string): Promise<VaultKeys> {
  const file = await open(path, "r").catch((cause) => {
    throw isCode(cause, "ENOENT") ? missing(path) : unusable(path, cause);
  });
  try {
    const text = await readPrivate(file, path);
    try {
      return parseKeys(text.toString("latin1"), path);
    } finally {
      text.fill(0);
    }
  } finally {
    await file.close();
  }
}

async function readPrivate(file: FileHandle, path: string): Promise<Buffer> {
  const stat = await file.stat();
  if (!stat.isFile()) throw malformed(path, "it is not a regular file");
  // Windows has no such bits; there the folder's access list is what protects it.
  if (process.platform !== "win32" && (stat.mode & 0o077) !== 0) throw tooOpen(path, stat.mode & 0o777);
  if (stat.size > LONGEST_FILE) throw malformed(path, `it is longer than ${LONGEST_FILE} bytes`);
  return file.readFile().catch((cause) => {
    throw unusable(path, cause);
  });
}

/** Text by lines and not JSON, because a JSON parser's error quotes what it could not parse. */
function printKeys(kek: Uint8Array, indexKey: Uint8Array): string {
  const body = `${TITLE}\nkey-encryption-key: ${base64(kek)}\nindex-key: ${base64(indexKey)}\n`;
  return `${body}checksum: ${checksum(body)}\n`;
}

function parseKeys(text: string, path: string): VaultKeys {
  const [title, kekLine, indexLine, checksumLine, end, ...more] = text.split("\n");
  if (title !== TITLE) throw malformed(path, `its first line is not \`${TITLE}\``);
  const kek = readKey(kekLine, "key-encryption-key", path);
  const indexKey = readKey(indexLine, "index-key", path);
  try {
    const body = `${[title, kekLine, indexLine].join("\n")}\n`;
    if (checksumLine !== `checksum: ${checksum(body)}`) throw malformed(path, "its checksum does not match");
    if (end !== "" || more.length > 0) throw malformed(path, "it does not end after its checksum");
    return { kek: createLocalKey(kek), indexKey: createIndexKey(indexKey) };
  } finally {
    kek.fill(0);
    indexKey.fill(0);
  }
}

function readKey(line: string | undefined, name: string, path: string): Buffer {
  if (!line?.startsWith(`${name}: `)) throw malformed(path, `its line \`${name}\` is missing`);
  const text = line.slice(name.length + 2);
  const bytes = Buffer.from(text, "base64");
  if (bytes.length !== KEY_BYTES || base64(bytes) !== text)
    throw malformed(path, `its \`${name}\` is not ${KEY_BYTES} bytes in base64`);
  return bytes;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

/** Against a slip of the hand or the disk; whoever can write the file can write this too. */
function checksum(body: string): string {
  return createHash("sha256").update(body).digest("hex").slice(0, 16);
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

function exists(path: string): Fault {
  return new Fault({
    code: "key-file-exists",
    message: `\`${path}\` exists and is never overwritten`,
    help: "use it, or choose another path; if it may have sealed anything, losing it loses that for ever",
  });
}

function missing(path: string): Fault {
  return new Fault({
    code: "key-file-missing",
    message: `there is no key file at \`${path}\``,
    help: "restore it from where you keep it; only a store that has never been used may start with a new one",
  });
}

function tooOpen(path: string, mode: number): Fault {
  return new Fault({
    code: "key-file-too-open",
    message: `\`${path}\` has mode ${mode.toString(8).padStart(4, "0")}, which lets others than its owner at it`,
    help: `run \`chmod 600 ${path}\`, and ask who could have read it`,
  });
}

function malformed(path: string, why: string): Fault {
  return new Fault({
    code: "key-file-malformed",
    message: `\`${path}\` is not a key file: ${why}`,
    help: "restore it from where you keep it",
  });
}

function unusable(path: string, cause: unknown): Fault {
  return new Fault({
    code: "key-file-unusable",
    message: `\`${path}\` cannot be opened`,
    help: "check that its folder exists, its disk has space, and both belong to the user who runs this",
    cause,
  });
}
