import type { FieldType, Text } from "../model.ts";
import { suggest } from "../near-miss.ts";
import { LANGUAGES } from "../phrases.ts";

/** What can be collected from the first day, and how it is typed. */
export const COLLECTED = {
  name: { title: { en: "Name", zh: "姓名" }, type: "text", maxLength: 120 },
  email: { title: { en: "E-mail address", zh: "电子邮箱" }, type: "email", maxLength: 254, lookup: true },
  telephone: { title: { en: "Telephone number", zh: "电话号码" }, type: "telephone", maxLength: 32 },
  address: { title: { en: "Postal address", zh: "通信地址" }, type: "text", maxLength: 300 },
  password: { title: { en: "Password", zh: "密码" }, type: "password", maxLength: 256 },
  language: { title: { en: "Language", zh: "语言" }, type: "language", maxLength: 16 },
} as const satisfies Readonly<
  Record<
    string,
    { readonly title: Text; readonly type: FieldType; readonly maxLength: number; readonly lookup?: true }
  >
>;
export type Collected = keyof typeof COLLECTED;

/** Laws a starting policy can be written under. */
export const STARTING_LAWS = ["CN", "EU", "UK", "CA"] as const;
export type StartingLaw = (typeof STARTING_LAWS)[number];

/** What a starting policy is made from. */
export interface Answers {
  /** Name of the policy: letters, digits and hyphens. */
  readonly id: string;
  /** Who is responsible. */
  readonly name: string;
  readonly address: string;
  readonly email: string;
  readonly telephone: string;
  readonly law: StartingLaw;
  readonly languages: readonly [string, ...string[]];
  readonly collects: readonly [Collected, ...Collected[]];
  /** Whether people are asked for consent to advertising by e-mail. */
  readonly marketing: boolean;
  /** Day the policy takes effect, ISO 8601. */
  readonly effective: string;
}

/** What somebody answered, before it is read; `undefined` takes the default where there is one. */
export type GivenAnswers = { readonly [K in Exclude<keyof Answers, "marketing">]?: string | undefined } & {
  readonly marketing: boolean;
};

/** An answer that cannot be used: which, what is wrong with it, and what would be right. */
export interface AnswerFlaw {
  readonly answer: keyof Answers;
  readonly message: string;
  readonly help: string;
}

export type ParsedAnswers =
  | { readonly ok: true; readonly answers: Answers }
  | { readonly ok: false; readonly flaws: readonly AnswerFlaw[] };

/** Reads answers; every flaw is told at once. Lists are separated by commas. */
export function parseAnswers(given: GivenAnswers): ParsedAnswers {
  const flaws: AnswerFlaw[] = [];
  const text = (
    answer: keyof Answers & keyof GivenAnswers,
    fits: (value: string) => boolean,
    help: string,
  ) => {
    const value = String(given[answer] ?? "").trim();
    if (!fits(value)) {
      const message = value === "" ? `\`${answer}\` is missing` : `\`${answer}\` cannot be used`;
      flaws.push({ answer, message, help });
    }
    return value;
  };
  const list = <N extends string>(
    answer: "languages" | "collects",
    known: readonly N[],
    otherwise: N[],
  ): N[] => {
    const names = (given[answer] ?? otherwise.join(",")).split(",").map((name) => name.trim());
    const unknown = names.filter((name) => !known.some((one) => one === name));
    for (const name of unknown)
      flaws.push({
        answer,
        message: `\`${answer}\` holds \`${name}\`, which is not known`,
        help: suggest(name, known).help ?? `known: ${known.join(", ")}`,
      });
    return [...new Set(names)].flatMap((name) => known.filter((one) => one === name));
  };
  const filled = (value: string) => value !== "" && !/[\n\r]/.test(value);
  const collected = Object.keys(COLLECTED) as Collected[];
  const law = STARTING_LAWS.find((one) => one === (given.law ?? "CN"));
  if (law === undefined)
    flaws.push({
      answer: "law",
      message: `there is no rule set for the law \`${given.law}\``,
      help: `known: ${STARTING_LAWS.join(", ")}`,
    });
  const answers = {
    id: text("id", (value) => /^[A-Za-z][A-Za-z0-9_-]*$/.test(value), "a name such as `shop`"),
    name: text("name", filled, "the company that answers for the data, as it is registered"),
    address: text("address", filled, "where the company can be written to"),
    email: text(
      "email",
      (value) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value),
      "an address people reach, such as `privacy@shop.example`",
    ),
    telephone: text("telephone", filled, "a number people reach, such as `+86 571 5550 0100`"),
    languages: list("languages", LANGUAGES, law === "CN" ? ["zh"] : ["en"]),
    collects: list("collects", collected, ["name", "email", "password"]),
    marketing: given.marketing,
    effective: text("effective", isDay, "a day such as `2027-01-01`"),
  };
  const [language, ...languages] = answers.languages;
  const [field, ...fields] = answers.collects;
  if (answers.marketing && !answers.collects.includes("email"))
    flaws.push({
      answer: "marketing",
      message: "advertising by e-mail needs an e-mail address, and none is collected",
      help: "add `email` to what is collected",
    });
  if (law === "CN" && language !== undefined && !answers.languages.includes("zh"))
    flaws.push({
      answer: "languages",
      message: "under the law of mainland China the policy must be there in Simplified Chinese",
      help: "add `zh`",
    });
  if (flaws.length > 0 || law === undefined || language === undefined || field === undefined)
    return { ok: false, flaws };
  return {
    ok: true,
    answers: { ...answers, law, languages: [language, ...languages], collects: [field, ...fields] },
  };
}

function isDay(value: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}
