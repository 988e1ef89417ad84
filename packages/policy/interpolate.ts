import { formatDuration, localeOf } from "./durations.ts";
import type { AnyModel, Pace, Text } from "./model.ts";
import { findPhrases, type Phrases } from "./phrases.ts";

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
  const speaker = createSpeaker(language, phrases);
  return new Map([
    ...tellFoundations(model, speaker),
    ...tellData(model, speaker),
    ...tellPurposes(model, speaker),
    ...tellForms(model, speaker),
    ...tellRecipients(model, speaker),
    ...tellStorage(model, speaker),
    ...tellHosts(model, speaker),
    ...tellProducts(model, speaker),
  ]);
}

type Facts = readonly (readonly [path: string, words: string])[];

/** How one language says things. */
interface Speaker {
  readonly phrases: Phrases;
  readonly language: string;
  readonly say: (text: Text) => string;
  /** A title within a sentence. */
  readonly sayTitle: (part: { readonly title: Text }) => string;
  readonly sayAll: (items: readonly string[]) => string;
  readonly sayTerritories: (codes: readonly string[]) => string;
}

function createSpeaker(language: string, phrases: Phrases): Speaker {
  const list = new Intl.ListFormat(localeOf(language));
  const sayAll = (items: readonly string[]) => (items.length === 0 ? phrases.none : list.format(items));
  return {
    phrases,
    language,
    say: (text) => escapeMarkdown(text[language] ?? ""),
    sayTitle: ({ title }) => escapeMarkdown(phrases.inSentence(title[language] ?? "")),
    sayAll,
    sayTerritories: (codes) => sayAll(codes.map((code) => escapeMarkdown(formatTerritory(code, language)))),
  };
}

function tellFoundations(
  model: AnyModel,
  { language, say, sayTitle, sayAll, sayTerritories }: Speaker,
): Facts {
  const { controller, law } = model;
  return [
    ["controller.name", say(controller.name)],
    ["controller.address", say(controller.address)],
    ["controller.complaints", say(controller.complaints)],
    ["controller.email", escapeMarkdown(controller.email)],
    ["controller.telephone", escapeMarkdown(controller.telephone)],
    ["law.title", say(law.title)],
    ["law.courts", say(law.courts)],
    ["law.excludes", sayTerritories(law.excludes)],
    ["effective", formatDay(model.effective, language)],
    ["channels", sayAll(Object.values(model.channels).map(sayTitle))],
  ];
}

function tellData({ data }: AnyModel, { phrases, language, say, sayTitle, sayAll }: Speaker): Facts {
  return Object.entries(data).flatMap(([id, { title, fields, retention }]): Facts => {
    const keep = formatDuration(retention.keep, language);
    return [
      [`data.${id}.title`, say(title)],
      [`data.${id}.fields`, sayAll(Object.values(fields).map(sayTitle))],
      [`data.${id}.keep`, keep],
      [`data.${id}.retention`, phrases.retention[retention.start](keep)],
    ];
  });
}

/** What serves a purpose are the fields that forms, hosts and permits name for it, in the order they are declared. */
function tellPurposes(model: AnyModel, { language, say, sayTitle, sayAll }: Speaker): Facts {
  const serving = [
    ...Object.values(model.forms).flatMap(({ fields }) =>
      fields.flatMap(({ field, purposes }) => purposes.map((purpose) => ({ purpose, fields: [field] }))),
    ),
    ...[...Object.values(model.hosts ?? {}), ...model.permits].map(({ purpose, data }) => ({
      purpose,
      fields: data,
    })),
  ];
  const byPurpose = Map.groupBy(serving, ({ purpose }) => purpose);
  return Object.entries(model.purposes).flatMap(([id, { title, pace }]): Facts => {
    const named = new Set((byPurpose.get(id) ?? []).flatMap(({ fields }) => fields));
    const titles = Object.entries(model.data).flatMap(([category, { fields }]) =>
      Object.entries(fields).flatMap(([name, field]) =>
        named.has(`${category}.${name}`) ? [sayTitle(field)] : [],
      ),
    );
    return [
      [`purpose.${id}.title`, say(title)],
      [`purpose.${id}.data`, sayAll(titles)],
      ...(pace === undefined ? [] : [[`purpose.${id}.pace`, formatPace(pace, language)] as const]),
    ];
  });
}

function tellForms(model: AnyModel, { phrases, say, sayTitle, sayAll }: Speaker): Facts {
  return Object.entries(model.forms).flatMap(([id, form]): Facts => {
    const fields = form.fields.flatMap(({ field, required }) => {
      const declared = findField(model, field);
      if (declared === undefined) return [];
      return [required ? sayTitle(declared) : phrases.optional(sayTitle(declared))];
    });
    return [
      [`form.${id}.title`, say(form.title)],
      [`form.${id}.fields`, sayAll(fields)],
    ];
  });
}

function tellRecipients(model: AnyModel, { phrases, say, sayAll, sayTerritories }: Speaker): Facts {
  const recipients = Object.entries(model.recipients).map(([id, { title, countries, contact }]) => ({
    id,
    title: say(title),
    countries: sayTerritories(countries),
    contact: contact === undefined ? null : escapeMarkdown(contact),
  }));
  return [
    ["recipients", sayAll(recipients.map(phrases.recipient))],
    ...recipients.flatMap(
      ({ id, title, countries, contact }): Facts => [
        [`recipient.${id}.title`, title],
        [`recipient.${id}.countries`, countries],
        ...(contact === null ? [] : [[`recipient.${id}.contact`, contact] as const]),
      ],
    ),
  ];
}

function tellStorage({ storage }: AnyModel, { phrases, language, sayTitle }: Speaker): Facts {
  const keys = Object.entries(storage).map(([name, key]) => ({
    name,
    life: formatDuration(key.life, language),
    entry: phrases.storageKey({
      name: `\`${name}${key.prefix === true ? "*" : ""}\``,
      title: sayTitle(key),
      life: formatDuration(key.life, language),
      setBy: escapeMarkdown(key.setBy),
    }),
  }));
  const register = keys.map(({ entry }) => entry).sort();
  return [
    ["storage", register.length === 0 ? phrases.none : register.join(phrases.separator)],
    ...keys.map(({ name, life }) => [`storage.${name}.life`, life] as const),
  ];
}

function tellHosts(
  { hosts = {}, recipients }: AnyModel,
  { phrases, say, sayTitle, sayTerritories }: Speaker,
): Facts {
  const register = Object.entries(hosts).map(([name, host]) => {
    const recipient = Object.hasOwn(recipients, host.recipient) ? recipients[host.recipient] : undefined;
    return phrases.host({
      name: `\`${name}\``,
      title: sayTitle(host),
      recipient: say(recipient?.title ?? {}),
      countries: sayTerritories(recipient?.countries ?? []),
    });
  });
  return [["hosts", register.length === 0 ? phrases.none : register.sort().join(phrases.separator)]];
}

function tellProducts({ products }: AnyModel, { phrases, language, sayTitle, sayAll }: Speaker): Facts {
  if (products === undefined) return [];
  const all = Object.entries(products.kinds);
  const sayWithin = (above: string | undefined): string =>
    sayAll(
      all
        .filter(([, { within }]) => within === above)
        .map(([name, kind]) =>
          all.some(([, { within }]) => within === name)
            ? phrases.kind(sayTitle(kind), sayWithin(name))
            : sayTitle(kind),
        ),
    );
  return [
    ["products.recently", formatDuration(products.recently, language)],
    ["products.distance", phrases.distance(products.distance)],
    ["products.kinds", sayWithin(undefined)],
  ];
}

/** How often one person is written to, and at which hours not, in words; empty in a language that has no phrases. */
export function formatPace({ most, per, quiet }: Pace, language: string): string {
  const said =
    quiet === undefined
      ? null
      : {
          from: quiet.from,
          until: quiet.until,
          zone: formatZone(quiet.zone, language),
          overnight: quiet.until <= quiet.from,
        };
  return findPhrases(language)?.pace({ most, per: formatDuration(per, language), quiet: said }) ?? "";
}

/** A time zone by its name, whatever the season. */
function formatZone(timeZone: string, language: string): string {
  const format = new Intl.DateTimeFormat(localeOf(language), { timeZone, timeZoneName: "longGeneric" });
  return format.formatToParts(0).find(({ type }) => type === "timeZoneName")?.value ?? timeZone;
}

/** The words with each `{{path}}` replaced by its fact; one that is not known stays as it is written. */
export function fillFacts(words: string, facts: FactsInWords): string {
  return words.replace(/\{\{([^{}\n]*)\}\}/g, (written, path: string) => facts.get(path.trim()) ?? written);
}

/** The declaration of `category.field`, or `undefined`. */
export function findField(model: Pick<AnyModel, "data">, path: string) {
  const [categoryName = "", fieldName = "", ...rest] = path.split(".");
  if (rest.length > 0 || !Object.hasOwn(model.data, categoryName)) return undefined;
  const fields = model.data[categoryName]?.fields ?? {};
  return Object.hasOwn(fields, fieldName) ? fields[fieldName] : undefined;
}

/** The name of a territory, as a language has it. */
export function formatTerritory(code: string, language: string, style: "short" | "long" = "short"): string {
  const names = new Intl.DisplayNames([localeOf(language)], { type: "region", style });
  return names.of(code) ?? code;
}

/** A day of the calendar, as the language writes it. */
export function formatDay(day: string, language: string): string {
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
