import { type Bundle, findRuleSet, listLaws, listRulesInForce, makeDeadline } from "@avow/policy";

/** For how many days an announcement is shown at least; where a law of the policy asks for longer, that holds. */
export const LEAST_DAYS = 30;

const DAY_MS = 86_400_000;

/** The first moment at which an announcement that begins at `from` may end, by the house's rule and each law of the policy. */
export function earliestEnd({ law }: Pick<Bundle, "law">, from: Date): Date {
  const start = from.getTime();
  const byLaw = listLaws(law).flatMap((name) => {
    const timeZone = findRuleSet(name)?.timeZone;
    if (timeZone === undefined) return [];
    return listRulesInForce(name, from.toISOString().slice(0, 10))
      .flatMap(({ clocks }) => clocks ?? [])
      .filter((clock) => clock.kind === "keep-at-least" && clock.start === "notice-published")
      .map((clock) => makeDeadline(clock, { start, timeZone }))
      .map((end) => (end.kind === "at" ? end.until : start));
  });
  return new Date(Math.max(start + LEAST_DAYS * DAY_MS, ...byLaw));
}

/** {@link earliestEnd} in whole days, as a form asks for it. */
export function leastDays(bundle: Pick<Bundle, "law">, from: Date): number {
  return Math.ceil((earliestEnd(bundle, from).getTime() - from.getTime()) / DAY_MS);
}
