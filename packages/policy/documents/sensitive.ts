import type { DataNature } from "../model.ts";

/** What PIPL 28 calls sensitive, the data of children included; logs and transactions are not. */
export const SENSITIVE: ReadonlySet<DataNature> = new Set([
  "biometric",
  "religion",
  "specific-identity",
  "health",
  "financial-account",
  "location-track",
  "child",
]);
