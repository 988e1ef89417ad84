import type { Draft } from "./draft.ts";
import type { FoundCookie } from "./guess.ts";
import type { ImportLanguage } from "./languages.ts";
import { PHRASES } from "./phrases.ts";

/** Longest sentence that is quoted whole in a comment, in UTF-16 code units. */
const LONGEST_QUOTE = 240;
/** Longest object that is written on one line. */
const LONGEST_LINE = 100;

/** The draft as the text of a `policy.ts`, every guess and every gap with a comment above it in `language`. */
export function writeModel(draft: Draft, language: ImportLanguage): string {
  const phrases = PHRASES[language];
  const members = new ModelWriter(draft, language).members(draft.model, "", "  ");
  return [
    `import { definePolicy, pending } from "@avow/policy";`,
    "",
    `// ${phrases.bound}`,
    `const toBeBound = ${writeToBeBound(draft)};`,
    "",
    `/** ${phrases.model} */`,
    "export default definePolicy({",
    members,
    "});",
    "",
  ].join("\n");
}

function writeToBeBound({ model }: Draft): string {
  const [status] = Object.values(model.clauses);
  return `pending(${writeInline(status?.status === "pending" ? status.brings : {})})`;
}

class ModelWriter {
  readonly #comments = new Map<string, string[]>();
  readonly #cookies: readonly FoundCookie[];
  readonly #language: ImportLanguage;

  constructor({ guesses, undecided, cookies, model }: Draft, language: ImportLanguage) {
    const phrases = PHRASES[language];
    this.#language = language;
    this.#cookies = cookies;
    const note = (path: string, comment: string) =>
      this.#comments.set(path, [...(this.#comments.get(path) ?? []), comment]);
    for (const guess of guesses)
      if (guess.what !== "cookie")
        note(guess.path, phrases.guessed({ ...guess, sentence: quote(guess.sentence) }));
    for (const { path, what } of undecided) note(path, phrases.undecided[what]);
    if (model.permits.length === 0) note("permits", phrases.noPermits);
  }

  members(object: object, path: string, margin: string): string {
    return Object.entries(object)
      .map(([key, value]) => this.#member(key, value, path === "" ? key : `${path}.${key}`, margin))
      .join("\n");
  }

  #member(key: string, value: unknown, path: string, margin: string): string {
    const comments = (this.#comments.get(path) ?? []).map((comment) => `${margin}// ${comment}\n`).join("");
    const name = /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
    return `${comments}${margin}${name}: ${this.#value(value, path, margin)},`;
  }

  #value(value: unknown, path: string, margin: string): string {
    if (path.startsWith("clauses.")) return "toBeBound";
    if (typeof value !== "object" || value === null || Array.isArray(value)) return writeInline(value);
    if (path === "storage") return this.#storage(margin);
    const inline = writeInline(value);
    const noted = [...this.#comments.keys()].some((each) => each.startsWith(`${path}.`));
    if (!noted && (inline === "{}" || (inline.length <= LONGEST_LINE && !inline.slice(1).includes("{"))))
      return inline;
    return `{\n${this.members(value, path, `${margin}  `)}\n${margin}}`;
  }

  /** Cookies as comments: a key that is declared may be stored. */
  #storage(margin: string): string {
    if (this.#cookies.length === 0) return "{}";
    const phrases = PHRASES[this.#language];
    const inner = `${margin}  // `;
    const lines = this.#cookies.flatMap(({ name, title, life, purpose, setBy, seen }) => [
      phrases.guessed({
        what: "cookie",
        path: "",
        ...seen.statement,
        confidence: seen.confidence,
        sentence: quote(seen.statement.text),
      }),
      `${JSON.stringify(name)}: {`,
      `  clause: ${JSON.stringify(seen.statement.clause)},`,
      `  title: ${writeInline({ [seen.statement.language]: title })},`,
      `  kind: "cookie",`,
      `  purpose: ${JSON.stringify(purpose ?? "")},`,
      `  life: ${JSON.stringify(life ?? "P")},`,
      `  setBy: ${JSON.stringify(setBy)},`,
      "  when: [],",
      "},",
    ]);
    return `{\n${[phrases.cookies, ...lines].map((line) => inner + line).join("\n")}\n${margin}}`;
  }
}

/** A value on one line, as TypeScript. */
function writeInline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeInline).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, member]) =>
      `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key)}: ${writeInline(member)}`,
  );
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

function quote(sentence: string): string {
  const line = sentence.replace(/[\s\u2028\u2029]+/g, " ");
  return line.length <= LONGEST_QUOTE ? line : `${line.slice(0, LONGEST_QUOTE).toWellFormed()}…`;
}
