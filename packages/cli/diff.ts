import { readFile, stat } from "node:fs/promises";
import {
  type Bundle,
  comparePolicies,
  formatDifference,
  type PolicyDifference,
  parseBundle,
  renderDifferencePage,
} from "@avow/policy";
import { buildFrom } from "./build.ts";
import { type Command, textOption } from "./command.ts";
import { misuse, type Output } from "./output.ts";

const FORMATS = ["text", "json", "html"] as const;
type Format = (typeof FORMATS)[number];

export const diffCommand: Command = {
  usage: "diff A B",
  does: "what the step from one policy to another means, and who must hear of it",
  more: [
    "A and B are policy folders or bundles (`policy.json`)",
    "[--format text|json|html] [--language en|zh]",
    "exits 1 where the meaning differs, 0 where at most words and names do",
  ],
  takes: { least: 2, most: 2 },
  options: { format: { type: "string" }, language: { type: "string" } },
  run: async (call, output) => {
    const [before = "", after = ""] = call.arguments;
    const format = textOption(call, "format") ?? "text";
    const known = FORMATS.find((one) => one === format);
    if (known === undefined)
      return misuse(output, `there is no format \`${format}\``, `use one of ${FORMATS.join(", ")}`);
    return diff({ before, after, format: known, language: textOption(call, "language") }, output);
  },
};

interface DiffOptions {
  readonly before: string;
  readonly after: string;
  readonly format: Format;
  /** The first language of the newer policy when absent. */
  readonly language: string | undefined;
}

/** `avow diff A B`: exits 1 when something is permitted otherwise or somebody must hear of a change, else 0. */
async function diff(options: DiffOptions, output: Output): Promise<number> {
  const before = await readBundle(options.before, output);
  if ("exit" in before) return before.exit;
  const after = await readBundle(options.after, output);
  if ("exit" in after) return after.exit;
  const { languages } = after.bundle;
  const language = options.language ?? languages[0] ?? "en";
  if (!languages.includes(language))
    return misuse(
      output,
      `the newer policy is not published in \`${language}\``,
      `use one of ${languages.join(", ")}`,
    );
  const difference = comparePolicies(before.bundle, after.bundle);
  output.out(print(difference, { format: options.format, language, color: output.color }));
  return difference.changes.length + difference.consequences.length === 0 ? 0 : 1;
}

function print(
  difference: PolicyDifference,
  {
    format,
    language,
    color,
  }: { readonly format: Format; readonly language: string; readonly color: boolean },
): string {
  switch (format) {
    case "text":
      return `${formatDifference(difference, language, { color })}\n`;
    case "json":
      return `${JSON.stringify(difference, null, 2)}\n`;
    case "html":
      return renderDifferencePage(difference, language);
  }
}

/** The bundle of a policy folder, or one that was built before. */
async function readBundle(
  path: string,
  output: Output,
): Promise<{ readonly bundle: Bundle } | { readonly exit: number }> {
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) return buildFrom(path, output);
  const help = "name a policy folder, or a `policy.json` that `avow build` wrote";
  const json = parseJson(await readFile(path, "utf8"));
  if (json === undefined) return { exit: misuse(output, `\`${path}\` is not JSON`, help) };
  const parsed = parseBundle(json);
  if (parsed.ok) return { bundle: parsed.bundle };
  return { exit: misuse(output, `\`${path}\` is not a bundle: ${parsed.why}`, help) };
}

/** `undefined` when the text is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
