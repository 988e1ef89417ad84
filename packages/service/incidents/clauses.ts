import type { Bundle } from "@avow/policy";

/** The purpose for which people are told of an incident. */
export const INCIDENT_PURPOSE = "incident";

/** The clause that promises to tell people (2.3.6): that of the purpose, or the governing law's where the policy has none. */
export function noticeClause({ purposes, law }: Bundle): string {
  return purposes[INCIDENT_PURPOSE]?.clause ?? law.clause;
}

/** The clause that promises to tell the authority (2.3.9), or the one that promises to tell people. */
export function regulatorClause(bundle: Bundle): string {
  return (
    bundle.clauses.find(({ mechanisms }) => mechanisms.includes("regulator-clock"))?.id ??
    noticeClause(bundle)
  );
}
