/** What a service does of its own accord, again and again. */
export interface Beat {
  /** Ends it, and waits for what is under way. */
  stop(): Promise<void>;
}

const BEAT_MS = 1000;

/** Does `work` at once and then every second, never twice at a time; a failure is told once, until one has succeeded again. */
export function startBeat(work: () => Promise<void>, report: (error: unknown) => void): Beat {
  let failing = false;
  let underWay: Promise<void> | null = null;
  const once = async (): Promise<void> => {
    try {
      await work();
      failing = false;
    } catch (error) {
      if (!failing) report(error);
      failing = true;
    } finally {
      underWay = null;
    }
  };
  const beat = (): void => {
    underWay ??= once();
  };
  const timer = setInterval(beat, BEAT_MS);
  beat();
  return {
    async stop() {
      clearInterval(timer);
      await underWay;
    },
  };
}
