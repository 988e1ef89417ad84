import { pathTo } from "../sections.ts";
import type { Language } from "../words.ts";

/** Address of one version's own page. */
export function pathToVersion(language: Language, version: string): string {
  return `${pathTo(language, "versions")}/${version}`;
}

/** Address of what changed between two versions. */
export function pathToChanges(language: Language, before: string, after: string): string {
  return `${pathTo(language, "policy")}/changes/${before}/${after}`;
}
