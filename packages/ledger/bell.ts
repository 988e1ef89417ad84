/** Wakes a loop that has nothing to do. Rings are not counted; one that nobody waited for wakes the next wait at once. */
export interface Bell {
  ring(): void;
  /** Fulfils at the next ring, at the latest after `ms`. */
  wait(ms: number): Promise<void>;
}

/** A bell for one waiting loop. */
export function createBell(): Bell {
  let rung = false;
  let wake = () => {};
  return {
    ring() {
      rung = true;
      wake();
    },
    async wait(ms) {
      if (!rung) {
        const { promise, resolve } = Promise.withResolvers<void>();
        const timer = setTimeout(resolve, ms);
        wake = resolve;
        await promise;
        clearTimeout(timer);
      }
      rung = false;
    },
  };
}
