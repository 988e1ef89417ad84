import { type ConsentPlan, wordingOf } from "@avow/policy";
import { type Asked, cookiesOf } from "./asked.ts";
import type { Avow } from "./avow.ts";
import { planOf } from "./plan.ts";
import type { Signal } from "./signal.ts";

/** What every part of the kit is told. */
export interface ChoiceOptions {
  readonly avow: Pick<Avow, "bundle" | "version">;
  /** Name in the policy's register of the necessary cookie that keeps a visitor's choice. */
  readonly cookie: string;
}

/** A choice the service has kept, as the visitor's cookie carries it. */
export interface ChoiceKept {
  /** Id of its record. */
  readonly id: string;
  readonly at: Date;
  /** How the browser itself refused when it was made. */
  readonly signal: Signal | null;
  readonly choices: Readonly<Record<string, boolean>>;
}

/** What of a visitor's choice holds under the policy in force. */
export interface ReadChoice {
  readonly id: string | null;
  readonly at: Date | null;
  readonly signal: Signal | null;
  /** A yes only where it answered today's words; a no stands whatever the words are. */
  readonly choices: Readonly<Record<string, boolean>>;
  /** Purposes that are asked about and not answered: new ones, and those whose words have changed since the yes. */
  readonly open: readonly string[];
}

/** Of a wording's hash: enough to tell a policy's own wordings apart. */
const HASH_DIGITS = 12;
const VERSION = "1";
const SIGNALS = { g: "gpc", d: "dnt", n: null } as const;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SECONDS = /^[0-9a-z]{6,8}$/;

/**
 * The cookie's value: version, id, second, signal, and each purpose, behind a yes with the beginning of the hash of its words.
 * It holds no character that a cookie would have to escape.
 * @example formatChoice(plan, choice) // => "1.5f0c….t5k2m1.n.analytics~0a1b2c3d4e5f.video"
 */
export function formatChoice(plan: ConsentPlan, { id, at, signal, choices }: ChoiceKept): string {
  const letter = signal === null ? "n" : signal === "gpc" ? "g" : "d";
  const answers = plan.questions.map(({ purpose, ask }) =>
    choices[purpose] === true ? `${purpose}~${wordingOf(ask).slice(0, HASH_DIGITS)}` : purpose,
  );
  const seconds = Math.floor(at.getTime() / 1000).toString(36);
  return [VERSION, id, seconds, letter, ...answers].join(".");
}

/** Reads a cookie's value as far as it holds under `plan`; whatever is malformed is no choice. */
export function parseChoice(plan: ConsentPlan, value: string): ReadChoice {
  const [version, id = "", seconds = "", letter = "", ...answers] = value.split(".");
  if (version !== VERSION || !ID.test(id) || !SECONDS.test(seconds) || !isSignalLetter(letter))
    return nothingChosen(plan);
  const given = new Map(
    answers.map((answer) => {
      const [purpose = "", words = null] = answer.split("~");
      return [purpose, words];
    }),
  );
  const choices: Record<string, boolean> = {};
  const open: string[] = [];
  for (const { purpose, ask } of plan.questions) {
    const words = given.get(purpose);
    if (words === null) choices[purpose] = false;
    else if (words === wordingOf(ask).slice(0, HASH_DIGITS)) choices[purpose] = true;
    else open.push(purpose);
  }
  return { id, at: new Date(Number.parseInt(seconds, 36) * 1000), signal: SIGNALS[letter], choices, open };
}

/**
 * The visitor's choice, as far as it holds under the words in force. It is read from the cookie and asked of nobody: who alters
 * their own cookie alters their own choice, and the record is with the service.
 */
export function readChoice(http: Asked, { avow, cookie }: ChoiceOptions): ReadChoice {
  const plan = planOf(avow);
  const value = cookiesOf(http)[cookie];
  return value === undefined ? nothingChosen(plan) : parseChoice(plan, value);
}

function nothingChosen({ questions }: ConsentPlan): ReadChoice {
  return { id: null, at: null, signal: null, choices: {}, open: questions.map(({ purpose }) => purpose) };
}

function isSignalLetter(letter: string): letter is keyof typeof SIGNALS {
  return Object.hasOwn(SIGNALS, letter);
}
