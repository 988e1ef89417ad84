import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CentreOptions } from "./site.ts";

/** The scripts of the centre, each with the file it is made from. */
const SCRIPTS = {
  verifier: { name: "verify-receipt", entry: "./browser.ts" },
  asker: { name: "ask-gate", entry: "./browser-ask.ts" },
  pusher: { name: "turn-on-push", entry: "./browser-push.ts" },
  worker: { name: "push-worker", entry: "./browser-push-worker.ts" },
} as const;

/**
 * Bundles the scripts of the centre into `outDir`, each as one file that loads nothing; returns their paths, for
 * `assets`. Leaves alone a script that was made of the same sources.
 * @throws {Error} what Vite throws when a source cannot be read or parsed.
 */
export async function buildCentre(outDir: string): Promise<CentreOptions["assets"]> {
  return {
    verifier: await buildScript(outDir, SCRIPTS.verifier),
    asker: await buildScript(outDir, SCRIPTS.asker),
    pusher: await buildScript(outDir, SCRIPTS.pusher),
    worker: await buildScript(outDir, SCRIPTS.worker),
  };
}

async function buildScript(
  outDir: string,
  { name, entry }: (typeof SCRIPTS)[keyof typeof SCRIPTS],
): Promise<string> {
  const script = join(outDir, `${name}.js`);
  // Lists every file the script was made of, with its SHA-256: what must be unchanged for the script still to be good.
  const inputs = join(outDir, `${name}.inputs.json`);
  if (await isUpToDate(inputs)) return script;
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
        entry: fileURLToPath(new URL(entry, import.meta.url)),
        formats: ["es"],
        fileName: () => `${name}.js`,
      },
      rolldownOptions: {
        // Nothing in the house happens on import, so what is not used may go.
        treeshake: { moduleSideEffects: false },
        output: { codeSplitting: false, minify: true },
      },
    },
    plugins: [
      {
        name: "list-sources",
        generateBundle() {
          // Also what was looked at and left out: a change there may be what lets it in.
          for (const id of this.getModuleIds()) if (!id.startsWith("\0")) sources.add(id);
        },
      },
    ],
  });
  const entries = await Promise.all(
    [script, ...sources].map(async (path) => [path, await hashOf(path)] as const),
  );
  await writeFile(inputs, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
  return script;
}

/** Whether every file listed in `inputs` still has its hash; the script is itself on the list. */
async function isUpToDate(inputs: string): Promise<boolean> {
  try {
    const listed = Object.entries(JSON.parse(await readFile(inputs, "utf8")));
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
