import { ACTIONS, type Action } from "../model.ts";
import { suggest } from "../near-miss.ts";
import { findData, findName, type Misread, misread, type Read } from "./find-names.ts";
import type { Space } from "./permissions.ts";

/** What no permission may lack. */
export const REQUIREMENTS = ["consent", "separate consent", "log-in", "accepted cookies"] as const;
export type Requirement = (typeof REQUIREMENTS)[number];

/** Operations that must never be permitted; what is `null` is not looked at. */
export interface Property {
  /** As it was written, after `never:`. */
  readonly text: string;
  readonly actions: ReadonlySet<Action>;
  /** Operations that take any of these fields. */
  readonly data: ReadonlySet<string> | null;
  readonly by: string | null;
  readonly purpose: string | null;
  readonly channel: string | null;
  readonly recipient: string | null;
  /** Only what goes to a recipient that handles data in another country than these, or says of none where. */
  readonly outside: ReadonlySet<string> | null;
  readonly without: Requirement | null;
  /** Only what is permitted although the person has objected to the purpose. */
  readonly afterObjection: boolean;
}

/** The grammar, as help shows it. */
export const PROPERTY_GRAMMAR =
  "never: [an operation that] <actions | takes | any operation> [of] <data | any data> [by <role>] [for <purpose>] [to <recipient>] [by channel <channel>] [outside <countries>] [without <consent | separate consent | log-in | accepted cookies>] [after an objection]";

const SENDING: readonly Action[] = ["disclose", "transfer"];
const ABOUT_RECIPIENTS = new Set<string>(["to", "outside"]);

/**
 * Reads one property; its grammar is {@link PROPERTY_GRAMMAR}. Actions, fields, categories and countries may be several,
 * joined by `or` or commas, and then any of them is meant; `takes` is `disclose or transfer`. Names may stand in backticks.
 * @example parseProperty("never: an operation that takes `order.address` outside CN without separate consent", bundle)
 */
export function parseProperty(line: string, space: Space): Read<Property> {
  const text = /^never\s*[:：]\s*(.*?)[\s.]*$/iu.exec(line.trim())?.[1];
  if (text === undefined) return misread("a property begins with `never:`", PROPERTY_GRAMMAR);
  return new PropertyReader(text, space).read();
}

/** Throws a {@link Misread} at the first thing wrong; `read` returns it. */
class PropertyReader {
  readonly #text: string;
  readonly #space: Space;
  readonly #words: readonly string[];
  #at = 0;

  constructor(text: string, space: Space) {
    this.#text = text;
    this.#space = space;
    this.#words = text.match(/`[^`]*`|,|[^\s,]+/g) ?? [];
  }

  read(): Read<Property> {
    try {
      return { ok: true, value: this.#property() };
    } catch (thrown) {
      if (thrown instanceof Unreadable) return thrown.misread;
      throw thrown;
    }
  }

  #property(): Property {
    this.#take("an", "operation", "that");
    const actions = this.#actions();
    for (const filler of ["of", "on", "with"]) if (this.#take(filler)) break;
    const data = this.#data();
    const tails = new Map<string, string | ReadonlySet<string>>();
    while (this.#at < this.#words.length) {
      const [tail, value] = this.#tail();
      if (tails.has(tail)) this.#fail(`\`${tail}\` is said twice`);
      tails.set(tail, value);
    }
    const name = (tail: string): string | null => {
      const value = tails.get(tail);
      return typeof value === "string" ? value : null;
    };
    const outside = tails.get("outside");
    const aboutRecipients = [...tails.keys()].some((tail) => ABOUT_RECIPIENTS.has(tail));
    return {
      text: this.#text,
      actions: aboutRecipients ? new Set(SENDING.filter((action) => actions.has(action))) : actions,
      data,
      by: name("by"),
      purpose: name("for"),
      channel: name("by channel"),
      recipient: name("to"),
      outside: outside === undefined || typeof outside === "string" ? null : outside,
      without: REQUIREMENTS.find((one) => one === tails.get("without")) ?? null,
      afterObjection: tails.has("after"),
    };
  }

  #actions(): ReadonlySet<Action> {
    if (this.#take("any", "operation")) return new Set(ACTIONS);
    return new Set(this.#several((word) => this.#action(word)).flat());
  }

  #action(word: string): readonly Action[] {
    if (word === "takes" || word === "take") return SENDING;
    const action = ACTIONS.find((one) => one === word || `${one}s` === word || `${one}es` === word);
    if (action !== undefined) return [action];
    return this.#fail(`\`${word}\` is not an action`, suggest(word, [...ACTIONS, "takes"]).help);
  }

  #data(): ReadonlySet<string> | null {
    if (this.#take("any", "data")) return null;
    return new Set(this.#several((word) => this.#found(findData(this.#space, word))).flat());
  }

  #tail(): readonly [string, string | ReadonlySet<string>] {
    const word = this.#next("a condition");
    switch (word) {
      case "by":
        return this.#take("channel") ? ["by channel", this.#name("channels")] : ["by", this.#name("roles")];
      case "for":
        return ["for", this.#name("purposes")];
      case "to":
        return ["to", this.#name("recipients")];
      case "outside":
        return ["outside", new Set(this.#several((code) => this.#country(code)))];
      case "without":
        return ["without", this.#requirement()];
      case "after":
        if (this.#take("an", "objection")) return ["after", "an objection"];
        return this.#fail("`after` goes on as `after an objection`");
      default:
        return this.#fail(
          `\`${word}\` does not go on`,
          suggest(word, ["by", "for", "to", "outside", "without", "after"]).help,
        );
    }
  }

  #name(part: "roles" | "channels" | "recipients" | "purposes"): string {
    return this.#found(findName(this.#space, part, this.#next("a name")));
  }

  #country(code: string): string {
    return /^[A-Z]{2}$/.test(code)
      ? code
      : this.#fail(`\`${code}\` is not a country`, "write two capital letters, such as `CN`");
  }

  #requirement(): Requirement {
    const found = REQUIREMENTS.find((one) => this.#take(...one.split(" ")));
    if (found !== undefined) return found;
    const known = REQUIREMENTS.map((one) => `\`${one}\``).join(", ");
    return this.#fail(`\`${this.#words[this.#at] ?? ""}\` is nothing to be without`, `known: ${known}`);
  }

  /** One or more, joined by `or`, a comma or both. */
  #several<T>(read: (word: string) => T): readonly T[] {
    const items = [read(this.#next("a name"))];
    for (;;) {
      const comma = this.#take(",");
      if (!this.#take("or") && !comma) return items;
      items.push(read(this.#next("a name")));
    }
  }

  #take(...words: readonly string[]): boolean {
    const found = words.every((word, index) => this.#words[this.#at + index]?.toLowerCase() === word);
    if (found) this.#at += words.length;
    return found;
  }

  #next(wanted: string): string {
    const word = this.#words[this.#at];
    if (word === undefined) return this.#fail(`${wanted} is missing at the end`);
    this.#at += 1;
    return word;
  }

  #found<T>(found: Read<T>): T {
    if (found.ok) return found.value;
    throw new Unreadable(found);
  }

  #fail(message: string, help: string = PROPERTY_GRAMMAR): never {
    throw new Unreadable(misread(message, help));
  }
}

/** Leaves the reader from wherever it is. */
class Unreadable extends Error {
  readonly misread: Misread;

  constructor(found: Misread) {
    super(found.message);
    this.misread = found;
  }
}
