import { createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodeUtf8, encodeUtf8, toHex } from "./bytes.ts";
import {
  cosignedAt,
  formatSignerKey,
  formatVerifierKey,
  keyId,
  makeCosigner,
  makeSigner,
  parseSignerKey,
  parseVerifierKey,
  type SignerKey,
  type VerifierKey,
  verifierKeyOf,
  verifySignature,
} from "./keys.ts";
import { formatSignature, openNote, parseNote, signNote } from "./note.ts";
import { AUDITOR_KEY, LOG_KEY, PEER_KEY } from "./sample-log.ts";

function json<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(`fixtures/${path}`, import.meta.url), "utf8")) as T;
}

const vkeys = json<{
  ed25519CosigVkey: string;
  ed25519LogVkey: string;
  mldsa44Vkey: string;
  timestampSig: { base64: string; unixSeconds: number };
}>("cosignature-vkeys.json");
const tessera = json<{ verifier: string; signer: string }>("tessera-key.json");

const TEXT = "If it is worth saying,\n\nit is worth signing.\n";
const LOG = verifierKeyOf(LOG_KEY);
const AUDITOR = verifierKeyOf(AUDITOR_KEY, "cosignature-v1");

function keyOf(text: string): VerifierKey {
  const key = parseVerifierKey(text);
  if (!key.ok) throw new Error(key.why);
  return key.value;
}

describe("keys", () => {
  it.each([
    [vkeys.ed25519CosigVkey, "remora.n621.de", "cosignature-v1"],
    [vkeys.ed25519LogVkey, "TEST", "ed25519"],
    [tessera.verifier, "example.com/log/testdata", "ed25519"],
  ])("[E16] published verifier key %s is read and written back", (text, name, type) => {
    expect(keyOf(text)).toMatchObject({ name, type });
    expect(formatVerifierKey(keyOf(text))).toBe(text);
  });

  it("[E16] a verifier key of a type not supported here is refused, whatever its id", () => {
    expect(parseVerifierKey(vkeys.mldsa44Vkey)).toEqual({
      ok: false,
      why: expect.stringContaining("type not supported"),
    });
  });

  it("[E16] no part of a verifier key, and none with one character changed, is a key", () => {
    const text = tessera.verifier;
    for (let from = 0; from <= text.length; from += 1) {
      for (let to = from + 1; to <= text.length; to += 1) {
        if (to - from < text.length) expect(parseVerifierKey(text.slice(from, to)).ok).toBe(false);
      }
    }
    for (const i of Array.from(text).keys()) {
      const next = String.fromCharCode(text.charCodeAt(i) + 1);
      expect(parseVerifierKey(text.slice(0, i) + next + text.slice(i + 1)).ok).toBe(false);
    }
  });

  it("[E16] a key of another length with a fitting id is refused", () => {
    const publicKey = LOG.publicKey.slice(1);
    const short = { ...LOG, publicKey, keyId: keyId(LOG.name, "ed25519", publicKey) };
    expect(parseVerifierKey(formatVerifierKey(short)).ok).toBe(false);
  });

  it("[E16] a published signer key gives its verifier key and is written back", () => {
    const signer = parseSignerKey(tessera.signer);
    if (!signer.ok) throw new Error(signer.why);
    expect(formatVerifierKey(verifierKeyOf(signer.value))).toBe(tessera.verifier);
    expect(formatSignerKey(signer.value)).toBe(tessera.signer);
  });

  it("[E16] an altered signer key is refused, and the reason repeats nothing of it", () => {
    const text = formatSignerKey(LOG_KEY);
    for (const i of Array.from(text).keys()) {
      const altered = text.slice(0, i) + String.fromCharCode(text.charCodeAt(i) + 1) + text.slice(i + 1);
      const parsed = parseSignerKey(altered);
      expect(parsed).toEqual({
        ok: false,
        why: expect.stringMatching(/^(malformed signer key|signer key carries a key id)/),
      });
    }
  });
});

describe("signing", () => {
  it("[E18] what we sign, Node's own Ed25519 verifies", () => {
    const signature = makeSigner(LOG_KEY).sign(encodeUtf8(TEXT));
    const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), LOG.publicKey]);
    const key = createPublicKey({ key: spki, format: "der", type: "spki" });
    expect(verify(null, encodeUtf8(TEXT), key, signature)).toBe(true);
    expect(makeSigner(LOG_KEY).sign(encodeUtf8(TEXT))).toEqual(signature);
  });

  it("[E17] a key of small order verifies nothing, though its equation holds for every text", () => {
    const publicKey = new Uint8Array(32).with(0, 1);
    const signature = new Uint8Array(64).with(0, 1);
    expect(verifySignature({ ...LOG, publicKey }, TEXT, signature)).toBe(false);
  });

  it("[E18] a note without final newline, with a control character, a bad name or no signer is not signed", () => {
    const signer = makeSigner(LOG_KEY);
    for (const text of ["", "a", "a\r\n", "a\u0000\n", "a\tb\n", "\ud800\n"]) {
      expect(() => signNote(text, [signer])).toThrow(TypeError);
    }
    for (const name of ["", "a b", "a+b", "a\u00a0b", "a\u2003b", "a\nb"]) {
      expect(() => signNote(TEXT, [{ ...signer, name }])).toThrow(TypeError);
    }
    expect(() => signNote(TEXT, [])).toThrow(TypeError);
  });

  it("[E17] a note opens under its keys, bytes or text, and its text may have blank lines", () => {
    const note = signNote(TEXT, [makeSigner(LOG_KEY), makeCosigner(AUDITOR_KEY, 1_700_000_000n)]);
    for (const form of [note, encodeUtf8(note)]) {
      const opened = openNote(form, [LOG, AUDITOR]);
      expect(opened).toMatchObject({ ok: true, text: TEXT, others: [] });
      expect(opened.ok && opened.verified.map(({ key }) => key)).toEqual([LOG, AUDITOR]);
    }
  });
});

describe("opening", () => {
  const log = signNote(TEXT, [makeSigner(LOG_KEY)]);
  const line = (key: SignerKey, text = TEXT) => signNote(text, [makeSigner(key)]).slice(text.length + 1);

  it("[E17] a line by an unknown key is ignored, even under a known name", () => {
    const namesake = { ...PEER_KEY, name: LOG_KEY.name };
    const opened = openNote(log + line(namesake) + line(PEER_KEY), [LOG]);
    expect(opened).toMatchObject({
      ok: true,
      verified: [{ key: LOG }],
      others: [{ name: LOG.name }, { name: PEER_KEY.name }],
    });
  });

  it("[E17] a failing line by a known key rejects the note, beside however many good ones", () => {
    const forged = line(PEER_KEY, "something else\n");
    expect(openNote(log + forged, [LOG, verifierKeyOf(PEER_KEY)]).ok).toBe(false);
    expect(openNote(log + forged, [LOG]).ok).toBe(true);
  });

  it("[E17] without a line by a known key nothing is opened", () => {
    expect(openNote(log, [verifierKeyOf(PEER_KEY)])).toEqual({
      ok: false,
      why: "no signature by a known key",
    });
    expect(openNote(log, [])).toMatchObject({ ok: false });
  });

  it("[E17] of two lines by one key the first counts", () => {
    expect(openNote(log + line(LOG_KEY), [LOG])).toMatchObject({ ok: true, verified: [{ key: LOG }] });
    const opened = openNote(log + line(LOG_KEY, "something else\n"), [LOG]);
    expect(opened.ok && opened.verified).toHaveLength(1);
  });

  it("[E17] two different keys under one name and id are refused, one key given twice is not", () => {
    const rival = { ...verifierKeyOf(PEER_KEY), name: LOG.name, keyId: LOG.keyId };
    expect(openNote(log, [LOG, rival])).toEqual({ ok: false, why: "two keys share an id" });
    expect(openNote(log, [LOG, LOG]).ok).toBe(true);
  });

  it("[E17] one hundred signature lines are read, one hundred and one are not", () => {
    expect(openNote(`${TEXT}\n${line(LOG_KEY).repeat(100)}`, [LOG]).ok).toBe(true);
    expect(openNote(`${TEXT}\n${line(LOG_KEY).repeat(101)}`, [LOG]).ok).toBe(false);
  });

  it("[E17] the unused bits at the end of a signature are not judged here, unlike any other bit", () => {
    const cosigned = signNote(TEXT, [makeCosigner(AUDITOR_KEY, 1n)]);
    const lenient = cosigned.replace(/(.)==?\n$/, (end, last: string) =>
      end.replace(last, String.fromCharCode(last.charCodeAt(0) + 1)),
    );
    expect(lenient).not.toBe(cosigned);
    expect(openNote(lenient, [AUDITOR]).ok).toBe(true);
  });

  it.each([
    ["no signatures", TEXT],
    ["an empty signature block", `${TEXT}\n`],
    ["no final newline", log.slice(0, -1)],
    ["a control character", `\u0001${log}`],
    ["carriage returns", log.replaceAll("\n", "\r\n")],
    ["a line that is no signature", `${log}Unexpected line.\n`],
    ["a name with a space", `${TEXT}\n${line(LOG_KEY).replace("shop", "sh op")}`],
    ["a name with a plus", `${TEXT}\n${line(LOG_KEY).replace("shop", "sh+op")}`],
    ["a hyphen for the dash", `${TEXT}\n${line(LOG_KEY).replace("—", "-")}`],
    ["two spaces", `${TEXT}\n${line(LOG_KEY).replace("— ", "—  ")}`],
    ["a signature without padding", `${TEXT}\n${line(LOG_KEY).replace("=", "")}`],
    ["a signature that is only a key id", `${TEXT}\n— ${LOG.name} AAAAAA==\n`],
  ])("[E17] a note with %s is malformed", (_, note) => {
    expect(parseNote(note).ok).toBe(false);
  });

  it("[E17] a note that is not UTF-8 is malformed", () => {
    expect(parseNote(encodeUtf8(log).with(0, 0xff)).ok).toBe(false);
  });

  it("[E17] a note taken apart and put together is the note", () => {
    const note = parseNote(log);
    if (!note.ok) throw new Error(note.why);
    expect(`${note.value.text}\n${note.value.signatures.map(formatSignature).join("")}`).toBe(log);
  });
});

describe("cosignatures", () => {
  const seconds = 1_727_964_367n;
  const signature = makeCosigner(AUDITOR_KEY, seconds).sign(encodeUtf8(TEXT));

  it("[E19] the published cosignature's time is read; other signatures have none", () => {
    const line = parseNote(`x\n\n— remora.n621.de ${vkeys.timestampSig.base64}\n`);
    const [published] = line.ok ? line.value.signatures : [];
    expect(published && cosignedAt(published.signature)).toBe(BigInt(vkeys.timestampSig.unixSeconds));
    expect(cosignedAt(makeSigner(LOG_KEY).sign(encodeUtf8(TEXT)))).toBeNull();
    expect(cosignedAt(new Uint8Array(72).fill(0xff))).toBeNull();
  });

  it("[E19] no bit of a cosignature, its time included, nor of the text may change", () => {
    expect(verifySignature(AUDITOR, TEXT, signature)).toBe(true);
    for (let i = 0; i < 72; i += 1) {
      const altered = signature.with(i, (signature[i] ?? 0) ^ (1 << (i % 8)));
      expect(verifySignature(AUDITOR, TEXT, altered)).toBe(false);
    }
    expect(verifySignature(AUDITOR, `${TEXT}x\n`, signature)).toBe(false);
  });

  it("[E19] a log's signature is no cosignature, nor the reverse, though the key is the same", () => {
    const asLog = verifierKeyOf(AUDITOR_KEY);
    expect(asLog.keyId).not.toBe(AUDITOR.keyId);
    expect(toHex(asLog.publicKey)).toBe(toHex(AUDITOR.publicKey));
    expect(verifySignature(asLog, TEXT, signature)).toBe(false);
    expect(verifySignature(AUDITOR, TEXT, makeSigner(AUDITOR_KEY).sign(encodeUtf8(TEXT)))).toBe(false);
  });

  it("[E19] what is signed is the specification's message", () => {
    const asSigned = `cosignature/v1\ntime ${seconds}\n${TEXT}`;
    expect(verifySignature(verifierKeyOf(AUDITOR_KEY), asSigned, signature.slice(8))).toBe(true);
    expect(decodeUtf8(encodeUtf8(asSigned))).toBe(asSigned);
  });
});
