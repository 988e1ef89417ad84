import { writeFile } from "node:fs/promises";
import {
  type Bundle,
  DOCUMENT_LANGUAGES,
  isDocumentName,
  makeDocument,
  makeDpv,
  makeGpcSupport,
  NO_FIGURES,
} from "@avow/policy";
import { buildFrom } from "./build.ts";
import { type Call, type Command, textOption } from "./command.ts";
import { misuse, type Output } from "./output.ts";

/** What a document is called, and as what it can be written; the first is what one gets unasked. */
const DOCUMENTS: Readonly<Record<string, readonly string[]>> = {
  "record-of-processing": ["html", "markdown", "json"],
  "impact-assessment": ["html", "markdown", "json"],
  dpv: ["json"],
  gpc: ["json"],
};

export const documentCommand: Command = {
  usage: "document NAME FOLDER",
  does: "make a document of a policy's model",
  more: [
    "NAME is record-of-processing, impact-assessment, dpv or gpc",
    "[--language en|zh] [--format html|markdown|json] [--out FILE]",
  ],
  takes: { least: 2, most: 2 },
  options: { language: { type: "string" }, format: { type: "string" }, out: { type: "string" } },
  run: makeOne,
};

interface Wish {
  readonly name: string;
  readonly format: string;
  readonly language: string | undefined;
}

/**
 * `avow document NAME FOLDER`: the record of processing (GDPR 30), the factual part of the impact assessment (PIPL 55–56), the
 * policy in W3C DPV, or `gpc.json`. Made of the model alone: what only the running service knows is said to be not known here.
 */
async function makeOne(call: Call, output: Output): Promise<number> {
  const [name = "", folder = ""] = call.arguments;
  const formats = Object.hasOwn(DOCUMENTS, name) ? (DOCUMENTS[name] ?? []) : [];
  if (formats.length === 0)
    return misuse(
      output,
      `there is no document \`${name}\``,
      `name one of ${Object.keys(DOCUMENTS).join(", ")}`,
    );
  const format = textOption(call, "format") ?? formats[0] ?? "";
  if (!formats.includes(format))
    return misuse(
      output,
      `\`${name}\` is not written as \`${format}\``,
      `use --format ${formats.join(" or ")}`,
    );
  const built = await buildFrom(folder, output);
  if ("exit" in built) return built.exit;
  const wish = { name, format, language: textOption(call, "language") };
  const known = built.bundle.languages.filter((language) => DOCUMENT_LANGUAGES.includes(language));
  if (wish.language !== undefined && !known.includes(wish.language))
    return misuse(
      output,
      `the policy is not published in \`${wish.language}\``,
      `use --language ${known.join(" or ")}`,
    );
  const text = write(wish, { ...built, language: wish.language ?? known[0] ?? "en" });
  return deliver(text, textOption(call, "out"), output);
}

function write(
  { name, format }: Wish,
  {
    bundle,
    version,
    language,
  }: { readonly bundle: Bundle; readonly version: string; readonly language: string },
): string {
  if (name === "dpv") return toJson(makeDpv({ bundle, version }));
  if (name === "gpc" || !isDocumentName(name)) return toJson(makeGpcSupport(bundle));
  const madeAt = `${new Date().toISOString().slice(0, 19)}Z`;
  const made = makeDocument(name, { bundle, version, madeAt, evidence: NO_FIGURES, language });
  if (format === "json") return toJson(made);
  return format === "markdown" ? made.markdown : made.html;
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

async function deliver(text: string, file: string | undefined, output: Output): Promise<number> {
  if (file === undefined) {
    output.out(text);
    return 0;
  }
  try {
    await writeFile(file, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return misuse(output, `\`${file}\` cannot be written (${code ?? "unknown"})`, "name another with --out");
  }
  output.out(`${file}\n`);
  return 0;
}
