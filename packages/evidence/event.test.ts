import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, decodeUtf8, encodeUtf8, toBase64, toHex } from "./bytes.ts";
import { commit, parseLeaf, personLeaf, publicLeaf } from "./commitment.ts";
import { decodeEvent, encodeEvent } from "./event.ts";
import { fixedBytes, sampleEvent } from "./sample-log.ts";

const opening = fixedBytes("opening", 64);
const event = encodeEvent(sampleEvent());

describe("commitments", () => {
  it("[E25] a commitment is HMAC-SHA256 of length, opening and event under the public key, as another implementation computes it", () => {
    const hmac = createHmac("sha256", "avow/commitment/v1")
      .update(Uint8Array.of(64))
      .update(opening)
      .update(event);
    expect(toHex(commit({ opening, event }))).toBe(hmac.digest("hex"));
  });

  it("[E25] a fixed opening and event give this commitment for ever", () => {
    const fixed = commit({ opening: new Uint8Array(64), event: encodeUtf8("event") });
    expect(toHex(fixed)).toBe("d1e7d7c05f06cf4e4467dacefbd6022ec9dafd77c46f35b264da82dc9ad1bd3e");
  });

  it("[E25] another opening or another event gives another commitment", () => {
    const commitment = toHex(commit({ opening, event }));
    fc.assert(
      fc.property(fc.nat(63), fc.nat(event.length - 1), fc.integer({ min: 1, max: 255 }), (i, j, change) => {
        const otherOpening = opening.with(i, (opening[i] ?? 0) ^ change);
        const otherEvent = event.with(j, (event[j] ?? 0) ^ change);
        expect(toHex(commit({ opening: otherOpening, event }))).not.toBe(commitment);
        expect(toHex(commit({ opening, event: otherEvent }))).not.toBe(commitment);
      }),
    );
  });

  it.each([0, 32, 63, 65])("[E25] an opening of %i bytes is refused", (length) => {
    expect(() => commit({ opening: new Uint8Array(length), event })).toThrow(RangeError);
  });
});

describe("leaves", () => {
  it("[E24] the leaf about a person is 33 bytes, whatever happened", () => {
    const commitment = commit({ opening, event });
    const leaf = personLeaf(commitment);
    expect(leaf).toEqual(concatBytes(Uint8Array.of(1), commitment));
    expect(parseLeaf(leaf)).toEqual({ ok: true, value: { kind: "person", commitment } });
    expect(() => personLeaf(commitment.slice(1))).toThrow(RangeError);
  });

  it("[E24] a public leaf is its canonical JSON in clear", () => {
    const leaf = publicLeaf({ kind: "policy-published", bundle: "abc" });
    expect(leaf[0]).toBe(2);
    expect(decodeUtf8(leaf.slice(1))).toBe('{"bundle":"abc","kind":"policy-published"}');
    expect(parseLeaf(leaf)).toEqual({ ok: true, value: { kind: "public", content: leaf.slice(1) } });
    expect(publicLeaf("x".repeat(65_532))).toHaveLength(65_535);
    expect(() => publicLeaf("x".repeat(65_533))).toThrow(RangeError);
    expect(() => publicLeaf(undefined)).toThrow(TypeError);
  });

  it.each([[], [1], [2], [3, 4], [1, ...Array<number>(33).fill(0)]])(
    "[E24] %j is no leaf of this log",
    (...bytes) => {
      expect(parseLeaf(Uint8Array.from(bytes)).ok).toBe(false);
    },
  );
});

describe("events", () => {
  it("[E26] an event is its canonical JSON, and reads back", () => {
    expect(decodeUtf8(event)).toBe(
      '{"at":"2026-11-22T14:41:00Z","clause":"2.4.7","facts":{"age":34,"asked":true,"channels":["e-mail"],' +
        `"note":null,"purpose":"newsletter"},"kind":"consent-given","policy":"${sampleEvent().policy}",` +
        '"previous":null,"seq":1,"subject":"p-7Qm2","v":1}',
    );
    expect(decodeEvent(event)).toEqual({ ok: true, value: sampleEvent() });
    const second = sampleEvent({
      seq: 2,
      previous: toBase64(fixedBytes("first", 32)),
      at: "2028-02-29T23:59:59Z",
    });
    expect(decodeEvent(encodeEvent(second))).toEqual({ ok: true, value: second });
  });

  it.each<[string, object]>([
    ["another version", { v: 2 }],
    ["a kind of one word", { kind: "consent" }],
    ["a kind in capitals", { kind: "Consent-given" }],
    ["a kind that is no text", { kind: 1 }],
    ["an instant with a fraction", { at: "2026-11-22T14:41:00.5Z" }],
    ["an instant in another zone", { at: "2026-11-22T14:41:00+01:00" }],
    ["a day that is not", { at: "2026-02-29T00:00:00Z" }],
    ["a day that is not in a century", { at: "2100-02-29T00:00:00Z" }],
    ["a month that is not", { at: "2026-13-01T00:00:00Z" }],
    ["a month zero", { at: "2026-00-01T00:00:00Z" }],
    ["an hour that is not", { at: "2026-11-22T24:00:00Z" }],
    ["a leap second", { at: "2016-12-31T23:59:60Z" }],
    ["a short policy", { policy: "ab" }],
    ["no clause", { clause: "" }],
    ["no subject", { subject: "" }],
    ["place 0", { seq: 0 }],
    ["half a place", { seq: 1.5 }],
    ["a first event with a previous one", { previous: toBase64(new Uint8Array(32)) }],
    ["a second event without", { seq: 2 }],
    ["a previous one that is no commitment", { seq: 2, previous: "AAAA" }],
    ["a fact with members", { facts: { a: { b: 1 } } }],
    ["a fact that is a list of numbers", { facts: { a: [1] } }],
    ["facts that are a list", { facts: [] }],
    ["one member more", { extra: 1 }],
  ])("[E26] an event with %s is refused both ways", (_, change) => {
    const bad = { ...sampleEvent(), ...change };
    expect(() => encodeEvent(bad)).toThrow(TypeError);
    const text = JSON.stringify(Object.fromEntries(Object.entries(bad).sort(([a], [b]) => (a < b ? -1 : 1))));
    expect(decodeEvent(encodeUtf8(text)).ok).toBe(false);
  });

  it.each(Object.keys(sampleEvent()))("[E26] an event without `%s` is refused both ways", (member) => {
    const { [member]: _, ...rest }: Record<string, unknown> = { ...sampleEvent() };
    expect(() => encodeEvent(Object.assign(sampleEvent(), { [member]: undefined }))).toThrow(TypeError);
    expect(decodeEvent(encodeUtf8(JSON.stringify(rest))).ok).toBe(false);
  });

  it("[E26] of all texts that say the same only one is an event", () => {
    const text = decodeUtf8(event) ?? "";
    const others = [
      ` ${text}`,
      text.replace('"v":1', '"v":1.0'),
      text.replace("e-mail", "e\\u002dmail"),
      `\ufeff${text}`,
    ];
    others.push(`{"v":1,${text.slice(1).replace(',"v":1}', "}")}`, text.replace("}", ',"age":34}'));
    for (const other of others) expect(decodeEvent(encodeUtf8(other)).ok).toBe(false);
    expect(decodeEvent(Uint8Array.of(0xff)).ok).toBe(false);
  });
});
