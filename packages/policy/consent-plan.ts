import { canonicalJson, encodeUtf8, toHex } from "@avow/evidence";
import { sha256 } from "@noble/hashes/sha2.js";
import type { Bundle, Rule } from "./bundle.ts";
import type { HostKind, StorageKind, Text } from "./model.ts";
import { compareClauses } from "./numbering.ts";
import { sortedEntries } from "./sorted-entries.ts";

type Host = NonNullable<Bundle["hosts"]>[string];

/** What a visitor is asked, and what hangs on the answers; all a page needs of a policy to obey it. */
export interface ConsentPlan {
  /** SHA-256 of the bundle it was made from, hexadecimal. */
  readonly version: string;
  /** SHA-256 of the canonical JSON of `questions`: the exact words, in all languages, hexadecimal. */
  readonly wording: string;
  readonly languages: readonly string[];
  /** Where nothing is asked there is no banner. */
  readonly questions: readonly PlannedQuestion[];
  readonly keys: readonly PlannedKey[];
  readonly hosts: readonly PlannedHost[];
}

export interface PlannedQuestion {
  readonly purpose: string;
  readonly clause: string;
  readonly title: Text;
  readonly ask: Text;
}

/** A declared cookie or storage key. */
export interface PlannedKey {
  readonly name: string;
  readonly prefix: boolean;
  readonly kind: StorageKind;
  /** Purposes that must all be agreed to; empty for what needs no choice, `null` for what only a logged-in session decides. */
  readonly needs: readonly string[] | null;
}

/** A declared host of somebody else. */
export interface PlannedHost {
  readonly name: string;
  readonly title: Text;
  readonly kinds: readonly HostKind[];
  readonly needs: readonly string[] | null;
}

/**
 * The plan of a bundle. A purpose is asked about when a storage key or a host hangs on consent to it and a visitor without
 * an account can give it. The gate gives the same answer to every key and host under the same choices; a test holds them together.
 */
export function makeConsentPlan(bundle: Bundle, version: string): ConsentPlan {
  const keys = Object.entries(bundle.storage).map(([name, { kind, prefix }]): PlannedKey => {
    const rule = bundle.rules.find(({ action, key }) => action === "store" && key === name);
    return { name, prefix: prefix === true, kind, needs: needsOf(rule) };
  });
  const hosts = Object.entries(bundle.hosts ?? {}).map(([name, host]): PlannedHost => {
    const rule = bundle.rules.find((each) => isRuleOf(host, each));
    return { name, title: host.title, kinds: host.kinds, needs: needsOf(rule) };
  });
  const asked = new Set([...keys, ...hosts].flatMap(({ needs }) => needs ?? []));
  // In the order of the text, which does not depend on the order of names in the bundle: the hash must not either.
  const questions = sortedEntries(bundle.purposes)
    .flatMap(([purpose, { clause, title, ask }]) =>
      ask !== undefined && asked.has(purpose) ? [{ purpose, clause, title, ask }] : [],
    )
    .sort((a, b) => compareClauses(a.clause, b.clause));
  const wording = toHex(sha256(encodeUtf8(canonicalJson(questions))));
  return { version, wording, languages: bundle.languages, questions, keys, hosts };
}

/** Hosts come before permits among the rules, so that the first that fits is the host's own. */
function isRuleOf({ clause, purpose, recipient, data }: Host, rule: Rule): boolean {
  return (
    rule.action === "disclose" &&
    rule.clause === clause &&
    rule.purpose === purpose &&
    rule.recipient?.join() === recipient &&
    rule.data.join() === data.join()
  );
}

/** The consents a rule needs; `null` where it needs what only a session has, or nothing permits it at all. */
function needsOf(rule: Rule | undefined): readonly string[] | null {
  if (rule === undefined) return null;
  const needs: string[] = [];
  for (const { condition } of rule.when) {
    if (condition.kind === "consent") needs.push(condition.purpose);
    else if (condition.kind !== "not-objected") return null;
  }
  return [...new Set(needs)];
}
