import type { AnyModel } from "../model.ts";
import { EEA } from "./law-overseas.ts";

/** Where a rule set is the law of the land, if its name is not that of the country itself. */
const TERRITORIES: Readonly<Record<string, readonly string[]>> = {
  EU: EEA.countries,
  UK: ["GB"],
  CA: ["US"],
};

/** Whether `country` (ISO 3166-1 alpha-2) lies outside the territory of the law that governs the policy. */
export function isAbroad(
  country: string,
  { law }: { readonly law: Pick<AnyModel["law"], "governing"> },
): boolean {
  const named = Object.hasOwn(TERRITORIES, law.governing) ? TERRITORIES[law.governing] : undefined;
  return !(named ?? [law.governing]).includes(country);
}

/** Those of `countries` (ISO 3166-1 alpha-2) that lie outside the territory of a law; Hong Kong, Macao and Taiwan lie outside mainland China's. */
export function outsideOf(governing: string, countries: readonly string[]): readonly string[] {
  return countries.filter((country) => isAbroad(country, { law: { governing } }));
}
