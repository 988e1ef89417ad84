import { type BodyOf, LONGEST_BATCH } from "@avow/contract";
import type { Avow } from "./avow.ts";

type Body = BodyOf<"recordVisits">;

/** One request, as the service takes it, with its `User-Agent` header. */
export type SentVisit = Omit<Body["visits"][number], "agent"> & { readonly agent: string };

export interface VisitSenderOptions {
  readonly avow: Pick<Avow, "asSite">;
  /** Told when visits wait because the service is away, and of every one that had to be dropped, by number. */
  readonly report: (what: string) => void;
  /** The clock; the machine's unless given. */
  readonly now?: () => Date;
}

/** Sends visits to the service from memory, some at a time, without anybody waiting for it. */
export interface VisitSender {
  /** Takes a visit. Never throws and never waits. */
  add(visit: SentVisit): void;
  /** Sends what waits, once more where that fails, and ends; what is left then is dropped, and told. */
  stop(): Promise<void>;
}

/** Visits that are held while the service is away. About as many bytes as a thousand times that. */
export const MOST_HELD = 50_000;
/** How long a visit is held: a little less than the service takes it. */
export const HELD_MS = 45 * 60_000;
const FLUSH_MS = 250;
const FLUSH_AT = 500;
const SLOWEST_RETRY_MS = 30_000;
const REPORT_MS = 60_000;

interface Batch {
  readonly batch: string;
  readonly visits: readonly SentVisit[];
}

/** What came of sending a batch: it is kept there, it may be tried again, or it never will be taken. */
type Outcome = "kept" | "later" | { readonly never: string };

/**
 * Sends what was added every quarter of a second, or as soon as there are five hundred. What could not be sent is sent again,
 * later and later, under the same name, so that it is kept once.
 */
export function createVisitSender({ avow, report, now = () => new Date() }: VisitSenderOptions): VisitSender {
  let waiting: SentVisit[] = [];
  let unsent: Batch | null = null;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let sending: Promise<void> | null = null;
  const dropped = countDropped(report);

  const send = async (batch: Batch): Promise<Outcome> => {
    try {
      const sent = await avow.asSite("recordVisits", { body: bodyOf(batch) });
      if (sent.ok) return "kept";
      return sent.problem.status >= 500 || sent.problem.status === 429
        ? "later"
        : { never: sent.problem.code };
    } catch {
      return "later";
    }
  };
  /** What is to be sent next: what failed before it, less what has grown too old. */
  const next = (): Batch | null => {
    const oldest = now().getTime() - HELD_MS;
    while (unsent !== null || waiting.length > 0) {
      const { batch, visits } = unsent ?? {
        batch: crypto.randomUUID(),
        visits: waiting.splice(0, LONGEST_BATCH),
      };
      const young = visits.filter(({ at }) => Date.parse(at) >= oldest);
      dropped.add(visits.length - young.length, "the service was away for longer than they may be held");
      unsent = young.length === 0 ? null : { batch, visits: young };
      if (unsent !== null) return unsent;
    }
    return null;
  };
  const sendSome = async (): Promise<void> => {
    const batch = next();
    if (batch === null) return;
    const outcome = await send(batch);
    if (outcome === "later") {
      failures += 1;
      if (failures === 1)
        report(
          `visits cannot be sent; ${MOST_HELD} at most are held here, and sent when the service is back`,
        );
      return;
    }
    if (outcome !== "kept")
      dropped.add(batch.visits.length, `the service does not take them: ${outcome.never}`);
    failures = 0;
    unsent = null;
  };
  const isEmpty = (): boolean => waiting.length === 0 && unsent === null;
  const turn = (): Promise<void> => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    sending ??= sendSome().finally(() => {
      sending = null;
      plan();
    });
    return sending;
  };
  const plan = (): void => {
    if (timer !== null || sending !== null || isEmpty()) return;
    const isFull = failures === 0 && waiting.length >= FLUSH_AT;
    timer = setTimeout(turn, isFull ? 0 : Math.min(FLUSH_MS * 2 ** failures, SLOWEST_RETRY_MS));
    timer.unref?.();
  };
  return {
    add(visit) {
      if (waiting.length + (unsent?.visits.length ?? 0) >= MOST_HELD) {
        dropped.add(1, `more than ${MOST_HELD} waited`);
        return;
      }
      waiting.push(visit);
      if (failures === 0 && waiting.length === FLUSH_AT) void turn();
      else plan();
    },
    async stop() {
      await sending;
      for (let tries = 0; !isEmpty() && tries < 2; tries = failures === 0 ? 0 : tries + 1) await turn();
      if (timer !== null) clearTimeout(timer);
      dropped.add(waiting.length + (unsent?.visits.length ?? 0), "the site ended before they could be sent");
      waiting = [];
      unsent = null;
      dropped.tell();
    },
  };
}

/** A batch as it is sent: each agent once. */
function bodyOf({ batch, visits }: Batch): Body {
  const places = new Map<string, number>();
  const placed = visits.map((visit) => {
    const agent = places.get(visit.agent) ?? places.size;
    places.set(visit.agent, agent);
    return { ...visit, agent };
  });
  return { batch, agents: [...places.keys()], visits: placed };
}

/** Counts what was dropped, and tells it at once, and what follows once a minute, so that nothing is passed over. */
function countDropped(report: (what: string) => void) {
  let [count, reason] = [0, ""];
  let timer: ReturnType<typeof setTimeout> | null = null;
  const tell = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (count > 0) report(`visits dropped, which are not in the log: ${count}; ${reason}`);
    count = 0;
  };
  return {
    add(visits: number, why: string): void {
      if (visits === 0) return;
      count += visits;
      reason = why;
      if (timer !== null) return;
      tell();
      timer = setTimeout(tell, REPORT_MS);
      timer.unref?.();
    },
    tell,
  };
}
