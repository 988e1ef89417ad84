export { createAdvertisers } from "./advertisers.ts";
export type { AdvertisersOptions } from "./site.ts";
