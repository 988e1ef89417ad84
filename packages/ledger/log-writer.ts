import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { entriesPath, TILE_WIDTH, tilePath, tilesFor } from "@avow/evidence";
import type { Database } from "@avow/postgres";
import { type LogFile, writeOnce } from "./durable-files.ts";
import { getLeaves } from "./entries.ts";
import type { LogPlace, OpenedLog } from "./open-log.ts";
import { addLeaf, copyEdge, edgeRoot, loadEdge, partialFiles, type RightEdge } from "./right-edge.ts";
import { type SignedHead, swapLastSigned, type TreeHead, writeCheckpoint } from "./tree-head.ts";

/** Entries read and written at a time. */
const CHUNK = 16 * TILE_WIDTH;

/** The one that extends the folder's tree and signs it. One at a time; whoever makes it holds the log's locks. */
export interface LogWriter {
  /**
   * Logs the sequenced entries below `next` and returns the checkpoint that covers them, which is on disk then.
   * After a failure nothing was signed that is not durable; call again, and what was written is found as it is.
   * @throws {Fault} `ledger-disk`, `ledger-signed-elsewhere` (retryable); `ledger-fork`.
   */
  publish(next: number): Promise<SignedHead>;
}

/**
 * Takes up a log where it was left. Each step of a publication is durable before the next begins: full tiles, partial
 * tiles, last-signed file, checkpoint. Signing again what the last-signed file names gives the same bytes.
 */
export async function createLogWriter(place: LogPlace, opened: OpenedLog): Promise<LogWriter> {
  const { db, dir, signer, lastSignedFile } = place;
  let edge = await loadEdge(dir, opened.head.size);
  let head = opened.head;
  let lastSigned = opened.lastSigned;
  let checkpoint = opened.checkpoint;

  async function sign(next: TreeHead): Promise<void> {
    await swapLastSigned(lastSignedFile, { origin: signer.name, expected: lastSigned, next });
    lastSigned = next;
    head = next;
  }

  return {
    async publish(next) {
      if (next > head.size) {
        const grown = await growTree({ db, dir, edge, to: next });
        await sign({ size: grown.size, root: await edgeRoot(grown) });
        edge = grown;
      } else if (lastSigned === null) {
        await sign(head);
      }
      if (checkpoint?.size === head.size) return checkpoint;
      const since = checkpoint?.size ?? 0;
      checkpoint = await writeCheckpoint(dir, signer, head);
      await removePartials(dir, { since, size: head.size });
      return checkpoint;
    },
  };
}

interface Growth {
  readonly db: Database;
  readonly dir: string;
  readonly edge: RightEdge;
  readonly to: number;
}

/** Makes the files of the tree of `to` entries durable; returns its edge and leaves the given one as it is. */
async function growTree({ db, dir, edge, to }: Growth): Promise<RightEdge> {
  const grown = copyEdge(edge);
  while (grown.size < to) {
    const leaves = await getLeaves(db, grown.size, Math.min(to, grown.size + CHUNK));
    const full: LogFile[] = leaves.flatMap((leaf) => addLeaf(grown, leaf));
    await writeOnce(dir, full);
  }
  await writeOnce(dir, partialFiles(grown));
  return grown;
}

/** Removes the partial tiles whose full tile the checkpoint now covers. A crash leaves some behind; they do no harm. */
async function removePartials(dir: string, { since, size }: { since: number; size: number }): Promise<void> {
  const full = tilesFor(size, since).filter(({ width }) => width === TILE_WIDTH);
  const folders = full.flatMap(({ level, index }) => [
    dirname(tilePath(level, index, 1)),
    ...(level === 0 ? [dirname(entriesPath(index, 1))] : []),
  ]);
  await Promise.all(folders.map((folder) => rm(join(dir, folder), { recursive: true, force: true })));
}
