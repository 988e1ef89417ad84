import { canonicalJson, encodeUtf8, toHex } from "@avow/evidence";
import { sha256 } from "@noble/hashes/sha2.js";
import type { AppliedLaw, Bundle, Clause, Section } from "./bundle.ts";
import { checkPolicy, type PolicySource } from "./check.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { type FactsInWords, fillFacts, listFacts } from "./interpolate.ts";
import { isApplied, type LegalRule, listLaws, listRulesInForce } from "./law/rule-sets.ts";
import type { AnyModel, Text } from "./model.ts";
import { parseModel } from "./model-shape.ts";
import { compareClauses } from "./numbering.ts";
import { compileRules } from "./rules.ts";
import { summariserOf } from "./summary.ts";
import { parseWords, type Words } from "./words.ts";

/** A bundle with its identity, or the diagnostics that stand against it. */
export type BuildOutcome =
  | { readonly ok: true; readonly bundle: Bundle; readonly version: string }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * Makes the bundle of a policy. Errors block it, warnings and notes do not. The same policy gives the same bytes, however
 * its author ordered the names in it, unless a sentence lists their titles.
 */
export function buildBundle(policy: PolicySource): BuildOutcome {
  const diagnostics = checkPolicy(policy);
  const parsed = parseModel(policy.model);
  if (!parsed.ok || diagnostics.some(({ severity }) => severity === "error"))
    return { ok: false, diagnostics };
  const { model } = parsed;
  const said = model.languages.flatMap((language): Said[] => {
    const file = policy.words[language];
    if (file === undefined) return [];
    return [{ words: parseWords({ language, ...file }), facts: listFacts(model, language) }];
  });
  const bundle = makeBundle(model, said);
  return { ok: true, bundle, version: bundleVersion(bundle) };
}

/** The identity of a bundle: SHA-256 of its canonical JSON (RFC 8785), lower-case hexadecimal. */
export function bundleVersion(bundle: Bundle): string {
  return toHex(sha256(encodeUtf8(canonicalJson(bundle))));
}

/** The words of one language and what fills the gaps in them. */
interface Said {
  readonly words: Words;
  readonly facts: FactsInWords;
}

function makeBundle(model: AnyModel, said: readonly Said[]): Bundle {
  const laws = listLaws(model.law).flatMap((name) => listRulesInForce(name, model.effective));
  return {
    format: "avow-bundle/1",
    id: model.id,
    title: model.title,
    languages: model.languages,
    effective: model.effective,
    controller: model.controller,
    law: { ...model.law, applied: laws.filter(isApplied).map(makeAppliedLaw) },
    roles: model.roles,
    channels: model.channels,
    recipients: model.recipients,
    data: model.data,
    purposes: model.purposes,
    forms: model.forms,
    storage: model.storage,
    ...(model.hosts === undefined ? {} : { hosts: model.hosts }),
    ...(model.products === undefined ? {} : { products: model.products }),
    notices: model.notices ?? {},
    formerly: model.formerly ?? {},
    rules: compileRules(model, laws),
    sections: makeSections(said),
    clauses: makeClauses(model, said),
  };
}

function makeAppliedLaw({ id, instrument, article, effective, verified, duty }: LegalRule): AppliedLaw {
  return { id, instrument, article, effective, verified, duty };
}

/** In the order they are written, which `checkPolicy` holds to their numbers. */
function makeSections(said: readonly Said[]): readonly Section[] {
  return (said[0]?.words.sections ?? []).map(({ id, level }) => ({
    id,
    level,
    title: inEachLanguage(said, ({ sections }) => sections.find((section) => section.id === id)?.title),
    prose: inEachLanguage(said, ({ sections }) => sections.find((section) => section.id === id)?.prose),
  }));
}

function makeClauses(model: AnyModel, said: readonly Said[]): readonly Clause[] {
  const summarise = summariserOf(model);
  const clauses = (said[0]?.words.clauses ?? []).flatMap(({ id, section }): Clause[] => {
    const { status, mechanisms } = summarise(id);
    if (status === null) return [];
    const words = inEachLanguage(
      said,
      (written) => written.clauses.find((clause) => clause.id === id)?.words,
    );
    return [{ id, section, status, mechanisms, words }];
  });
  return clauses.sort((a, b) => compareClauses(a.id, b.id));
}

function inEachLanguage(said: readonly Said[], find: (words: Words) => string | undefined): Text {
  return Object.fromEntries(
    said.map(({ words, facts }) => [words.language, fillFacts(find(words) ?? "", facts)]),
  );
}
