import type { ConsentPlan } from "@avow/policy";
import type { Choices, RecordedChoice, Signal } from "./shapes.ts";

/** What the answers are made of. */
export interface Known {
  readonly choice: RecordedChoice | null;
  /** A choice the server has not acknowledged yet. */
  readonly pending: Choices | null;
  readonly signal: Signal | null;
}

/**
 * An answer for every question of the plan. Yes only where the server has acknowledged a yes to these very words, the
 * person is not taking it back, and the browser does not refuse; so a no holds at once, and a yes when it is kept.
 */
export function makeAnswers(plan: ConsentPlan, { choice, pending, signal }: Known): Choices {
  const kept = choice?.wording === plan.wording && signal === null ? choice.choices : {};
  return answerAll(plan, (purpose) => says(kept, purpose) && (pending === null || says(pending, purpose)));
}

/** An explicit yes or no for every question, and for nothing else. */
export function answerAll(plan: ConsentPlan, says: (purpose: string) => boolean): Choices {
  return Object.fromEntries(plan.questions.map(({ purpose }) => [purpose, says(purpose)]));
}

/** Whether all that is needed is answered with yes; `null` is decided elsewhere and never here. */
export function isPermitted(needs: readonly string[] | null, answers: Choices): boolean {
  return needs?.every((purpose) => says(answers, purpose)) ?? false;
}

/** What is absent, inherited or anything but `true` is no. */
export function says(choices: Choices, purpose: string): boolean {
  return choices[purpose] === true;
}
