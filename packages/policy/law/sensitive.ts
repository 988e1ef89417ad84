import type { DataNature } from "../model.ts";

const SENSITIVE: ReadonlySet<DataNature> = new Set([
  "biometric",
  "religion",
  "specific-identity",
  "health",
  "financial-account",
  "location-track",
  "child",
]);

/** Whether PIPL 28 calls such data sensitive, that of children included; logs and transactions are not. */
export function isSensitive(nature: DataNature | undefined): boolean {
  return nature !== undefined && SENSITIVE.has(nature);
}
