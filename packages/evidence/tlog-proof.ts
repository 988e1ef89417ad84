import { decodeUtf8, failed, fromBase64, type Parsed, parseCount, toBase64 } from "./bytes.ts";
import { type Count, LONGEST_PROOF } from "./merkle.ts";

const HEADER = "c2sp.org/tlog-proof@v1";
/** Longest `extra`, in bytes before base64: the reference reader stops at lines of 64 KiB. */
export const LONGEST_EXTRA = 48_000;

/** An offline-verifiable proof that an entry is in a log (c2sp.org/tlog-proof). Nothing in it is verified by parsing. */
export interface TlogProof {
  /** Opaque and by itself unauthenticated; `null` when the line is absent. */
  readonly extra: Uint8Array | null;
  readonly index: bigint;
  /** Inclusion proof, leaf's sibling first. */
  readonly hashes: readonly Uint8Array[];
  /** The signed note, verbatim. */
  readonly checkpoint: string;
}

/** What `formatTlogProof` writes; the index may be a `number`. */
export type TlogProofParts = Omit<TlogProof, "index"> & { readonly index: Count };

/**
 * The text of a proof.
 * @throws {RangeError} when `extra` is longer than 48,000 bytes, the index is not a count that fits 64 bits, there are
 *   more than 63 hashes, or one is not 32 bytes.
 */
export function formatTlogProof({ extra, index, hashes, checkpoint }: TlogProofParts): string {
  if (extra !== null && extra.length > LONGEST_EXTRA)
    throw new RangeError(`extra is longer than ${LONGEST_EXTRA} bytes`);
  if (parseCount(String(index)) === null) throw new RangeError("index is not a count");
  if (hashes.length > LONGEST_PROOF) throw new RangeError(`proof is longer than ${LONGEST_PROOF} hashes`);
  if (hashes.some((hash) => hash.length !== 32)) throw new RangeError("a hash is not 32 bytes");
  const lines = [
    HEADER,
    ...(extra === null ? [] : [`extra ${toBase64(extra)}`]),
    `index ${index}`,
    ...hashes.map(toBase64),
  ];
  return `${lines.join("\n")}\n\n${checkpoint}`;
}

/** Reads a proof; the checkpoint is handed on unread. */
export function parseTlogProof(proof: string | Uint8Array): Parsed<TlogProof> {
  const text = typeof proof === "string" ? proof : decodeUtf8(proof);
  const split = text?.indexOf("\n\n") ?? -1;
  if (text === null || split < 0) return failed("proof has no blank line before its checkpoint");
  const lines = text.slice(0, split).split("\n");
  if (lines.shift() !== HEADER) return failed(`first line is not \`${HEADER}\``);
  const extraLine = lines[0]?.startsWith("extra ") ? lines.shift() : undefined;
  const extra = extraLine === undefined ? null : fromBase64(extraLine.slice("extra ".length));
  if (extraLine !== undefined && extra === null) return failed("extra is not base64");
  const indexLine = lines.shift() ?? "";
  const index = indexLine.startsWith("index ") ? parseCount(indexLine.slice("index ".length)) : null;
  if (index === null) return failed("index line is missing or not a decimal count");
  if (lines.length > LONGEST_PROOF) return failed(`proof is longer than ${LONGEST_PROOF} hashes`);
  const hashes = lines.map(fromBase64).filter((hash) => hash?.length === 32);
  if (hashes.length !== lines.length) return failed("a proof line is not 32 bytes of base64");
  return {
    ok: true,
    value: {
      extra,
      index,
      hashes: hashes.filter((hash) => hash !== null),
      checkpoint: text.slice(split + 2),
    },
  };
}
