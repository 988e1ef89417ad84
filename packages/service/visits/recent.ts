/** Remembers what was made lately, by a key of two parts, so that it is not made again. */
export interface Recent<T> {
  /** What was made for the key, or is made now. */
  get(first: string, second: string, make: () => T): T;
}

type Generation<T> = Map<string, Map<string, T>>;

/** Holds the last `least` that were asked for, and never more than twice as many: whole generations are forgotten. */
export function createRecent<T>(least: number): Recent<T> {
  let young: Generation<T> = new Map();
  let old: Generation<T> = new Map();
  let size = 0;
  return {
    get(first, second, make) {
      const known = young.get(first)?.get(second);
      if (known !== undefined) return known;
      const value = old.get(first)?.get(second) ?? make();
      if (size === least) {
        old = young;
        young = new Map();
        size = 0;
      }
      const group = young.get(first);
      if (group === undefined) young.set(first, new Map([[second, value]]));
      else group.set(second, value);
      size += 1;
      return value;
    },
  };
}
