import { type Bundle, findRuleSet, listLaws } from "@avow/policy";

/** Where the days of the governing law begin and end. */
export function governingZone({ law }: Bundle): string {
  return findRuleSet(listLaws(law)[0] ?? "")?.timeZone ?? "UTC";
}
