import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const SCRIPT = "verify-receipt.js";
/** Lists every file the script was made of, with its SHA-256: what must be unchanged for the script still to be good. */
const INPUTS = "verify-receipt.inputs.json";

/**
 * Bundles the script that checks receipts in the page into `outDir`, as one file that loads nothing; returns its path,
 * for `assets.verifier`. Does nothing when `outDir` holds a script made of the same sources.
 * @throws {Error} what Vite throws when a source cannot be read or parsed.
 */
export async function buildCentre(outDir: string): Promise<string> {
  const script = join(outDir, SCRIPT);
  if (await isUpToDate(outDir)) return script;
  const { build } = await import("vite");
  const sources = new Set([fileURLToPath(import.meta.url)]);
  await build({
    configFile: false,
    publicDir: false,
    logLevel: "error",
    build: {
      outDir,
      emptyOutDir: false,
      target: "es2022",
      lib: {
        entry: fileURLToPath(new URL("./browser.ts", import.meta.url)),
        formats: ["es"],
        fileName: () => SCRIPT,
      },
      rolldownOptions: { output: { codeSplitting: false } },
    },
    plugins: [
      {
        name: "list-sources",
        generateBundle(_, chunks) {
          for (const chunk of Object.values(chunks)) {
            if (chunk.type === "chunk")
              for (const id of chunk.moduleIds) if (!id.startsWith("\0")) sources.add(id);
          }
        },
      },
    ],
  });
  const entries = await Promise.all(
    [script, ...sources].map(async (path) => [path, await hashOf(path)] as const),
  );
  await writeFile(join(outDir, INPUTS), `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
  return script;
}

/** Whether every file listed in `outDir` still has its hash; the script is itself on the list. */
async function isUpToDate(outDir: string): Promise<boolean> {
  try {
    const listed = Object.entries(JSON.parse(await readFile(join(outDir, INPUTS), "utf8")));
    const same = await Promise.all(listed.map(async ([path, hash]) => (await hashOf(path)) === hash));
    return listed.length > 0 && same.every(Boolean);
  } catch {
    return false;
  }
}

async function hashOf(path: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
}
