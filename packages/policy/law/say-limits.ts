import { formatDuration, isDuration } from "../durations.ts";
import type { Text } from "../model.ts";
import type { Clock, Span, Threshold } from "./rule-sets.ts";

type Say = (span: string, event: string) => string;

/** How a time is said, with a figure and without one. */
const TIMES: Readonly<
  Record<"en" | "zh", Readonly<Record<Clock["kind"], readonly [figure: Say, none: Say]>>>
> = {
  en: {
    due: [(span, event) => `within ${span} of ${event}`, (_, event) => `promptly after ${event}`],
    "due-before": [(span, event) => `${span} before ${event}`, (_, event) => `before ${event}`],
    "keep-at-least": [
      (span, event) => `kept at least ${span} after ${event}`,
      (_, event) => `kept after ${event}`,
    ],
    "keep-at-most": [
      (span, event) => `kept at most ${span} after ${event}`,
      (_, event) => `not kept long after ${event}`,
    ],
    wait: [
      (span, event) => `not again within ${span} of ${event}`,
      (_, event) => `not soon again after ${event}`,
    ],
    valid: [(span, event) => `valid for ${span} from ${event}`, (_, event) => `valid from ${event}`],
    every: [
      (span, event) => `again within ${span} of ${event}`,
      (_, event) => `again in time after ${event}`,
    ],
  },
  zh: {
    due: [(span, event) => `${event} 之后${span}内`, (_, event) => `${event} 之后及时`],
    "due-before": [(span, event) => `${event} 之前${span}`, (_, event) => `${event} 之前`],
    "keep-at-least": [(span, event) => `自 ${event} 起至少保存${span}`, (_, event) => `自 ${event} 起保存`],
    "keep-at-most": [(span, event) => `自 ${event} 起至多保存${span}`, (_, event) => `${event} 之后不久存`],
    wait: [(span, event) => `${event} 之后${span}内不再征询`, (_, event) => `${event} 之后不频繁征询`],
    valid: [(span, event) => `自 ${event} 起${span}内有效`, (_, event) => `自 ${event} 起有效`],
    every: [(span, event) => `${event} 之后${span}内再次进行`, (_, event) => `${event} 之后定期进行`],
  },
};

/**
 * A clock in words; events stand in backticks.
 * @example sayClock(clock).en // => "within 15 working days of `complaint-received`"
 */
export function sayClock({ kind, start, within, pausable, extendable, case: of }: Clock): Text {
  const event = `\`${start}\``;
  const say = (language: "en" | "zh") => {
    const [figure, none] = TIMES[language][kind];
    return within === null ? none("", event) : figure(saySpan(within)[language], event);
  };
  const more = extendable === null ? null : saySpan(extendable);
  return {
    en: [
      say("en"),
      ...(more === null ? [] : [`${more.en} more on notice`]),
      ...(pausable ? ["stands still while something is awaited"] : []),
      ...(of === undefined ? [] : [of.en]),
    ].join("; "),
    zh: [
      say("zh"),
      ...(more === null ? [] : [`经告知可延长${more.zh}`]),
      ...(pausable ? ["等待期间停止计时"] : []),
      ...(of === undefined ? [] : [of.zh]),
    ].join("；"),
  };
}

/**
 * A threshold in words; what is counted stands in backticks.
 * @example sayThreshold({ counts: "age", from: null, below: 14 }).zh // => "`age` 不满14"
 */
export function sayThreshold({ counts, from, below, case: of }: Threshold): Text {
  const number = (value: number) => value.toLocaleString("en");
  return {
    en: [
      [
        `\`${counts}\``,
        ...(from === null ? [] : [`from ${number(from)}`]),
        ...(below === null ? [] : [`below ${number(below)}`]),
      ].join(" "),
      ...(of === undefined ? [] : [of.en]),
    ].join("; "),
    zh: [
      `\`${counts}\` ${[
        ...(from === null ? [] : [`${number(from)}以上`]),
        ...(below === null ? [] : [`不满${number(below)}`]),
      ].join("、")}`,
      ...(of === undefined ? [] : [of.zh]),
    ].join("；"),
  };
}

function saySpan(span: Span): { readonly en: string; readonly zh: string } {
  const [, days] = /^P(\d+)WD$/.exec(span) ?? [];
  if (days !== undefined) return { en: `${days} working days`, zh: `${days}个工作日` };
  return isDuration(span)
    ? { en: formatDuration(span, "en"), zh: formatDuration(span, "zh") }
    : { en: span, zh: span };
}
