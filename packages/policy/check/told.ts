import type { Diagnostic } from "../diagnostic.ts";
import { type FactsInWords, formatTerritory } from "../interpolate.ts";
import type { AnyModel } from "../model.ts";
import type { Path } from "../shape.ts";
import type { Passage } from "./passages.ts";
import { readNumbers } from "./read-numbers.ts";
import type { Subject } from "./subject.ts";
import { isAbroad } from "./territory.ts";

/** A fact the model knows and people have to be told. */
interface Fact {
  /** Where the model says it. */
  readonly path: Path;
  /** ``how long `contact` is kept``. */
  readonly label: string;
  /** Any of these interpolations tells it; the first is proposed. */
  readonly paths: readonly [string, ...string[]];
  /** So does this, written out by hand: of every part, one of its names has to stand somewhere in the words. */
  readonly written: (language: string) => readonly (readonly string[])[];
  /** And the time this fact says, however it is put. */
  readonly time?: string;
}

/**
 * What is collected, how long it is kept, who receives it, in which country, what is stored on a device, which hosts pages
 * reach and how people are written to stands in the words, in every language: interpolated or by its name.
 */
export function checkTold({ model, passages, facts, report }: Subject): readonly Diagnostic[] {
  const byWords = Map.groupBy(passages, ({ words }) => words.language);
  const readable = [...byWords].flatMap(([language, within]) => {
    const told = facts.get(language);
    return told === undefined || told.size === 0 ? [] : [readText(language, within, told)];
  });
  return listFactsToTell(model).flatMap((fact) => {
    const { path, label, paths } = fact;
    const silent = readable.filter(
      (read) => !paths.some((each) => read.references.has(each)) && !isWritten(fact, read),
    );
    if (silent.length === 0) return [];
    const languages = silent.map(({ language }) => `\`${language}\``).join(" and ");
    const message = `the words do not say in ${languages} ${label}`;
    const help = `write \`{{${paths[0]}}}\` where the clause speaks of it`;
    return [report({ code: "fact-untold", severity: "warning", path, message, help, atName: true })];
  });
}

interface ReadText {
  readonly language: string;
  readonly references: ReadonlySet<string>;
  /** Without the interpolations, and with single spaces. */
  readonly text: string;
  readonly lowerCase: string;
  readonly amounts: ReadonlySet<string>;
  readonly facts: FactsInWords;
}

function isWritten({ written, time }: Fact, read: ReadText): boolean {
  if (time !== undefined) {
    const parts = readNumbers(read.facts.get(time) ?? "", read.language);
    if (!parts.every(({ amount }) => read.amounts.has(amount))) return false;
  }
  return written(read.language).every((names) => names.some((name) => stands(read, name)));
}

function readText(language: string, passages: readonly Passage[], facts: FactsInWords): ReadText {
  const written = passages.map(({ text }) => text).join("\n");
  const text = written.replace(/\{\{[^{}\n]*\}\}/g, " ").replace(/\s+/g, " ");
  const numbers = passages.flatMap(({ sentences }) => sentences.flatMap((sentence) => sentence.numbers));
  return {
    language,
    references: new Set(passages.flatMap(({ references }) => references.map(({ path }) => path))),
    text,
    lowerCase: text.toLowerCase(),
    amounts: new Set(numbers.map(({ amount }) => amount)),
    facts,
  };
}

/** Whether `name` stands in the words, in whichever case and with whichever article; not within a longer word. */
function stands({ text, lowerCase }: ReadText, name: string): boolean {
  const isAbbreviation = /^[A-Z]{2,4}$/.test(name);
  const sought = isAbbreviation ? name : name.toLowerCase().replace(/^(?:the|our|your|an?) /, "");
  const within = isAbbreviation ? text : lowerCase;
  for (let at = within.indexOf(sought); at >= 0; at = within.indexOf(sought, at + 1)) {
    const before = `${within.charAt(at - 1)}${sought.charAt(0)}`;
    const after = `${sought.at(-1) ?? ""}${within.charAt(at + sought.length)}`;
    if (!/^[a-z0-9_]{2}$/i.test(before) && !/^[a-z0-9_]{2}$/i.test(after)) return true;
  }
  return false;
}

function listFactsToTell(model: AnyModel): readonly Fact[] {
  return [
    ...listData(model),
    ...listRecipients(model),
    ...listStorage(model),
    ...listHosts(model),
    ...listChannels(model),
  ];
}

function listData(model: AnyModel): readonly Fact[] {
  const forms = Object.entries(model.forms).map(([id, { fields }]) => ({
    id,
    fields: new Set(fields.map(({ field }) => field)),
  }));
  return Object.entries(model.data).flatMap(([id, { fields }]): Fact[] => {
    const kept: Fact = {
      path: ["data", id, "retention"],
      label: `how long \`${id}\` is kept`,
      paths: [`data.${id}.retention`, `data.${id}.keep`],
      written: () => [],
      time: `data.${id}.keep`,
    };
    const collected = Object.entries(fields).map(([name, { title }]): Fact => {
      const asking = forms.filter((form) => form.fields.has(`${id}.${name}`));
      return {
        path: ["data", id, "fields", name],
        label: `that \`${id}.${name}\` is held`,
        paths: [`data.${id}.fields`, ...asking.map((form) => `form.${form.id}.fields`)],
        written: (language) => [[title[language] ?? ""]],
      };
    });
    return [kept, ...collected];
  });
}

/** A register of recipients, or of the hosts at which they are reached, tells who they are and where. */
function listRecipients(model: AnyModel): readonly Fact[] {
  const reached = new Set(Object.values(model.hosts ?? {}).map(({ recipient }) => recipient));
  return Object.entries(model.recipients).flatMap(([id, { title, countries }]): Fact[] => {
    const registers = reached.has(id) ? ["recipients", "hosts"] : ["recipients"];
    const who: Fact = {
      path: ["recipients", id],
      label: `who recipient \`${id}\` is`,
      paths: [`recipient.${id}.title`, ...registers],
      written: (language) => [[title[language] ?? ""]],
    };
    const abroad = countries.filter((country) => isAbroad(country, model));
    if (abroad.length === 0) return [who];
    const where: Fact = {
      path: ["recipients", id, "countries"],
      label: `where recipient \`${id}\` handles data`,
      paths: [`recipient.${id}.countries`, ...registers],
      written: (language) =>
        abroad.map((country) => [
          formatTerritory(country, language),
          formatTerritory(country, language, "long"),
        ]),
    };
    return [who, where];
  });
}

function listStorage(model: AnyModel): readonly Fact[] {
  return Object.entries(model.storage).flatMap(([name]): Fact[] => [
    {
      path: ["storage", name],
      label: `that \`${name}\` is stored on the device`,
      paths: ["storage"],
      written: () => [[name]],
    },
    {
      path: ["storage", name, "life"],
      label: `how long \`${name}\` stays on the device`,
      paths: [`storage.${name}.life`, "storage"],
      written: () => [],
      time: `storage.${name}.life`,
    },
  ]);
}

function listHosts({ hosts = {} }: AnyModel): readonly Fact[] {
  return Object.keys(hosts).map((name) => ({
    path: ["hosts", name],
    label: `that pages reach \`${name}\``,
    paths: ["hosts"],
    written: () => [[name]],
  }));
}

function listChannels(model: AnyModel): readonly Fact[] {
  return Object.entries(model.channels).map(([id, { title }]) => ({
    path: ["channels", id],
    label: `that people are reached by \`${id}\``,
    paths: ["channels"],
    written: (language) => [[title[language] ?? ""]],
  }));
}
