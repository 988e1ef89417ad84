import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, encodeUtf8, toBase64 } from "./bytes.ts";
import { canonicalJson } from "./canonical-json.ts";
import { makeCosigner, makeSigner, verifierKeyOf } from "./keys.ts";
import type { ReceiptContent } from "./receipt.ts";
import {
  AUDITOR_KEY,
  LOG_KEY,
  PEER_KEY,
  sampleCommitment,
  sampleContent,
  sampleEvent,
  sampleKey,
  sampleReceipt,
  sampleTrust,
} from "./sample-log.ts";
import { parseTrustPolicy, type TrustPolicy } from "./trust.ts";
import { type Verdict, verifyReceipt } from "./verify.ts";

function trustFor(quorum: "none" | "auditor" | "both"): TrustPolicy {
  const trust = parseTrustPolicy(sampleTrust(quorum));
  if (!trust.ok) throw new Error(trust.why);
  return trust.value;
}
const NONE = trustFor("none");
const BOTH = trustFor("both");
const COSIGNED = [
  makeSigner(LOG_KEY),
  makeCosigner(AUDITOR_KEY, 1_763_822_460n),
  makeCosigner(PEER_KEY, 1_763_822_461n),
];

describe("a sound receipt", () => {
  it("[E31] signed by the log alone verifies as that, with its event", () => {
    expect(verifyReceipt(sampleReceipt(), NONE)).toEqual({
      verdict: "verifies",
      about: "person",
      event: sampleEvent(),
      commitment: sampleCommitment(sampleEvent()),
      index: 4,
      size: 7,
      origin: LOG_KEY.name,
      witnesses: [],
      strength: "signed-by-log",
    });
  });

  it("[E31] cosigned as the quorum asks verifies as witnessed, with the witnesses' times", () => {
    expect(verifyReceipt(encodeUtf8(sampleReceipt({ signers: COSIGNED })), BOTH)).toMatchObject({
      verdict: "verifies",
      strength: "witnessed",
      witnesses: [
        { name: "auditor", seconds: 1_763_822_460 },
        { name: "peer", seconds: 1_763_822_461 },
      ],
    });
  });

  it("[E31] a receipt of a public entry verifies with the entry", () => {
    const value = { kind: "policy-published", bundle: "abc" };
    const content: ReceiptContent = { kind: "public", entry: encodeUtf8(canonicalJson(value)) };
    expect(verifyReceipt(sampleReceipt({ content }), NONE)).toMatchObject({ about: "public", entry: value });
  });

  it("[E31] [law 5] a receipt for every leaf of every size up to 20 verifies", () => {
    for (let size = 1; size <= 20; size += 1) {
      for (let index = 0; index < size; index += 1) {
        expect(verifyReceipt(sampleReceipt({ index, size }), NONE)).toMatchObject({
          verdict: "verifies",
          index,
          size,
        });
      }
    }
  });
});

/** With `npm run test:long` every bit of a byte is turned in turn, and every one of these bytes inserted; else one for each place. */
const IS_EVERY = process.env.AVOW_ALTERATIONS === "every";
const INSERTED = encodeUtf8("\u0000\t\n\r A0=+—");

/** Texts that differ from `receipt` by one turned bit, one inserted byte or one deleted byte, at each of its places. */
function* alterationsOf(receipt: Uint8Array): Generator<{ what: string; bytes: Uint8Array }> {
  for (const [i, byte] of receipt.entries()) {
    for (const bit of IS_EVERY ? Array(8).keys() : [i % 8])
      yield { what: `bit ${bit} of byte ${i}`, bytes: receipt.with(i, byte ^ (1 << bit)) };
    yield { what: `byte ${i} deleted`, bytes: concatBytes(receipt.slice(0, i), receipt.slice(i + 1)) };
  }
  for (let i = 0; i <= receipt.length; i += 1) {
    for (const byte of IS_EVERY ? INSERTED : INSERTED.slice(i % INSERTED.length).slice(0, 1)) {
      const bytes = concatBytes(receipt.slice(0, i), Uint8Array.of(byte), receipt.slice(i));
      yield { what: `byte ${byte} inserted at ${i}`, bytes };
    }
  }
}

describe("an altered receipt", () => {
  const cosigned = sampleReceipt({ signers: COSIGNED });
  const content: ReceiptContent = { kind: "public", entry: encodeUtf8('{"kind":"policy-published"}') };
  it.each([
    ["of leaf 4 of 7", sampleReceipt(), NONE],
    ["of the only leaf", sampleReceipt({ index: 0, size: 1 }), NONE],
    ["of a public entry", sampleReceipt({ content, index: 2, size: 3 }), NONE],
    ["cosigned as the quorum asks", cosigned, BOTH],
  ])(
    "[E28] [law 5] %s does not verify, whichever byte is altered, inserted or deleted",
    (_, receipt, trust) => {
      expect(verifyReceipt(receipt, trust).verdict).toBe("verifies");
      let alterations = 0;
      const passed: string[] = [];
      for (const { what, bytes } of alterationsOf(encodeUtf8(receipt))) {
        alterations += 1;
        if (verifyReceipt(bytes, trust).verdict !== "does-not-verify") passed.push(what);
      }
      expect(passed).toEqual([]);
      expect(alterations).toBeGreaterThan(receipt.length * (IS_EVERY ? 20 : 3));
    },
    240_000,
  );

  it("[E28] cosigned beyond what the quorum asks never verifies with a bit of a cosignature line turned", () => {
    const bytes = encodeUtf8(cosigned);
    const from = encodeUtf8(cosigned.slice(0, cosigned.indexOf(`— ${AUDITOR_KEY.name}`))).length;
    for (let i = from; i < bytes.length; i += 1) {
      const { verdict } = verifyReceipt(bytes.with(i, (bytes[i] ?? 0) ^ (1 << (i % 8))), NONE);
      expect(verdict).not.toBe("verifies");
    }
  });

  it("[E28] with other line ends, a byte order mark, or truncated anywhere it fails in form", () => {
    const receipt = sampleReceipt();
    for (const text of [
      receipt.replaceAll("\n", "\r\n"),
      receipt.replaceAll("\n", "\r"),
      `\ufeff${receipt}`,
    ]) {
      expect(verifyReceipt(text, NONE)).toMatchObject({ verdict: "does-not-verify", step: "form" });
    }
    for (let length = 0; length < receipt.length; length += 1) {
      expect(verifyReceipt(receipt.slice(0, length), NONE)).toMatchObject({ verdict: "does-not-verify" });
    }
  });

  it("[E28] every cosignature line may go only if the quorum does without it", () => {
    const fewer = cosigned.slice(0, cosigned.lastIndexOf("— "));
    expect(verifyReceipt(fewer, BOTH)).toMatchObject({ verdict: "does-not-verify", step: "quorum" });
    expect(verifyReceipt(fewer, trustFor("auditor"))).toMatchObject({
      verdict: "verifies",
      witnesses: [{ name: "auditor" }],
    });
  });
});

describe("the order of steps", () => {
  const short: ReceiptContent = { ...sampleContent(), opening: new Uint8Array(63) };
  const noEvent: ReceiptContent = { ...sampleContent(), event: encodeUtf8("{}") };
  const untidy: ReceiptContent = { kind: "public", entry: encodeUtf8('{"b":1, "a":2}') };
  const notJson: ReceiptContent = { kind: "public", entry: Uint8Array.of(0xff) };
  const extra = (content: ReceiptContent) => {
    const members =
      content.kind === "person"
        ? { avow: "receipt/1", event: toBase64(content.event), opening: toBase64(content.opening) }
        : { avow: "receipt/1", entry: toBase64(content.entry) };
    return sampleReceipt().replace(/^extra .*$/m, `extra ${toBase64(encodeUtf8(canonicalJson(members)))}`);
  };
  const other = { ...sampleContent(), event: sampleContent(sampleEvent({ clause: "9.9" })).event };
  const forged = makeSigner({ ...sampleKey("forger"), name: LOG_KEY.name });
  const asLog = { ...forged, keyId: verifierKeyOf(LOG_KEY).keyId };
  const badWitness = {
    ...makeCosigner(sampleKey("x"), 1n),
    name: AUDITOR_KEY.name,
    keyId: verifierKeyOf(AUDITOR_KEY, "cosignature-v1").keyId,
  };

  it.each<[string, string, string, TrustPolicy | null]>([
    ["form", "no receipt at all", "hello", NONE],
    ["form", "an index beyond 2^53", sampleReceipt().replace("index 4", "index 9007199254740993"), NONE],
    ["commitment", "an opening of 63 bytes", extra(short), NONE],
    ["commitment", "bytes that are no event", extra(noEvent), null],
    ["commitment", "an entry in untidy JSON", extra(untidy), NONE],
    ["commitment", "an entry that is no text", extra(notJson), NONE],
    ["inclusion", "another event", extra(other), null],
    [
      "inclusion",
      "another event, under a log the trust policy does not know",
      extra(other),
      { ...NONE, logs: [] },
    ],
    ["inclusion", "another event, without the cosignatures the quorum asks", extra(other), BOTH],
    ["inclusion", "another index", sampleReceipt().replace("index 4", "index 5"), NONE],
    ["signature", "a forged log signature", sampleReceipt({ signers: [asLog] }), NONE],
    [
      "signature",
      "a log signature by a key not trusted for that origin",
      sampleReceipt({ signers: [forged] }),
      NONE,
    ],
    ["signature", "only a witness's signature", sampleReceipt({ signers: COSIGNED.slice(1) }), NONE],
    [
      "signature",
      "a forged cosignature beside a good log signature",
      sampleReceipt({ signers: [makeSigner(LOG_KEY), badWitness] }),
      NONE,
    ],
    [
      "origin",
      "a trusted log's signature under another origin",
      sampleReceipt({ origin: "other.example/log" }),
      NONE,
    ],
    ["quorum", "no cosignature", sampleReceipt(), BOTH],
    ["quorum", "one cosignature of two", sampleReceipt({ signers: COSIGNED.slice(0, 2) }), BOTH],
  ])("[E29] fails at `%s`: %s", (step, _, receipt, trust) => {
    const verdict = verifyReceipt(receipt, trust);
    expect(verdict).toEqual({
      verdict: "does-not-verify",
      step,
      why: expect.stringMatching(/^[a-z`].*[^.]$/),
    });
  });
});

describe("what cannot be told", () => {
  const cannotTell = (why: string): Verdict => ({
    verdict: "cannot-tell",
    why: expect.stringContaining(why),
  });

  it("[E30] without trust nothing is believed", () => {
    expect(verifyReceipt(sampleReceipt(), null)).toEqual(cannotTell("no trust policy was given"));
  });

  it("[E30] a log the trust policy does not know is not believed, witnessed or not", () => {
    const elsewhere = sampleKey("elsewhere.example");
    const signers = [makeSigner(elsewhere), ...COSIGNED.slice(1)];
    const receipt = sampleReceipt({ origin: elsewhere.name, signers });
    expect(verifyReceipt(receipt, BOTH)).toEqual(cannotTell("does not know the log `elsewhere.example`"));
    expect(verifyReceipt(sampleReceipt(), { ...NONE, logs: [] })).toEqual(
      cannotTell("does not know the log"),
    );
  });

  it("[E30] a signature line that nobody could check withholds `verifies`", () => {
    const receipt = sampleReceipt({
      signers: [makeSigner(LOG_KEY), makeSigner(sampleKey("stranger.example"))],
    });
    expect(verifyReceipt(receipt, NONE)).toEqual(
      cannotTell("the key of the signature line `stranger.example`"),
    );
  });
});

describe("any input", () => {
  it("[E32] is answered, and nothing random verifies", () => {
    const receipt = sampleReceipt();
    const splice = fc.tuple(fc.nat(receipt.length), fc.nat(40), fc.string({ unit: "binary", maxLength: 40 }));
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      splice.map(([at, length, text]) => receipt.slice(0, at) + text + receipt.slice(at + length)),
    );
    fc.assert(
      fc.property(texts, fc.constantFrom(null, NONE, BOTH), (text, trust) => {
        const { verdict } = verifyReceipt(text, trust);
        expect(verdict === "verifies").toBe(text === receipt && trust === NONE);
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => verifyReceipt(bytes, NONE).verdict === "does-not-verify"),
    );
  });

  it("[E32] lone surrogates and bottomless JSON are answered", () => {
    const deep = toBase64(encodeUtf8("[".repeat(40_000)));
    for (const text of [
      "\ud800",
      sampleReceipt().replace(/^extra .*$/m, `extra ${deep}`),
      `${sampleReceipt()}— \ud800 AAAA\n`,
    ]) {
      expect(verifyReceipt(text, NONE)).toMatchObject({ verdict: "does-not-verify", step: "form" });
    }
  });
});
