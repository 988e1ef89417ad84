import { bundleVersion } from "../build.ts";
import type { Bundle } from "../bundle.ts";
import { type Change, listChanges } from "./changes.ts";
import { compareClauses } from "./clause-changes.ts";
import { listConsequences } from "./consequences.ts";
import { listNotes, noteRecited, noteRenames } from "./notes.ts";
import { listPermissions } from "./permissions.ts";
import { translateNames } from "./renames.ts";
import type { MeaningChange, PolicyDifference, Way } from "./shapes.ts";
import { createSpeakers, type Speaker, sayInEach } from "./speaker.ts";

/**
 * What the step from one policy to another means: every operation whose permission changed, whatever else was declared
 * otherwise, the words that differ, and whom it concerns. Two policies that mean the same in all of it give an empty
 * difference. Sentences are in every language of `after`: Chinese for a `zh` tag, English for any other.
 */
export function comparePolicies(before: Bundle, after: Bundle): PolicyDifference {
  const { bundle: old, renamed, clauseBefore } = translateNames(before, after);
  const speakers = createSpeakers(after.languages, after, old);
  const { changes, recited } = listChanges(listPermissions(old), listPermissions(after));
  const clauses = compareClauses(old, after, clauseBefore);
  const cited = recited.map((one) => ({ ...one, before: withOldNumbers(one.before, clauseBefore) }));
  return {
    before: bundleVersion(before),
    after: bundleVersion(after),
    changes: changes.map(
      (change): MeaningChange => ({
        ...change,
        before: change.before.map((way) => withOldNumbers(way, clauseBefore)),
        sentence: sayInEach(speakers, (speaker) => sayChange(speaker, change)),
      }),
    ),
    notes: [
      ...listNotes(old, after, speakers),
      ...noteRecited(cited, speakers),
      ...noteRenames(renamed, speakers),
    ],
    clauses,
    consequences: listConsequences({ before: old, after, changes, clauses }, speakers),
  };
}

function withOldNumbers(way: Way, numberBefore: (id: string) => string): Way {
  const when = way.when.map((bound) => ({ ...bound, clause: numberBefore(bound.clause) }));
  return { ...way, when, clause: numberBefore(way.clause) };
}

function sayChange(speaker: Speaker, change: Change): string {
  const { kind, direction, points, data, together, before, after } = change;
  const { words } = speaker;
  const deed = speaker.deed(points, data, together);
  switch (kind) {
    case "permitted":
      return words.mayNow({ ...deed, terms: speaker.terms(after, points) });
    case "no-longer-permitted":
      return words.mayNoLonger(deed);
    case "terms":
      return words.otherTerms({
        ...deed,
        before: speaker.terms(before, points) ?? words.always,
        after: speaker.terms(after, points) ?? words.always,
        direction,
      });
  }
}
