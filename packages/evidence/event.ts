import { decodeUtf8, encodeUtf8, failed, fromBase64, type Parsed } from "./bytes.ts";
import { canonicalJson, isJsonObject, type JsonValue, parseStrictJson } from "./canonical-json.ts";

/** What a fact of an event may be. */
export type Fact = string | number | boolean | null | readonly string[];

/** Something that happened to one person's data, as it is committed to. It never enters the log itself. */
export interface EvidenceEvent {
  readonly v: 1;
  /** What happened, noun first: `consent-given`. */
  readonly kind: string;
  /** When, in UTC, to the second: `2026-11-22T14:41:00Z`. */
  readonly at: string;
  /** SHA-256 of the policy bundle in force, 64 lower-case hexadecimal digits. */
  readonly policy: string;
  /** Number of the clause it happened under. */
  readonly clause: string;
  /** Place in this person's events, from 1. */
  readonly seq: number;
  /** Commitment of this person's event before, base64; `null` for the first. */
  readonly previous: string | null;
  /** Opaque random id of the person. */
  readonly subject: string;
  readonly facts: Readonly<Record<string, Fact>>;
}

const MEMBERS = "at,clause,facts,kind,policy,previous,seq,subject,v";

/**
 * The bytes that are committed to: the event's canonical JSON.
 * @throws {TypeError} naming the member that is not as `EvidenceEvent` says.
 */
export function encodeEvent(event: EvidenceEvent): Uint8Array {
  const text = canonicalJson(event);
  const parsed = readEvent(parseStrictJson(text));
  if (!parsed.ok) throw new TypeError(parsed.why);
  return encodeUtf8(text);
}

/** Reads an event's bytes: exactly those that `encodeEvent` writes. */
export function decodeEvent(bytes: Uint8Array): Parsed<EvidenceEvent> {
  const text = decodeUtf8(bytes);
  if (text === null) return failed("event is not UTF-8");
  const event = readEvent(parseStrictJson(text));
  return event.ok && canonicalJson(event.value) !== text ? failed("event is not canonical JSON") : event;
}

function readEvent(json: Parsed<JsonValue>): Parsed<EvidenceEvent> {
  if (!json.ok) return failed(`event is not strict JSON: ${json.why}`);
  const { value } = json;
  if (!isJsonObject(value) || Object.keys(value).sort().join() !== MEMBERS)
    return failed(`event must have ${MEMBERS}`);
  const { v, kind, at, policy, clause, seq, previous, subject, facts } = value;
  if (v !== 1) return failed("event is not of version 1");
  if (!isMatch(kind, /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/)) return failed("`kind` is not noun-verb in kebab case");
  if (!isMatch(at, /./) || !isInstant(at)) return failed("`at` is not a UTC instant of whole seconds");
  if (!isMatch(policy, /^[0-9a-f]{64}$/)) return failed("`policy` is not a SHA-256 in hexadecimal");
  if (!isMatch(clause, /./) || !isMatch(subject, /./))
    return failed("`clause` or `subject` is empty or not text");
  if (typeof seq !== "number" || !Number.isSafeInteger(seq) || seq < 1)
    return failed("`seq` is not a count from 1");
  if (previous !== undefined && !isPrevious(previous, seq)) {
    return failed("`previous` is not null for the first event, or not a commitment for a later one");
  }
  if (facts === undefined || !isFacts(facts)) return failed("`facts` holds something that is no fact");
  return {
    ok: true,
    value: { v, kind, at, policy, clause, seq, previous: previous ?? null, subject, facts },
  };
}

function isMatch(value: JsonValue | undefined, pattern: RegExp): value is string {
  return typeof value === "string" && pattern.test(value);
}

function isPrevious(value: JsonValue, seq: number): value is string | null {
  if (seq === 1) return value === null;
  return typeof value === "string" && fromBase64(value)?.length === 32;
}

function isFacts(value: JsonValue): value is Record<string, Fact> {
  return (
    isJsonObject(value) &&
    Object.values(value).every((fact) =>
      Array.isArray(fact)
        ? fact.every((item) => typeof item === "string")
        : fact === null || typeof fact !== "object",
    )
  );
}

/** Whether `text` is `YYYY-MM-DDThh:mm:ssZ` and such a second exists in the Gregorian calendar (no leap seconds). */
function isInstant(text: string): boolean {
  const fields = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})Z$/.exec(text);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields?.slice(1).map(Number) ?? [];
  return fields !== null && day >= 1 && day <= daysIn(year, month) && hour < 24 && minute < 60 && second < 60;
}

function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}
