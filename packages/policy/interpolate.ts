import { formatDuration, localeOf } from "./durations.ts";
import type { AnyModel, Text } from "./model.ts";
import { findPhrases } from "./phrases.ts";

/** What each `{{path}}` stands for in one language, as CommonMark. */
export type FactsInWords = ReadonlyMap<string, string>;

/**
 * Every fact of `model` that the words may refer to, said in `language`. Values from the model are text: whatever
 * Markdown would read into them is escaped. Empty for a language that is not in `LANGUAGES`.
 * @example listFacts(model, "en").get("data.contact.retention") // => "until 30 days after your account is closed"
 */
export function listFacts(model: AnyModel, language: string): FactsInWords {
  const phrases = findPhrases(language);
  if (phrases === undefined) return new Map();
  const say = (text: Text) => escapeMarkdown(text[language] ?? "");
  const sayAll = (items: readonly string[]) =>
    items.length === 0 ? phrases.none : new Intl.ListFormat(localeOf(language)).format(items);
  const title = (part: { readonly title: Text }) =>
    escapeMarkdown(phrases.inSentence(part.title[language] ?? ""));

  const facts = new Map<string, string>();
  const { controller, law } = model;
  for (const part of ["name", "address", "complaints"] as const)
    facts.set(`controller.${part}`, say(controller[part]));
  for (const part of ["email", "telephone"] as const)
    facts.set(`controller.${part}`, escapeMarkdown(controller[part]));
  facts.set("law.title", say(law.title));
  facts.set("law.courts", say(law.courts));
  facts.set("law.excludes", sayAll(law.excludes.map((code) => formatTerritory(code, language))));
  facts.set("effective", formatDay(model.effective, language));
  facts.set("channels", sayAll(Object.values(model.channels).map(title)));

  for (const [id, category] of Object.entries(model.data)) {
    facts.set(`data.${id}.title`, say(category.title));
    facts.set(`data.${id}.fields`, sayAll(Object.values(category.fields).map(title)));
    const keep = formatDuration(category.retention.keep, language);
    facts.set(`data.${id}.retention`, phrases.retention[category.retention.start](keep));
  }
  for (const [id, purpose] of Object.entries(model.purposes))
    facts.set(`purpose.${id}.title`, say(purpose.title));
  for (const [id, form] of Object.entries(model.forms)) {
    const fields = form.fields.flatMap(({ field, required }) => {
      const declared = findField(model, field);
      return declared === undefined ? [] : [required ? title(declared) : phrases.optional(title(declared))];
    });
    facts.set(`form.${id}.title`, say(form.title));
    facts.set(`form.${id}.fields`, sayAll(fields));
  }
  const register = Object.entries(model.storage).map(([name, key]) => {
    const life = formatDuration(key.life, language);
    facts.set(`storage.${name}.life`, life);
    return phrases.storageKey({
      name: `\`${name}\``,
      title: title(key),
      life,
      setBy: escapeMarkdown(key.setBy),
    });
  });
  facts.set("storage", register.length === 0 ? phrases.none : register.sort().join(phrases.separator));
  return facts;
}

/** The words with each `{{path}}` replaced by its fact; one that is not known stays as it is written. */
export function fillFacts(words: string, facts: FactsInWords): string {
  return words.replace(/\{\{([^{}\n]*)\}\}/g, (written, path: string) => facts.get(path.trim()) ?? written);
}

/** The declaration of `category.field`, or `undefined`. */
export function findField(model: AnyModel, path: string) {
  const [categoryName = "", fieldName = "", ...rest] = path.split(".");
  if (rest.length > 0 || !Object.hasOwn(model.data, categoryName)) return undefined;
  const fields = model.data[categoryName]?.fields ?? {};
  return Object.hasOwn(fields, fieldName) ? fields[fieldName] : undefined;
}

function formatTerritory(code: string, language: string): string {
  const names = new Intl.DisplayNames([localeOf(language)], { type: "region", style: "short" });
  return escapeMarkdown(names.of(code) ?? code);
}

function formatDay(day: string, language: string): string {
  const format = new Intl.DateTimeFormat(localeOf(language), { dateStyle: "long", timeZone: "UTC" });
  return format.format(new Date(`${day}T00:00:00Z`));
}

/** `text` on one line, with a backslash before everything that CommonMark would not read as text. */
function escapeMarkdown(text: string): string {
  return text
    .trim()
    .replace(/\s+/g, " ")
    .replace(/[\\`*_[\]<>&{}]/g, "\\$&")
    .replace(/^(?=#{1,6}(?: |$)|[+-](?: |$)|[-=]+$|~~~)/, "\\")
    .replace(/^(\d+)([.)])/, "$1\\$2");
}
