import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ChainLink, verifyChain } from "./chain.ts";
import type { EvidenceEvent } from "./event.ts";
import { sampleCommitment, sampleEvent } from "./sample-log.ts";

function link(change: Partial<EvidenceEvent>): ChainLink {
  const event = sampleEvent(change);
  return { event, commitment: sampleCommitment(event) };
}

const chain: ChainLink[] = [];
for (let seq = 1; seq <= 6; seq += 1) chain.push(link({ seq, previous: chain.at(-1)?.commitment ?? null }));
const head = chain.at(-1)?.commitment;

describe("a person's events", () => {
  it("[E33] are complete up to their head, in any order and however often each is given", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(chain, { minLength: 6 }), fc.subarray(chain), (shuffled, again) => {
        expect(verifyChain([...again, ...shuffled])).toEqual({ verdict: "complete", length: 6, head });
      }),
    );
  });

  it("[E33] none at all prove nothing", () => {
    expect(verifyChain([])).toEqual({ verdict: "cannot-tell", why: "no events were given" });
  });

  it("[E33] withheld events are named as gaps, the first ones too", () => {
    expect(verifyChain(chain.toSpliced(1, 2))).toEqual({
      verdict: "broken",
      faults: [{ kind: "gap", from: 2, to: 3 }],
    });
    expect(verifyChain(chain.slice(4))).toEqual({
      verdict: "broken",
      faults: [{ kind: "gap", from: 1, to: 4 }],
    });
    expect(verifyChain(chain.filter((_, i) => i % 2 === 1))).toMatchObject({
      faults: [
        { from: 1, to: 1 },
        { from: 3, to: 3 },
        { from: 5, to: 5 },
      ],
    });
  });

  it("[E33] a far place is a gap, found without counting to it", () => {
    const far = link({ seq: Number.MAX_SAFE_INTEGER, previous: head ?? null });
    expect(verifyChain([...chain, far])).toMatchObject({
      faults: [{ kind: "gap", from: 7, to: Number.MAX_SAFE_INTEGER - 1 }],
    });
  });

  it("[E33] two events in one place are a fork", () => {
    const other = link({ seq: 3, previous: chain[1]?.commitment ?? null, kind: "consent-withdrawn" });
    expect(verifyChain([...chain, other])).toEqual({
      verdict: "broken",
      faults: [{ kind: "fork", seq: 3, commitments: [chain[2]?.commitment, other.commitment] }],
    });
  });

  it("[E33] an event that does not name the one before it is named", () => {
    const other = link({ seq: 3, previous: chain[0]?.commitment ?? null });
    expect(verifyChain(chain.with(2, other))).toEqual({
      verdict: "broken",
      faults: [
        { kind: "wrong-previous", seq: 3 },
        { kind: "wrong-previous", seq: 4 },
      ],
    });
  });

  it("[E33] another person's event is named", () => {
    const other = link({ seq: 7, previous: head ?? null, subject: "p-other" });
    expect(verifyChain([...chain, other])).toEqual({
      verdict: "broken",
      faults: [{ kind: "other-subject", seq: 7 }],
    });
  });
});
