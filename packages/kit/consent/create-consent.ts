import { answerAll, isPermitted, makeAnswers, says } from "./answers.ts";
import type { Save } from "./save-choice.ts";
import type { Choices, Consent, ConsentState, Leftover, Page, Saving, Signal } from "./shapes.ts";

/** Waits between tries, in milliseconds; the last is repeated, and by then the choice counts as failed. */
const WAITS_MS = [1000, 3000, 30_000] as const;

/** What the machine needs of the world. */
export interface World {
  /** What the browser itself says, apart from the server. */
  readonly signal: Signal | null;
  readonly language: string;
  readonly save: Save;
  newKey(): string;
  wait(ms: number): Promise<void>;
}

/**
 * The visitor's choice in one page. A choice is sent until the server acknowledges it, one at a time and in the order they
 * were made, a later one replacing those that wait; what is not acknowledged opens nothing. A refusal by the browser that the
 * server does not have yet is recorded at once.
 */
export function createConsent({ plan, known }: Page, world: World): Consent {
  const signal = world.signal ?? known.signal;
  const listeners = new Set<() => void>();
  let choice = known.choice;
  let pending: Choices | null = null;
  let saving: Saving = "kept";
  let left: readonly Leftover[] = [];
  let sending = false;
  let wake = () => {};
  let state = read();

  function read(): ConsentState {
    const asks =
      plan.questions.length > 0 &&
      signal === null &&
      choice?.wording !== plan.wording &&
      saving !== "outdated";
    return { choice, signal, saving, answers: makeAnswers(plan, { choice, pending, signal }), asks, left };
  }

  function change(next: Saving): void {
    saving = next;
    state = read();
    for (const listener of [...listeners]) {
      try {
        listener();
      } catch (error) {
        // Whoever fails to follow keeps nobody else from it.
        reportError(error);
      }
    }
  }

  async function send(): Promise<void> {
    if (sending) return;
    sending = true;
    while (pending !== null && saving !== "outdated") await deliver(pending);
    sending = false;
  }

  /** Sends one choice until it is kept, refused for good, or replaced by a later one. */
  async function deliver(choices: Choices): Promise<void> {
    const previous = choice?.id ?? null;
    const { wording, version: policy } = plan;
    const { language } = world;
    const key = world.newKey();
    for (let tries = 0; pending === choices; tries += 1) {
      const posted = await world.save({ previous, choices, wording, policy, language, signal, key });
      if (posted.outcome === "kept") {
        choice = { id: posted.id, at: posted.at, choices, wording, signal };
        if (pending === choices) pending = null;
        return change(pending === null ? "kept" : "saving");
      }
      if (pending !== choices) return;
      if (posted.outcome === "refused") return change("outdated");
      if (tries === WAITS_MS.length - 1) change("failed");
      const woken = new Promise<void>((resolve) => (wake = resolve));
      await Promise.race([world.wait(WAITS_MS[tries] ?? WAITS_MS[2]), woken]);
    }
  }

  function choose(choices: Choices): void {
    pending = answerAll(plan, (purpose) => signal === null && says(choices, purpose));
    change("saving");
    wake();
    void send();
  }

  const stands = choice?.wording === plan.wording && !Object.values(choice.choices).includes(true);
  if (signal !== null && plan.questions.length > 0 && !stands) choose({});

  return {
    plan,
    get state() {
      return state;
    },
    isOpen: (purpose) => isPermitted([purpose], state.answers),
    permits: (needs) => isPermitted(needs, state.answers),
    choose,
    retry: () => wake(),
    note(found) {
      left = found;
      change(saving);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
