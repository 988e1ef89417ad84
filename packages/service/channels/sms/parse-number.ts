import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/max";

/** Countries of governing laws that name no country of their own. */
const COUNTRIES: Readonly<Record<string, CountryCode>> = { UK: "GB", CA: "US", EU: "DE" };

/**
 * A telephone number in E.164, such as `+8613800000000`; `null` where it is none that a telephone could have.
 * @param law the governing law, whose country a number without a prefix is of
 */
export function parseNumber(text: string, law: string): string | null {
  const country = Object.hasOwn(COUNTRIES, law) ? COUNTRIES[law] : law;
  const known = country !== undefined && isSupportedCountry(country) ? { defaultCountry: country } : {};
  const number = parsePhoneNumberFromString(text, { ...known, extract: false });
  return number?.isValid() ? number.number : null;
}
