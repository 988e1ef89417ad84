import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeUtf8, fromBase64, fromHex, toHex } from "./bytes.ts";
import {
  consistencyProof,
  EMPTY_ROOT,
  hashLeaf,
  hashNode,
  inclusionProof,
  proveConsistency,
  proveInclusion,
  rootAt,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from "./merkle.ts";
import { nodesOver, sampleLeaves } from "./sample-log.ts";

const MERKLE = new URL("fixtures/merkle/", import.meta.url);

/** The JSON vectors below a folder, with integers kept exact: some exceed 2^53. */
function vectorsIn<V>(folder: string): { name: string; vector: V }[] {
  return readdirSync(new URL(folder, MERKLE), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => {
      const path = name.split("/").map(encodeURIComponent).join("/");
      const text = readFileSync(new URL(`${folder}/${path}`, MERKLE), "utf8");
      const exact = text.replaceAll(/("(?:leafIdx|treeSize|size1|size2)": )(\d+)/g, '$1"$2"');
      return { name, vector: JSON.parse(exact) as V };
    });
}

function bytes(base64: string | null): Uint8Array {
  const decoded = fromBase64(base64 ?? "");
  if (decoded === null) throw new Error("vector is not base64");
  return decoded;
}

function hex(text: string): Uint8Array {
  const decoded = fromHex(text);
  if (decoded === null) throw new Error("vector is not hexadecimal");
  return decoded;
}

interface Constants {
  leafInputsHex: string[];
  rootHashesHex: string[];
  nodeHashesHex: string[][];
  hasher: {
    emptyRoot: string;
    "leaf(empty)": string;
    "leaf('L123456')": string;
    "node('N123','N456')": string;
  };
}
const constants = JSON.parse(readFileSync(new URL("constants.json", MERKLE), "utf8")) as Constants;

describe("hashing", () => {
  it("[E6] leaf, node and empty root are the reference hasher's", () => {
    const { hasher } = constants;
    expect(toHex(EMPTY_ROOT)).toBe(hasher.emptyRoot);
    expect(toHex(hashLeaf(new Uint8Array(0)))).toBe(hasher["leaf(empty)"]);
    expect(toHex(hashLeaf(encodeUtf8("L123456")))).toBe(hasher["leaf('L123456')"]);
    expect(toHex(hashNode(encodeUtf8("N123"), encodeUtf8("N456")))).toBe(hasher["node('N123','N456')"]);
  });

  it("[E6] roots and inner nodes of the reference tree, sizes 0 to 8", async () => {
    const leaves = constants.leafInputsHex.map((input) => hashLeaf(hex(input)));
    const nodes = nodesOver(leaves);
    for (const [size, root] of constants.rootHashesHex.entries()) {
      expect(toHex(rootOf(leaves.slice(0, size)))).toBe(root);
      expect(toHex(await rootAt(size, nodes))).toBe(root);
    }
    for (const [level, row] of constants.nodeHashesHex.entries()) {
      for (const [index, node] of row.entries()) expect(toHex(nodes(level, index))).toBe(node);
    }
  });
});

interface InclusionVector {
  leafIdx: string;
  treeSize: string;
  root: string;
  leafHash: string;
  proof: string[] | null;
  wantErr: boolean;
}
interface ConsistencyVector {
  size1: string;
  size2: string;
  root1: string;
  root2: string;
  proof: string[] | null;
  wantErr: boolean;
}
const inclusionVectors = vectorsIn<InclusionVector>("inclusion");
const consistencyVectors = vectorsIn<ConsistencyVector>("consistency");

describe("reference vectors", () => {
  it("[E7] [E8] all 98 and 98 are here, 184 of which must fail", () => {
    expect([inclusionVectors.length, consistencyVectors.length]).toEqual([98, 98]);
    expect([...inclusionVectors, ...consistencyVectors].filter(({ vector }) => vector.wantErr)).toHaveLength(
      184,
    );
  });

  it.each(inclusionVectors)("[E7] inclusion $name", ({ vector }) => {
    const holds = verifyInclusion({
      index: BigInt(vector.leafIdx),
      size: BigInt(vector.treeSize),
      leafHash: bytes(vector.leafHash),
      proof: (vector.proof ?? []).map(bytes),
      root: bytes(vector.root),
    });
    expect(holds).toBe(!vector.wantErr);
  });

  it.each(consistencyVectors)("[E8] consistency $name", ({ vector }) => {
    const holds = verifyConsistency({
      oldSize: BigInt(vector.size1),
      newSize: BigInt(vector.size2),
      oldRoot: bytes(vector.root1),
      newRoot: bytes(vector.root2),
      proof: (vector.proof ?? []).map(bytes),
    });
    expect(holds).toBe(!vector.wantErr);
  });
});

/** `bytes` with one bit turned. */
function turn(bytes: Uint8Array, bit: number): Uint8Array {
  const at = (bit >> 3) % bytes.length;
  return bytes.with(at, (bytes[at] ?? 0) ^ (1 << (bit & 7)));
}

const MOST = 300;
const leaves = sampleLeaves(MOST);
const nodes = nodesOver(leaves);
const sizes = fc.integer({ min: 1, max: MOST });

describe("proofs", () => {
  it("[E9] every leaf of every size up to 70 has a proof that verifies", () => {
    for (let size = 1; size <= 70; size += 1) {
      const root = rootOf(leaves.slice(0, size));
      for (const [index, leafHash] of leaves.slice(0, size).entries()) {
        expect(
          verifyInclusion({ index, size, leafHash, proof: inclusionProof(index, size, nodes), root }),
        ).toBe(true);
      }
    }
  });

  it("[E9] an inclusion proof with anything altered does not verify", () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), (size, seed, bit) => {
        const index = seed % size;
        const leafHash = nodes(0, index);
        const proof = inclusionProof(index, size, nodes);
        const claim = { index, size, leafHash, proof, root: rootOf(leaves.slice(0, size)) };
        expect(verifyInclusion(claim)).toBe(true);
        const altered = [
          { ...claim, root: turn(claim.root, bit) },
          { ...claim, leafHash: turn(leafHash, bit) },
          { ...claim, proof: [...proof, leafHash] },
          { ...claim, proof: [leafHash, ...proof] },
          { ...claim, index: size },
          { ...claim, index: -1 },
          { ...claim, index: index + 0.5 },
          ...proof.map((hash, i) => ({ ...claim, proof: proof.with(i, turn(hash, bit)) })),
          ...proof.map((_, i) => ({ ...claim, proof: proof.toSpliced(i, 1) })),
          ...proof.map((hash, i) => ({ ...claim, proof: proof.with(i, hash.slice(1)) })),
          ...Array.from({ length: size }, (_, other) => ({ ...claim, index: other })).toSpliced(index, 1),
        ];
        for (const one of altered) expect(verifyInclusion(one)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it("[E10] every tree up to 130 proves that it extends each earlier one, and no other root", () => {
    const roots = Array.from({ length: 131 }, (_, size) => rootOf(leaves.slice(0, size)));
    const rootAtSize = (size: number) => roots[size] ?? EMPTY_ROOT;
    for (let newSize = 1; newSize <= 130; newSize += 1) {
      for (let oldSize = 1; oldSize <= newSize; oldSize += 1) {
        const proof = consistencyProof(oldSize, newSize, nodes);
        const claim = { oldSize, newSize, oldRoot: rootAtSize(oldSize), newRoot: rootAtSize(newSize), proof };
        expect(verifyConsistency(claim)).toBe(true);
        expect(verifyConsistency({ ...claim, oldRoot: rootAtSize(oldSize - 1) })).toBe(false);
      }
    }
  });

  it("[E10] a consistency proof with anything altered does not verify", () => {
    fc.assert(
      fc.property(sizes, sizes, fc.nat(), (one, other, bit) => {
        const [oldSize, newSize] = [Math.min(one, other), Math.max(one, other)];
        const proof = consistencyProof(oldSize, newSize, nodes);
        const [oldRoot, newRoot] = [rootOf(leaves.slice(0, oldSize)), rootOf(leaves.slice(0, newSize))];
        const claim = { oldSize, newSize, oldRoot, newRoot, proof };
        expect(verifyConsistency(claim)).toBe(true);
        const altered = [
          { ...claim, oldRoot: turn(oldRoot, bit) },
          { ...claim, newRoot: turn(newRoot, bit) },
          { ...claim, oldSize: 0 },
          { ...claim, oldSize: newSize + 1 },
          { ...claim, proof: [...proof, newRoot] },
          ...proof.map((hash, i) => ({ ...claim, proof: proof.with(i, turn(hash, bit)) })),
          ...proof.map((_, i) => ({ ...claim, proof: proof.toSpliced(i, 1) })),
        ];
        for (const changed of altered) expect(verifyConsistency(changed)).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  it("[E11] over stored nodes they are the same, with few reads", async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(), async (size, seed) => {
        const index = seed % size;
        let reads = 0;
        const read = async (level: number, at: number) => {
          reads += 1;
          return nodes(level, at);
        };
        expect(await rootAt(size, read)).toEqual(rootOf(leaves.slice(0, size)));
        expect(await proveInclusion(index, size, read)).toEqual(inclusionProof(index, size, nodes));
        expect(await proveConsistency(index + 1, size, read)).toEqual(
          consistencyProof(index + 1, size, nodes),
        );
        expect(reads).toBeLessThanOrEqual(5 * (Math.log2(size) + 1));
      }),
    );
  });

  it("[E11] a proof in a tree of 2^50 + 1 leaves reads few nodes and verifies", async () => {
    const size = 2 ** 50 + 1;
    const zeros = [hashLeaf(Uint8Array.of(0))];
    for (let level = 0; level < 50; level += 1) {
      const below = zeros[level] ?? EMPTY_ROOT;
      zeros.push(hashNode(below, below));
    }
    const read = (level: number) => zeros[level] ?? EMPTY_ROOT;
    const leafHash = read(0);
    const root = await rootAt(size, read);
    const proof = await proveInclusion(2 ** 40 + 12345, size, read);
    expect(verifyInclusion({ index: 2 ** 40 + 12345, size, leafHash, proof, root })).toBe(true);
    expect(proof).toHaveLength(51);
  });

  it("[E11] an index or size outside the tree is a RangeError", async () => {
    expect(() => inclusionProof(3, 3, nodes)).toThrow(RangeError);
    expect(() => inclusionProof(-1, 3, nodes)).toThrow(RangeError);
    expect(() => consistencyProof(0, 3, nodes)).toThrow(RangeError);
    expect(() => consistencyProof(4, 3, nodes)).toThrow(RangeError);
    await expect(proveInclusion(0, 0, nodes)).rejects.toThrow(RangeError);
    await expect(rootAt(1.5, nodes)).rejects.toThrow(RangeError);
  });
});
