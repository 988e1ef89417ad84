import { readFileSync } from "node:fs";
import { sha256 } from "@noble/hashes/sha2.js";
import { describe, expect, it } from "vitest";
import { encodeUtf8, toBase64 } from "./bytes.ts";
import { formatTlogProof, parseTlogProof } from "./tlog-proof.ts";

const vectors = JSON.parse(readFileSync(new URL("fixtures/tlog-proof.json", import.meta.url), "utf8")) as {
  ok: { index: string; hashes: string[]; checkpoint: string; extra?: string }[];
  bad: string[];
};
const named = new Map([
  ["h1", sha256(encodeUtf8("hash1"))],
  ["h2", sha256(encodeUtf8("hash2"))],
]);
const hash = sha256(encodeUtf8("hash1"));

describe("tlog-proof", () => {
  it.each(vectors.ok)("[E21] upstream's proof of index $index is written and read back", (vector) => {
    const hashes = vector.hashes.map((name) => named.get(name) ?? new Uint8Array(0));
    const extra = vector.extra === undefined ? null : encodeUtf8(vector.extra);
    const index = BigInt(vector.index);
    const text = formatTlogProof({ extra, index, hashes, checkpoint: vector.checkpoint });
    const expected = ["c2sp.org/tlog-proof@v1\n"];
    if (extra !== null) expected.push(`extra ${toBase64(extra)}\n`);
    expected.push(
      `index ${vector.index}\n`,
      ...hashes.map((one) => `${toBase64(one)}\n`),
      "\n",
      vector.checkpoint,
    );
    expect(text).toBe(expected.join(""));
    const value = { extra, index, hashes, checkpoint: vector.checkpoint };
    expect(parseTlogProof(text)).toEqual({ ok: true, value });
    expect(parseTlogProof(encodeUtf8(text))).toEqual({ ok: true, value });
  });

  it.each(vectors.bad)("[E21] upstream's malformed proof %j is refused", (text) => {
    expect(parseTlogProof(text).ok).toBe(false);
  });

  const head = "c2sp.org/tlog-proof@v1\n";
  it.each([
    ["nothing", ""],
    ["no blank line", `${head}index 0\ncheckpoint\n`],
    ["a leading zero", `${head}index 00\n\ncheckpoint\n`],
    ["an index of more than 64 bits", `${head}index 18446744073709551616\n\ncheckpoint\n`],
    ["extra twice", `${head}extra QQ==\nextra QQ==\nindex 0\n\ncheckpoint\n`],
    ["extra after the index", `${head}index 0\nextra QQ==\n\ncheckpoint\n`],
    ["64 hashes", `${head}index 0\n${`${toBase64(hash)}\n`.repeat(64)}\ncheckpoint\n`],
    ["carriage returns", `${head}index 0\n\ncheckpoint\n`.replaceAll("\n", "\r\n")],
  ])("[E21] a proof with %s is refused", (_, text) => {
    expect(parseTlogProof(text).ok).toBe(false);
  });

  it("[E21] 63 hashes and an empty extra are read", () => {
    const text = `${head}extra \nindex 0\n${`${toBase64(hash)}\n`.repeat(63)}\ncheckpoint\n`;
    expect(parseTlogProof(text)).toMatchObject({ ok: true, value: { extra: new Uint8Array(0), index: 0n } });
  });

  it("[E21] what the reference reader could not read is not written", () => {
    const parts = { extra: null, index: 0, hashes: [hash], checkpoint: "checkpoint\n" };
    expect(() => formatTlogProof({ ...parts, extra: new Uint8Array(48_001) })).toThrow(RangeError);
    expect(() => formatTlogProof({ ...parts, index: -1 })).toThrow(RangeError);
    expect(() => formatTlogProof({ ...parts, hashes: [hash.slice(1)] })).toThrow(RangeError);
    expect(() => formatTlogProof({ ...parts, hashes: Array.from({ length: 64 }, () => hash) })).toThrow(
      RangeError,
    );
  });
});
