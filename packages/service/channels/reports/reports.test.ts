import fc from "fast-check";
import { simpleParser } from "mailparser";
import { describe, expect, it } from "vitest";
import { parseReport, type Report } from "./parse-report.ts";
import { DELIVERY, SAMPLES, TOKEN } from "./samples.testing.ts";

/** What is read from a mail as it came over the wire, by the same parser as every inbound mail. */
async function read(text: string): Promise<Report | null> {
  const message = Buffer.from(text.replaceAll("\n", "\r\n"));
  const mail = await simpleParser(message, { keepDeliveryStatus: true });
  const recipients = [/^To:.*$/m.exec(text)?.[0].slice(3) ?? ""];
  return parseReport(mail, { host: "www.index.example", recipients });
}

const both = { id: DELIVERY, replyToken: TOKEN };

describe("a report", () => {
  it.each([
    ["postfix", { kind: "failed", of: both, status: "5.1.1" }],
    ["exim", { kind: "failed", of: both, status: "5.0.0" }],
    ["exchange", { kind: "failed", of: both, status: "5.1.10" }],
    ["gmail", { kind: "delayed", of: both, status: "4.4.1" }],
    ["qq", { kind: "failed", of: { id: null, replyToken: TOKEN }, status: "5.2.1" }],
    ["headersOnly", { kind: "failed", of: { id: DELIVERY, replyToken: null }, status: "5.4.4" }],
    ["qmail", { kind: "failed", of: both, status: "5.1.1" }],
    ["complaint", { kind: "complaint", of: both }],
  ] as const)(
    "[2.3.7] of %s's kind tells which delivery, and what became of it",
    async (server, expected) => {
      expect(await read(SAMPLES[server])).toEqual(expected);
    },
  );

  it("that one of an alias's addresses was reached is no failure", async () => {
    const alias = SAMPLES.postfix.replace(
      "Final-Recipient",
      "Final-Recipient: rfc822; lin@elsewhere.example\nAction: relayed\nStatus: 2.0.0\n\nFinal-Recipient",
    );
    expect(await read(alias)).toEqual({ kind: "delivered", of: both });
  });

  it("is read by what is left of it where the returned part has an empty type", async () => {
    const untyped = SAMPLES.postfix.replace("Content-Type: message/rfc822", "Content-Type:");
    expect(untyped).not.toBe(SAMPLES.postfix);
    expect(await read(untyped)).toEqual({
      kind: "failed",
      of: { id: null, replyToken: TOKEN },
      status: "5.1.1",
    });
  });

  it.each([
    [
      "names another host's message",
      SAMPLES.exim.replaceAll("www.index.example", "www.other.example").replaceAll("reply+", "answer+"),
    ],
    ["names no delivery", SAMPLES.exim.replaceAll(DELIVERY, "17").replaceAll("reply+", "answer+")],
    ["has no status", SAMPLES.postfix.replace(/^Status:.*$/m, "")],
    ["has a status that is none", SAMPLES.postfix.replace("5.1.1\n", "5.1.1.1\n")],
    ["has an action nobody declared", SAMPLES.postfix.replace("Action: failed", "Action: vanished")],
    ["has no block about a recipient", SAMPLES.exim.replace(/\n\nAction: failed\n/, "\nAction: failed\n")],
    ["has no part that says it in fields", SAMPLES.postfix.replace("message/delivery-status", "text/plain")],
    [
      "is not declared a report",
      SAMPLES.postfix.replace("report-type=delivery-status", "report-type=disposition-notification"),
    ],
    ["is cut off in its fields", SAMPLES.postfix.slice(0, SAMPLES.postfix.indexOf("Action:"))],
    ["says in prose alone that it failed", SAMPLES.qmail.replace("--- Below this line", "Below this line")],
    ["only begins like qmail's", SAMPLES.qmail.replace("<lin@reader.example>:", "your friend:")],
    ["complains of nothing", SAMPLES.complaint.replace("Feedback-Type: abuse", "Feedback-Type: not-spam")],
    ["complains without a version", SAMPLES.complaint.replace("Version: 1\n", "")],
    [
      "is a letter that quotes one",
      `From: lin@reader.example\nTo: reply+${TOKEN}@in.index.example\n\nWhat is this?\n\n${SAMPLES.postfix}`,
    ],
    ["is a letter that quotes qmail's", SAMPLES.qmail.replace("Hi. This", "What is this?\n\nHi. This")],
    ["is empty", "\n"],
  ])("that %s is none", async (_, text) => {
    expect(await read(text)).toBeNull();
  });

  it("whatever was done to it, is read or is none, and never throws", async () => {
    const texts = Object.values(SAMPLES);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...texts),
        fc.array(fc.tuple(fc.nat(2000), fc.nat(40), fc.string({ unit: "binary", maxLength: 12 })), {
          maxLength: 4,
        }),
        async (text, cuts) => {
          const broken = cuts.reduce(
            (so, [at, length, put]) => so.slice(0, at) + put + so.slice(at + length),
            text,
          );
          const report = await read(broken);
          if (report === null) return;
          expect(report.of.id ?? DELIVERY).toMatch(/^[0-9a-f-]{36}$/);
          expect(report.of.replyToken ?? TOKEN).toMatch(/^[0-9a-f]{32}$/);
        },
      ),
      { numRuns: 400 },
    );
  });
});
