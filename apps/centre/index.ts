export { buildCentre } from "./build.ts";
export { createCentre } from "./centre.ts";
export type { CentreOptions } from "./site.ts";
