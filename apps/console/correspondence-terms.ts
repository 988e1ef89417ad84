import type { Bundle, Text } from "@avow/policy";
import { queryOptions } from "@tanstack/react-query";
import { readCurrentBundle } from "./api.ts";

/** A purpose for which the policy opens letters to operators. */
export interface ReadingPurpose {
  readonly id: string;
  readonly title: Text;
  /** The clause that opens them. */
  readonly clause: string;
}

/** The policy in force, as the service publishes it; asked again after a minute, for a version may have become current. */
export const readingPurposes = queryOptions({
  queryKey: ["reading-purposes"],
  queryFn: async () => readPurposes(await readCurrentBundle()),
  staleTime: 60_000,
});

/** Picks from a policy what letters may be opened for. */
export function readPurposes({
  rules,
  purposes,
}: Pick<Bundle, "rules" | "purposes">): readonly ReadingPurpose[] {
  return rules
    .filter(
      ({ action, by, data }) => action === "use" && by.includes("operator") && data.includes("letter.text"),
    )
    .flatMap(({ purpose, clause }) => {
      const declared = purposes[purpose];
      return declared === undefined ? [] : [{ id: purpose, title: declared.title, clause }];
    });
}
