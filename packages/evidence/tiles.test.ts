import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, decodeUtf8 } from "./bytes.ts";
import { formatCheckpoint, parseCheckpoint } from "./checkpoint.ts";
import { makeSigner, parseSignerKey, parseVerifierKey } from "./keys.ts";
import { hashLeaf, proveInclusion, rootAt, rootOf, verifyInclusion } from "./merkle.ts";
import { openNote, signNote } from "./note.ts";
import { nodesOver, sampleLeaves } from "./sample-log.ts";
import {
  decodeBundle,
  encodeBundle,
  entriesPath,
  nodesFromTiles,
  parseTilePath,
  type Tile,
  tilePath,
  tilesFor,
  tileWidth,
} from "./tiles.ts";

function fixture(path: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`fixtures/${path}`, import.meta.url)));
}

function json<T>(path: string): T {
  return JSON.parse(decodeUtf8(fixture(path)) ?? "") as T;
}

interface Paths {
  entriesPathForLogIndex: [string, string, string][];
  tilePath: [number, string, number, string][];
  parseOk: [string, string, string, number][];
  parseErr: [string, string][];
}
const paths = json<Paths>("tessera-paths.json");

describe("tile paths", () => {
  it.each(paths.entriesPathForLogIndex)("[E12] entry %s of %s is in %s", (entry, size, path) => {
    const index = Math.floor(Number(entry) / 256);
    expect(entriesPath(index, tileWidth({ level: 0, index, size: Number(size) }))).toBe(path);
  });

  it.each(paths.tilePath)("[E12] tile %s %s of partial width %s is %s", (level, index, width, path) => {
    expect(tilePath(level, BigInt(index), width === 0 ? 256 : width)).toBe(path);
    expect(parseTilePath(path)).toEqual({
      ok: true,
      value: { kind: "hashes", level, index: BigInt(index), width: width === 0 ? 256 : width },
    });
  });

  it.each(paths.parseOk)("[E12] tile/%s/%s is read", (level, path, index, width) => {
    expect(parseTilePath(`tile/${level}/${path}`)).toEqual({
      ok: true,
      value: { kind: "hashes", level: Number(level), index: BigInt(index), width: width === 0 ? 256 : width },
    });
    expect(parseTilePath(`tile/entries/${path}`)).toMatchObject({ ok: true, value: { kind: "entries" } });
  });

  it.each(paths.parseErr)("[E12] tile/%s/%s is refused", (level, path) => {
    expect(parseTilePath(`tile/${level}/${path}`).ok).toBe(false);
  });

  it.each([
    "",
    "tile",
    "tile/entries",
    "/tile/0/000",
    "tile/00/000",
    "tile/0/x000/001",
    "tile/0/000.p/0",
    "tile/0/000.p/01",
    "tile/0/000/",
    "tile/0/000.p/256",
    "tile/0/00",
    "tile/data/000",
    "tile/0/000\n",
  ])("[E12] `%s` is refused", (path) => expect(parseTilePath(path).ok).toBe(false));

  it("[E12] what cannot be a tile has no path", () => {
    expect(tilePath(1, 1234067, 8)).toBe("tile/1/x001/x234/067.p/8");
    expect(() => tilePath(64, 0)).toThrow(RangeError);
    expect(() => tilePath(0, -1)).toThrow(RangeError);
    expect(() => tilePath(0, 0.5)).toThrow(RangeError);
    expect(() => entriesPath(0, 0)).toThrow(RangeError);
    expect(() => entriesPath(0, 257)).toThrow(RangeError);
  });
});

describe("which tiles", () => {
  it("[E13] sizes 256 and 70,000, as the specification counts them", () => {
    expect(tilesFor(0)).toEqual([]);
    expect(tilesFor(256)).toEqual([
      { level: 0, index: 0, width: 256 },
      { level: 1, index: 0, width: 1 },
    ]);
    const tiles = tilesFor(70_000);
    expect(tiles.filter(({ level, width }) => level === 0 && width === 256)).toHaveLength(273);
    expect(tiles.filter(({ level, width }) => level > 0 || width < 256)).toEqual([
      { level: 0, index: 273, width: 112 },
      { level: 1, index: 0, width: 256 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ]);
  });

  it("[E13] growth needs exactly the tiles that are new or wider", () => {
    const size = fc.integer({ min: 0, max: 200_000 });
    const name = ({ level, index, width }: Tile) => tilePath(level, index, width);
    fc.assert(
      fc.property(size, size, (one, other) => {
        const [since, now] = [Math.min(one, other), Math.max(one, other)];
        const before = new Set(tilesFor(since).map(name));
        expect(tilesFor(now, since).map(name)).toEqual(
          tilesFor(now)
            .map(name)
            .filter((path) => !before.has(path)),
        );
      }),
      { numRuns: 50 },
    );
  });

  it("[E11] nodes and proofs come from tiles alone, across tile boundaries", async () => {
    const leaves = sampleLeaves(66_000);
    const nodes = nodesOver(leaves);
    for (const size of [1, 255, 256, 257, 600, 65_536, 66_000]) {
      const read = nodesFromTiles(size, ({ level, index, width }) =>
        concatBytes(...Array.from({ length: width }, (_, row) => nodes(level * 8, index * 256 + row))),
      );
      const root = await rootAt(size, nodes);
      expect(await rootAt(size, read)).toEqual(root);
      for (const index of [0, Math.floor(size / 3), size - 1]) {
        const proof = await proveInclusion(index, size, read);
        expect(verifyInclusion({ index, size, leafHash: nodes(0, index), proof, root })).toBe(true);
      }
    }
  });

  it("[E11] a node the tree has not, or a tile of another length, is a RangeError", async () => {
    const read = nodesFromTiles(5, () => new Uint8Array(5 * 32));
    await expect(read(0, 5)).rejects.toThrow(RangeError);
    await expect(read(1, 2)).rejects.toThrow(RangeError);
    await expect(nodesFromTiles(5, () => new Uint8Array(4 * 32))(0, 1)).rejects.toThrow(RangeError);
  });
});

describe("bundles", () => {
  it("[E14] bundles round-trip", () => {
    const entries = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 256 });
    fc.assert(
      fc.property(entries, (bundle) => {
        expect(decodeBundle(encodeBundle(bundle))).toEqual({ ok: true, value: bundle });
      }),
      { numRuns: 50 },
    );
    const longest = [new Uint8Array(65_535)];
    expect(decodeBundle(encodeBundle(longest))).toEqual({ ok: true, value: longest });
  });

  it("[E14] truncated, empty and overfull bundles are refused", () => {
    const bundle = encodeBundle([Uint8Array.of(1, 2, 3), Uint8Array.of(4)]);
    for (const length of [0, 1, 2, 3, 4, 6, 7]) expect(decodeBundle(bundle.slice(0, length)).ok).toBe(false);
    expect(decodeBundle(new Uint8Array(2 * 257)).ok).toBe(false);
    expect(decodeBundle(new Uint8Array(2 * 256)).ok).toBe(true);
    expect(() => encodeBundle([])).toThrow(RangeError);
    expect(() => encodeBundle(Array.from({ length: 257 }, () => new Uint8Array(0)))).toThrow(RangeError);
    expect(() => encodeBundle([new Uint8Array(65_536)])).toThrow(RangeError);
  });
});

describe("a log we did not write", () => {
  const key = json<{ verifier: string; signer: string }>("tessera-key.json");
  const verifier = parseVerifierKey(key.verifier);
  const signer = parseSignerKey(key.signer);
  const bundle = decodeBundle(fixture("tessera-log/tile/entries/000.p/15"));
  if (!verifier.ok || !signer.ok || !bundle.ok) throw new Error("fixture does not parse");
  const entries = bundle.value;

  it("[E15] all fifteen bundles and tiles are here and no other", () => {
    const widths = Array.from({ length: 15 }, (_, i) => String(i + 1)).sort();
    const listed = (path: string) =>
      readdirSync(new URL(`fixtures/tessera-log/${path}`, import.meta.url)).sort();
    expect(listed("tile/entries/000.p")).toEqual(widths);
    expect(listed("tile/0/000.p")).toEqual(widths);
    expect(fixture("tessera-log/checkpoint")).toEqual(fixture("tessera-log/checkpoint.15"));
  });

  it.each(Array.from({ length: 16 }, (_, size) => size))(
    "[E15] [E18] size %i: tiles, bundle, root and signed checkpoint, byte for byte",
    (size) => {
      const note = fixture(`tessera-log/checkpoint.${size}`);
      const opened = openNote(note, [verifier.value]);
      if (!opened.ok) throw new Error(opened.why);
      const checkpoint = parseCheckpoint(opened.text);
      const leaves = entries.slice(0, size).map(hashLeaf);
      expect(checkpoint).toMatchObject({ ok: true, value: { size: BigInt(size), root: rootOf(leaves) } });
      const text = formatCheckpoint({ origin: "example.com/log/testdata", size, root: rootOf(leaves) });
      expect(signNote(text, [makeSigner(signer.value)])).toBe(decodeUtf8(note));
      for (const tile of tilesFor(size)) {
        expect(fixture(`tessera-log/${tilePath(tile.level, tile.index, tile.width)}`)).toEqual(
          concatBytes(...leaves),
        );
        expect(fixture(`tessera-log/${entriesPath(tile.index, tile.width)}`)).toEqual(
          encodeBundle(entries.slice(0, size)),
        );
      }
    },
  );
});
