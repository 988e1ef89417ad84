import type { AppliedLaw, BoundCondition, Bundle, Clause, Rule, Section } from "./bundle.ts";
import { ACTIONS } from "./model.ts";
import {
  clauseShape,
  conditionShape,
  controllerShape,
  declaredMembers,
  effectiveShape,
  formerlyShape,
  hostsShape,
  languagesShape,
  lawMembers,
  noticesShape,
  productsShape,
  statusShape,
  textShape,
} from "./model-shape.ts";
import { arrayOf, count, literal, nullable, object, oneOf, optional, type Shape, text } from "./shape.ts";

/** A bundle read from an unknown value, or the first reason why it is none. */
export type ParsedBundle =
  | { readonly ok: true; readonly bundle: Bundle }
  | { readonly ok: false; readonly why: string };

/**
 * Reads a bundle that came from elsewhere. Every part must have its kind, none may be missing or unknown: a condition or a
 * member that is not understood could be what forbids. Whether its hash is the one expected is for the caller to compare.
 */
export function parseBundle(json: unknown): ParsedBundle {
  const [problem] = bundleShape(json, []);
  if (problem !== undefined) return { ok: false, why: problem.message };
  return { ok: true, bundle: json as Bundle };
}

const anyText = text();
const anyTexts = arrayOf(anyText);

const appliedLawShape = object<AppliedLaw>({
  id: anyText,
  instrument: anyText,
  article: anyText,
  effective: effectiveShape,
  verified: oneOf(["read", "secondary", "unchecked"] satisfies AppliedLaw["verified"][]),
  duty: textShape,
});

const ruleShape = object<Rule>({
  clause: clauseShape,
  action: oneOf(ACTIONS),
  purpose: anyText,
  data: anyTexts,
  by: anyTexts,
  form: nullable(anyText),
  channel: nullable(anyTexts),
  recipient: nullable(anyTexts),
  key: nullable(anyText),
  when: arrayOf(
    object<BoundCondition>({ condition: conditionShape, clause: clauseShape, source: nullable(anyText) }),
  ),
});

const sectionShape = object<Section>({ id: anyText, level: count, title: textShape, prose: textShape });

const publishedClauseShape = object<Clause>({
  id: clauseShape,
  section: anyText,
  status: statusShape,
  mechanisms: anyTexts,
  words: textShape,
});

const bundleShape: Shape = object<Bundle>({
  format: literal("avow-bundle/1"),
  id: anyText,
  title: textShape,
  languages: languagesShape,
  effective: effectiveShape,
  controller: nullable(controllerShape),
  law: object<Bundle["law"]>({ ...lawMembers, applied: arrayOf(appliedLawShape) }),
  ...declaredMembers,
  hosts: optional(hostsShape),
  products: optional(productsShape),
  notices: noticesShape,
  formerly: formerlyShape,
  rules: arrayOf(ruleShape),
  sections: arrayOf(sectionShape),
  clauses: arrayOf(publishedClauseShape),
});
