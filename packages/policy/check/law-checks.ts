import type { DiagnosticCode } from "../diagnostic.ts";
import type { LawCheck } from "./law-check.ts";
import { CONSENT_CHECKS } from "./law-consent.ts";
import { NOTICE_CHECKS } from "./law-notices.ts";
import { OVERSEAS_CHECKS } from "./law-overseas.ts";
import { USE_CHECKS } from "./law-uses.ts";

/** Everything a declared law is asked about a policy. */
export const LAW_CHECKS: readonly LawCheck[] = [
  ...CONSENT_CHECKS,
  ...USE_CHECKS,
  ...OVERSEAS_CHECKS,
  ...NOTICE_CHECKS,
];

/** For each legal rule that `check` holds a policy to, the diagnostics it does so with, in alphabetical order. */
export const CHECKED_RULES: Readonly<Record<string, readonly DiagnosticCode[]>> = listCheckedRules();

function listCheckedRules(): Readonly<Record<string, readonly DiagnosticCode[]>> {
  const ids = new Set(LAW_CHECKS.flatMap(({ rules }) => rules));
  const codesOf = (id: string) =>
    LAW_CHECKS.filter(({ rules }) => rules.includes(id)).map(({ code }) => code);
  return Object.fromEntries(Array.from(ids, (id) => [id, [...new Set(codesOf(id))].sort()]));
}
