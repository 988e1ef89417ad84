import { createHash } from "node:crypto";
import {
  type ChainLink,
  canonicalJson,
  type EvidenceEvent,
  type TrustPolicy,
  verifyChain,
  verifyReceipt,
} from "@avow/evidence";

/** What the members of an incident's evidence pack are that its receipts speak of. */
interface Pack {
  readonly incident: { readonly id: string; readonly rehearsal: boolean };
  readonly deliveries: readonly unknown[];
  readonly filings: readonly { readonly document: string; readonly markdown: string }[];
  readonly notice: unknown;
  readonly approved: string | null;
  readonly receipts: readonly string[];
}

/** What holds of a pack, said line by line, and whether all of it does. */
export type PackVerdict =
  | { readonly verdict: "verifies"; readonly lines: readonly string[] }
  | { readonly verdict: "does-not-verify" | "cannot-tell"; readonly why: string };

/** The pack a file holds; `null` where it is something else, such as a receipt. */
export function parsePack(text: string): Pack | "malformed" | null {
  if (!text.startsWith("{")) return null;
  try {
    const json: unknown = JSON.parse(text);
    return isPack(json) ? json : "malformed";
  } catch {
    return "malformed";
  }
}

/**
 * Checks an evidence pack offline: every receipt, that the steps are all there from the first on, and that the list of people, the
 * reports and the notice are those that the steps speak of. Whether it was a rehearsal is what the first step says.
 */
export function verifyPack(pack: Pack, trust: TrustPolicy | null): PackVerdict {
  const links: ChainLink[] = [];
  for (const [place, receipt] of pack.receipts.entries()) {
    const verdict = verifyReceipt(receipt, trust);
    if (verdict.verdict !== "verifies")
      return { verdict: verdict.verdict, why: `receipt ${place + 1}: ${verdict.why}` };
    if (verdict.about !== "person") return broken(`receipt ${place + 1} is not about the incident`);
    links.push({ event: verdict.event, commitment: verdict.commitment });
  }
  const chain = verifyChain(links);
  if (chain.verdict !== "complete")
    return broken(
      chain.verdict === "cannot-tell"
        ? chain.why
        : `the steps are not whole: ${chain.faults.map(({ kind }) => kind).join(", ")}`,
    );
  return judge(
    pack,
    links.map(({ event }) => event).toSorted((a, b) => a.seq - b.seq),
  );
}

function judge(pack: Pack, events: readonly EvidenceEvent[]): PackVerdict {
  const last = events.at(-1);
  if (last?.subject !== pack.incident.id) return broken("the receipts are of another incident");
  if (last.kind !== "pack-made") return broken("the last step is not that this pack was made");
  const rehearsal = events[0]?.facts.rehearsal === true;
  if (rehearsal !== pack.incident.rehearsal)
    return broken(`the log was told that this ${rehearsal ? "is a rehearsal" : "is no rehearsal"}`);
  const people = sha256(pack.deliveries.map((one) => JSON.stringify(one)).join("\n"));
  if (last.facts.deliveries !== people)
    return broken("the list of people is another than the log was told of");
  const filed = events.filter(({ kind }) => kind === "report-filed").map(({ facts }) => facts.document);
  for (const { document, markdown } of pack.filings)
    if (sha256(markdown) !== document || !filed.includes(document))
      return broken("a report is another than the log was told of");
  if (filed.length !== pack.filings.length) return broken("a report that was handed in is not here");
  const approved = events.findLast(({ kind }) => kind === "notice-approved")?.facts.notice;
  if (pack.approved !== null && (approved !== pack.approved || sha256(noticeText(pack.notice)) !== approved))
    return broken("the notice is another than the log was told was approved");
  return {
    verdict: "verifies",
    lines: [
      ...(rehearsal ? ["  a rehearsal: nothing of it happened, and no authority was told"] : []),
      `  incident: ${pack.incident.id}`,
      `  steps:    ${events.length}, none missing, the last at ${last.at}`,
      `  people:   ${pack.deliveries.length}`,
      `  reports:  ${pack.filings.length}`,
      ...events.map(({ seq, at, kind, clause }) => `  ${String(seq).padStart(4)}  ${at}  ${kind}  ${clause}`),
    ],
  };
}

function noticeText(notice: unknown): string {
  try {
    return canonicalJson(notice);
  } catch {
    return "";
  }
}

function broken(why: string): PackVerdict {
  return { verdict: "does-not-verify", why };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function isPack(json: unknown): json is Pack {
  if (!isObject(json) || json.format !== "avow-incident-pack/1") return false;
  const { incident, deliveries, filings, receipts, approved } = json;
  return (
    isObject(incident) &&
    typeof incident.id === "string" &&
    typeof incident.rehearsal === "boolean" &&
    Array.isArray(deliveries) &&
    Array.isArray(receipts) &&
    receipts.every((one) => typeof one === "string") &&
    Array.isArray(filings) &&
    filings.every(
      (one) => isObject(one) && typeof one.document === "string" && typeof one.markdown === "string",
    ) &&
    (approved === null || typeof approved === "string") &&
    "notice" in json
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
