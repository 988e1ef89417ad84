import { decodeUtf8, failed, type Parsed, toBase64 } from "./bytes.ts";
import { canonicalJson, type JsonValue, parseStrictJson } from "./canonical-json.ts";
import { commit, OPENING_BYTES, personLeaf, publicLeaf } from "./commitment.ts";
import { decodeEvent, type EvidenceEvent } from "./event.ts";
import { cosignedAt, type VerifierKey, verifySignature } from "./keys.ts";
import { hashLeaf, verifyInclusion } from "./merkle.ts";
import { parseReceipt, type Receipt, type ReceiptContent } from "./receipt.ts";
import { quorumMet, type TrustPolicy } from "./trust.ts";

/** A witness that cosigned the receipt's checkpoint and was checked. */
export interface CosignedBy {
  /** Its name in the trust policy. */
  readonly name: string;
  /** When it cosigned, by its own clock, in seconds since 1970: the event happened no later. */
  readonly seconds: number;
}

/**
 * The steps of verification, in their order:
 * `form`: the text is a receipt in its one form; `commitment`: what it says was logged is an event with an opening, or
 * an entry; `inclusion`: that leads to the checkpoint's root; `signature`: every line by a trusted key verifies and
 * the log's is there; `origin`: the log signed under its own name; `quorum`: enough witnesses cosigned.
 */
export type Step = "form" | "commitment" | "inclusion" | "signature" | "origin" | "quorum";

/** What a receipt is about, as read from its committed bytes. */
export type Subject =
  | {
      readonly about: "person";
      readonly event: EvidenceEvent;
      /** The event's commitment in base64: what the person's next event names as `previous`. */
      readonly commitment: string;
    }
  | { readonly about: "public"; readonly entry: JsonValue };

/** The answer for a receipt that holds in every respect. */
export type Verified = Subject & {
  readonly verdict: "verifies";
  readonly index: number;
  readonly size: number;
  readonly origin: string;
  readonly witnesses: readonly CosignedBy[];
  /** `signed-by-log` is the weaker: no witness stands by that the log shows everyone the same tree. */
  readonly strength: "signed-by-log" | "witnessed";
};

/** The answer for a receipt that fails a step. */
export interface Refuted {
  readonly verdict: "does-not-verify";
  readonly step: Step;
  readonly why: string;
}

/** The answer when everything that could be checked holds, but not everything could. */
export interface Undecided {
  readonly verdict: "cannot-tell";
  readonly why: string;
}

/** What verifying a receipt answers. */
export type Verdict = Verified | Refuted | Undecided;

/**
 * Verifies a receipt offline. Total: never throws on any text.
 * `trust` says whom to believe; without it, or when it does not know the log or the key of one of the signature lines,
 * the answer is `cannot-tell` at best.
 */
export function verifyReceipt(receipt: string | Uint8Array, trust: TrustPolicy | null): Verdict {
  const parsed = parseReceipt(receipt);
  if (!parsed.ok) return refuted("form", parsed.why);
  const { content, index, proof, checkpoint } = parsed.value;
  if (index > Number.MAX_SAFE_INTEGER || checkpoint.size > Number.MAX_SAFE_INTEGER) {
    return refuted("form", "index or tree size is beyond 2^53 - 1");
  }
  const logged = readContent(content);
  if (!logged.ok) return refuted("commitment", logged.why);
  const { subject, leaf } = logged.value;
  const { size, root, origin } = checkpoint;
  if (!verifyInclusion({ index, size, leafHash: hashLeaf(leaf), proof, root })) {
    return refuted("inclusion", "what the receipt says was logged does not lead to the checkpoint's root");
  }
  if (trust === null)
    return { verdict: "cannot-tell", why: "no trust policy was given, so no signature was checked" };
  const signed = checkSignatures(parsed.value, trust);
  if ("verdict" in signed) return signed;
  const { witnesses } = signed;
  return {
    verdict: "verifies",
    ...subject,
    index: Number(index),
    size: Number(size),
    origin,
    witnesses,
    strength: witnesses.length > 0 ? "witnessed" : "signed-by-log",
  };
}

function refuted(step: Step, why: string): Refuted {
  return { verdict: "does-not-verify", step, why };
}

function readContent(
  content: ReceiptContent,
): Parsed<{ readonly subject: Subject; readonly leaf: Uint8Array }> {
  if (content.kind === "public") {
    const text = decodeUtf8(content.entry);
    const json = text === null ? failed("entry is not UTF-8") : parseStrictJson(text);
    if (!json.ok) return json;
    if (canonicalJson(json.value) !== text) return failed("entry is not canonical JSON");
    return {
      ok: true,
      value: { subject: { about: "public", entry: json.value }, leaf: publicLeaf(json.value) },
    };
  }
  if (content.opening.length !== OPENING_BYTES) return failed(`opening is not ${OPENING_BYTES} bytes`);
  const event = decodeEvent(content.event);
  if (!event.ok) return event;
  const commitment = commit(content);
  const subject: Subject = { about: "person", event: event.value, commitment: toBase64(commitment) };
  return { ok: true, value: { subject, leaf: personLeaf(commitment) } };
}

type Holder = { readonly key: VerifierKey } & (
  | { readonly role: "log" }
  | { readonly role: "witness"; readonly name: string }
);

function checkSignatures(
  { checkpoint: { origin }, signedText, signatures }: Receipt,
  trust: TrustPolicy,
): Refuted | Undecided | { readonly witnesses: readonly CosignedBy[] } {
  const holders: Holder[] = [
    ...trust.logs.map(({ key }) => ({ role: "log" as const, key })),
    ...trust.witnesses.map(({ key, name }) => ({ role: "witness" as const, key, name })),
  ];
  const witnesses: CosignedBy[] = [];
  const unknown: string[] = [];
  let isSignedByLog = false;
  for (const { name, keyId, signature } of signatures) {
    const holder = holders.find(({ key }) => key.name === name && key.keyId === keyId);
    if (holder === undefined) {
      unknown.push(name);
    } else if (!verifySignature(holder.key, signedText, signature)) {
      return refuted("signature", `signature by \`${name}\` does not verify`);
    } else if (holder.role === "witness") {
      witnesses.push({ name: holder.name, seconds: Number(cosignedAt(signature)) });
    } else if (name !== origin) {
      return refuted("origin", `\`${name}\` signed a checkpoint of \`${origin}\``);
    } else {
      isSignedByLog = true;
    }
  }
  if (!isSignedByLog) {
    return trust.logs.some(({ key }) => key.name === origin)
      ? refuted("signature", `no signature by a key trusted for \`${origin}\``)
      : { verdict: "cannot-tell", why: `the trust policy does not know the log \`${origin}\`` };
  }
  if (!quorumMet(trust, new Set(witnesses.map(({ name }) => name)))) {
    return refuted("quorum", `witnesses do not meet the quorum \`${trust.quorum}\``);
  }
  const [stranger] = unknown;
  if (stranger !== undefined) {
    return {
      verdict: "cannot-tell",
      why: `the trust policy does not know the key of the signature line \`${stranger}\``,
    };
  }
  return { witnesses };
}
