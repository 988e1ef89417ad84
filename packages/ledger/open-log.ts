import { equalBytes, nodesFromTiles, rootAt, TILE_WIDTH } from "@avow/evidence";
import { type Database, Fault } from "@avow/postgres";
import { checkTiles } from "./check-tiles.ts";
import { findNextIndex, getLeaves } from "./entries.ts";
import { findExtent, readBundle, readTile } from "./log-folder.ts";
import type { LogSigner } from "./signer-file.ts";
import {
  EMPTY_TREE,
  findCheckpoint,
  findLastSigned,
  isSameTree,
  type SignedHead,
  type TreeHead,
} from "./tree-head.ts";

/** Where a log is kept, and by whom it is signed. */
export interface LogPlace {
  readonly db: Database;
  readonly dir: string;
  readonly lastSignedFile: string;
  readonly signer: LogSigner;
  /** Accept the folder's checkpoint as the last one signed when the last-signed file is missing. */
  readonly adopt: boolean;
}

/** A log whose parts were found to agree. */
export interface OpenedLog {
  /** What was signed last. */
  readonly head: TreeHead;
  /** What the last-signed file says; `null` when it is still to be written. */
  readonly lastSigned: TreeHead | null;
  /** The folder's checkpoint: `head`'s, or an older one after a crash, or none yet. */
  readonly checkpoint: SignedHead | null;
  /** The index that the next entry gets. */
  readonly next: number;
}

/** A start re-hashes the newest entries and their tiles; older ones are checked by each proof, and by `verifyLogFolder`. */
const RECENT_ENTRIES = 1024 * TILE_WIDTH;

/**
 * Compares checkpoint, last-signed file, tiles and table, in an order that lets another process extend the log meanwhile.
 * Writes nothing.
 * @throws {Fault} what disagrees: `ledger-fork`, `ledger-tile-corrupt`, `ledger-last-signed-missing`,
 *   `ledger-signer-mismatch`; or `ledger-disk` (retryable).
 */
export async function openLog({ db, dir, lastSignedFile, signer, adopt }: LogPlace): Promise<OpenedLog> {
  const checkpoint = await findCheckpoint(dir, signer);
  const lastSigned = await findLastSigned(lastSignedFile, signer.name);
  const head = lastSigned ?? checkpoint ?? EMPTY_TREE;
  const extent = await findExtent(dir, head.size);
  const next = await findNextIndex(db);
  if (lastSigned === null && !adopt && (checkpoint !== null || extent > 0 || next > 0)) {
    throw lastSignedMissing(lastSignedFile);
  }
  await checkTiles(dir, head, head.size - RECENT_ENTRIES);
  if (checkpoint !== null) await checkPrefix(dir, checkpoint, head);
  if (next < Math.max(head.size, extent)) {
    throw fork(
      `the log has ${Math.max(head.size, extent)} entries, the database has given out ${next} indexes`,
    );
  }
  await checkRows(db, dir, { from: head.size, extent });
  return { head, lastSigned, checkpoint, next };
}

/** The checkpoint may be behind what was signed last, after a crash between the two; never ahead or beside it. */
async function checkPrefix(dir: string, checkpoint: TreeHead, head: TreeHead): Promise<void> {
  if (isSameTree(checkpoint, head)) return;
  if (checkpoint.size >= head.size) {
    throw fork(
      `the checkpoint is of ${checkpoint.size} entries, the last-signed file of another tree of ${head.size}`,
    );
  }
  const nodes = nodesFromTiles(head.size, (tile) => readTile(dir, tile));
  if (!equalBytes(await rootAt(checkpoint.size, nodes), checkpoint.root)) {
    throw fork(`the tree of ${head.size} entries does not extend the checkpoint of ${checkpoint.size}`);
  }
}

/** The rows of the last signed bundle, and of what was written after it and not yet signed, are the bundles' entries. */
async function checkRows(
  db: Database,
  dir: string,
  { from, extent }: { from: number; extent: number },
): Promise<void> {
  for (
    let bundle = Math.floor(Math.max(0, from - 1) / TILE_WIDTH);
    bundle * TILE_WIDTH < extent;
    bundle += 1
  ) {
    const first = bundle * TILE_WIDTH;
    const width = Math.min(TILE_WIDTH, extent - first);
    const [entries, leaves] = await Promise.all([
      readBundle(dir, bundle, width),
      getLeaves(db, first, first + width),
    ]);
    const odd = entries.findIndex((entry, i) => !equalBytes(entry, leaves[i] ?? new Uint8Array(0)));
    if (odd >= 0) throw fork(`the database has something else than the log as entry ${first + odd}`);
  }
}

function fork(message: string): Fault {
  return new Fault({
    code: "ledger-fork",
    message,
    help: "restore the newest backup of whichever is older, database or folder; never sign over the difference",
  });
}

function lastSignedMissing(path: string): Fault {
  return new Fault({
    code: "ledger-last-signed-missing",
    message: `\`${path}\` is missing, so nothing tells which tree was signed last`,
    help: "restore it; only when nothing newer than the folder's checkpoint was ever signed, start once with `adopt`",
  });
}
