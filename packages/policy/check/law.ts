import type { Diagnostic } from "../diagnostic.ts";
import { citeRule, findRuleSet, type LegalRule, listRulesInForce, RULE_SETS } from "../law/rule-sets.ts";
import { suggest } from "../near-miss.ts";
import { isConsent } from "./consent.ts";
import type { Subject } from "./subject.ts";

/** The policy promises no less than the law that governs it demands. */
export function checkLaw(subject: Subject): readonly Diagnostic[] {
  const { model, report } = subject;
  const { governing } = model.law;
  const ruleSet = findRuleSet(governing);
  if (ruleSet === undefined) {
    const message = `there is no rule set for the law \`${governing}\``;
    const path = ["law", "governing"];
    return [report({ code: "law-unknown", path, message, ...suggest(governing, Object.keys(RULE_SETS)) })];
  }
  const inForce = listRulesInForce(governing, model.effective);
  const later = ruleSet.rules.filter((rule) => !inForce.includes(rule));
  return [
    ...inForce.flatMap((rule) => findMissingBases(subject, rule)),
    ...findUnconsentedContact(subject, inForce),
    ...later.map((rule) => announce(subject, rule)),
  ];
}

function findMissingBases({ model, report }: Subject, rule: LegalRule): readonly Diagnostic[] {
  const { floor } = rule;
  if (floor?.kind !== "basis-not-available") return [];
  const standing = Object.entries(model.purposes).filter(([, { basis }]) => basis === floor.basis);
  return standing.map(([id]) => {
    const message = `purpose \`${id}\` stands on \`${floor.basis}\`, which the governing law does not know`;
    const path = ["purposes", id, "basis"];
    return report({ code: "law-basis-not-available", path, message, source: citeRule(rule) });
  });
}

/** One diagnostic a permit, citing the first rule that demands consent. */
function findUnconsentedContact(
  { model, report }: Subject,
  rules: readonly LegalRule[],
): readonly Diagnostic[] {
  return model.permits.flatMap(({ action, purpose: id }, index) => {
    const purpose = Object.hasOwn(model.purposes, id) ? model.purposes[id] : undefined;
    if (purpose === undefined || isConsent(purpose.basis)) return [];
    const rule = rules.find(
      ({ floor }) =>
        floor?.kind === "consent-required" && floor.action === action && floor.nature === purpose.nature,
    );
    if (rule === undefined) return [];
    const message = `${action} for \`${id}\` stands on \`${purpose.basis}\`; the governing law demands consent`;
    const help = `make the basis of \`${id}\` consent, write what people are asked, and require it in \`when\``;
    const path = ["permits", index, "purpose"];
    return [report({ code: "law-consent-required", path, message, help, source: citeRule(rule) })];
  });
}

function announce({ model, report }: Subject, rule: LegalRule): Diagnostic {
  const message = `a legal rule takes effect on ${rule.effective}, after this policy (${model.effective}), and is not applied`;
  const path = ["effective"];
  return report({ code: "law-not-yet-effective", severity: "note", path, message, source: citeRule(rule) });
}
