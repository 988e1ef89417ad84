/** The parts of a record in the order of their names, which does not depend on how their author arranged them. */
export function sortedEntries<T>(parts: Readonly<Record<string, T>>): readonly (readonly [string, T])[] {
  return Object.entries(parts).sort(([a], [b]) => (a < b ? -1 : 1));
}
