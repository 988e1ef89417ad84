import type { Context } from "../context.ts";
import { type Beat, startBeat } from "../start-beat.ts";
import { runRetention } from "./retention-run.ts";

const HOUR_MS = 3_600_000;

/** What else ends when its time is over; `goesOn` is asked between two people. */
type AlsoEnd = (context: Context, goesOn: () => boolean) => Promise<void>;

/**
 * Runs at once and then every hour, under the version of the policy that governs then. At once, so that a restored backup holds
 * nothing past its time for longer than it takes to erase it.
 */
export function startRetention(
  current: () => Promise<Context>,
  report: (error: unknown) => void,
  alsoEnd: readonly AlsoEnd[] = [],
): Beat {
  let last: number | null = null;
  let stopped = false;
  const beat = startBeat(async () => {
    const context = await current();
    const at = context.now().getTime();
    if (last !== null && at - last < HOUR_MS) return;
    const goesOn = () => !stopped;
    await runRetention(context, { goesOn, report });
    for (const end of alsoEnd) await end(context, goesOn);
    last = at;
  }, report);
  return {
    async stop() {
      stopped = true;
      await beat.stop();
    },
  };
}
