import type { AnswerOf } from "@avow/contract";
import {
  type Bundle,
  type Clock,
  citeRule,
  findRuleSet,
  type LegalRule,
  listLaws,
  listRulesInForce,
  makeDeadline,
} from "@avow/policy";
import { DUTIES, type Duty, type KnownFacts } from "./duties.ts";
import { wordsOf } from "./grade.ts";

export type IncidentDeadline = AnswerOf<"incident">["deadlines"][number];
type Alarm = IncidentDeadline["alarms"][number];

/** Where the law says "promptly" and no number, the house holds itself to this. */
const HOUSE_MS = 24 * 3_600_000;

/** How much of its time is over when an alarm sounds: before it passes, and once more when it has. */
export const LEADS = [
  { left: "half", share: 0.5 },
  { left: "quarter", share: 0.75 },
  { left: "none", share: 1 },
] as const satisfies readonly { readonly left: Alarm["left"]; readonly share: number }[];

/** Everything of an incident that its clocks depend on. */
export interface ClockState {
  /** When the company came to know: where every clock begins that the event itself starts. */
  readonly knownAt: Date;
  readonly triagedAt: Date | null;
  readonly handlingEndedAt: Date | null;
  readonly toldAt: Date | null;
  readonly facts: KnownFacts;
  readonly filings: readonly {
    readonly stage: "first" | "further" | "summary";
    readonly deadlines: readonly string[];
    readonly at: Date;
  }[];
  readonly alarms: readonly { readonly deadline: string; readonly left: Alarm["left"]; readonly at: Date }[];
  readonly lateness: readonly {
    readonly deadline: string;
    readonly reason: string;
    readonly by: string;
    readonly at: Date;
  }[];
}

/**
 * Every time that runs for an incident at `now`, the soonest first: of each law the policy answers to, by its rules in force on
 * the day the company came to know. A time is met by what the duty asks for, in the moment that was done, and by nothing else.
 */
export function listDeadlines(bundle: Bundle, state: ClockState, now: Date): readonly IncidentDeadline[] {
  return listLaws(bundle.law)
    .flatMap((law) => {
      const timeZone = findRuleSet(law)?.timeZone ?? "UTC";
      const rules = listRulesInForce(law, dayIn(state.knownAt, timeZone));
      return rules.flatMap((rule) =>
        DUTIES.filter((duty) => duty.rule === rule.id && duty.applies(state.facts)).flatMap(
          (duty) => makeOne({ rule, duty, timeZone }, state, now) ?? [],
        ),
      );
    })
    .sort((a, b) => (a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : a.id < b.id ? -1 : 1));
}

function makeOne(
  of: { readonly rule: LegalRule; readonly duty: Duty; readonly timeZone: string },
  state: ClockState,
  now: Date,
): IncidentDeadline | null {
  const { rule, duty, timeZone } = of;
  const start = startOf(duty, state);
  const clock = (rule.clocks ?? []).filter((one) => one.start === duty.clock.start)[duty.clock.place ?? 0];
  if (start === null || clock === undefined) return null;
  const id = `${rule.id}/${duty.part}`;
  const { dueAt, limit, calendarKnown } = dueOf(clock, start, timeZone);
  const metAt = metAtOf(id, duty, state);
  const alarms = state.alarms
    .filter(({ deadline }) => deadline === id)
    .map(({ left, at }) => ({ left, at: at.toISOString() }));
  return {
    id,
    rule: rule.id,
    cite: citeRule(rule),
    duty: wordsOf(rule.duty),
    metBy: duty.metBy,
    to: wordsOf(duty.to),
    limit,
    startedAt: start.toISOString(),
    dueAt: dueAt.toISOString(),
    state: stateOf({ dueAt, metAt, now, alarmed: alarms.length > 0 }),
    metAt: metAt?.toISOString() ?? null,
    alarms,
    lateness: latenessOf(id, state),
    calendarKnown,
  };
}

function latenessOf(id: string, { lateness }: ClockState): IncidentDeadline["lateness"] {
  const found = lateness.find(({ deadline }) => deadline === id);
  return found === undefined ? null : { reason: found.reason, by: found.by, at: found.at.toISOString() };
}

function startOf({ clock }: Duty, state: ClockState): Date | null {
  switch (clock.start) {
    case "handling-ended":
      return state.handlingEndedAt;
    case "breach-assessed":
      return state.triagedAt;
    case "incident-reported":
      return earliest(state.filings.map(({ at }) => at));
    default:
      return state.knownAt;
  }
}

function dueOf(
  clock: Clock,
  start: Date,
  timeZone: string,
): { readonly dueAt: Date; readonly limit: "law" | "house"; readonly calendarKnown: boolean } {
  const due = makeDeadline(clock, { start: start.getTime(), timeZone });
  return due.kind === "at"
    ? { dueAt: new Date(due.until), limit: "law", calendarKnown: due.calendarKnown }
    : { dueAt: new Date(start.getTime() + HOUSE_MS), limit: "house", calendarKnown: true };
}

function metAtOf(id: string, { metBy }: Duty, { filings, toldAt }: ClockState): Date | null {
  if (metBy === "people") return toldAt;
  return earliest(
    filings
      .filter(
        ({ stage, deadlines }) => deadlines.includes(id) && (metBy === "summary") === (stage === "summary"),
      )
      .map(({ at }) => at),
  );
}

function stateOf(of: {
  readonly dueAt: Date;
  readonly metAt: Date | null;
  readonly now: Date;
  readonly alarmed: boolean;
}): IncidentDeadline["state"] {
  const { dueAt, metAt, now, alarmed } = of;
  if (metAt !== null) return metAt < dueAt ? "met" : "met-late";
  if (now >= dueAt) return "passed";
  return alarmed ? "near" : "running";
}

/** The alarm that is due for a deadline at `now` and has not sounded: the latest, for a service that slept says what is so now. */
export function findAlarm(
  { startedAt, dueAt, metAt, alarms }: IncidentDeadline,
  now: Date,
): Alarm["left"] | null {
  if (metAt !== null) return null;
  const [start, due] = [Date.parse(startedAt), Date.parse(dueAt)];
  const over = LEADS.filter(({ share }) => now.getTime() >= start + (due - start) * share).at(-1);
  return over === undefined || alarms.some(({ left }) => left === over.left) ? null : over.left;
}

/** The next of these that nobody has met; `null` where there is none. */
export function findNext(deadlines: readonly IncidentDeadline[]): IncidentDeadline | null {
  return deadlines.find(({ metAt }) => metAt === null) ?? null;
}

function earliest(times: readonly Date[]): Date | null {
  return times.reduce<Date | null>((first, at) => (first === null || at < first ? at : first), null);
}

/** The day on which an instant falls in a time zone, ISO 8601. */
export function dayIn(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(at);
}
