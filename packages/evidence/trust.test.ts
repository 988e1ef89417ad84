import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatVerifierKey, verifierKeyOf } from "./keys.ts";
import { AUDITOR_KEY, LOG_KEY, PEER_KEY, sampleKey, sampleTrust } from "./sample-log.ts";
import { formatTrustPolicy, parseTrustPolicy, quorumMet, type TrustPolicy } from "./trust.ts";

function trustOf(text: string): TrustPolicy {
  const trust = parseTrustPolicy(text);
  if (!trust.ok) throw new Error(trust.why);
  return trust.value;
}

const log = formatVerifierKey(verifierKeyOf(LOG_KEY));
const [w1, w2] = [AUDITOR_KEY, PEER_KEY].map((key) =>
  formatVerifierKey(verifierKeyOf(key, "cosignature-v1")),
);

describe("trust policies", () => {
  it("[E22] logs, witnesses, groups, URLs, comments and odd white space are read", () => {
    const text = `\t# comment\n\n  log\t${log}   https://shop.example/ \nwitness Größe ${w1} https://a.example\nwitness # ${w2}\ngroup g any Größe #\nquorum\tg`;
    expect(trustOf(text)).toMatchObject({
      logs: [{ key: verifierKeyOf(LOG_KEY), url: "https://shop.example/" }],
      witnesses: [
        { name: "Größe", url: "https://a.example" },
        { name: "#", url: null },
      ],
      groups: [{ name: "g", threshold: 1, members: ["Größe", "#"] }],
      quorum: "g",
    });
  });

  it.each(["none", "auditor", "both"] as const)(
    "[E22] a policy with quorum `%s` reads back as written",
    (quorum) => {
      const trust = trustOf(sampleTrust(quorum));
      expect(trustOf(formatTrustPolicy(trust))).toEqual(trust);
      expect(formatTrustPolicy(trustOf(formatTrustPolicy(trust)))).toBe(formatTrustPolicy(trust));
    },
  );

  it("[E22] 32 logs, witnesses and groups are read", () => {
    const lines = Array.from({ length: 32 }, (_, i) => {
      const witness = formatVerifierKey(verifierKeyOf(sampleKey(`w${i}`), "cosignature-v1"));
      return `log ${formatVerifierKey(verifierKeyOf(sampleKey(`l${i}`)))}\nwitness w${i} ${witness}\ngroup g${i} 1 w${i}\n`;
    });
    expect(trustOf(`${lines.join("")}quorum g31\n`).groups).toHaveLength(32);
  });

  it.each([
    ["no quorum", `log ${log}`, "no quorum line"],
    ["two quorums", "quorum none\nquorum none", "line 2: a trust policy has one quorum line"],
    ["a quorum of two names", "quorum a b", "one name"],
    ["an unknown quorum", "quorum w", "line 1: `w` is not defined on an earlier line"],
    ["a quorum defined later", `quorum w\nwitness w ${w1}`, "line 1: `w` is not defined"],
    ["an unknown keyword", "logs x", "line 1: unknown keyword `logs`"],
    ["a log without key", "log", "malformed verifier key"],
    ["a log with a witness's key", `log ${w1}`, "type 01"],
    ["a log with too many items", `log ${log} u x`, "at most a URL"],
    ["one log twice", `log ${log}\nlog ${log}`, "line 2: two logs have the same public key"],
    [
      "one public key under two names",
      `log ${log}\nlog ${formatVerifierKey(verifierKeyOf({ ...LOG_KEY, name: "other" }))}`,
      "same public key",
    ],
    ["a witness with a log's key", `witness w ${log}`, "type 04"],
    ["a witness without key", "witness w", "malformed verifier key"],
    ["a witness with too many items", `witness w ${w1} u x`, "at most a URL"],
    ["one witness twice", `witness a ${w1}\nwitness b ${w1}`, "two witnesses have the same public key"],
    ["one name twice", `witness a ${w1}\nwitness a ${w2}`, "`a` is taken"],
    ["a group under a witness's name", `witness a ${w1}\ngroup a 1 a`, "`a` is taken"],
    ["a witness named none", `witness none ${w1}`, "`none` is taken"],
    ["a group named none", `witness a ${w1}\ngroup none 1 a`, "`none` is taken"],
    ["none in a group", `group g 1 none`, "`none` is not defined"],
    ["a group without members", "group g all", "a group needs"],
    ["threshold 0", `witness a ${w1}\ngroup g 0 a`, "a group needs"],
    ["a threshold above its members", `witness a ${w1}\ngroup g 2 a`, "a group needs"],
    ["a threshold that is no number", `witness a ${w1}\ngroup g +1 a`, "a group needs"],
    ["a group of itself", "group g 1 g", "`g` is not defined"],
    ["a member twice in one group", `witness a ${w1}\ngroup g 1 a a`, "`a` is a member twice"],
    ["a member of two groups", `witness a ${w1}\ngroup g 1 a\ngroup h 1 a`, "`a` is a member twice"],
    ["carriage returns", "quorum none\r\n", "control character"],
    ["a delete character", "# \u007f\nquorum none", "control character"],
  ])("[E22] a policy with %s is refused with the reason", (_, text, why) => {
    expect(parseTrustPolicy(text)).toEqual({ ok: false, why: expect.stringContaining(why) });
  });
});

describe("quorums", () => {
  it("[E23] none needs nobody; a witness needs itself; a group needs its threshold", () => {
    expect(quorumMet(trustOf(sampleTrust("none")), new Set())).toBe(true);
    const auditor = trustOf(sampleTrust("auditor"));
    expect(quorumMet(auditor, new Set())).toBe(false);
    expect(quorumMet(auditor, new Set(["peer"]))).toBe(false);
    expect(quorumMet(auditor, new Set(["auditor"]))).toBe(true);
    const both = trustOf(sampleTrust("both"));
    expect(quorumMet(both, new Set(["auditor"]))).toBe(false);
    expect(quorumMet(both, new Set(["auditor", "peer", "stranger"]))).toBe(true);
  });

  it("[E23] two of three X and any Y, for every set of witnesses", () => {
    const names = ["x1", "x2", "x3", "y1", "y2"];
    const lines = names.map(
      (name) => `witness ${name} ${formatVerifierKey(verifierKeyOf(sampleKey(name), "cosignature-v1"))}`,
    );
    const trust = trustOf(
      [...lines, "group X 2 x1 x2 x3", "group Y any y1 y2", "group XY all X Y", "quorum XY", ""].join("\n"),
    );
    fc.assert(
      fc.property(fc.subarray(names), (cosigned) => {
        const count = (letter: string) => cosigned.filter((name) => name.startsWith(letter)).length;
        expect(quorumMet(trust, new Set(cosigned))).toBe(count("x") >= 2 && count("y") >= 1);
      }),
    );
  });
});
