import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, equalBytes } from "./bytes.ts";

/** Root of the tree without leaves: SHA-256 of nothing (RFC 6962 §2.1). */
export const EMPTY_ROOT: Uint8Array = sha256(new Uint8Array(0));

/** Longest proof anything here accepts or writes: a tree has at most 2^63 leaves. */
export const LONGEST_PROOF = 63;

/** Leaf hash of an entry's bytes: SHA-256(00 ‖ entry). */
export function hashLeaf(entry: Uint8Array): Uint8Array {
  return sha256(concatBytes(Uint8Array.of(0), entry));
}

/** Hash of an inner node: SHA-256(01 ‖ left ‖ right). */
export function hashNode(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(concatBytes(Uint8Array.of(1), left, right));
}

/** Root of the tree over `leafHashes`, in order. */
export function rootOf(leafHashes: readonly Uint8Array[]): Uint8Array {
  const [first, second] = leafHashes;
  if (first === undefined) return EMPTY_ROOT;
  if (second === undefined) return first;
  const split = 2 ** splitHeight(leafHashes.length);
  return hashNode(rootOf(leafHashes.slice(0, split)), rootOf(leafHashes.slice(split)));
}

/** Height of the largest power of two below `width`, where RFC 6962 divides a tree of `width` > 1 leaves. */
function splitHeight(width: number): number {
  let height = 0;
  while (2 ** (height + 1) < width) height += 1;
  return height;
}

/**
 * Reads the hash of a complete subtree: `level` is its height (0 is a leaf hash), `index` its place in that level, so
 * it covers leaves `index · 2^level` up to `(index + 1) · 2^level`. Asked only for subtrees complete at the tree's size.
 */
export type NodeReader = (level: number, index: number) => Uint8Array | Promise<Uint8Array>;

/** A `NodeReader` that answers at once. */
export type NodeLookup = (level: number, index: number) => Uint8Array;

/** Leaves from `start` up to, not including, `end`; always a subtree of some RFC 6962 tree. */
interface Range {
  readonly start: number;
  readonly end: number;
}

interface Node {
  readonly level: number;
  readonly index: number;
}

/**
 * The complete subtrees a range consists of, left to right: one, unless the range touches the tree's ragged right edge.
 * Over a whole proof that makes at most 2·log2(size) reads.
 */
function nodesOf({ start, end }: Range): Node[] {
  const nodes: Node[] = [];
  for (let at = start; at < end; ) {
    let level = 0;
    while (2 ** (level + 1) <= end - at) level += 1;
    nodes.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return nodes;
}

function foldFromRight(hashes: readonly Uint8Array[]): Uint8Array {
  return hashes.reduceRight((right, left) => hashNode(left, right));
}

/** RFC 6962 §2.1.1, PATH: what stands beside the way from the leaf to the root, leaf's sibling first. */
function inclusionRanges(index: number, size: number): Range[] {
  if (!isCount(index) || !isCount(size) || index >= size)
    throw new RangeError("index is not in a tree of that size");
  const ranges: Range[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + 2 ** splitHeight(end - start);
    if (index < middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  return ranges.reverse();
}

/** RFC 6962 §2.1.2, PROOF. */
function consistencyRanges(oldSize: number, newSize: number): Range[] {
  if (!isCount(oldSize) || !isCount(newSize) || oldSize < 1 || oldSize > newSize) {
    throw new RangeError("old size must lie between 1 and the new size");
  }
  const ranges: Range[] = [];
  let [start, end] = [0, newSize];
  while (end !== oldSize) {
    const middle = start + 2 ** splitHeight(end - start);
    if (oldSize <= middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  if (start > 0) ranges.push({ start, end });
  return ranges.reverse();
}

function hashesOf(ranges: readonly Range[], nodeAt: NodeLookup): Uint8Array[] {
  return ranges.map((range) => foldFromRight(nodesOf(range).map(({ level, index }) => nodeAt(level, index))));
}

async function readHash(range: Range, read: NodeReader): Promise<Uint8Array> {
  return foldFromRight(await Promise.all(nodesOf(range).map(async ({ level, index }) => read(level, index))));
}

function readHashes(ranges: readonly Range[], read: NodeReader): Promise<Uint8Array[]> {
  return Promise.all(ranges.map((range) => readHash(range, read)));
}

/** Proof that leaf `index` is in the tree of `size`. @throws {RangeError} unless 0 ≤ index < size. */
export function inclusionProof(index: number, size: number, nodeAt: NodeLookup): Uint8Array[] {
  return hashesOf(inclusionRanges(index, size), nodeAt);
}

/** As `inclusionProof`, over stored nodes; O(log size) reads, all at once. @throws {RangeError} unless 0 ≤ index < size. */
export async function proveInclusion(index: number, size: number, read: NodeReader): Promise<Uint8Array[]> {
  return readHashes(inclusionRanges(index, size), read);
}

/** Proof that the tree of `newSize` extends that of `oldSize`. @throws {RangeError} unless 1 ≤ oldSize ≤ newSize. */
export function consistencyProof(oldSize: number, newSize: number, nodeAt: NodeLookup): Uint8Array[] {
  return hashesOf(consistencyRanges(oldSize, newSize), nodeAt);
}

/** As `consistencyProof`, over stored nodes; O(log size) reads. @throws {RangeError} unless 1 ≤ oldSize ≤ newSize. */
export async function proveConsistency(
  oldSize: number,
  newSize: number,
  read: NodeReader,
): Promise<Uint8Array[]> {
  return readHashes(consistencyRanges(oldSize, newSize), read);
}

/** Root of the tree of `size`, over stored nodes; at most log2(size) + 1 reads. @throws {RangeError} on a size that is no count. */
export async function rootAt(size: number, read: NodeReader): Promise<Uint8Array> {
  if (!isCount(size)) throw new RangeError("size is not a count");
  return size === 0 ? EMPTY_ROOT : readHash({ start: 0, end: size }, read);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** A number of leaves or a leaf's index. As `number` it must be a safe integer; 64-bit values come as `bigint`. */
export type Count = bigint | number;

function toCount(value: Count): bigint | null {
  if (typeof value === "number") return isCount(value) ? BigInt(value) : null;
  return value >= 0n ? value : null;
}

function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}

function onesIn(value: bigint): number {
  return value.toString(2).replaceAll("0", "").length;
}

function areHashes(values: readonly Uint8Array[]): boolean {
  return values.every((value) => value.length === 32);
}

/** What `verifyInclusion` is asked. */
export interface InclusionClaim {
  readonly index: Count;
  readonly size: Count;
  readonly leafHash: Uint8Array;
  /** Leaf's sibling first, root's child last. */
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/** Whether `proof` leads from the leaf at `index` to `root` in a tree of `size` (RFC 9162 §2.1.3.2). Total: never throws. */
export function verifyInclusion({ index, size, leafHash, proof, root }: InclusionClaim): boolean {
  const [i, n] = [toCount(index), toCount(size)];
  if (i === null || n === null || i >= n || !areHashes([leafHash, root, ...proof])) return false;
  const inner = bitLength(i ^ (n - 1n));
  if (proof.length !== inner + onesIn(i >> BigInt(inner))) return false;
  const computed = proof.reduce(
    (hash, sibling, height) =>
      height >= inner || ((i >> BigInt(height)) & 1n) === 1n
        ? hashNode(sibling, hash)
        : hashNode(hash, sibling),
    leafHash,
  );
  return equalBytes(computed, root);
}

/** What `verifyConsistency` is asked. */
export interface ConsistencyClaim {
  readonly oldSize: Count;
  readonly newSize: Count;
  readonly oldRoot: Uint8Array;
  readonly newRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * Whether `proof` shows that the tree of `newSize` begins with that of `oldSize` (RFC 9162 §2.1.4.2). Never throws.
 * An old size of 0 is always false: everything extends the empty tree, so a proof of it says nothing; a caller that
 * wants to allow it (the witness protocol does) says so itself. Equal sizes need equal roots and an empty proof.
 */
export function verifyConsistency({ oldSize, newSize, oldRoot, newRoot, proof }: ConsistencyClaim): boolean {
  const [m, n] = [toCount(oldSize), toCount(newSize)];
  if (m === null || n === null || m === 0n || m > n) return false;
  if (m === n) return proof.length === 0 && equalBytes(oldRoot, newRoot);
  if (!areHashes([oldRoot, newRoot, ...proof])) return false;
  const shift = bitLength(m & -m) - 1;
  const inner = bitLength((m - 1n) ^ (n - 1n)) - shift;
  const path = (m - 1n) >> BigInt(shift);
  const oldIsComplete = m === 1n << BigInt(shift);
  const [seed, ...hashes] = oldIsComplete ? [oldRoot, ...proof] : proof;
  if (seed === undefined || hashes.length !== inner + onesIn(path >> BigInt(inner))) return false;
  let [old, whole] = [seed, seed];
  hashes.forEach((hash, height) => {
    if (height >= inner || ((path >> BigInt(height)) & 1n) === 1n) {
      old = hashNode(hash, old);
      whole = hashNode(hash, whole);
    } else {
      whole = hashNode(whole, hash);
    }
  });
  return equalBytes(old, oldRoot) && equalBytes(whole, newRoot);
}
