import { describe, expect, it } from "vitest";
import { encodeUtf8, fromBase64, toBase64 } from "./bytes.ts";
import { canonicalJson } from "./canonical-json.ts";
import { makeCosigner, makeSigner } from "./keys.ts";
import { signNote } from "./note.ts";
import { formatReceipt, parseReceipt, type ReceiptContent } from "./receipt.ts";
import { AUDITOR_KEY, LOG_KEY, PEER_KEY, sampleContent, sampleKey, sampleReceipt } from "./sample-log.ts";
import { parseTlogProof } from "./tlog-proof.ts";

const entry: ReceiptContent = {
  kind: "public",
  entry: encodeUtf8(canonicalJson({ kind: "policy-published" })),
};

/** The receipt with another `extra`. */
function withExtra(receipt: string, extra: string): string {
  return receipt.replace(/^extra .*$/m, `extra ${toBase64(encodeUtf8(extra))}`);
}

function extraOf(receipt: string): string {
  const proof = parseTlogProof(receipt);
  return proof.ok && proof.value.extra !== null ? new TextDecoder().decode(proof.value.extra) : "";
}

describe("receipts", () => {
  it.each([
    ["a person's event", sampleReceipt()],
    ["a public entry", sampleReceipt({ content: entry })],
    ["the only leaf", sampleReceipt({ index: 0, size: 1 })],
    ["two witnesses", sampleReceipt({ signers: [LOG_KEY, PEER_KEY, AUDITOR_KEY].map(makeSigner) })],
  ])("[E27] a receipt of %s is written back as it was read", (_, receipt) => {
    const parsed = parseReceipt(receipt);
    if (!parsed.ok) throw new Error(parsed.why);
    const { content, index, proof } = parsed.value;
    const checkpoint = receipt.slice(receipt.indexOf("\n\n") + 2);
    expect(formatReceipt({ content, index, proof, checkpoint })).toBe(receipt);
    expect(parseReceipt(encodeUtf8(receipt))).toEqual(parsed);
  });

  it("[E27] any tlog-proof reader reads it, and its extra is canonical JSON of base64", () => {
    const receipt = sampleReceipt();
    const { event, opening } = sampleContent();
    expect(parseTlogProof(receipt)).toMatchObject({ ok: true, value: { index: 4n } });
    expect(extraOf(receipt)).toBe(
      `{"avow":"receipt/1","event":"${toBase64(event)}","opening":"${toBase64(opening)}"}`,
    );
    expect(extraOf(sampleReceipt({ content: entry }))).toBe(
      `{"avow":"receipt/1","entry":"${toBase64(entry.kind === "public" ? entry.entry : event)}"}`,
    );
  });

  it("[E27] signature lines are sorted in writing: the log's own first, then by name and key id", () => {
    const signers = [
      makeSigner(PEER_KEY),
      makeCosigner(AUDITOR_KEY, 1n),
      makeSigner(AUDITOR_KEY),
      makeSigner(LOG_KEY),
    ];
    const receipt = sampleReceipt({ signers });
    const names = receipt
      .split("\n")
      .filter((line) => line.startsWith("— "))
      .map((line) => line.split(" ")[1]);
    expect(names).toEqual([LOG_KEY.name, AUDITOR_KEY.name, AUDITOR_KEY.name, PEER_KEY.name]);
    expect(sampleReceipt({ signers: signers.toReversed() })).toBe(receipt);
    const lines = receipt.trimEnd().split("\n");
    expect(
      parseReceipt(
        `${lines
          .with(-1, lines.at(-2) ?? "")
          .with(-2, lines.at(-1) ?? "")
          .join("\n")}\n`,
      ).ok,
    ).toBe(false);
  });

  it("[E27] a checkpoint with extension lines, two lines by one key or no signature makes no receipt", () => {
    const note = (text: string) => signNote(text, [makeSigner(LOG_KEY)]);
    const text = `${LOG_KEY.name}\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n`;
    const parts = { content: sampleContent(), index: 0, proof: [] };
    expect(() => formatReceipt({ ...parts, checkpoint: note(text) })).not.toThrow();
    const twice = note(text) + note(text).slice(text.length + 1);
    for (const checkpoint of [note(`${text}more\n`), twice, text, note("no checkpoint\n")]) {
      expect(() => formatReceipt({ ...parts, checkpoint })).toThrow(TypeError);
      const receipt = sampleReceipt();
      expect(parseReceipt(receipt.slice(0, receipt.indexOf("\n\n") + 2) + checkpoint).ok).toBe(false);
    }
  });

  const receipt = sampleReceipt();
  const extra = extraOf(receipt);
  it.each([
    ["white space", extra.replace(":", ": ")],
    ["another order", `{${extra.slice(1, -1).split(",").toReversed().join(",")}}`],
    ["a name escaped", extra.replace("avow", "\\u0061vow")],
    ["a name twice", extra.replace("{", '{"avow":"receipt/1",')],
    ["one member more", extra.replace("}", ',"x":1}')],
    ["another version", extra.replace("receipt/1", "receipt/2")],
    ["no opening", extra.replace(/,"opening":"[^"]*"/, "")],
    ["event and entry", extra.replace('"event"', '"entry":"","event"')],
    ["base64 without padding", extra.replaceAll("=", "")],
    ["a number for bytes", '{"avow":"receipt/1","entry":1}'],
    ["a list", '["receipt/1"]'],
    ["no JSON", "hello"],
  ])("[E27] extra with %s is refused", (_, other) => {
    expect(other).not.toBe(extra);
    expect(parseReceipt(withExtra(receipt, other)).ok).toBe(false);
  });

  it("[E27] a receipt without extra, with one too long, or with one that is no text is refused", () => {
    expect(parseReceipt(receipt.replace(/^extra .*\n/m, "")).ok).toBe(false);
    expect(
      parseReceipt(withExtra(receipt, JSON.stringify({ avow: "receipt/1", entry: "A".repeat(48_000) }))),
    ).toEqual({
      ok: false,
      why: "extra is longer than 48000 bytes",
    });
    expect(parseReceipt(receipt.replace(/^extra .*$/m, "extra /w==")).ok).toBe(false);
    expect(fromBase64("/w==")).toEqual(Uint8Array.of(0xff));
  });

  it("[E27] names that sort oddly still have one order", () => {
    const keys = ["b.example", "a.example", "é.example", "z.example"].map(sampleKey);
    const written = sampleReceipt({ signers: [LOG_KEY, ...keys].map(makeSigner) });
    expect(sampleReceipt({ signers: [...keys.toReversed(), LOG_KEY].map(makeSigner) })).toBe(written);
  });
});
