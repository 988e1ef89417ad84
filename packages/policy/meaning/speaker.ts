import type { BoundCondition, Bundle } from "../bundle.ts";
import { formatDuration, isDuration } from "../durations.ts";
import { findField, formatTerritory } from "../interpolate.ts";
import type { Action, Text } from "../model.ts";
import { findPhrases } from "../phrases.ts";
import { compareNames } from "./permissions.ts";
import type { Point, Way } from "./shapes.ts";
import { en, type Saying } from "./words/en.ts";
import { zh } from "./words/zh.ts";

export type MeaningWords = typeof en;

type TitledPart = "roles" | "channels" | "recipients" | "data" | "purposes" | "forms" | "storage" | "hosts";

/** Whose titles are told. */
export type Titled = Pick<Bundle, TitledPart>;

/** Of more fields than these, whole categories are named. */
const LONG_LIST = 8;

/** A speaker for each of `languages`. A name is looked up in the first of `titled`, then in the next. */
export function createSpeakers(
  languages: readonly string[],
  ...titled: readonly [Titled, ...Titled[]]
): readonly Speaker[] {
  return languages.map((language) => new Speaker(language, titled));
}

/** What each speaker says, by language. */
export function sayInEach(speakers: readonly Speaker[], say: (speaker: Speaker) => string): Text {
  return Object.fromEntries(speakers.map((speaker) => [speaker.language, say(speaker)]));
}

/** Says parts of a policy as people know them: in Chinese for every `zh` tag, in English for any other. */
export class Speaker {
  readonly language: string;
  readonly words: MeaningWords;
  /** The language of {@link words}. */
  readonly spoken: "en" | "zh";
  readonly #titled: readonly [Titled, ...Titled[]];
  readonly #and: Intl.ListFormat;
  readonly #or: Intl.ListFormat;
  readonly #territories = new Map<string, string>();
  readonly #repeated: ReadonlySet<string>;

  constructor(language: string, titled: readonly [Titled, ...Titled[]]) {
    this.language = language;
    this.spoken = /^zh(-|$)/.test(language) ? "zh" : "en";
    this.words = { en, zh }[this.spoken];
    this.#titled = titled;
    this.#and = new Intl.ListFormat(this.words.locale);
    this.#or = new Intl.ListFormat(this.words.locale, { type: "disjunction" });
    this.#repeated = this.#listRepeated();
  }

  /** In this language, else in another. */
  text(said: Text): string {
    const { language } = this;
    return own(said, language) ?? own(said, this.spoken) ?? own(said, "en") ?? Object.values(said)[0] ?? "";
  }

  /** The title of a part, or its name where it has none. */
  title(part: TitledPart, name: string): string {
    const found = this.#find((titled) => own<{ readonly title: Text }>(titled[part] ?? {}, name));
    return found === undefined ? name : this.text(found.title);
  }

  list(items: readonly string[]): string {
    return items.length === 0 ? this.words.none : this.#and.format(items);
  }

  territories(codes: readonly string[]): string {
    return this.list(codes.map((code) => this.#territory(code)).sort(compareNames));
  }

  duration(duration: string): string {
    return isDuration(duration) ? formatDuration(duration, this.spoken) : duration;
  }

  /** When something kept goes, to follow `kept`. */
  retention({ start, keep }: Bundle["data"][string]["retention"]): string {
    return findPhrases(this.spoken)?.retention[start](this.duration(keep)) ?? keep;
  }

  field(path: string): string {
    const title = this.#fieldTitle(path);
    if (!this.#repeated.has(title)) return title;
    return this.words.ofCategory(title, this.#inSentence(this.title("data", categoryOf(path))));
  }

  /** Several fields; whole categories where the list would be long. */
  data(paths: readonly string[]): string {
    if (paths.length <= LONG_LIST) return this.list(paths.map((path) => this.field(path)));
    const items = [...Map.groupBy(paths, categoryOf)].flatMap(([category, some]) => {
      const all = Object.keys(this.#find(({ data }) => own(data, category))?.fields ?? {});
      if (some.length < all.length) return some.map((path) => this.field(path));
      return [this.words.wholeCategory(this.title("data", category))];
    });
    return this.list(items);
  }

  roles(names: readonly string[]): string {
    return this.list(names.map((name) => this.#inSentence(this.title("roles", name))));
  }

  /** With the countries where it handles data. */
  recipient(name: string): string {
    const title = this.title("recipients", name);
    const countries = this.#find(({ recipients }) => own(recipients, name))?.countries ?? [];
    return countries.length === 0 ? title : this.words.recipient(title, this.territories(countries));
  }

  /** Who does what, for what, at all of `points`. */
  deed(points: readonly Point[], data: readonly string[], together = false): Omit<Saying, "terms"> {
    const action = points[0]?.action ?? "use";
    const roles = unique(points.map(({ by }) => by));
    const objects = unique(points.flatMap(({ object }) => object ?? []));
    const named = this.#or.format(objects.map((name) => this.#object(action, name)));
    const deed = this.words.deeds[action](this.words.your(this.data(data)), named);
    // Forms and cookies are there for every role alike, and so are hosts.
    const isEverybody =
      action === "collect" || action === "store" || (action === "disclose" && roles.length > 1);
    const isAll = isEverybody && roles.length === Object.keys(this.#titled[0].roles).length;
    return {
      who: isAll ? this.words.we : this.roles(roles),
      deed: together ? this.words.together(deed) : deed,
      aims: this.words.aims(
        unique(points.map(({ purpose }) => purpose)).map((name) => this.title("purposes", name)),
      ),
    };
  }

  /** Under which of `ways`, at `points`; `null` where one of them asks for nothing. */
  terms(ways: readonly Way[], points: readonly Point[]): string | null {
    if (ways.some(({ when }) => when.length === 0)) return null;
    const purposes = unique(points.map(({ purpose }) => purpose));
    const aim = purposes.length === 1 ? purposes[0] : undefined;
    const alternatives = ways.map(({ when }) => {
      const { yours = [], others = [] } = Object.groupBy(when, ({ condition }) =>
        condition.kind === "not-held" || condition.kind === "licensed" ? "others" : "yours",
      );
      const say = (bound: BoundCondition) => this.#condition(bound, aim);
      return this.words.all(yours.map(say), others.map(say));
    });
    return this.words.terms(unique(alternatives));
  }

  #condition({ condition }: BoundCondition, aim: string | undefined): string {
    if (!("purpose" in condition)) return this.words.conditions[condition.kind](null);
    const { kind, purpose } = condition;
    return this.words.conditions[kind](
      purpose === aim ? null : this.words.quote(this.title("purposes", purpose)),
    );
  }

  #object(action: Action, name: string): string {
    switch (action) {
      case "collect":
        return this.words.quote(this.title("forms", name));
      case "contact":
        return this.#inSentence(this.title("channels", name));
      case "store":
        return this.words.key(this.title("storage", name), name);
      default:
        return this.recipient(name);
    }
  }

  /** What `read` finds in the first policy that has it. */
  #find<T>(read: (titled: Titled) => T | undefined): T | undefined {
    for (const titled of this.#titled) {
      const found = read(titled);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #fieldTitle(path: string): string {
    const found = this.#find((titled) => findField(titled, path));
    return found === undefined ? path : this.#inSentence(this.text(found.title));
  }

  #inSentence(title: string): string {
    return findPhrases(this.spoken)?.inSentence(title) ?? title;
  }

  #territory(code: string): string {
    if (!/^[A-Z]{2}$/.test(code)) return code;
    const known = this.#territories.get(code) ?? formatTerritory(code, this.spoken);
    this.#territories.set(code, known);
    return known;
  }

  /** Titles that more than one field of a policy has. */
  #listRepeated(): ReadonlySet<string> {
    const repeated = new Set<string>();
    for (const { data } of this.#titled) {
      const seen = new Set<string>();
      for (const { fields } of Object.values(data))
        for (const field of Object.values(fields)) {
          const title = this.#inSentence(this.text(field.title));
          if (seen.has(title)) repeated.add(title);
          seen.add(title);
        }
    }
    return repeated;
  }
}

/** Each once, in the order of the first. */
export function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}

/** The category of `category.field`. */
export function categoryOf(path: string): string {
  return path.slice(0, path.indexOf("."));
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
