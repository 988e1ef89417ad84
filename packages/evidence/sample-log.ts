import { sha256 } from "@noble/hashes/sha2.js";
import {
  commit,
  concatBytes,
  type EvidenceEvent,
  encodeEvent,
  encodeUtf8,
  formatCheckpoint,
  formatReceipt,
  formatVerifierKey,
  hashLeaf,
  hashNode,
  inclusionProof,
  makeSigner,
  type NodeLookup,
  personLeaf,
  type ReceiptContent,
  rootOf,
  type Signer,
  type SignerKey,
  signNote,
  toBase64,
  toHex,
  verifierKeyOf,
} from "./index.ts";

/*
 * A small log for this package's tests. Everything in it follows from fixed strings, so every run sees the same bytes.
 */

/** Bytes that look random and are the same in every run. */
export function fixedBytes(name: string, length: number): Uint8Array {
  let bytes: Uint8Array = new Uint8Array(0);
  for (let i = 0; bytes.length < length; i += 1)
    bytes = concatBytes(bytes, sha256(encodeUtf8(`${name} ${i}`)));
  return bytes.slice(0, length);
}

/** A key of the tests. */
export function sampleKey(name: string): SignerKey {
  return { name, seed: fixedBytes(`seed of ${name}`, 32) };
}

/** The sample log's key; its name is the origin. */
export const LOG_KEY = sampleKey("shop.example/log");
/** Two witnesses' keys. */
export const AUDITOR_KEY = sampleKey("auditor.example");
export const PEER_KEY = sampleKey("peer.example");

/** A well-formed event: the first of its person unless `change` says otherwise. */
export function sampleEvent(change: Partial<EvidenceEvent> = {}): EvidenceEvent {
  return {
    v: 1,
    kind: "consent-given",
    at: "2026-11-22T14:41:00Z",
    policy: toHex(sha256(encodeUtf8("bundle"))),
    clause: "2.4.7",
    seq: 1,
    previous: null,
    subject: "p-7Qm2",
    facts: { purpose: "newsletter", channels: ["e-mail"], age: 34, note: null, asked: true },
    ...change,
  };
}

/** The content of a receipt for `event`, with a fixed opening. */
export function sampleContent(event: EvidenceEvent = sampleEvent()): ReceiptContent & { kind: "person" } {
  return { kind: "person", event: encodeEvent(event), opening: fixedBytes("opening", 64) };
}

/** The leaf of `content`, as a log would write it. */
export function sampleLeaf(content: ReceiptContent): Uint8Array {
  return content.kind === "person"
    ? personLeaf(commit(content))
    : concatBytes(Uint8Array.of(2), content.entry);
}

/** Looks nodes up in a tree given by all its leaf hashes. */
export function nodesOver(leafHashes: readonly Uint8Array[]): NodeLookup {
  const levels: Uint8Array[][] = [[...leafHashes]];
  for (let below = levels[0] ?? []; below.length > 1; below = levels.at(-1) ?? []) {
    levels.push(
      below.flatMap((left, i) => {
        const right = below[i + 1];
        return i % 2 === 0 && right !== undefined ? [hashNode(left, right)] : [];
      }),
    );
  }
  return (level, index) => {
    const node = levels[level]?.[index];
    if (node === undefined) throw new RangeError(`no node ${index} at level ${level}`);
    return node;
  };
}

/** Leaf hashes `0` … `size − 1` of a tree whose leaves are one byte each. */
export function sampleLeaves(size: number): Uint8Array[] {
  return Array.from({ length: size }, (_, i) => hashLeaf(Uint8Array.of(i % 256, i >> 8)));
}

/** What `sampleReceipt` may be told. */
export interface SampleReceipt {
  readonly content?: ReceiptContent;
  readonly index?: number;
  readonly size?: number;
  readonly origin?: string;
  readonly signers?: readonly Signer[];
}

/** A signed checkpoint over `leafHashes`. */
export function sampleCheckpoint(
  leafHashes: readonly Uint8Array[],
  { origin = LOG_KEY.name, signers = [makeSigner(LOG_KEY)] }: SampleReceipt = {},
): string {
  return signNote(formatCheckpoint({ origin, size: leafHashes.length, root: rootOf(leafHashes) }), signers);
}

/** A receipt in a tree of `size` leaves; by default leaf 4 of 7, signed by the log alone. */
export function sampleReceipt(sample: SampleReceipt = {}): string {
  const { content = sampleContent(), index = 4, size = 7 } = sample;
  const leafHashes = sampleLeaves(size).with(index, hashLeaf(sampleLeaf(content)));
  return formatReceipt({
    content,
    index,
    proof: inclusionProof(index, size, nodesOver(leafHashes)),
    checkpoint: sampleCheckpoint(leafHashes, sample),
  });
}

/** A trust policy's text: the sample log, both witnesses, and the quorum asked for. */
export function sampleTrust(quorum: "none" | "auditor" | "both"): string {
  return [
    "# whom we believe",
    `log ${formatVerifierKey(verifierKeyOf(LOG_KEY))} https://shop.example/log`,
    `witness auditor ${formatVerifierKey(verifierKeyOf(AUDITOR_KEY, "cosignature-v1"))}`,
    `witness peer ${formatVerifierKey(verifierKeyOf(PEER_KEY, "cosignature-v1"))}`,
    "group both all auditor peer",
    `quorum ${quorum}`,
    "",
  ].join("\n");
}

/** The commitment of `event` under the sample opening, in base64. */
export function sampleCommitment(event: EvidenceEvent): string {
  return toBase64(commit(sampleContent(event)));
}
