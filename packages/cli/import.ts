import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import {
  IMPORT_FORMATS,
  type ImportedPolicy,
  type ImportFormat,
  type ImportSource,
  importPolicy,
} from "@avow/policy";
import { type Call, type Command, textOption } from "./command.ts";
import { misuse, type Output } from "./output.ts";

export const importCommand: Command = {
  usage: "import FILE",
  does: "turn a published policy into numbered words and a draft model",
  more: [
    "[--out FOLDER] [--format text|markdown|html] [--language en|zh] [--id NAME]",
    "no word is dropped; what is guessed says so; nothing is permitted",
  ],
  takes: { least: 1, most: 1 },
  options: {
    out: { type: "string", short: "o" },
    format: { type: "string" },
    language: { type: "string" },
    id: { type: "string" },
  },
  run: (call, output) => importFile(call, output),
};

/** An option that cannot be used, or a file that cannot be read: what is wrong, and what would be right. */
interface Complaint {
  readonly message: string;
  readonly help: string;
}

/**
 * `avow import FILE`: writes `policy.ts`, the words and `import-report.md` into a folder that holds none of them yet, named after
 * the policy unless `--out` says otherwise.
 */
async function importFile(call: Call, output: Output): Promise<number> {
  const [file = ""] = call.arguments;
  const options = readOptions(call);
  if ("message" in options) return misuse(output, options.message, options.help);
  const decoded = await readDecoded(file);
  if ("message" in decoded) return misuse(output, decoded.message, decoded.help);
  const { text, encoding } = decoded;
  const format = options.format ?? detectFormat(file, text);
  const outcome = importPolicy({ ...options, text, format, file: basename(file) });
  if (!outcome.ok) return misuse(output, `\`${file}\` cannot be imported: ${outcome.message}`, outcome.help);
  if (encoding !== "utf-8") output.err(`note: \`${file}\` is not UTF-8 and was read as ${encoding}\n`);
  const folder = textOption(call, "out") ?? outcome.imported.id;
  const complaint = await writeFolder(folder, outcome.imported);
  if (complaint !== null) return misuse(output, complaint.message, complaint.help);
  output.out(summarise(folder, outcome.imported, format));
  return 0;
}

type Options = Partial<Pick<ImportSource, "format" | "language" | "id">>;

function readOptions(call: Call): Options | Complaint {
  const [format, language, id] = ["format", "language", "id"].map((name) => textOption(call, name));
  const known = IMPORT_FORMATS.find((each) => each === format);
  if (format !== undefined && known === undefined)
    return { message: `there is no format \`${format}\``, help: `one of ${IMPORT_FORMATS.join(", ")}` };
  if (language !== undefined && language !== "en" && language !== "zh")
    return { message: `a policy cannot be imported in the language \`${language}\``, help: "one of en, zh" };
  if (id !== undefined && !/^[A-Za-z][A-Za-z0-9_-]*$/.test(id))
    return { message: `\`${id}\` is not a name`, help: "a letter, then letters, digits, `_` and `-`" };
  return {
    ...(known !== undefined && { format: known }),
    ...(language !== undefined && { language }),
    ...(id !== undefined && { id }),
  };
}

interface Decoded {
  readonly text: string;
  readonly encoding: string;
}

async function readDecoded(file: string): Promise<Decoded | Complaint> {
  try {
    return (
      decode(await readFile(file)) ?? {
        message: `\`${file}\` is not text in UTF-8, UTF-16 or GB18030`,
        help: "save it as UTF-8",
      }
    );
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const message =
      code === "ENOENT" ? `there is no file \`${file}\`` : `\`${file}\` cannot be read (${code})`;
    return { message, help: "name a file that holds the text of a policy" };
  }
}

/** Least share of Chinese characters in what is taken for GB18030: nearly any bytes decode as it. */
const LEAST_CHINESE = 0.1;

function decode(bytes: Buffer): Decoded | null {
  const mark = bytes.subarray(0, 2).toString("hex");
  const marked = mark === "fffe" ? "utf-16le" : mark === "feff" ? "utf-16be" : null;
  if (marked !== null) return decodeAs(bytes, marked);
  const unicode = decodeAs(bytes, "utf-8");
  if (unicode !== null) return unicode;
  const chinese = decodeAs(bytes, "gb18030");
  const count = chinese?.text.match(/[\u4e00-\u9fff]/g)?.length ?? 0;
  return chinese !== null && count >= chinese.text.length * LEAST_CHINESE ? chinese : null;
}

function decodeAs(bytes: Buffer, encoding: string): Decoded | null {
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding };
  } catch {
    return null;
  }
}

const EXTENSIONS: Readonly<Record<string, ImportFormat>> = {
  ".html": "html",
  ".htm": "html",
  ".xhtml": "html",
  ".md": "markdown",
  ".markdown": "markdown",
  ".txt": "text",
};

/** By the name of the file, or else by what its beginning looks like. */
function detectFormat(file: string, text: string): ImportFormat {
  const named = EXTENSIONS[extname(file).toLowerCase()];
  if (named !== undefined) return named;
  const beginning = text.slice(0, 4000);
  if (/<(?:!doctype html|html|body|div|p|h[1-6])\b/i.test(beginning)) return "html";
  return /^#{1,6} \S|\]\(https?:/m.test(beginning) ? "markdown" : "text";
}

async function writeFolder(folder: string, imported: ImportedPolicy): Promise<Complaint | null> {
  const files: Readonly<Record<string, string>> = {
    "policy.ts": imported.modelSource,
    ...Object.fromEntries(
      Object.entries(imported.words).map(([language, words]) => [`${language}.md`, words]),
    ),
    "import-report.md": imported.report,
  };
  for (const name of Object.keys(files)) {
    const path = join(folder, name);
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return { message: `\`${path}\` is there already`, help: "name another folder with `--out`" };
  }
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, text] of Object.entries(files))
      await writeFile(join(folder, name), text, { flag: "wx" });
    return null;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return { message: `\`${folder}\` cannot be written (${code})`, help: "name another folder with `--out`" };
  }
}

function summarise(folder: string, imported: ImportedPolicy, format: ImportFormat): string {
  const { languages, model, guesses, undecided, passages, unmatched } = imported;
  const furniture = passages.filter(({ place }) => place.kind === "furniture").length;
  const written = ["policy.ts", ...languages.map((language) => `${language}.md`), "import-report.md"];
  return [
    ...written.map((name) => `  ${join(folder, name)}`),
    "",
    `read as ${format}: ${count(Object.keys(model.clauses).length, "clause")}, in ${languages.join(" and ")}`,
    `${count(guesses.length, "guess", "guesses")} to confirm, ${count(undecided.length, "gap")} to fill`,
    ...(furniture > 0
      ? [
          `${count(furniture, "page header, footer or menu entry", "page headers, footers and menu entries")} set apart, in the report`,
        ]
      : []),
    ...(unmatched ? ["English and Chinese do not match clause for clause: both are in one file"] : []),
    "",
    `Read \`${join(folder, "import-report.md")}\`, then run \`avow check ${folder}\`.`,
    "",
  ].join("\n");
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
