import { setImmediate } from "node:timers/promises";

/**
 * Lets one caller pass at each turn of the event loop. A batch takes some milliseconds to read; were all that arrive together
 * read at one go, the writer would wait for them with the store standing idle.
 */
export function createTurns(): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    last = last.then(() => setImmediate());
    return last;
  };
}
