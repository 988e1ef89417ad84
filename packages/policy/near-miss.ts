const FARTHEST = 2;

/**
 * Help for a name that is not among `known`: the nearest one, or all of them when they are few.
 * @example suggest("marketin", ["account", "marketing"]) // => { help: "did you mean `marketing`?" }
 */
export function suggest(name: string, known: readonly string[]): { readonly help?: string } {
  const nearest = findNearest(name, known);
  if (nearest !== undefined) return { help: `did you mean \`${nearest}\`?` };
  if (known.length === 0 || known.length > 8) return {};
  return { help: `known: ${known.map((each) => `\`${each}\``).join(", ")}` };
}

/** The first of the nearest names: at most two edits away, and less than half of it changed. */
export function findNearest(name: string, known: readonly string[]): string | undefined {
  const limit = Math.min(FARTHEST, Math.floor((name.length - 1) / 2));
  let nearest: string | undefined;
  let least = limit + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const distance = editDistance(name, candidate);
    if (distance >= least) continue;
    nearest = candidate;
    least = distance;
  }
  return nearest;
}

/** Damerau-Levenshtein distance with adjacent transpositions (optimal string alignment), in UTF-16 code units. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + changed);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, at(beforeLast, j - 2) + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
