import { randomBytes } from "node:crypto";
import type { Notice } from "../port.ts";
import { makeSignature, SIGNATURE_HEADER } from "../signature.ts";

export interface DeliveryOptions {
  /** Where the portal takes notices. */
  readonly to: string;
  readonly secret: string;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly now: () => Date;
  /** From 0 to 1: how late a notice leaves, and whether it is sent twice. */
  readonly chance: () => number;
  /** The wait after a first failure; it doubles with each. */
  readonly backoffMs: number;
  /** Told what was given up, by its event; never of what or whose it was. */
  readonly report: (what: string) => void;
}

export interface Deliveries {
  send(notice: Notice): void;
  /** Gives up what is under way. */
  stop(): void;
}

const ATTEMPTS = 8;
const PATIENCE_MS = 5000;
/** One notice in so many is sent twice. */
const TWICE_IN = 4;

/**
 * Sends notices as providers do: at least once, each attempt signed anew, again after a failure or a silence with longer and
 * longer waits, now and then twice though the first was taken, and in no order. An answer that will not change (4xx) ends it.
 */
export function createDeliveries(options: DeliveryOptions): Deliveries {
  const timers = new Set<NodeJS.Timeout>();
  const later = (waitMs: number, work: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, waitMs);
    timers.add(timer);
  };
  const attempt = async (notice: Notice, made: number): Promise<void> => {
    const outcome = await deliver(options, notice);
    if (outcome === "taken") return;
    if (outcome === "refused" || made === ATTEMPTS)
      options.report(`the notice \`${notice.event}\` was ${outcome} and is given up`);
    else later(options.backoffMs * 2 ** (made - 1), () => void attempt(notice, made + 1));
  };
  return {
    send(notice) {
      const times = options.chance() < 1 / TWICE_IN ? 2 : 1;
      for (let time = 0; time < times; time++)
        later(options.chance() * options.backoffMs, () => void attempt(notice, 1));
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

async function deliver(
  { to, secret, fetch, now }: DeliveryOptions,
  notice: Notice,
): Promise<"taken" | "refused" | "not answered"> {
  const body = JSON.stringify(notice);
  const delivery = randomBytes(8).toString("hex");
  try {
    const { ok, status } = await fetch(
      new Request(to, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          [SIGNATURE_HEADER]: makeSignature(secret, { body, at: now(), delivery }),
        },
        body,
        signal: AbortSignal.timeout(PATIENCE_MS),
      }),
    );
    if (ok) return "taken";
    return status >= 400 && status < 500 && status !== 408 && status !== 429 ? "refused" : "not answered";
  } catch {
    return "not answered";
  }
}
