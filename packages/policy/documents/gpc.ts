import type { Bundle } from "../bundle.ts";

/** The GPC support resource, `/.well-known/gpc.json` (W3C Global Privacy Control, "GPC Support Representation"). */
export interface GpcSupport {
  readonly gpc: boolean;
  /** The day the statement was made, `2026-12-01`. */
  readonly lastUpdate: string;
}

/**
 * Whether a policy abides by `Sec-GPC`: it does where the software that counts the signal as a refusal keeps one of its
 * clauses. A policy that does not promise so says `false`.
 */
export function makeGpcSupport({ clauses, effective }: Bundle): GpcSupport {
  const gpc = clauses.some(
    ({ status }) => status.status === "enforced" && status.by.includes("refusal-costs-nothing"),
  );
  return { gpc, lastUpdate: effective };
}
