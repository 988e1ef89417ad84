import { type Span, spanAt } from "./diagnostic.ts";
import type { Path } from "./shape.ts";

interface Member {
  readonly key: string | number | null;
  /** Where the member begins: at its key, or at the value in a list. */
  readonly start: number;
  readonly keyLength: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/** A stretch of a model's text, in UTF-16 code units. */
interface Stretch {
  readonly offset: number;
  readonly length: number;
}

/** Finds parts of a model in its text. Reads object and list literals only, each once. */
export interface Locator {
  /**
   * Where the part at `path` is written; for a part that is computed, spread in or absent the nearest written part around it,
   * and `null` when there is none. `part` says whether the member's name or its value is meant.
   */
  readonly locate: (path: Path, part?: "name" | "value") => Span | null;
  /** What stands between the quotes of the text at `path`; `null` unless it is written there as plain text. */
  readonly locateText: (path: Path) => Stretch | null;
  /** An item of a list with the comma and the blank that set it off from its neighbour; `null` unless it is written out. */
  readonly locateItem: (path: Path) => Stretch | null;
}

/** A locator for the text of a `policy.ts` or of a JSON file. */
export function createLocator(source: string): Locator {
  const call = /\bdefinePolicy\s*\(\s*(?=\{)/.exec(source);
  const root = call === null ? source.indexOf("{") : call.index + call[0].length;
  const read = new Map<number, readonly Member[]>();
  const membersOf = (open: number): readonly Member[] => {
    const known = read.get(open);
    if (known !== undefined) return known;
    const members = listMembers(source, open);
    read.set(open, members);
    return members;
  };
  /** The members that lead along `path`, as far as they are written out. */
  const follow = (path: Path): readonly Member[] => {
    let open = root;
    const found: Member[] = [];
    for (const step of path) {
      const member = open < 0 ? undefined : membersOf(open).find(({ key }) => key === step);
      if (member === undefined) return found;
      found.push(member);
      open = "{[".includes(source.charAt(member.valueStart)) ? member.valueStart : -1;
    }
    return found;
  };

  return {
    locate(path, part = "value") {
      const written = follow(path);
      const found = written.at(-1);
      if (found === undefined) return null;
      return spanOf(source, found, written.length === path.length ? part : "name");
    },

    locateText(path) {
      const written = follow(path);
      const found = written.at(-1);
      if (found === undefined || written.length < path.length) return null;
      const value = source.slice(found.valueStart, found.valueEnd).trimEnd();
      if (!/^(?:"[^"\\\n]*"|'[^'\\\n]*')$/.test(value)) return null;
      return { offset: found.valueStart + 1, length: value.length - 2 };
    },

    locateItem(path) {
      const written = follow(path);
      const [list, item] = [written.at(-2), written.at(-1)];
      if (written.length < path.length || list === undefined || item === undefined) return null;
      const members = membersOf(list.valueStart);
      const index = members.indexOf(item);
      const next = members[index + 1];
      if (next !== undefined) return { offset: item.start, length: next.start - item.start };
      const start = members[index - 1]?.valueEnd ?? item.start;
      const end = item.start + source.slice(item.start, item.valueEnd).trimEnd().length;
      return { offset: start, length: end - start };
    },
  };
}

function spanOf(source: string, member: Member, part: "name" | "value"): Span {
  const value = source.slice(member.valueStart, member.valueEnd).trimEnd();
  if (part === "value" && !value.includes("\n")) return spanAt(source, member.valueStart, value.length);
  return spanAt(source, member.start, member.keyLength === 0 ? 1 : member.keyLength);
}

function listMembers(source: string, open: number): readonly Member[] {
  const inList = source[open] === "[";
  const members: Member[] = [];
  let at = skipBlank(source, open + 1);
  while (at < source.length && !"}]".includes(source.charAt(at))) {
    const named = inList ? null : readKey(source, at);
    const valueStart = named?.valueStart ?? at;
    const valueEnd = skipValue(source, valueStart);
    const key = inList ? members.length : (named?.key ?? null);
    if (valueEnd === at) return members;
    members.push({ key, start: at, keyLength: named?.length ?? 0, valueStart, valueEnd });
    at = source[valueEnd] === "," ? skipBlank(source, valueEnd + 1) : valueEnd;
  }
  return members;
}

/** A key written out and followed by a colon; a spread, a method or a computed key is none. */
function readKey(source: string, at: number): { key: string; length: number; valueStart: number } | null {
  const written = /(?:"([^"\\\n]*)"|'([^'\\\n]*)'|([A-Za-z_$][\w$]*))/y;
  written.lastIndex = at;
  const match = written.exec(source);
  if (match === null) return null;
  const colon = skipBlank(source, written.lastIndex);
  if (source[colon] !== ":") return null;
  const key = match[1] ?? match[2] ?? match[3] ?? "";
  return { key, length: match[0].length, valueStart: skipBlank(source, colon + 1) };
}

/** The comma or bracket that ends the value at `at`. */
function skipValue(source: string, at: number): number {
  let depth = 0;
  let i = at;
  while (i < source.length) {
    const character = source.charAt(i);
    if (depth === 0 && ",}])".includes(character)) return i;
    if ("{[(".includes(character)) depth++;
    if ("}])".includes(character)) depth--;
    i = skipToken(source, i);
  }
  return i;
}

function skipBlank(source: string, at: number): number {
  let i = at;
  while (i < source.length && (/\s/.test(source.charAt(i)) || isComment(source, i))) i = skipToken(source, i);
  return i;
}

/** The end of the string, template or comment at `at`, or the next character. */
function skipToken(source: string, at: number): number {
  const quote = source.charAt(at);
  if (source.startsWith("//", at)) return endOf(source, "\n", at + 2);
  if (source.startsWith("/*", at)) return endOf(source, "*/", at + 2);
  if (!"\"'`".includes(quote)) return at + 1;
  let i = at + 1;
  while (i < source.length && source[i] !== quote) i += source[i] === "\\" ? 2 : 1;
  return i + 1;
}

function isComment(source: string, at: number): boolean {
  return source.startsWith("//", at) || source.startsWith("/*", at);
}

function endOf(source: string, mark: string, from: number): number {
  const end = source.indexOf(mark, from);
  return end < 0 ? source.length : end + mark.length;
}
