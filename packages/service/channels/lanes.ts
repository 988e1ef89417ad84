/** Turns that so many may have at once; whoever comes later waits, the first first. */
export interface Lanes {
  /** `false` when none was free before the deadline, in milliseconds since 1970. */
  take(deadline: number): Promise<boolean>;
  give(): void;
}

export function createLanes(count: number): Lanes {
  const waiting = new Set<() => void>();
  let taken = 0;
  return {
    take(deadline) {
      if (taken < count) {
        taken += 1;
        return Promise.resolve(true);
      }
      return new Promise((resolve) => {
        const turn = (): void => {
          clearTimeout(tooLate);
          resolve(true);
        };
        const tooLate = setTimeout(() => {
          waiting.delete(turn);
          resolve(false);
        }, deadline - Date.now());
        waiting.add(turn);
      });
    },
    give() {
      const [next] = waiting;
      if (next === undefined) {
        taken -= 1;
        return;
      }
      waiting.delete(next);
      next();
    },
  };
}
