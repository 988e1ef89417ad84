import { createRequire } from "node:module";
import { Fault } from "@avow/postgres";
import { type CountryResponse, open } from "maxmind";

/** The country an address is registered in, ISO 3166-1 alpha-2; `null` when that is not known. */
export type FindRegion = (address: string) => string | null;

const FILE = "@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb";

/**
 * Reads the table of countries into memory, once for the life of the service.
 * @throws {Fault} `region-file-unusable` when it is not there or is no such table
 */
export async function openRegions(): Promise<FindRegion> {
  try {
    const path = createRequire(import.meta.url).resolve(FILE);
    const reader = await open<CountryResponse & { readonly country_code?: string }>(path);
    return (address) => {
      const code = reader.get(address)?.country_code;
      return code !== undefined && /^[A-Z]{2}$/.test(code) ? code : null;
    };
  } catch (cause) {
    throw new Fault({
      code: "region-file-unusable",
      message: "the table of addresses by country cannot be read",
      help: "install the packages again with `npm ci`",
      cause,
    });
  }
}
