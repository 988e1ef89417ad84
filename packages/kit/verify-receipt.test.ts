import {
  commit,
  encodeEvent,
  encodeUtf8,
  formatCheckpoint,
  formatReceipt,
  formatTrustPolicy,
  hashLeaf,
  makeSigner,
  personLeaf,
  rootOf,
  signNote,
  verifierKeyOf,
} from "@avow/evidence";
import { describe, expect, it } from "vitest";
import { checkReceipt } from "./verify-receipt.ts";

const KEY = { name: "shop.example/log", seed: new Uint8Array(32).fill(7) };
const STRANGER = { name: "other.example/log", seed: new Uint8Array(32).fill(8) };

function sampleReceipt(): string {
  const opening = new Uint8Array(64).fill(1);
  const event = encodeEvent({
    v: 1,
    kind: "consent-given",
    at: "2026-11-22T14:41:00Z",
    policy: "3f".repeat(32),
    clause: "2.4.8",
    seq: 1,
    previous: null,
    subject: "8f7c2a4e",
    facts: { purpose: "marketing" },
  });
  const leafHash = hashLeaf(personLeaf(commit({ opening, event })));
  return formatReceipt({
    content: { kind: "person", event, opening },
    index: 0,
    proof: [],
    checkpoint: signNote(formatCheckpoint({ origin: KEY.name, size: 1, root: rootOf([leafHash]) }), [
      makeSigner(KEY),
    ]),
  });
}

function trustIn(key: typeof KEY): string {
  return formatTrustPolicy({
    logs: [{ key: verifierKeyOf(key), url: null }],
    witnesses: [],
    groups: [],
    quorum: "none",
  });
}

describe("[law 5] a receipt checked in the page", () => {
  it("verifies under the log's key, and tells its event", () => {
    const verdict = checkReceipt(encodeUtf8(sampleReceipt()), trustIn(KEY));
    expect(verdict).toMatchObject({
      verdict: "verifies",
      strength: "signed-by-log",
      event: { kind: "consent-given" },
    });
  });

  it("does not verify once a byte of it has changed", () => {
    const receipt = encodeUtf8(sampleReceipt());
    for (let at = 0; at < receipt.length; at += 1) {
      const changed = receipt.with(at, (receipt[at] ?? 0) ^ 1);
      expect(checkReceipt(changed, trustIn(KEY)).verdict, `byte ${at}`).not.toBe("verifies");
    }
  });

  it.each([
    ["there is no trust policy", null, "no trust policy"],
    ["the trust policy cannot be read", "<!doctype html>", "cannot be read: line 1"],
    ["the trust policy knows another log", trustIn(STRANGER), "does not know the log"],
  ])("is undecided when %s", (_, trust, why) => {
    expect(checkReceipt(encodeUtf8(sampleReceipt()), trust)).toMatchObject({
      verdict: "cannot-tell",
      why: expect.stringContaining(why),
    });
  });
});
