import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { lookFiles } from "@avow/look";
import type { Plugin } from "vite";

/** Where the console is served. */
export const BASE = "/console";

/** Lists every file the console was made of and every file made, with their SHA-256: what must be unchanged for the build still to be good. */
const INPUTS = "console.inputs.json";

/** Importing a room does nothing, so what is not used of it is left out. */
const ROOMS = /\/packages\/[a-z]+\//;

/**
 * Builds the pages of the console into `outDir`, for `createConsole`: one `index.html` and assets named by their content.
 * Does nothing when `outDir` holds a build of the same sources; else it is emptied first.
 * @throws {Error} what Vite throws when a source cannot be read or parsed.
 */
export async function buildConsole(outDir: string): Promise<void> {
  if (await isUpToDate(outDir)) return;
  const { build } = await import("vite");
  const { default: react } = await import("@vitejs/plugin-react");
  const { css, fontCss } = lookFiles();
  const root = fileURLToPath(new URL(".", import.meta.url));
  const files = new Set([
    fileURLToPath(import.meta.url),
    join(root, "index.html"),
    join(outDir, "index.html"),
    css,
    fontCss,
  ]);
  await build({
    configFile: false,
    publicDir: false,
    logLevel: "error",
    root,
    base: `${BASE}/`,
    resolve: { alias: { "@avow/look/look.css": css, "@avow/look/noto-sans-sc.css": fontCss } },
    build: {
      outDir,
      emptyOutDir: true,
      target: "es2022",
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: { treeshake: { moduleSideEffects: (path) => !ROOMS.test(path) } },
    },
    plugins: [react(), listFiles(files, outDir)],
  });
  const entries = await Promise.all([...files].map(async (path) => [path, await hashOf(path)] as const));
  await writeFile(join(outDir, INPUTS), `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
}

/** Adds to `files` what the build reads and writes. */
function listFiles(files: Set<string>, outDir: string): Plugin {
  return {
    name: "list-files",
    transform(_, id) {
      const [path = ""] = id.split("?");
      if (isAbsolute(path)) files.add(path);
    },
    writeBundle(_, written) {
      for (const name of Object.keys(written)) files.add(join(outDir, name));
    },
  };
}

/** Whether every file listed in `outDir` still has its hash. */
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
