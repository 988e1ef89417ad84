import {
  concatBytes,
  encodeBundle,
  entriesPath,
  hashLeaf,
  nodesFromTiles,
  rootAt,
  rootOf,
  TILE_WIDTH,
  tilePath,
  tileWidth,
} from "@avow/evidence";
import type { LogFile } from "./durable-files.ts";
import { HASH_BYTES, readBundle, readTile } from "./log-folder.ts";

/** The part of the tree that still grows: its partial bundle, and its partial tile of each level. */
export interface RightEdge {
  size: number;
  /** Entries of the partial bundle; fewer than 256. */
  entries: Uint8Array[];
  /** By level, the hashes of the partial tile; fewer than 256 each. */
  readonly rows: Uint8Array[][];
}

/** Reads the edge of the tree of `size`. @throws {Fault} `ledger-tile-corrupt`. */
export async function loadEdge(dir: string, size: number): Promise<RightEdge> {
  const edge: RightEdge = { size, entries: [], rows: [] };
  const last = { index: Math.floor(size / TILE_WIDTH), width: size % TILE_WIDTH };
  if (last.width > 0) edge.entries = [...(await readBundle(dir, last.index, last.width))];
  for (let level = 0; size >= TILE_WIDTH ** level; level += 1) {
    const index = Math.floor(size / TILE_WIDTH ** (level + 1));
    const width = tileWidth({ level, index, size });
    const bytes = width > 0 ? await readTile(dir, { level, index, width }) : new Uint8Array(0);
    edge.rows.push(hashesOf(bytes));
  }
  return edge;
}

/** The hashes that stand one after another in `bytes`. */
export function hashesOf(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, row) =>
    bytes.slice(row * HASH_BYTES, (row + 1) * HASH_BYTES),
  );
}

/** An edge to grow while the original stays. */
export function copyEdge({ size, entries, rows }: RightEdge): RightEdge {
  return { size, entries: [...entries], rows: rows.map((row) => [...row]) };
}

/** Adds a leaf at the end, in place; returns the full bundle and tiles it completed. */
export function addLeaf(edge: RightEdge, leaf: Uint8Array): LogFile[] {
  const files: LogFile[] = [];
  edge.entries.push(leaf);
  edge.size += 1;
  if (edge.entries.length === TILE_WIDTH) {
    files.push({ path: entriesPath(edge.size / TILE_WIDTH - 1), bytes: encodeBundle(edge.entries) });
    edge.entries = [];
  }
  let hash = hashLeaf(leaf);
  for (let level = 0; ; level += 1) {
    const rows = edge.rows[level] ?? [];
    rows.push(hash);
    if (rows.length < TILE_WIDTH) {
      edge.rows[level] = rows;
      return files;
    }
    const index = edge.size / TILE_WIDTH ** (level + 1) - 1;
    files.push({ path: tilePath(level, index), bytes: concatBytes(...rows) });
    hash = rootOf(rows);
    edge.rows[level] = [];
  }
}

/** The partial bundle and tiles that a checkpoint of this size needs beside the full ones. */
export function partialFiles({ size, entries, rows }: RightEdge): LogFile[] {
  const bundle = Math.floor(size / TILE_WIDTH);
  const tiles = rows.flatMap((hashes, level) => {
    const index = Math.floor(size / TILE_WIDTH ** (level + 1));
    return hashes.length === 0
      ? []
      : [{ path: tilePath(level, index, hashes.length), bytes: concatBytes(...hashes) }];
  });
  if (entries.length === 0) return tiles;
  return [{ path: entriesPath(bundle, entries.length), bytes: encodeBundle(entries) }, ...tiles];
}

/** The root of the whole tree: its edge is all that it takes. */
export function edgeRoot({ size, rows }: RightEdge): Promise<Uint8Array> {
  return rootAt(
    size,
    nodesFromTiles(size, ({ level }) => concatBytes(...(rows[level] ?? []))),
  );
}
