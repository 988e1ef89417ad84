export {
  concatBytes,
  decodeUtf8,
  encodeUtf8,
  equalBytes,
  fromBase64,
  fromHex,
  type Parsed,
  toBase64,
  toHex,
} from "./bytes.ts";
export { canonicalJson, type JsonValue, parseStrictJson } from "./canonical-json.ts";
export { type ChainFault, type ChainLink, type ChainVerdict, verifyChain } from "./chain.ts";
export { type Checkpoint, formatCheckpoint, parseCheckpoint } from "./checkpoint.ts";
export { commit, type Leaf, OPENING_BYTES, parseLeaf, personLeaf, publicLeaf } from "./commitment.ts";
export { decodeEvent, type EvidenceEvent, encodeEvent, type Fact } from "./event.ts";
export {
  cosignedAt,
  formatSignerKey,
  formatVerifierKey,
  type KeyType,
  keyId,
  makeCosigner,
  makeSigner,
  parseSignerKey,
  parseVerifierKey,
  type Signer,
  type SignerKey,
  type VerifierKey,
  verifierKeyOf,
  verifySignature,
} from "./keys.ts";
export {
  type ConsistencyClaim,
  type Count,
  consistencyProof,
  EMPTY_ROOT,
  hashLeaf,
  hashNode,
  type InclusionClaim,
  inclusionProof,
  LONGEST_PROOF,
  type NodeLookup,
  type NodeReader,
  proveConsistency,
  proveInclusion,
  rootAt,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from "./merkle.ts";
export {
  formatSignature,
  type NoteSignature,
  type OpenedNote,
  openNote,
  parseNote,
  signNote,
  type UnverifiedNote,
} from "./note.ts";
export {
  formatReceipt,
  parseReceipt,
  type Receipt,
  type ReceiptContent,
  type ReceiptParts,
} from "./receipt.ts";
export {
  decodeBundle,
  encodeBundle,
  entriesPath,
  LONGEST_ENTRY,
  nodesFromTiles,
  parseTilePath,
  TILE_WIDTH,
  type Tile,
  type TilePath,
  type TileReader,
  tilePath,
  tilesFor,
  tileWidth,
} from "./tiles.ts";
export {
  formatTlogProof,
  LONGEST_EXTRA,
  parseTlogProof,
  type TlogProof,
  type TlogProofParts,
} from "./tlog-proof.ts";
export {
  formatTrustPolicy,
  parseTrustPolicy,
  quorumMet,
  type TrustedLog,
  type TrustedWitness,
  type TrustPolicy,
  type WitnessGroup,
} from "./trust.ts";
export {
  type CosignedBy,
  type Refuted,
  type Step,
  type Subject,
  type Undecided,
  type Verdict,
  type Verified,
  verifyReceipt,
} from "./verify.ts";
