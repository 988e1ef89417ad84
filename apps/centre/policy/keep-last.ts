/** How many values are kept at hand. */
const MOST_KEPT = 16;

/**
 * Keeps the values last asked for, each under a key that names it for good. A value that could not be had is not kept, and
 * is asked for again.
 */
export function keepLast<V>(): (key: string, get: () => Promise<V>) => Promise<V> {
  const kept = new Map<string, V>();
  return async (key, get) => {
    const value = kept.get(key) ?? (await get());
    kept.delete(key);
    kept.set(key, value);
    for (const oldest of kept.keys()) {
      if (kept.size <= MOST_KEPT) break;
      kept.delete(oldest);
    }
    return value;
  };
}
