import { fileTypeFromBuffer } from "file-type";

/**
 * What a file is found to be. `inert`: of a type that does nothing when it is opened. `unknown`: its content says nothing, or of a type
 * that is not on the list. `mismatched`: its content is of another type than its name says. `executable`: it runs, or may.
 */
export type EnclosureMark = "inert" | "unknown" | "mismatched" | "executable";

/** A file's type by its content, and what to think of it. */
export interface Judgement {
  /** A media type; `application/octet-stream` where the content says nothing. */
  readonly type: string;
  readonly mark: EnclosureMark;
}

/** Endings of what a common system runs when it is opened, or of what may carry a script. */
const EXECUTABLE_ENDINGS: ReadonlySet<string> = new Set(
  (
    "apk app appimage bat bin chm cmd com cpl crx deb dll dmg docm dotm elf exe gadget hta htm html img inf iso jar js jse jsp ksh lnk " +
    "mht mhtml mjs msc msi msp mst pif pkg potm ppam pptm ps1 psm1 py rb reg rpm scf scr sct sh so svg swf sys url vb vbe vbs vhd vhdx " +
    "wsc wsf wsh xhtml xlam xlsm xltm xml xpi xsl"
  ).split(" "),
);

/** Types of which the content itself shows that it runs, or may. */
const EXECUTABLE_TYPES: readonly RegExp[] = [
  /^application\/(?:x-msdownload|x-elf|x-mach-binary|vnd\.android|java-|x-apple-diskimage|x-shockwave-flash|wasm|x-ms-shortcut|x-msi|vnd\.microsoft\.portable)/,
  /macroenabled/i,
  /^application\/(?:xml|xhtml|javascript|x-sh)/,
  /^text\/(?:html|javascript)/,
  /^image\/svg/,
];

/** Types that do nothing when they are opened, with the endings their names may have. They alone are handed out under their own type. */
const INERT: Readonly<Record<string, readonly string[]>> = {
  "image/png": ["png"],
  "image/jpeg": ["jpg", "jpeg"],
  "image/gif": ["gif"],
  "image/webp": ["webp"],
  "text/plain": ["txt", "text", "log", "csv", "md"],
};

const OCTETS = "application/octet-stream";

/** The type a file may be handed out under: its own where that does nothing, else none that anything opens. */
export function servedType({ type, mark }: Judgement): string {
  if (mark !== "inert") return OCTETS;
  return type === "text/plain" ? "text/plain; charset=utf-8" : type;
}

/** Judges a file by its content, and its name against that; what a sender says its type is counts for nothing. */
export async function judgeEnclosure(name: string, content: Uint8Array): Promise<Judgement> {
  const ending = endingOf(name);
  const found = await fileTypeFromBuffer(content).catch(() => undefined);
  const type = found?.mime ?? (isText(content) ? "text/plain" : OCTETS);
  if (isExecutable(type, ending, content)) return { type, mark: "executable" };
  const known = Object.hasOwn(INERT, type) ? INERT[type] : undefined;
  if (known?.includes(ending)) return { type, mark: "inert" };
  const isNamedInert = Object.values(INERT).some((endings) => endings.includes(ending));
  const isMismatched = found === undefined ? isNamedInert : !isEndingOf(ending, found.ext);
  return { type, mark: isMismatched ? "mismatched" : "unknown" };
}

function isExecutable(type: string, ending: string, content: Uint8Array): boolean {
  return (
    EXECUTABLE_ENDINGS.has(ending) ||
    EXECUTABLE_TYPES.some((one) => one.test(type)) ||
    (type === "text/plain" && startsAsScript(content))
  );
}

/** Endings one type goes by; of the others the name has to end as the type does. */
const ALIASES: readonly (readonly string[])[] = [
  ["jpg", "jpeg"],
  ["tif", "tiff"],
  ["cfb", "doc", "xls", "ppt", "msg"],
  ["gz", "tgz"],
  ["mp4", "m4a", "m4v"],
  ["zip", "docx", "xlsx", "pptx", "odt", "ods", "odp", "epub"],
];

function isEndingOf(ending: string, type: string): boolean {
  return ending === type || ALIASES.some((group) => group.includes(type) && group.includes(ending));
}

function endingOf(name: string): string {
  return /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
}

function startsAsScript(content: Uint8Array): boolean {
  const start = Buffer.from(content.subarray(0, 512)).toString("latin1").trimStart().toLowerCase();
  return /^(?:#!|<\?php|<script|<!doctype html|<html|<svg|<\?xml)/.test(
    start.replace(/^\u00ef\u00bb\u00bf/, ""),
  );
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });

function isText(content: Uint8Array): boolean {
  if (content.includes(0)) return false;
  try {
    UTF8.decode(content);
    return true;
  } catch {
    return false;
  }
}
