import type { Retention } from "./model.ts";

/** The few sentences that facts of the model are said in. */
export interface Phrases {
  readonly none: string;
  readonly optional: (title: string) => string;
  /** When something kept goes, to follow `kept` or `保存至`. */
  readonly retention: Readonly<Record<Retention["start"], (duration: string) => string>>;
  /** One key of the storage register. */
  readonly storageKey: (key: { name: string; title: string; life: string; setBy: string }) => string;
  /** One host of the register of hosts: what for, who answers there and in which countries. */
  readonly host: (host: { name: string; title: string; recipient: string; countries: string }) => string;
  /** One entry of the list of recipients: who, where, and how to reach them. */
  readonly recipient: (recipient: { title: string; countries: string; contact: string | null }) => string;
  /** How often one person is written to, and when not. */
  readonly pace: (pace: {
    most: number;
    per: string;
    quiet: { from: string; until: string; zone: string; overnight: boolean } | null;
  }) => string;
  /** How far apart kinds of products are that count as similar. */
  readonly distance: (steps: number) => string;
  /** A kind of products with those that are within it. */
  readonly kind: (title: string, within: string) => string;
  /** A title inside a sentence. */
  readonly inSentence: (title: string) => string;
  /** Between the entries of a register. */
  readonly separator: string;
}

const PHRASES: Readonly<Record<string, Phrases>> = {
  en: {
    none: "none",
    optional: (title) => `${title} (optional)`,
    retention: {
      "account-closed": (duration) => `until ${duration} after your account is closed`,
      collected: (duration) => `until ${duration} after it is collected`,
    },
    storageKey: ({ name, title, life, setBy }) => `${name} (${title}; ${life}; set by ${setBy})`,
    host: ({ name, title, recipient, countries }) => `${name} (${title}; ${recipient}; ${countries})`,
    recipient: ({ title, countries, contact }) =>
      `${title} (${[countries, ...(contact === null ? [] : [contact])].join("; ")})`,
    pace: ({ most, per, quiet }) =>
      `at most ${most} ${most === 1 ? "message" : "messages"} within ${per}${quiet === null ? "" : `, none of them between ${quiet.from} and ${quiet.until} (${quiet.zone})`}`,
    distance: (steps) => (steps === 1 ? "1 step" : `${steps} steps`),
    kind: (title, within) => `${title} (${within})`,
    inSentence: (title) =>
      /^\p{Lu}(?!\p{Lu})/u.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title,
    separator: ", ",
  },
  zh: {
    none: "无",
    optional: (title) => `${title}（选填）`,
    retention: {
      "account-closed": (duration) => `账号注销后${duration}`,
      collected: (duration) => `收集后${duration}`,
    },
    storageKey: ({ name, title, life, setBy }) => `${name}（${title}；${life}；由 ${setBy} 设置）`,
    host: ({ name, title, recipient, countries }) => `${name}（${title}；${recipient}；${countries}）`,
    recipient: ({ title, countries, contact }) =>
      `${title}（${[countries, ...(contact === null ? [] : [contact])].join("；")}）`,
    pace: ({ most, per, quiet }) =>
      `${per}内至多${most}条${quiet === null ? "" : `，且不在${quiet.from}至${quiet.overnight ? "次日" : ""}${quiet.until}（${quiet.zone}）发送`}`,
    distance: (steps) => `${steps}级`,
    kind: (title, within) => `${title}（${within}）`,
    inSentence: (title) => title,
    separator: "、",
  },
};

/** Languages a policy can be published in. */
export const LANGUAGES: readonly string[] = Object.keys(PHRASES);

/** The phrases of one of {@link LANGUAGES}; absent for any other. */
export function findPhrases(language: string): Phrases | undefined {
  return Object.hasOwn(PHRASES, language) ? PHRASES[language] : undefined;
}
