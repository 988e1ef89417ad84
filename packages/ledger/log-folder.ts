import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { decodeBundle, entriesPath, TILE_WIDTH, type Tile, type TileReader, tilePath } from "@avow/evidence";
import { Fault } from "@avow/postgres";
import { findFile } from "./durable-files.ts";

/** Bytes of one hash. */
export const HASH_BYTES = 32;

/** Tiles kept in memory by a reader: at most 2 MB. */
const CACHED_TILES = 256;

/**
 * Reads one tile's hashes. A partial tile that was removed since its full one came is cut from that.
 * @throws {Fault} `ledger-tile-corrupt` when the tile is missing or not as long as its width.
 */
export async function readTile(dir: string, { level, index, width }: Tile): Promise<Uint8Array> {
  const path = tilePath(level, index, width);
  const exact = await findFile(join(dir, path));
  if (exact?.length === width * HASH_BYTES) return exact;
  if (exact !== null) throw corrupt(`\`${path}\` is not ${width} hashes long`);
  const full = width < TILE_WIDTH ? await findFile(join(dir, tilePath(level, index))) : null;
  if (full?.length !== TILE_WIDTH * HASH_BYTES) throw corrupt(`\`${path}\` is missing`);
  return full.subarray(0, width * HASH_BYTES);
}

/** The first `width` entries of a bundle; otherwise as `readTile`. */
export async function readBundle(dir: string, index: number, width: number): Promise<readonly Uint8Array[]> {
  const path = entriesPath(index, width);
  const bytes = (await findFile(join(dir, path))) ?? (await findFile(join(dir, entriesPath(index))));
  if (bytes === null) throw corrupt(`\`${path}\` is missing`);
  const bundle = decodeBundle(bytes);
  if (!bundle.ok) throw corrupt(`\`${path}\`: ${bundle.why}`);
  if (bundle.value.length !== width && bundle.value.length !== TILE_WIDTH) {
    throw corrupt(`\`${path}\` does not hold ${width} entries`);
  }
  return bundle.value.slice(0, width);
}

/** A `TileReader` over the folder that remembers what it read last: tiles never change. */
export function createTileReader(dir: string): TileReader {
  const cached = new Map<string, Promise<Uint8Array>>();
  return (tile) => {
    const path = tilePath(tile.level, tile.index, tile.width);
    const read = cached.get(path) ?? readTile(dir, tile);
    cached.delete(path); // and in again at the end: the Map's order is that of use
    cached.set(path, read);
    read.catch(() => cached.delete(path));
    const [oldest] = cached.size > CACHED_TILES ? cached.keys() : [];
    if (oldest !== undefined) cached.delete(oldest);
    return read;
  };
}

/** How many entries the folder's bundles hold, signed or not, when it is known to hold those below `size`. */
export async function findExtent(dir: string, size: number): Promise<number> {
  let bundle = Math.floor(size / TILE_WIDTH);
  while ((await findFile(join(dir, entriesPath(bundle)))) !== null) bundle += 1;
  const partials = dirname(join(dir, entriesPath(bundle, 1)));
  const names = await readdir(partials).catch(() => []);
  const widths = names.filter((name) => /^[0-9]+$/.test(name)).map(Number);
  return bundle * TILE_WIDTH + Math.max(0, ...widths);
}

/** The fault for a folder whose files are not what was signed. */
export function corrupt(message: string): Fault {
  return new Fault({
    code: "ledger-tile-corrupt",
    message,
    help: "restore the log's folder from a copy or a mirror; nothing is signed until it is whole",
  });
}
