import type { AnyModel, Category, ClauseStatus, Purpose, Recipient, Text } from "../model.ts";
import {
  type Found,
  type FoundCookie,
  type FoundRetention,
  findChannels,
  findCookies,
  findFields,
  findPurposes,
  findRecipients,
  findRetention,
  type Sighting,
} from "./guess.ts";
import {
  type FoundText,
  findAddress,
  findControllerName,
  findCourts,
  findEffective,
  findEmail,
  findLaw,
  findLawTitle,
  findTelephone,
} from "./guess-controller.ts";
import type { ImportLanguage } from "./languages.ts";
import type { Confidence, Statement } from "./statements.ts";
import { CATEGORY_TERMS, type FieldTerm, type InBoth } from "./vocabulary.ts";

/** Kinds of things an import guesses. */
export type GuessKind =
  | "controller"
  | "law"
  | "effective"
  | "data"
  | "retention"
  | "purpose"
  | "basis"
  | "recipient"
  | "channel"
  | "cookie";

/** A part of the model that was read out of a sentence, and is for a person to confirm. */
export interface Guess {
  readonly what: GuessKind;
  /** Where it stands in the model; a cookie stands there only as a comment, for it would permit storing. */
  readonly path: string;
  /** As it stands in the words. */
  readonly sentence: string;
  readonly language: string;
  /** The clause it is in, or the nearest behind it. */
  readonly clause: string;
  readonly confidence: Confidence;
}

/** A part of the model the text says nothing of, and that only a person can decide. */
export interface Undecided {
  readonly path: string;
  readonly what: "text" | "retention" | "basis" | "law" | "effective" | "contact";
}

export interface Draft {
  readonly model: AnyModel;
  readonly guesses: readonly Guess[];
  readonly undecided: readonly Undecided[];
  readonly cookies: readonly FoundCookie[];
}

export interface DraftSubject {
  readonly id: string;
  readonly languages: readonly [ImportLanguage, ...ImportLanguage[]];
  readonly title: Text;
  /** Numbers of all clauses, in order. */
  readonly clauses: readonly string[];
  readonly statements: readonly Statement[];
}

/** What stands behind every clause of a draft: nothing yet. */
export const TO_BE_BOUND: ClauseStatus = {
  status: "pending",
  brings: { en: "what keeps this clause, to be bound to it", zh: "兑现本条的机制（有待绑定）" },
};

/** A law nobody knows, so that `check` asks for one. */
const UNDECIDED_LAW = "undecided";

/** A model of what the statements plainly say. It permits nothing; what they do not say is left empty for a person to fill in. */
export function makeDraft(subject: DraftSubject): Draft {
  return new Drafter(subject).draft();
}

class Drafter {
  readonly #subject: DraftSubject;
  readonly #guesses: Guess[] = [];
  readonly #undecided: Undecided[] = [];
  readonly #first: string;

  constructor(subject: DraftSubject) {
    this.#subject = subject;
    this.#first = subject.clauses[0] ?? "1.1";
  }

  draft(): Draft {
    const { id, languages, title, clauses, statements } = this.#subject;
    const cookies = findCookies(statements);
    const model: AnyModel = {
      id,
      title,
      languages,
      effective: this.#effective(),
      controller: this.#controller(),
      law: this.#law(),
      roles: {},
      channels: this.#channels(),
      recipients: this.#recipients(),
      data: this.#data(),
      purposes: this.#purposes(),
      forms: {},
      storage: {},
      permits: [],
      clauses: Object.fromEntries(clauses.map((clause) => [clause, TO_BE_BOUND])),
    };
    for (const { name, seen } of cookies) this.#guess("cookie", `storage.${name}`, [seen]);
    return { model, guesses: this.#guesses, undecided: this.#undecided, cookies };
  }

  #guess(what: GuessKind, path: string, seen: readonly Sighting[]): void {
    for (const { statement, confidence } of seen) {
      const { text: sentence, language, clause } = statement;
      this.#guesses.push({ what, path, sentence, language, clause, confidence });
    }
  }

  /** A title in the languages of the policy. */
  #say(title: InBoth<string>): Text {
    return Object.fromEntries(this.#subject.languages.map((language) => [language, title[language]]));
  }

  #effective(): string {
    const found = findEffective(this.#subject.statements);
    if (found === null) this.#undecided.push({ path: "effective", what: "effective" });
    else this.#guess("effective", "effective", [found.seen]);
    return found?.text ?? "";
  }

  #controller(): AnyModel["controller"] {
    const { statements } = this.#subject;
    const name = findControllerName(statements);
    const [named] = name.values();
    return {
      clause: named?.seen.statement.clause ?? this.#first,
      name: this.#texts("controller", "controller.name", name),
      address: this.#texts("controller", "controller.address", findAddress(statements)),
      email: this.#contact("controller.email", findEmail(statements)),
      telephone: this.#contact("controller.telephone", findTelephone(statements)),
      complaints: this.#texts("controller", "controller.complaints", new Map()),
    };
  }

  #law(): AnyModel["law"] {
    const { statements } = this.#subject;
    const law = findLaw(statements);
    const courts = findCourts(statements);
    const [sitting] = courts.values();
    if (law === null) this.#undecided.push({ path: "law.governing", what: "law" });
    else this.#guess("law", "law.governing", [law.seen]);
    const clause = law?.seen.statement.clause ?? this.#first;
    return {
      clause,
      governing: law?.id ?? UNDECIDED_LAW,
      excludes: [],
      title: this.#texts("law", "law.title", findLawTitle(statements)),
      courts: this.#texts("law", "law.courts", courts),
      courtsClause: sitting?.seen.statement.clause ?? clause,
    };
  }

  /** A text in every language; where a language does not say it, the text is empty and somebody has to write it. */
  #texts(what: GuessKind, path: string, found: ReadonlyMap<ImportLanguage, FoundText>): Text {
    this.#guess(
      what,
      path,
      [...found.values()].map(({ seen }) => seen),
    );
    const said = this.#subject.languages.map(
      (language) => [language, found.get(language)?.text ?? ""] as const,
    );
    if (said.some(([, text]) => text === "")) this.#undecided.push({ path, what: "text" });
    return Object.fromEntries(said);
  }

  #contact(path: string, found: ReadonlyMap<ImportLanguage, FoundText>): string {
    const [first] = found.values();
    if (first === undefined) this.#undecided.push({ path, what: "contact" });
    else this.#guess("controller", path, [first.seen]);
    return first?.text ?? "";
  }

  #channels(): AnyModel["channels"] {
    const found = findChannels(this.#subject.statements);
    for (const { what, seen } of found) this.#guess("channel", `channels.${what.id}`, seen);
    return Object.fromEntries(found.map(({ what }) => [what.id, { title: this.#say(what.title) }]));
  }

  #recipients(): AnyModel["recipients"] {
    const { statements } = this.#subject;
    const controller = [...findControllerName(statements).values()].map(({ text }) => text);
    const entries = findRecipients(statements, controller).map(({ id, title, countries, seen }) => {
      this.#guess("recipient", `recipients.${id}`, seen);
      const recipient: Recipient<string> = {
        clause: seen[0].statement.clause,
        title: this.#say(title),
        countries,
      };
      return [id, recipient] as const;
    });
    return Object.fromEntries(entries);
  }

  #data(): AnyModel["data"] {
    const { statements } = this.#subject;
    const fields = findFields(statements);
    const retention = findRetention(statements, fields);
    const entries = Object.entries(CATEGORY_TERMS).flatMap(([id, { title, nature }]) => {
      const own = fields.filter(({ what }) => what.category === id);
      const [first] = own;
      if (first === undefined) return [];
      const category: Category<string> = {
        clause: first.seen[0].statement.clause,
        ...(nature !== undefined && { nature }),
        title: this.#say(title),
        retention: this.#retention(id, retention.get(id) ?? retention.get("")),
        fields: Object.fromEntries(own.map((found) => this.#field(found))),
      };
      return [[id, category] as const];
    });
    return Object.fromEntries(entries);
  }

  #retention(category: string, found: FoundRetention | undefined): Category<string>["retention"] {
    const path = `data.${category}.retention`;
    if (found === undefined) {
      this.#undecided.push({ path: `${path}.keep`, what: "retention" });
      return { start: "collected", keep: "P" };
    }
    this.#guess("retention", path, [found.seen]);
    return { start: found.start, keep: found.keep };
  }

  #field({ what, seen }: Found<FieldTerm>) {
    const { category, field, title, type } = what;
    this.#guess("data", `data.${category}.fields.${field}`, seen);
    return [field, { title: this.#say(title), type, maxLength: type === "email" ? 254 : 256 }] as const;
  }

  #purposes(): AnyModel["purposes"] {
    const entries = findPurposes(this.#subject.statements).map(({ what, seen, basis }) => {
      const { id, title, nature } = what;
      const path = `purposes.${id}`;
      this.#guess("purpose", path, seen);
      if (basis === null) this.#undecided.push({ path: `${path}.basis`, what: "basis" });
      else this.#guess("basis", `${path}.basis`, seen);
      const purpose: Purpose<string> = {
        clause: seen[0].statement.clause,
        title: this.#say(title),
        basis: basis ?? "consent",
        ...(nature !== undefined && { nature }),
      };
      return [id, purpose] as const;
    });
    return Object.fromEntries(entries);
  }
}
