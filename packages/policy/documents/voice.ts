import type { Bundle } from "../bundle.ts";
import { formatDuration, localeOf } from "../durations.ts";
import { findField } from "../interpolate.ts";
import type { Retention, Text } from "../model.ts";
import { type DocumentWords, findDocumentWords } from "./words.ts";

/** How a document says the parts of one policy in one language. */
export interface Voice {
  readonly language: string;
  readonly words: DocumentWords;
  readonly text: (text: Text) => string;
  readonly count: (count: number) => string;
  /** A day, `2026-12-01`. */
  readonly day: (day: string) => string;
  readonly list: (items: readonly string[]) => string;
  readonly countries: (codes: readonly string[]) => string;
  readonly kept: (retention: Retention) => string;
  /** `category.field` by its titles. */
  readonly field: (path: string) => string;
  /** Titles of parts of the model; a name that has no part stays as it is. */
  readonly titles: (parts: Titled, names: readonly string[]) => readonly string[];
  readonly clause: (id: string) => string;
}

type Titled = Readonly<Record<string, { readonly title: Text }>>;

/**
 * Makes the voice of a language.
 * @throws {RangeError} when documents are not made in it ({@link DOCUMENT_LANGUAGES})
 */
export function makeVoice(bundle: Bundle, language: string): Voice {
  const words = findDocumentWords(language);
  if (words === undefined) throw new RangeError(`documents are not made in \`${language}\``);
  const locale = localeOf(language);
  const text = (said: Text) => said[language] ?? Object.values(said)[0] ?? "";
  const list = (items: readonly string[]) => new Intl.ListFormat(locale).format(items);
  const regions = new Intl.DisplayNames([locale], { type: "region" });
  return {
    language,
    words,
    text,
    list,
    count: (count) => new Intl.NumberFormat(locale).format(count),
    day: (day) =>
      new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(
        new Date(`${day}T00:00:00Z`),
      ),
    countries: (codes) => list(codes.map((code) => regions.of(code) ?? code)),
    kept: ({ start, keep }) => words.retentionStarts[start](formatDuration(keep, language)),
    field: (path) => {
      const declared = findField(bundle, path);
      return declared === undefined ? path : text(declared.title);
    },
    titles: (parts, names) =>
      names.map((name) => {
        const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
        return part === undefined ? name : text(part.title);
      }),
    clause: words.clause,
  };
}
