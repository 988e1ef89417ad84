import { BASE } from "./site.ts";
import type { Language } from "./words.ts";

/** The two halves of the centre, each with its sections in the order of its tabs: about one person, and open to all. */
export const PERSONAL = [
  "mine",
  "given",
  "choices",
  "letters",
  "reach",
  "myChanges",
  "receipts",
  "leave",
] as const;
export const PUBLIC = ["policy", "versions", "flows", "ask", "announcements"] as const;
export type PublicSection = (typeof PUBLIC)[number];
export type Section = (typeof PERSONAL)[number] | PublicSection;

const PATHS: Readonly<Record<Section, string>> = {
  mine: "",
  given: "/given",
  choices: "/choices",
  myChanges: "/changes",
  letters: "/letters",
  reach: "/reach",
  receipts: "/receipts",
  leave: "/leave",
  policy: "/policy",
  versions: "/policy/versions",
  flows: "/policy/flows",
  ask: "/policy/ask",
  announcements: "/announcements",
};

/** Address of a section. */
export function pathTo(language: Language, section: Section): string {
  return `${BASE}/${language}${PATHS[section]}`;
}

/** Whether a section is open to all. */
export function isPublicSection(section: Section | null): section is PublicSection {
  return PUBLIC.some((one) => one === section);
}
