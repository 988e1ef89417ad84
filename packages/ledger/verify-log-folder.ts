import { join } from "node:path";
import { openNote, parseCheckpoint, parseNote, type TrustPolicy } from "@avow/evidence";
import { Fault } from "@avow/postgres";
import { checkTiles } from "./check-tiles.ts";
import { findFile } from "./durable-files.ts";

/** What re-hashing a log's folder answers. */
export type LogFolderVerdict =
  | { readonly ok: true; readonly size: number; readonly root: Uint8Array }
  | { readonly ok: false; readonly why: string };

/**
 * Re-hashes every tile and bundle that the folder's checkpoint stands on, without database or key. With `trust`, the
 * checkpoint must be signed by one of its logs under that log's own name; without, the signature is not looked at.
 * Witnesses' cosignatures are not counted. Reads the whole log: about two hashes and 100 bytes an entry.
 * @throws {Fault} `ledger-disk` (retryable) when a file is there and cannot be read.
 * @example await verifyLogFolder("data/log") // => { ok: true, size: 700, root }
 */
export async function verifyLogFolder(dir: string, trust?: TrustPolicy): Promise<LogFolderVerdict> {
  const bytes = await findFile(join(dir, "checkpoint"));
  if (bytes === null) return { ok: false, why: "there is no checkpoint" };
  const keys = trust?.logs.map(({ key }) => key);
  const note = keys === undefined ? parseNote(bytes) : openNote(bytes, keys);
  if (!note.ok) return note;
  const text = "value" in note ? note.value.text : note.text;
  const checkpoint = parseCheckpoint(text);
  if (!checkpoint.ok) return checkpoint;
  const { origin, size, root } = checkpoint.value;
  if (keys !== undefined && !keys.some(({ name }) => name === origin)) {
    return { ok: false, why: `nobody trusted signs for \`${origin}\`` };
  }
  const head = { size: Number(size), root };
  try {
    await checkTiles(dir, head);
    return { ok: true, ...head };
  } catch (error) {
    if (error instanceof Fault && !error.retryable) return { ok: false, why: error.message };
    throw error;
  }
}
