import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import type { PolicySource, SourceFile } from "@avow/policy";

/** A policy folder as read from the disk, or what keeps it from being read. */
export type LoadedPolicy =
  | { readonly ok: true; readonly source: PolicySource; readonly files: readonly SourceFile[] }
  | { readonly ok: false; readonly file: string; readonly message: string; readonly help: string };

/**
 * Reads `policy.ts`, one `<language>.md` for each language the model declares, and `properties.txt` where there is one. Paths in diagnostics are relative to the
 * working folder.
 */
export async function loadPolicy(folder: string): Promise<LoadedPolicy> {
  const shown = (name: string) => relative(process.cwd(), join(folder, name)) || name;
  const modelPath = join(folder, "policy.ts");
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder)
    return unreadable(
      shown(""),
      `there is no folder \`${folder}\``,
      "name a policy folder, such as `policies/index`",
    );
  const modelSource = await readFile(modelPath, "utf8").catch(() => null);
  if (modelSource === null)
    return unreadable(
      shown("policy.ts"),
      "the folder has no `policy.ts`",
      "a policy is a folder with `policy.ts` and its words",
    );
  const modelFile = { file: shown("policy.ts"), source: modelSource };
  const imported = await import(addressOf(modelPath, modelSource)).then(
    (module: { default?: { model?: unknown } }) => ({ model: module.default?.model }),
    (error: unknown) => ({ why: firstLine(error) }),
  );
  if ("why" in imported)
    return unreadable(
      modelFile.file,
      `the model cannot be loaded: ${imported.why}`,
      "run it through the TypeScript compiler",
    );
  if (imported.model === undefined)
    return unreadable(
      modelFile.file,
      "the model has no default export",
      "write `export default definePolicy({ … })`",
    );
  const words = await readWords(folder, imported.model, shown);
  const properties = await readFile(join(folder, "properties.txt"), "utf8").then(
    (source) => ({ properties: { file: shown("properties.txt"), source } }),
    () => ({}),
  );
  const source = { model: imported.model, words, modelFile, ...properties };
  const files = [modelFile, ...Object.values(words), ...Object.values(properties)];
  return { ok: true, source, files };
}

/** A module is loaded once for every address: what was changed since has to have another. */
function addressOf(path: string, source: string): string {
  const address = pathToFileURL(path);
  address.searchParams.set("sha256", createHash("sha256").update(source).digest("hex"));
  return address.href;
}

async function readWords(
  folder: string,
  model: unknown,
  shown: (name: string) => string,
): Promise<Record<string, SourceFile>> {
  const declared = (model as { languages?: unknown } | null)?.languages;
  const languages = Array.isArray(declared)
    ? declared.filter((one) => /^[A-Za-z0-9-]{2,35}$/.test(String(one)))
    : [];
  const words: Record<string, SourceFile> = {};
  for (const language of languages) {
    const source = await readFile(join(folder, `${language}.md`), "utf8").catch(() => null);
    if (source !== null) words[language] = { file: shown(`${language}.md`), source };
  }
  return words;
}

function unreadable(file: string, message: string, help: string): LoadedPolicy {
  return { ok: false, file, message, help };
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
