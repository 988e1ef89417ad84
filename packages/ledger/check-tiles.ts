import {
  equalBytes,
  hashLeaf,
  nodesFromTiles,
  rootAt,
  rootOf,
  TILE_WIDTH,
  type Tile,
  tilesFor,
} from "@avow/evidence";
import { Fault } from "@avow/postgres";
import { corrupt, HASH_BYTES, readBundle, readTile } from "./log-folder.ts";
import { hashesOf } from "./right-edge.ts";
import type { TreeHead } from "./tree-head.ts";

/**
 * Re-hashes the tree of `head` from the folder's files: every bundle against its tile, every full tile against the row
 * above it, the right edge against the root. With `from`, bundles and tiles of level 0 that end at or before that entry
 * are left out; the levels above never are.
 * @throws {Fault} `ledger-tile-corrupt` when a file is missing or disagrees with the one above; `ledger-fork` when they
 *   agree with each other and lead to another root.
 */
export async function checkTiles(dir: string, head: TreeHead, from = 0): Promise<void> {
  for (const tile of tilesFor(head.size)) {
    if (tile.level > 0 || (tile.index + 1) * TILE_WIDTH > from) await checkTile(dir, tile, head.size);
  }
  const nodes = nodesFromTiles(head.size, (tile) => readTile(dir, tile));
  if (equalBytes(await rootAt(head.size, nodes), head.root)) return;
  throw new Fault({
    code: "ledger-fork",
    message: `the tiles are whole but the tree of ${head.size} entries is not the one that was signed`,
    help: "the folder or the last-signed file belongs to another log: restore the pair that belongs together",
  });
}

async function checkTile(dir: string, tile: Tile, size: number): Promise<void> {
  const hashes = hashesOf(await readTile(dir, tile));
  if (tile.level === 0) await checkBundle(dir, tile, hashes);
  if (tile.width < TILE_WIDTH) return; // the root vouches for it
  const parentIndex = Math.floor(tile.index / TILE_WIDTH);
  const parentRows = Math.floor(size / TILE_WIDTH ** (tile.level + 1)) - parentIndex * TILE_WIDTH;
  const parent = { level: tile.level + 1, index: parentIndex, width: Math.min(TILE_WIDTH, parentRows) };
  const row = tile.index % TILE_WIDTH;
  const above = (await readTile(dir, parent)).subarray(row * HASH_BYTES, (row + 1) * HASH_BYTES);
  if (!equalBytes(rootOf(hashes), above)) {
    throw corrupt(`tile ${tile.index} of level ${tile.level} does not hash to the row above it`);
  }
}

async function checkBundle(
  dir: string,
  { index, width }: Tile,
  hashes: readonly Uint8Array[],
): Promise<void> {
  const entries = await readBundle(dir, index, width);
  const odd = entries.findIndex(
    (entry, row) => !equalBytes(hashLeaf(entry), hashes[row] ?? new Uint8Array(0)),
  );
  if (odd >= 0) throw corrupt(`entry ${index * TILE_WIDTH + odd} does not hash to its row of level 0`);
}
