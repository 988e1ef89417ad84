import type { Diagnostic } from "../diagnostic.ts";
import type { AnyModel, Text } from "../model.ts";
import { findNearest, suggest } from "../near-miss.ts";
import { LANGUAGES } from "../phrases.ts";
import { type Path, quotePath } from "../shape.ts";
import type { Reference, Words } from "../words.ts";
import { reportInWords, type Subject } from "./subject.ts";

/** Every language says the same: the same clauses and headings, the same facts, and every title. */
export function checkLanguages(subject: Subject): readonly Diagnostic[] {
  const [first, ...others] = subject.words;
  return [
    ...findUnknownLanguages(subject),
    ...findWordless(subject),
    ...findUntranslated(subject),
    ...subject.words.flatMap((words) => findUnknownFacts(subject, words)),
    ...(first === undefined ? [] : others.flatMap((other) => comparePair(first, other))),
  ];
}

function findUnknownLanguages({ model, report }: Subject): readonly Diagnostic[] {
  return model.languages.flatMap((language, index) => {
    if (LANGUAGES.includes(language)) return [];
    const message = `facts cannot be put into words in the language \`${language}\``;
    return [
      report({
        code: "language-unknown",
        path: ["languages", index],
        message,
        ...suggest(language, LANGUAGES),
      }),
    ];
  });
}

function findWordless({ model, words, report }: Subject): readonly Diagnostic[] {
  return model.languages.flatMap((language, index) => {
    if (words.some((each) => each.language === language)) return [];
    const message = `the policy has no words in \`${language}\``;
    const help = `write them in \`${language}.md\` beside the model`;
    return [report({ code: "words-missing", path: ["languages", index], message, help })];
  });
}

function findUntranslated({ model, report }: Subject): readonly Diagnostic[] {
  return listTexts(model).flatMap(({ path, text }) => {
    const lacking = model.languages.filter((language) => !text[language]?.trim());
    return lacking.map((language) => {
      const message = `${quotePath(path)} says nothing in \`${language}\``;
      return report({ code: "text-missing-language", path, message, atName: true });
    });
  });
}

/** Every text of the model except the words of consent, which are checked with consent. */
function listTexts(model: AnyModel): readonly { readonly path: Path; readonly text: Text }[] {
  const { controller, law } = model;
  const titled = [
    ...(["roles", "channels", "recipients", "data", "purposes", "forms", "storage"] as const).flatMap(
      (part) =>
        Object.entries(model[part]).map(([id, { title }]) => ({ path: [part, id, "title"], text: title })),
    ),
    ...Object.entries(model.data).flatMap(([id, { fields }]) =>
      Object.entries(fields).flatMap(([name, { title, choices = {} }]) => [
        { path: ["data", id, "fields", name, "title"], text: title },
        ...Object.entries(choices).map(([choice, text]) => ({
          path: ["data", id, "fields", name, "choices", choice],
          text,
        })),
      ]),
    ),
    ...Object.entries(model.storage).flatMap(([id, { without }]) =>
      without === undefined ? [] : [{ path: ["storage", id, "without"], text: without }],
    ),
    ...Object.entries(model.hosts ?? {}).map(([id, { title }]) => ({
      path: ["hosts", id, "title"],
      text: title,
    })),
  ];
  return [
    { path: ["title"], text: model.title },
    { path: ["controller", "name"], text: controller.name },
    { path: ["controller", "address"], text: controller.address },
    { path: ["controller", "complaints"], text: controller.complaints },
    { path: ["law", "title"], text: law.title },
    { path: ["law", "courts"], text: law.courts },
    ...titled,
  ];
}

function findUnknownFacts({ facts }: Subject, words: Words): readonly Diagnostic[] {
  const known = [...(facts.get(words.language)?.keys() ?? [])];
  if (known.length === 0) return [];
  const references = [...words.sections, ...words.clauses].flatMap((part) => part.references);
  const unknown = references.filter(({ path }) => !known.includes(path));
  return unknown.map(({ path, extent }) => {
    const nearest = findNearest(path, known);
    return reportInWords(words, {
      code: "interpolation-unknown",
      extent,
      message: `\`${path}\` is not a fact of the model`,
      ...suggest(path, known),
      replacement: nearest === undefined ? undefined : `{{${nearest}}}`,
    });
  });
}

interface Part {
  readonly what: string;
  readonly hasProse: boolean;
  readonly span: Diagnostic["span"];
  readonly references: readonly Reference[];
}

/** One language's words, with their parts by what they are. */
interface Side {
  readonly words: Words;
  readonly parts: ReadonlyMap<string, Part>;
}

function comparePair(a: Words, b: Words): readonly Diagnostic[] {
  const left = { words: a, parts: listParts(a) };
  const right = { words: b, parts: listParts(b) };
  return [...findAlone(left, right), ...findAlone(right, left)];
}

function listParts({ sections, clauses }: Words): ReadonlyMap<string, Part> {
  return new Map([
    ...sections.map((section): [string, Part] => {
      const what = section.id === "" ? "the preamble" : `section \`${section.id}\``;
      return [`section ${section.id}`, { ...section, what, hasProse: section.prose !== "" }];
    }),
    ...clauses.map((clause): [string, Part] => {
      return [`clause ${clause.id}`, { ...clause, what: `clause \`${clause.id}\``, hasProse: true }];
    }),
  ]);
}

/** What stands in `here` and not in `there`. */
function findAlone(here: Side, there: Side): readonly Diagnostic[] {
  const report = (what: string, span: Diagnostic["span"]): Diagnostic => {
    const message = `${what} in \`${here.words.language}\` and not in \`${there.words.language}\``;
    return { code: "languages-out-of-step", severity: "error", file: here.words.file, span, message };
  };
  return [...here.parts].flatMap(([id, { what, hasProse, span, references }]) => {
    const counterpart = there.parts.get(id);
    if (counterpart === undefined) return [report(`${what} stands`, span)];
    const theirs = new Set(counterpart.references.map(({ path }) => path));
    const alone = references.filter(({ path }) => !theirs.has(path));
    return [
      ...(hasProse && !counterpart.hasProse ? [report(`${what} has text`, span)] : []),
      ...alone.map(({ path, span: at }) => report(`${what} refers to \`${path}\``, at)),
    ];
  });
}
