import type { AppliedLaw } from "../bundle.ts";
import instruments from "./instruments.json" with { type: "json" };

/** Where an instrument was read, and since when it holds. */
export interface Instrument {
  readonly title: Readonly<Partial<Record<"en" | "zh", string>>>;
  /** Its number, where it has one. */
  readonly designation?: string;
  /** First day in force, ISO 8601; `null` for what is no law or whose day is not known. */
  readonly effective: string | null;
  readonly verified: AppliedLaw["verified"];
  /** Where it was read, and what was not. */
  readonly read: string;
}

/** Every instrument the rules were read in, by key. */
export const INSTRUMENTS: Readonly<Record<string, Instrument>> = instruments as unknown as Record<
  string,
  Instrument
>;
