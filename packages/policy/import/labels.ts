/** A number or bullet in front of a text. */
export interface Label {
  /** As written, with what sets it off: `3.2`, `(b)`, `第三条`, `1)`. */
  readonly written: string;
  /** Alike for labels that count the same list. */
  readonly style: string;
  /** Parts of a decimal number, `3` for `2.4.7`; 0 for every other. */
  readonly rank: number;
  /** Its place in the count; 0 when it does not count. */
  readonly value: number;
  /** Code units it takes, with the white space behind it. */
  readonly length: number;
}

/** Style of labels that do not count. */
export const BULLET = "bullet";

type Reading = Omit<Label, "length" | "written">;
interface Pattern {
  readonly match: RegExp;
  readonly read: (parts: readonly string[]) => Reading;
}

/** What may follow a label directly: the end, white space, a capital, a character without case, an opening mark. */
const NEXT = "(?=$|[\\s\\p{Lu}\\p{Lo}\"'“‘《〈(\\[])";
/** What may follow a number that nothing closes: without white space it would run into the word behind it. */
const NEXT_APART = "(?=$|\\s+[\\p{Lu}\\p{Lo}\"'“‘《〈(\\[]|[\\p{Script=Han}“‘《〈(\\[])";
const HAN_NUMBER = "[一二三四五六七八九十百零〇两]{1,5}";

/** Tried in order; the text has ASCII for full-width characters. */
const PATTERNS: readonly Pattern[] = [
  {
    match: new RegExp(
      `^(\\d{1,3}(?:\\.\\d{1,3}){1,5})((?:\\([a-z0-9]{1,4}\\))*)(?:[.):、]${NEXT}|${NEXT_APART})`,
      "u",
    ),
    read: ([, number = "", letters = ""]) => {
      const rank = number.split(".").length + (letters.match(/\(/g)?.length ?? 0);
      return { style: "decimal", rank, value: Number(number.split(".").at(-1)) };
    },
  },
  { match: new RegExp(`^(\\d{1,3})\\.${NEXT}`, "u"), read: ([, n]) => counted("decimal", Number(n), 1) },
  { match: new RegExp(`^(\\d{1,3})\\)${NEXT}`, "u"), read: ([, n]) => counted("1)", Number(n)) },
  { match: /^(\d{1,3})[、:](?!\d)/, read: ([, n]) => counted("1、", Number(n)) },
  { match: /^\((\d{1,3})\)/, read: ([, n]) => counted("(1)", Number(n)) },
  {
    match: new RegExp(`^(${HAN_NUMBER})[、.．](?!\\d)`),
    read: ([, n = ""]) => counted("一、", hanNumber(n)),
  },
  {
    match: new RegExp(`^\\((${HAN_NUMBER})\\)[、.:]?`),
    read: ([, n = ""]) => counted("（一）", hanNumber(n)),
  },
  {
    match: new RegExp(
      `^第(${HAN_NUMBER}|\\d{1,3})([编章节条款])(?!规定|所述|的|第|至|和|及|、|以|中|款|项)[:.]?`,
    ),
    read: ([, n = "", unit = ""]) => counted(`第${unit}`, /\d/.test(n) ? Number(n) : hanNumber(n)),
  },
  {
    match:
      /^(Article|Section|Part|Chapter|Clause|Annex|Appendix|Schedule|§)\s*(\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,6}|[A-Z])(?:[.:)]|\s*[–—-](?=\s))?(?=$|\s+["“(\p{Lu}\p{Lo}])/iu,
    read: ([, word = "", n = ""]) => {
      const last = n.split(".").at(-1) ?? "";
      const value = /^\d/.test(last) ? Number(last) : (romanNumber(last.toLowerCase()) ?? letterNumber(last));
      return counted(`${word.toLowerCase()}${n.split(".").length}`, value);
    },
  },
  { match: /^([①-⑳])/, read: ([, c = ""]) => counted("①", c.charCodeAt(0) - 0x245f) },
  { match: /^([⑴-⒇])/, read: ([, c = ""]) => counted("⑴", c.charCodeAt(0) - 0x2473) },
  { match: /^[•‣◦⁃∙·●○■□▪▫◆◇►▶➢➤](?=.)/, read: ([c = ""]) => bullet(c) },
  { match: /^[-–—*+](?=\s+\S)/, read: ([c = ""]) => bullet(c) },
];

/** A letter or a Roman number, which look alike. */
const LETTER = /^(\(?)([A-Z]|[a-z]|[IVXLC]{2,7}|[ivxlc]{2,7})([.)])(?=$|\s|(?<=\(\w+\)))/;

function counted(style: string, value: number, rank = 0): Reading {
  return { style, rank, value };
}

function bullet(written: string): Reading {
  return { style: `${BULLET}${written}`, rank: 0, value: 0 };
}

export function isBullet({ style }: Pick<Label, "style">): boolean {
  return style.startsWith(BULLET);
}

/** Full-width characters as their ASCII counterparts, code unit for code unit. */
function narrow(text: string): string {
  return text
    .replace(/[！-～]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replaceAll("\u3000", " ");
}

/**
 * Reads the labels of a document in its order. What came before decides between `(i)` the Roman number and `(i)` the letter,
 * and whether `4 Title` is numbered.
 */
export class LabelReader {
  readonly #last = new Map<string, Label>();

  /** The label `text` begins with, or `null`. `bare` numbers, as in `4 Title`, count only in front of headings. */
  read(text: string, { bare }: { readonly bare: boolean }): Label | null {
    const head = narrow(text.slice(0, 40));
    const reading = this.#match(head) ?? this.#letter(head) ?? (bare ? this.#bare(head) : null);
    if (reading === null) return null;
    const { matched, ...rest } = reading;
    const space = /^\s*/.exec(head.slice(matched.length))?.[0].length ?? 0;
    const label = { ...rest, written: text.slice(0, matched.length).trim(), length: matched.length + space };
    this.#last.set(label.style, label);
    return label;
  }

  #match(head: string): (Reading & { matched: string }) | null {
    for (const { match, read } of PATTERNS) {
      const found = match.exec(head);
      if (found !== null) return { ...read(found), matched: found[0] };
    }
    return null;
  }

  #letter(head: string): (Reading & { matched: string }) | null {
    const found = LETTER.exec(head);
    if (found === null) return null;
    const [matched, open = "", letters = "", close = ""] = found;
    if (open === "(" && close === ".") return null;
    const shape = `${open}${letters === letters.toLowerCase() ? "a" : "A"}${close}`;
    const roman = romanNumber(letters.toLowerCase());
    const letter = letters.length === 1 ? letterNumber(letters) : null;
    const follows = (style: string, value: number | null) =>
      this.#last.get(style)?.value === (value ?? 0) - 1;
    const isRoman =
      roman !== null &&
      !follows(shape, letter) &&
      (letter === null || follows(`${shape} roman`, roman) || roman === 1);
    if (isRoman) return { ...counted(`${shape} roman`, roman), matched };
    return letter === null ? null : { ...counted(shape, letter), matched };
  }

  /** Believed only where it goes on from the number before, give or take a mistake. */
  #bare(head: string): (Reading & { matched: string }) | null {
    const [matched, number = ""] = /^(\d{1,2})(?=\s+[\p{Lu}\p{Lo}])/u.exec(head) ?? [];
    if (matched === undefined) return null;
    const value = Number(number);
    const last = this.#last.get("decimal");
    const before = last?.rank === 1 ? last.value : last === undefined ? 0 : null;
    if (before !== null && (value < before || value > before + 5)) return null;
    return { ...counted("decimal", value, 1), matched };
  }
}

function letterNumber(letter: string): number {
  return letter.toLowerCase().charCodeAt(0) - 96;
}

const ROMAN: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10, l: 50, c: 100 };

/** The value of a Roman number in lower case, or `null`. */
function romanNumber(letters: string): number | null {
  if (!/^(?:c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})$/.test(letters)) return null;
  const values = Array.from(letters, (letter) => ROMAN[letter] ?? 0);
  return values.reduce((sum, value, at) => sum + (value < (values[at + 1] ?? 0) ? -value : value), 0);
}

const HAN_DIGITS = "零一二三四五六七八九";

/** The value of a Chinese number below 1000: `二十四` is 24. */
export function hanNumber(written: string): number {
  let total = 0;
  let digit = 0;
  for (const character of written.replaceAll("〇", "零").replaceAll("两", "二")) {
    if (character === "十" || character === "百") {
      total += (digit || 1) * (character === "十" ? 10 : 100);
      digit = 0;
    } else digit = HAN_DIGITS.indexOf(character);
  }
  return total + digit;
}

/** How a list by markup counts its item `value`. */
export function countItem(value: number, type: string): string {
  if (type === "a" && value >= 1 && value <= 26) return `${String.fromCharCode(96 + value)}.`;
  if (type === "A" && value >= 1 && value <= 26) return `${String.fromCharCode(64 + value)}.`;
  if ((type === "i" || type === "I") && value >= 1 && value < 40) {
    const roman =
      "x".repeat(Math.floor(value / 10)) +
      (["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"][value % 10] ?? "");
    return `${type === "I" ? roman.toUpperCase() : roman}.`;
  }
  return `${value}.`;
}
