import type { Basis, Duration, Retention } from "../model.ts";
import type { ImportLanguage } from "./languages.ts";
import { findSpan } from "./spans.ts";
import { BASIS_WORDS, COUNTRY_TERMS, type Topic } from "./speech.ts";
import { about, type Confidence, denies, type Statement } from "./statements.ts";
import {
  CATEGORY_TERMS,
  CHANNEL_TERMS,
  FIELD_TERMS,
  type FieldTerm,
  type InBoth,
  PURPOSE_TERMS,
  type PurposeTerm,
  RECIPIENT_TERMS,
  type RecipientTerm,
} from "./vocabulary.ts";

/** A sentence something was guessed from. */
export interface Sighting {
  readonly statement: Statement;
  readonly confidence: Confidence;
}

/** What was found, and the surest sentence for it in each language. */
export interface Found<T> {
  readonly what: T;
  readonly seen: readonly [Sighting, ...Sighting[]];
}

const SURENESS: readonly Confidence[] = ["low", "medium", "high"];

/** What of `terms` the statements about `topic` name. */
function findTerms<T extends { readonly says: InBoth<RegExp> }>(
  statements: readonly Statement[],
  terms: readonly T[],
  topic: Topic,
): readonly Found<T>[] {
  const relevant = statements.flatMap((statement): Sighting[] => {
    const confidence = denies(statement) ? null : about(statement, topic);
    return confidence === null ? [] : [{ statement, confidence }];
  });
  return terms.flatMap((what) => {
    const naming = relevant.filter(({ statement }) => what.says[statement.language].test(statement.text));
    const [first, ...others] = surest(naming);
    return first === undefined ? [] : [{ what, seen: [first, ...others] as const }];
  });
}

/** The surest for each language; of equals the first. */
export function surest(sightings: readonly Sighting[]): readonly Sighting[] {
  const best = new Map<ImportLanguage, Sighting>();
  for (const sighting of sightings) {
    const known = best.get(sighting.statement.language);
    if (known === undefined || SURENESS.indexOf(sighting.confidence) > SURENESS.indexOf(known.confidence))
      best.set(sighting.statement.language, sighting);
  }
  return [...best.values()];
}

export function findFields(statements: readonly Statement[]): readonly Found<FieldTerm>[] {
  return findTerms(statements, FIELD_TERMS, "collecting");
}

/** A purpose with the basis its sentence names; `null` where it names none. */
export interface FoundPurpose extends Found<PurposeTerm> {
  readonly basis: Basis | null;
}

export function findPurposes(statements: readonly Statement[]): readonly FoundPurpose[] {
  return findTerms(statements, PURPOSE_TERMS, "using").map((found) => {
    const bases = found.seen.flatMap(({ statement: { text, language } }) =>
      BASIS_WORDS.flatMap(({ basis, says }) => (says[language].test(text) ? [basis] : [])),
    );
    return { ...found, basis: bases[0] ?? null };
  });
}

export function findChannels(statements: readonly Statement[]): readonly Found<RecipientTerm>[] {
  return findTerms(statements, CHANNEL_TERMS, "contacting");
}

export interface FoundRecipient {
  readonly id: string;
  readonly title: InBoth<string>;
  /** ISO 3166-1 alpha-2. */
  readonly countries: readonly string[];
  readonly seen: readonly [Sighting, ...Sighting[]];
}

/** Kinds of recipients, and companies by name other than the controller. */
export function findRecipients(
  statements: readonly Statement[],
  controller: readonly string[],
): readonly FoundRecipient[] {
  const kinds = findTerms(statements, RECIPIENT_TERMS, "sharing").map(
    ({ what: { id, title }, seen }): FoundRecipient => ({ id, title, countries: [], seen }),
  );
  const named = new Map<string, FoundRecipient>();
  for (const statement of statements) {
    const confidence = denies(statement) ? null : about(statement, "sharing");
    if (confidence === null) continue;
    for (const name of listCompanies(statement)) {
      if (named.has(name) || controller.includes(name)) continue;
      const id = nameIn(name, named.size + 1);
      const countries = listCountries(statement);
      named.set(name, { id, title: { en: name, zh: name }, countries, seen: [{ statement, confidence }] });
    }
  }
  return [...kinds, ...named.values()];
}

function nameIn(company: string, number: number): string {
  const [first = "", ...others] = company.match(/[A-Za-z][A-Za-z0-9]*/g) ?? [];
  const words = [first.toLowerCase(), ...others.slice(0, 1)].join("");
  return words.length > 2 ? `company${words.charAt(0).toUpperCase()}${words.slice(1)}` : `company${number}`;
}

function listCountries({ text, language }: Statement): readonly string[] {
  return COUNTRY_TERMS.flatMap(({ code, says }) => (says[language].test(text) ? [code] : []));
}

const COMPANY: InBoth<RegExp> = {
  en: /(?:\p{Lu}[\p{L}\d'’.-]{0,40}|&)(?: (?:[\p{Lu}(][\p{L}\d'’.()-]{0,40}|&|and|of)){0,8},? (?:Co\., Ltd|Pty Ltd|Ltd|Limited|LLC|LLP|Inc|GmbH|AG|S\.A|B\.V|plc|PLC|Corporation|Corp)(?![\p{L}\d])\.?/gu,
  zh: /[\p{Script=Han}（）]{2,30}?(?:有限责任公司|股份有限公司|有限公司)/gu,
};
const BEFORE_COMPANY = /^.*(?:由|与|向|给|接入|委托|就是|是|为|及|和)(?=.{4})/u;

/** Names of companies, by the form of company they end with. */
export function listCompanies({ text, language }: Statement): readonly string[] {
  const found = text.match(COMPANY[language]) ?? [];
  return found.map((name) =>
    language === "zh"
      ? name.replace(BEFORE_COMPANY, "")
      : name.replace(/^The /, "").replace(/(?<!Co\., Ltd|Inc|S\.A|B\.V|Corp)\.$/, ""),
  );
}

export interface FoundRetention {
  readonly keep: Duration;
  readonly start: Retention["start"];
  readonly seen: Sighting;
}

/** For each category, how long its sentence says it is kept; `""` is what is said of data as such. */
export function findRetention(
  statements: readonly Statement[],
  fields: readonly Found<FieldTerm>[],
): ReadonlyMap<string, FoundRetention> {
  const found = new Map<string, FoundRetention>();
  const put = (category: string, retention: FoundRetention) => {
    if (!found.has(category)) found.set(category, retention);
  };
  const spans = statements.flatMap((statement) => {
    const keep = isOfCookies(statement) || denies(statement) ? null : findSpan(statement.text);
    return keep === null || about(statement, "keeping") === null ? [] : [{ statement, keep }];
  });
  for (const { statement, keep } of spans) {
    const closed = statement.language === "en" ? /\bclos|\bcancel|your account/i : /注销/;
    const start = closed.test(statement.text) ? "account-closed" : "collected";
    const named = listCategories(statement);
    const near = fields.filter(({ seen }) =>
      seen.some((each) => each.statement.section === statement.section && each.statement.section !== ""),
    );
    const span = { keep, start } as const;
    for (const category of named) put(category, { ...span, seen: { statement, confidence: "high" } });
    if (named.length > 0) continue;
    for (const { what } of near) put(what.category, { ...span, seen: { statement, confidence: "medium" } });
    if (OF_DATA[statement.language].test(statement.text))
      put("", { ...span, seen: { statement, confidence: "low" } });
  }
  return found;
}

const OF_DATA: InBoth<RegExp> = {
  en: /\b(?:data|information|everything|records|it|them)\b/i,
  zh: /信息|数据|资料/,
};

function listCategories({ text, language }: Statement): readonly string[] {
  const whole = Object.entries(CATEGORY_TERMS).filter(([, { says }]) => says?.[language].test(text));
  const parts = FIELD_TERMS.filter(({ says }) => says[language].test(text));
  return [...whole.map(([id]) => id), ...parts.map(({ category }) => category)];
}

function isOfCookies(statement: Statement): boolean {
  return about(statement, "cookies") !== null;
}

export interface FoundCookie {
  readonly name: string;
  /** What its row or sentence says; empty for nothing. */
  readonly title: string;
  readonly life: Duration | null;
  readonly purpose: string | null;
  readonly setBy: string;
  readonly seen: Sighting;
}

const COOKIE_NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
/** Names nobody would write in a sentence: `_ga`, `PHPSESSID`, `lf_session`. */
const TECHNICAL =
  /(?<![\w.@/-])(?:_?[A-Za-z0-9]+_[A-Za-z0-9_]+|_[a-z0-9]+|[A-Z]{4,}ID|[A-Za-z]+sid)(?![\w@])/g;

/** Cookies by name, from tables and sentences about cookies. */
export function findCookies(statements: readonly Statement[]): readonly FoundCookie[] {
  const found = new Map<string, FoundCookie>();
  for (const statement of statements) {
    const confidence = about(statement, "cookies");
    if (confidence === null) continue;
    for (const name of statement.text.match(TECHNICAL) ?? []) {
      if (found.has(name) || !COOKIE_NAME.test(name)) continue;
      const cells = statement.row ? statement.text.split(" | ").filter((cell) => cell !== name) : [];
      const purpose = PURPOSE_TERMS.find(({ says }) => says[statement.language].test(statement.text));
      found.set(name, {
        name,
        title: cells[0] ?? "",
        life: findSpan(statement.text),
        purpose: purpose?.id ?? null,
        setBy: cells.find((cell) => /^[\w-]+(?:\.[\w-]+)+$/.test(cell)) ?? "",
        seen: { statement, confidence },
      });
    }
  }
  return [...found.values()];
}
