import { isAbroad } from "../check/territory.ts";

/** Those of `countries` (ISO 3166-1 alpha-2) that lie outside the territory of a law; Hong Kong, Macao and Taiwan lie outside mainland China's. */
export function outsideOf(governing: string, countries: readonly string[]): readonly string[] {
  return countries.filter((country) => isAbroad(country, { law: { governing } }));
}
