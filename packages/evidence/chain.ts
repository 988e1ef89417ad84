import type { EvidenceEvent } from "./event.ts";

/** One event of a person with its commitment in base64; a verified receipt about a person is one. */
export interface ChainLink {
  readonly event: EvidenceEvent;
  readonly commitment: string;
}

/** What can be wrong with a person's events taken together. */
export type ChainFault =
  /** Events `from` … `to` exist, since later ones do, but are not here. */
  | { readonly kind: "gap"; readonly from: number; readonly to: number }
  /** The log holds several events in one place of the sequence. */
  | { readonly kind: "fork"; readonly seq: number; readonly commitments: readonly string[] }
  /** The event does not name the one before it. */
  | { readonly kind: "wrong-previous"; readonly seq: number }
  /** The event is another person's. */
  | { readonly kind: "other-subject"; readonly seq: number };

/** What verifying a chain answers. `complete` is up to `head`: whether events came after, only the operator knows. */
export type ChainVerdict =
  | { readonly verdict: "complete"; readonly length: number; readonly head: string }
  | { readonly verdict: "broken"; readonly faults: readonly ChainFault[] }
  | { readonly verdict: "cannot-tell"; readonly why: string };

/**
 * Whether `links` are one person's events from the first on, without gap or fork. Order and repetition do not matter;
 * the person is that of the earliest event. The links must come from receipts that verify: here no receipt is read.
 */
export function verifyChain(links: readonly ChainLink[]): ChainVerdict {
  const places = new Map<number, Map<string, EvidenceEvent>>();
  for (const { event, commitment } of links.toSorted((a, b) => a.event.seq - b.event.seq)) {
    places.set(event.seq, (places.get(event.seq) ?? new Map<string, EvidenceEvent>()).set(commitment, event));
  }
  const subject = [...places.values()].flatMap((place) => [...place.values()])[0]?.subject;
  const faults: ChainFault[] = [];
  let earlier = { seq: 0, commitments: [] as readonly string[] };
  for (const [seq, place] of places) {
    const commitments = [...place.keys()];
    const events = [...place.values()];
    const follows = seq === earlier.seq + 1;
    if (!follows) faults.push({ kind: "gap", from: earlier.seq + 1, to: seq - 1 });
    if (commitments.length > 1) faults.push({ kind: "fork", seq, commitments });
    if (
      follows &&
      seq > 1 &&
      events.some(({ previous }) => previous === null || !earlier.commitments.includes(previous))
    ) {
      faults.push({ kind: "wrong-previous", seq });
    }
    if (events.some((event) => event.subject !== subject)) faults.push({ kind: "other-subject", seq });
    earlier = { seq, commitments };
  }
  const [head] = earlier.commitments;
  if (head === undefined) return { verdict: "cannot-tell", why: "no events were given" };
  return faults.length > 0
    ? { verdict: "broken", faults }
    : { verdict: "complete", length: places.size, head };
}
