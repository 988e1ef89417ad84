import { equalBytes, failed, type Parsed } from "./bytes.ts";
import { formatVerifierKey, parseVerifierKey, type VerifierKey } from "./keys.ts";

/** A log whose checkpoints count. Its key's name is the origin it signs for; several keys may share an origin. */
export interface TrustedLog {
  readonly key: VerifierKey;
  readonly url: string | null;
}

/** A witness whose cosignatures count, under the name this policy gives it. */
export interface TrustedWitness {
  readonly name: string;
  readonly key: VerifierKey;
  readonly url: string | null;
}

/** Has witnessed what at least `threshold` of its members have. Members are defined earlier. */
export interface WitnessGroup {
  readonly name: string;
  readonly threshold: number;
  readonly members: readonly string[];
}

/** Whom a verifier believes (c2sp.org/tlog-policy). */
export interface TrustPolicy {
  readonly logs: readonly TrustedLog[];
  readonly witnesses: readonly TrustedWitness[];
  /** In order of definition. */
  readonly groups: readonly WitnessGroup[];
  /** Name of the witness or group that must have witnessed a checkpoint, or `none`. */
  readonly quorum: string;
}

interface Draft {
  readonly logs: TrustedLog[];
  readonly witnesses: TrustedWitness[];
  readonly groups: WitnessGroup[];
  readonly quorums: string[];
}

/** Reads a tlog-policy file. Log keys must be Ed25519 (01), witness keys cosignature/v1 (04). */
export function parseTrustPolicy(text: string): Parsed<TrustPolicy> {
  if (
    !text.isWellFormed() ||
    Array.from(text).some((c) => (c < " " && c !== "\n" && c !== "\t") || c === "\u007f")
  ) {
    return failed("trust policy holds a control character");
  }
  const draft: Draft = { logs: [], witnesses: [], groups: [], quorums: [] };
  for (const [i, line] of text.split("\n").entries()) {
    const [keyword, ...items] = line.split(/[ \t]+/).filter((item) => item !== "");
    if (keyword === undefined || keyword.startsWith("#")) continue;
    const why = readLine(draft, keyword, items);
    if (why !== null) return failed(`line ${i + 1}: ${why}`);
  }
  const [quorum] = draft.quorums;
  if (quorum === undefined) return failed("trust policy has no quorum line");
  const { logs, witnesses, groups } = draft;
  return { ok: true, value: { logs, witnesses, groups, quorum } };
}

/** Adds what one line defines to `draft`, or says why it may not. */
function readLine(draft: Draft, keyword: string, items: readonly string[]): string | null {
  switch (keyword) {
    case "log":
      return readLog(draft, items);
    case "witness":
      return readWitness(draft, items);
    case "group":
      return readGroup(draft, items);
    case "quorum":
      return readQuorum(draft, items);
    default:
      return `unknown keyword \`${keyword}\``;
  }
}

function readLog({ logs }: Draft, [vkey = "", url, ...rest]: readonly string[]): string | null {
  const key = parseVerifierKey(vkey);
  if (rest.length > 0) return "a log line has a key and at most a URL";
  if (!key.ok) return key.why;
  if (key.value.type !== "ed25519") return "a log's key must be of type 01";
  if (holdsKey(logs, key.value)) return "two logs have the same public key";
  logs.push({ key: key.value, url: url ?? null });
  return null;
}

function readWitness(draft: Draft, [name = "", vkey = "", url, ...rest]: readonly string[]): string | null {
  const key = parseVerifierKey(vkey);
  if (rest.length > 0) return "a witness line has a name, a key and at most a URL";
  if (!key.ok) return key.why;
  if (key.value.type !== "cosignature-v1") return "a witness's key must be of type 04";
  if (holdsKey(draft.witnesses, key.value)) return "two witnesses have the same public key";
  if (name === "none" || isDefined(draft, name)) return `name \`${name}\` is taken`;
  draft.witnesses.push({ name, key: key.value, url: url ?? null });
  return null;
}

function readGroup(draft: Draft, [name = "", count = "", ...members]: readonly string[]): string | null {
  const threshold = count === "all" ? members.length : count === "any" ? 1 : Number(count);
  if (!/^(all|any|[1-9][0-9]{0,3})$/.test(count) || threshold > members.length || members.length === 0) {
    return "a group needs a name, a threshold within its number of members, and members";
  }
  if (name === "none" || isDefined(draft, name)) return `name \`${name}\` is taken`;
  const earlier = draft.groups.flatMap((group) => group.members);
  for (const [i, member] of members.entries()) {
    if (!isDefined(draft, member)) return `\`${member}\` is not defined on an earlier line`;
    if (earlier.includes(member) || members.indexOf(member) !== i) return `\`${member}\` is a member twice`;
  }
  draft.groups.push({ name, threshold, members });
  return null;
}

function readQuorum(draft: Draft, [name = "", ...rest]: readonly string[]): string | null {
  if (rest.length > 0) return "a quorum line has one name";
  if (draft.quorums.length > 0) return "a trust policy has one quorum line";
  if (name !== "none" && !isDefined(draft, name)) return `\`${name}\` is not defined on an earlier line`;
  draft.quorums.push(name);
  return null;
}

function isDefined({ witnesses, groups }: Draft, name: string): boolean {
  return [...witnesses, ...groups].some((one) => one.name === name);
}

function holdsKey(holders: readonly { readonly key: VerifierKey }[], { publicKey }: VerifierKey): boolean {
  return holders.some(({ key }) => equalBytes(key.publicKey, publicKey));
}

/** Writes a policy in one form: logs, witnesses, groups with numeric thresholds, quorum. Comments are not kept. */
export function formatTrustPolicy({ logs, witnesses, groups, quorum }: TrustPolicy): string {
  const lines = [
    ...logs.map(({ key, url }) => ["log", formatVerifierKey(key), url ?? ""]),
    ...witnesses.map(({ name, key, url }) => ["witness", name, formatVerifierKey(key), url ?? ""]),
    ...groups.map(({ name, threshold, members }) => ["group", name, String(threshold), ...members]),
    ["quorum", quorum],
  ];
  return lines.map((items) => `${items.filter((item) => item !== "").join(" ")}\n`).join("");
}

/** Whether the quorum is met when the witnesses named in `cosigned` have cosigned. `cosigned` holds policy names. */
export function quorumMet({ groups, quorum }: TrustPolicy, cosigned: ReadonlySet<string>): boolean {
  const witnessed = new Set(cosigned);
  for (const { name, threshold, members } of groups) {
    if (members.filter((member) => witnessed.has(member)).length >= threshold) witnessed.add(name);
  }
  return quorum === "none" || witnessed.has(quorum);
}
