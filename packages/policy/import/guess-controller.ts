import { listCompanies, type Sighting, surest } from "./guess.ts";
import type { ImportLanguage } from "./languages.ts";
import { findDay } from "./spans.ts";
import { LAW_TERMS } from "./speech.ts";
import { about, type Confidence, type Statement } from "./statements.ts";
import type { InBoth } from "./vocabulary.ts";

/** A text, and the sentence it stands in. */
export interface FoundText {
  readonly text: string;
  readonly seen: Sighting;
}

/** For each language the surest of what `read` finds in a sentence. */
function findTexts(
  statements: readonly Statement[],
  read: (statement: Statement) => { readonly text: string; readonly confidence: Confidence } | null,
): ReadonlyMap<ImportLanguage, FoundText> {
  const found = statements.flatMap((statement) => {
    const result = read(statement);
    return result === null ? [] : [{ text: result.text, seen: { statement, confidence: result.confidence } }];
  });
  const best = surest(found.map(({ seen }) => seen));
  return new Map(
    found.filter(({ seen }) => best.includes(seen)).map((each) => [each.seen.statement.language, each]),
  );
}

const ANSWERS: InBoth<RegExp> = {
  en: /\bcontroller\b|\boperat(?:es|ed by)\b|\b[Ww]e are\b|\banswers for\b|[“"‘(](?:we|us|the Company)\b/,
  zh: /以下简称|以下称|运营|个人信息处理者|制定/,
};

/** The company that answers for the data. */
export function findControllerName(statements: readonly Statement[]): ReadonlyMap<ImportLanguage, FoundText> {
  return findTexts(statements, (statement) => {
    const [name] = listCompanies(statement);
    if (name === undefined || about(statement, "sharing") === "high") return null;
    return { text: name, confidence: ANSWERS[statement.language].test(statement.text) ? "high" : "low" };
  });
}

const EMAIL = /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/;

/** The address people write to; one for privacy before any other. */
export function findEmail(statements: readonly Statement[]): ReadonlyMap<ImportLanguage, FoundText> {
  return findTexts(statements, ({ text }) => {
    const [email] = EMAIL.exec(text) ?? [];
    if (email === undefined) return null;
    return {
      text: email,
      confidence: /privacy|dpo|datenschutz|data-?protection/i.test(email) ? "high" : "medium",
    };
  });
}

const TELEPHONE: InBoth<RegExp> = {
  en: /\b(?:tel(?:ephone)?|phone|call)\b[^+\d.;]{0,20}(\+?\d[\d ()-]{5,20}\d)/i,
  zh: /(?:电话|热线|致电)[^+\d。；]{0,8}(\+?\d[\d ()-]{5,20}\d)/,
};

export function findTelephone(statements: readonly Statement[]): ReadonlyMap<ImportLanguage, FoundText> {
  return findTexts(statements, ({ text, language }) => {
    const [, number] = TELEPHONE[language].exec(text.replace(/\b[Tt]el\. /, "Tel ")) ?? [];
    return number === undefined ? null : { text: number, confidence: "high" };
  });
}

const ADDRESS: InBoth<RegExp> = {
  en: /\b(?:registered office is(?: at)?|(?<!e-?mail |IP )address(?: is|:)|located at)\s+(\d?[^;]{8,160}?)\.?$/i,
  zh: /(?:地址|住所地?|办公地点)(?:：|为|位于|是)\s*([^。；，]{6,80})/,
};

export function findAddress(statements: readonly Statement[]): ReadonlyMap<ImportLanguage, FoundText> {
  return findTexts(statements, ({ text, language }) => {
    const [, address] = ADDRESS[language].exec(text) ?? [];
    return address === undefined || address.includes("@") ? null : { text: address, confidence: "medium" };
  });
}

const LAW_TITLE: InBoth<RegExp> = {
  en: /\b(?:the )?laws? of (?:the )?\p{Lu}[\p{L}'’]*(?: (?:of|and|the|\p{Lu}[\p{L}'’]*)){0,6}|\bthe law of mainland China/u,
  zh: /(?:适用)([\p{Script=Han}]{2,20}法律)/u,
};

/** The rule set that governs, and how the text names the law. */
export interface FoundLaw {
  readonly id: string;
  readonly seen: Sighting;
}

/** The law the text says it is read under; a law it merely mentions is guessed with less confidence. */
export function findLaw(statements: readonly Statement[]): FoundLaw | null {
  const found = statements.flatMap((statement) => {
    const [law] = LAW_TERMS.filter(({ says }) => says[statement.language].test(statement.text));
    if (law === undefined) return [];
    const governs = about(statement, "governing") === "high";
    const named = /\bGDPR\b|\bCCPA\b|Privacy Act|《个人信息保护法》|\bPIPL\b/.test(statement.text);
    const confidence: Confidence | null = governs ? "high" : named ? "low" : null;
    return confidence === null ? [] : [{ id: law.id, seen: { statement, confidence } }];
  });
  return found.find(({ seen }) => seen.confidence === "high") ?? found[0] ?? null;
}

export function findLawTitle(statements: readonly Statement[]): ReadonlyMap<ImportLanguage, FoundText> {
  return findTexts(statements, (statement) => {
    const [whole, title = whole] = LAW_TITLE[statement.language].exec(statement.text) ?? [];
    if (title === undefined || about(statement, "governing") !== "high") return null;
    return { text: title.replace(/(?: (?:of|and|the))+$/, ""), confidence: "high" };
  });
}

const COURTS: InBoth<RegExp> = {
  en: /\b[Tt]he courts of (?:the )?\p{Lu}[\p{L}'’]*(?: (?:of|and|the|\p{Lu}[\p{L}'’]*)){0,6}/u,
  zh: /(?:由|向)([\p{Script=Han}]{0,20}法院)/u,
};

export function findCourts(statements: readonly Statement[]): ReadonlyMap<ImportLanguage, FoundText> {
  return findTexts(statements, ({ text, language }) => {
    const [whole, courts = whole] = COURTS[language].exec(text) ?? [];
    if (courts === undefined) return null;
    return { text: courts.replace(/^The /, "the ").replace(/(?: (?:of|and|the))+$/, ""), confidence: "high" };
  });
}

const EFFECTIVE: InBoth<RegExp> = {
  en: /\b(?:effective|takes? effect|in force|applies from)\b/i,
  zh: /生效|施行|实施/,
};
const UPDATED: InBoth<RegExp> = { en: /\bupdated\b|\brevised\b|\blast change/i, zh: /更新|修订/ };

/** The day it takes effect, or else the day it was last changed. */
export function findEffective(statements: readonly Statement[]): FoundText | null {
  const found = findTexts(statements, ({ text, language }) => {
    const day = findDay(text);
    if (day === null) return null;
    if (EFFECTIVE[language].test(text)) return { text: day, confidence: "high" };
    return UPDATED[language].test(text) ? { text: day, confidence: "low" } : null;
  });
  const all = [...found.values()];
  return all.find(({ seen }) => seen.confidence === "high") ?? all[0] ?? null;
}
