import type { Line, Run } from "./block.ts";

const PUNCTUATION = /[\p{P}\p{S}]/u;

/**
 * Everything that CommonMark, or a `{{fact}}`, would not read as text. What means something only beside another character
 * counts at either end as well, where the other may stand in the next run.
 */
const SPECIAL =
  /[\\`*[\]]|!$|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|<(?=[a-z/!?]|$)|&(?=[#\w]*(?:;|$))|\{(?=\{|$)|(?<=\{|^)\{/giu;

function escapeText(text: string): string {
  return text.replace(SPECIAL, "\\$&");
}

/** The same for what only means something where a line begins. */
function escapeStart(line: string): string {
  return line
    .replace(/^(?=#{1,6}(?: |$)|[+-](?: |$)|[-=]+ *$|>|~~~)/, "\\")
    .replace(/^(\d{1,9})([.)])(?= |$)/, "$1\\$2");
}

/** A line as CommonMark that reads the same: text, bold, code, links with their targets, images with their description. */
export function writeLine(line: Line): string {
  return escapeStart(writeRuns(line));
}

/** A heading as CommonMark. A heading cannot hold a fact, so `{{` becomes `{ {` in it. */
export function writeHeading(lines: readonly Line[]): string {
  const runs = lines.flatMap((line, at) => (at === 0 ? line : [{ ...line[0], text: " " } as Run, ...line]));
  const plain = runs.map(
    (run): Run => ({ ...run, strong: false, kind: run.kind === "code" ? "text" : run.kind }),
  );
  return writeRuns(spaceBraces(plain)).replaceAll("#", "\\#");
}

/** Also where the braces stand in two runs. */
function spaceBraces(runs: readonly Run[]): readonly Run[] {
  let last = "";
  return runs.map((run) => {
    const text = Array.from(run.text, (character) => {
      const apart = character === "{" && last === "{" ? " {" : character;
      last = character;
      return apart;
    }).join("");
    return { ...run, text };
  });
}

function writeRuns(runs: readonly Run[]): string {
  let written = "";
  for (let at = 0; at < runs.length; ) {
    const href = runs[at]?.href ?? "";
    const end = runs.findIndex((run, index) => index > at && run.href !== href);
    const group = runs.slice(at, end < 0 ? runs.length : end);
    const next = end < 0 ? "" : firstCharacter(runs[end]);
    if (href === "") written += writeGroup(group, written, next);
    else {
      const isBlank = group.every(({ text }) => text.trim() === "");
      const words = writeGroup(group, "[", "]");
      written += isBlank ? words : `[${words}](<${writeTarget(href)}>)`;
    }
    at += group.length;
  }
  return written;
}

function firstCharacter(run: Run | undefined): string {
  return run === undefined ? "" : run.href === "" && run.kind === "text" ? run.text.charAt(0) : "[";
}

/** Runs with one target; `before` and `next` are what stands around them. */
function writeGroup(runs: readonly Run[], before: string, next: string): string {
  let written = "";
  for (const [at, run] of runs.entries()) {
    const behind = at + 1 < runs.length ? firstCharacter(runs[at + 1]) : next;
    const [, lead = "", core = "", trail = ""] = /^(\s*)(.*?)(\s*)$/s.exec(run.text) ?? [];
    const words = writeCore({ ...run, text: core });
    const around = { before: (before + written + lead).slice(-1), behind: trail === "" ? behind : trail };
    written += lead + (run.strong && canBeStrong(words, around) ? `**${words}**` : words) + trail;
  }
  return written;
}

function writeCore({ kind, text, source }: Run): string {
  if (kind === "image" && text !== "") return `![${escapeText(text)}](<${writeTarget(source)}>)`;
  const isCode = kind === "code" && text !== "" && !text.includes("`") && !text.includes("{{");
  return isCode ? `\`${text}\`` : escapeText(text);
}

/** Whether CommonMark would read `**` around these words as bold: it minds punctuation and white space on either side. */
function canBeStrong(
  words: string,
  { before, behind }: { readonly before: string; readonly behind: string },
): boolean {
  if (words === "") return false;
  const isOpen = (side: string) => side === "" || /\s/.test(side) || PUNCTUATION.test(side);
  const inside = (character: string) => !PUNCTUATION.test(character);
  return (
    !before.endsWith("*") &&
    !behind.startsWith("*") &&
    (inside(words.charAt(0)) || isOpen(before)) &&
    (inside(words.slice(-1)) || isOpen(behind))
  );
}

function writeTarget(target: string): string {
  return target.replace(/[\s\p{Cc}]/gu, (blank) => encodeURIComponent(blank)).replace(/[\\<>&{}]/g, "\\$&");
}
