import { join } from "node:path";
import {
  decodeUtf8,
  EMPTY_ROOT,
  encodeUtf8,
  equalBytes,
  formatCheckpoint,
  openNote,
  parseCheckpoint,
  signNote,
} from "@avow/evidence";
import { Fault } from "@avow/postgres";
import { findFile, replaceFile } from "./durable-files.ts";
import type { LogSigner } from "./signer-file.ts";

/** A tree by its size and root. */
export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/** A tree head under the log's signature, as it stands in the folder. */
export interface SignedHead extends TreeHead {
  /** The signed note: the content of the file `checkpoint`. */
  readonly note: string;
}

/** The tree before its first entry. */
export const EMPTY_TREE: TreeHead = { size: 0, root: EMPTY_ROOT };

/** Whether both are the same tree. */
export function isSameTree(a: TreeHead, b: TreeHead): boolean {
  return a.size === b.size && equalBytes(a.root, b.root);
}

/**
 * Signs `head` and publishes it as the folder's checkpoint. The caller has made everything beneath it durable.
 * @throws {Fault} `ledger-disk` (retryable).
 */
export async function writeCheckpoint(dir: string, signer: LogSigner, head: TreeHead): Promise<SignedHead> {
  const note = signNote(formatCheckpoint({ origin: signer.name, ...head }), [signer]);
  await replaceFile(join(dir, "checkpoint"), encodeUtf8(note));
  return { ...head, note };
}

/**
 * The folder's checkpoint, its signature verified, or `null` when there is none. `known` is returned itself when it is
 * still the one that stands there.
 * @throws {Fault} `ledger-signer-mismatch` when it is not by `signer`'s key and origin.
 */
export async function findCheckpoint(
  dir: string,
  signer: LogSigner,
  known: SignedHead | null = null,
): Promise<SignedHead | null> {
  const path = join(dir, "checkpoint");
  const bytes = await findFile(path);
  if (bytes === null) return null;
  if (known !== null && known.note === decodeUtf8(bytes)) return known;
  const opened = openNote(bytes, [signer.verifier]);
  if (!opened.ok) throw signerMismatch(path, opened.why);
  return { ...parseHead(opened.text, path, signer.name), note: decodeUtf8(bytes) ?? "" };
}

/**
 * What was signed last, according to the file outside folder and database; `null` when it is missing. The file is the
 * text of a checkpoint without signatures.
 * @throws {Fault} `ledger-signer-mismatch` when it speaks of another log.
 */
export async function findLastSigned(path: string, origin: string): Promise<TreeHead | null> {
  const bytes = await findFile(path);
  return bytes === null ? null : parseHead(decodeUtf8(bytes) ?? "", path, origin);
}

/**
 * Replaces what was signed last, if it still is `expected`; durable when this returns. One caller at a time.
 * @throws {Fault} `ledger-signed-elsewhere` (retryable) when it is not; `ledger-disk` (retryable).
 */
export async function swapLastSigned(
  path: string,
  { origin, expected, next }: { origin: string; expected: TreeHead | null; next: TreeHead },
): Promise<void> {
  const found = await findLastSigned(path, origin);
  const unchanged = found === null || expected === null ? found === expected : isSameTree(found, expected);
  if (!unchanged) {
    throw new Fault({
      code: "ledger-signed-elsewhere",
      message: `\`${path}\` is not as this process left it: another signed since`,
      retryable: true,
      help: "let one process at a time keep this log",
    });
  }
  await replaceFile(path, encodeUtf8(formatCheckpoint({ origin, ...next })));
}

function parseHead(text: string, path: string, origin: string): TreeHead {
  const head = parseCheckpoint(text);
  if (!head.ok) throw signerMismatch(path, head.why);
  if (head.value.origin !== origin) throw signerMismatch(path, `it is of the log \`${head.value.origin}\``);
  return { size: Number(head.value.size), root: head.value.root };
}

function signerMismatch(path: string, why: string): Fault {
  return new Fault({
    code: "ledger-signer-mismatch",
    message: `\`${path}\` is not this key's: ${why}`,
    help: "start with the key that signed this log, or give the new key a folder and a last-signed file of its own",
  });
}
