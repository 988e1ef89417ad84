import type { Diagnostic } from "../diagnostic.ts";
import {
  citeRule,
  findRuleSet,
  isApplied,
  type LegalRule,
  listLaws,
  listRulesInForce,
  listRulesToCome,
  RULE_SETS,
} from "../law/rule-sets.ts";
import { suggest } from "../near-miss.ts";
import { runLawCheck } from "./law-check.ts";
import { LAW_CHECKS } from "./law-checks.ts";
import type { Subject } from "./subject.ts";

/** The policy promises no less than the laws it declares demand, and nothing they do not allow. */
export function checkLaw(subject: Subject): readonly Diagnostic[] {
  const { law, effective } = subject.model;
  const laws = listLaws(law);
  const inForce = laws.flatMap((name) => listRulesInForce(name, effective));
  const toCome = laws.flatMap((name) => listRulesToCome(name, effective)).filter(isApplied);
  return [
    ...findUnknownLaws(subject),
    ...LAW_CHECKS.flatMap((check) => runLawCheck(check, subject, inForce)),
    ...toCome.map((rule) => announce(subject, rule)),
  ];
}

function findUnknownLaws({ model: { law }, report }: Subject): readonly Diagnostic[] {
  const declared = [
    { name: law.governing, path: ["law", "governing"] },
    ...(law.also ?? []).map((name, index) => ({ name, path: ["law", "also", index] })),
  ];
  const unknown = declared.filter(({ name }) => findRuleSet(name) === undefined);
  return unknown.map(({ name, path }) => {
    const message = `there is no rule set for the law \`${name}\``;
    return report({ code: "law-unknown", path, message, ...suggest(name, Object.keys(RULE_SETS)) });
  });
}

function announce({ model, report }: Subject, rule: LegalRule): Diagnostic {
  const message = `a legal rule takes effect on ${rule.effective}, after this policy (${model.effective}), and is not applied`;
  const path = ["effective"];
  return report({ code: "law-not-yet-effective", severity: "note", path, message, source: citeRule(rule) });
}
