import { concatBytes, failed, type Parsed, parseCount } from "./bytes.ts";
import { type Count, hashNode, type NodeReader } from "./merkle.ts";

/** Hashes in a full tile, entries in a full bundle. */
export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;
const HASH_BYTES = 32;
/** Longest entry a bundle can hold, in bytes: its length is written in sixteen bits. */
export const LONGEST_ENTRY = 65_535;

/** A hash tile: level 0 holds leaf hashes, level L the roots of full tiles of level L − 1. Width 1 … 256. */
export interface Tile {
  readonly level: number;
  readonly index: number;
  readonly width: number;
}

/** What a tile path names. Indexes in paths may exceed 2^53. */
export type TilePath =
  | { readonly kind: "hashes"; readonly level: number; readonly index: bigint; readonly width: number }
  | { readonly kind: "entries"; readonly index: bigint; readonly width: number };

/**
 * Path of a hash tile below the log's prefix (c2sp.org/tlog-tiles). `width` below 256 names a partial tile.
 * @throws {RangeError} on a level outside 0 … 63, a negative index or a width outside 1 … 256.
 * @example tilePath(1, 1234067, 8) // => "tile/1/x001/x234/067.p/8"
 */
export function tilePath(level: number, index: Count, width: number = TILE_WIDTH): string {
  if (!Number.isInteger(level) || level < 0 || level > 63) throw new RangeError("level is outside 0 to 63");
  return `tile/${level}/${indexPath(index, width)}`;
}

/** Path of a bundle of entries; otherwise as `tilePath`. @throws {RangeError} as `tilePath`. */
export function entriesPath(index: Count, width: number = TILE_WIDTH): string {
  return `tile/entries/${indexPath(index, width)}`;
}

function indexPath(index: Count, width: number): string {
  if (index < 0 || (typeof index === "number" && !Number.isSafeInteger(index))) {
    throw new RangeError("index is not a count");
  }
  if (!Number.isInteger(width) || width < 1 || width > TILE_WIDTH)
    throw new RangeError("width is outside 1 to 256");
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/.{3}/g) ?? [];
  const path = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join("/");
  return width === TILE_WIDTH ? path : `${path}.p/${width}`;
}

const TILE_PATH = /^tile\/(0|[1-9][0-9]?|entries)\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** What a path names, when it is the one path of some tile or bundle. */
export function parseTilePath(path: string): Parsed<TilePath> {
  const [, place = "", groups = "", partial = String(TILE_WIDTH)] = TILE_PATH.exec(path) ?? [];
  const index = parseCount(groups.replaceAll(/[x/]/g, "").replace(/^0+(?=.)/, ""));
  const width = Number(partial);
  const value: TilePath | null =
    index === null || width > TILE_WIDTH
      ? null
      : place === "entries"
        ? { kind: "entries", index, width }
        : { kind: "hashes", level: Number(place), index, width };
  if (value === null || (value.kind === "hashes" && value.level > 63) || formatTilePath(value) !== path) {
    return failed("not a tile path");
  }
  return { ok: true, value };
}

function formatTilePath(tile: TilePath): string {
  return tile.kind === "entries"
    ? entriesPath(tile.index, tile.width)
    : tilePath(tile.level, tile.index, tile.width);
}

/**
 * How many rows tile (`level`, `index`) has in a tree of `size`: 0 when there is no such tile yet, 256 when full.
 * Level 0 also gives the width of a bundle of entries.
 */
export function tileWidth({ level, index, size }: { level: number; index: number; size: number }): number {
  const rows = Math.floor(size / TILE_WIDTH ** level) - index * TILE_WIDTH;
  return Math.max(0, Math.min(TILE_WIDTH, rows));
}

/**
 * The tiles of a tree of `size`, full and partial, level by level. With `since`, only those that the tree of that
 * earlier size did not have in the same width: what a log writes when it grows. Level 0 also names the bundles.
 * @example tilesFor(256) // => [{ level: 0, index: 0, width: 256 }, { level: 1, index: 0, width: 1 }]
 */
export function tilesFor(size: number, since = 0): Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0; Math.floor(size / TILE_WIDTH ** level) > 0; level += 1) {
    const first = Math.floor(since / TILE_WIDTH ** (level + 1));
    for (let index = first; tileWidth({ level, index, size }) > 0; index += 1) {
      const width = tileWidth({ level, index, size });
      if (width !== tileWidth({ level, index, size: since })) tiles.push({ level, index, width });
    }
  }
  return tiles;
}

/** Reads a stored tile: exactly `width` hashes, one after another. */
export type TileReader = (tile: Tile) => Uint8Array | Promise<Uint8Array>;

/**
 * The nodes of a tree of `size`, read from its tiles: levels that are no multiple of eight are hashed from the rows of
 * the tile beneath them. Every node read asks for one tile; cache in `read` if that is dear.
 * The reader throws RangeError for a node the tree does not have complete, or a tile of the wrong length.
 */
export function nodesFromTiles(size: number, read: TileReader): NodeReader {
  return async (level, index) => {
    const height = level % TILE_HEIGHT;
    const tileLevel = (level - height) / TILE_HEIGHT;
    const firstRow = index * 2 ** height;
    const tileIndex = Math.floor(firstRow / TILE_WIDTH);
    const width = tileWidth({ level: tileLevel, index: tileIndex, size });
    const from = firstRow % TILE_WIDTH;
    if (from + 2 ** height > width) throw new RangeError("no such complete subtree in a tree of that size");
    const tile = await read({ level: tileLevel, index: tileIndex, width });
    if (tile.length !== width * HASH_BYTES) throw new RangeError("tile is not as long as its width");
    let rows = Array.from({ length: 2 ** height }, (_, i) => rowOf(tile, from + i));
    while (rows.length > 1) rows = pairwise(rows);
    return rowOf(concatBytes(...rows), 0);
  };
}

function rowOf(tile: Uint8Array, row: number): Uint8Array {
  return tile.slice(row * HASH_BYTES, (row + 1) * HASH_BYTES);
}

function pairwise(rows: readonly Uint8Array[]): Uint8Array[] {
  return rows.flatMap((left, i) => {
    const right = rows[i + 1];
    return i % 2 === 0 && right !== undefined ? [hashNode(left, right)] : [];
  });
}

/**
 * A bundle of 1 … 256 entries: each its length in two big-endian bytes, then its bytes.
 * @throws {RangeError} on no entries, more than 256, or one longer than 65,535 bytes.
 */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length < 1 || entries.length > TILE_WIDTH)
    throw new RangeError("a bundle has 1 to 256 entries");
  return concatBytes(
    ...entries.flatMap((entry) => {
      if (entry.length > LONGEST_ENTRY) throw new RangeError(`entry is longer than ${LONGEST_ENTRY} bytes`);
      return [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry];
    }),
  );
}

/** The entries of a bundle. */
export function decodeBundle(bytes: Uint8Array): Parsed<Uint8Array[]> {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [high, low] = bytes.subarray(at, at + 2);
    if (high === undefined || low === undefined) return failed("bundle ends inside a length");
    const end = at + 2 + high * 256 + low;
    if (end > bytes.length) return failed("bundle ends inside an entry");
    entries.push(bytes.slice(at + 2, end));
    at = end;
  }
  if (entries.length < 1 || entries.length > TILE_WIDTH) return failed("a bundle has 1 to 256 entries");
  return { ok: true, value: entries };
}
