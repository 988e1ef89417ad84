import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** For Chromium, which then compiles the script while it loads, on another thread; a comment to all others. */
const COMPILE_EARLY = "//# allFunctionsCalledOnLoad\n";

/** Where the two scripts of the kit are, each one file that loads nothing and starts by itself; for `<script defer>`. */
export interface KitScripts {
  /** Everything that is shown. */
  readonly kit: string;
  /** The same without a picture, for a page that draws its own. */
  readonly consent: string;
}

/**
 * Bundles the kit into `outDir`.
 * @throws {Error} what Vite throws when a source cannot be read or parsed.
 */
export async function buildKit(outDir: string): Promise<KitScripts> {
  const [kit, consent] = await Promise.all([
    buildScript(outDir, "avow-kit", "./browser.ts", COMPILE_EARLY),
    buildScript(outDir, "avow-consent", "./browser-consent.ts"),
  ]);
  return { kit, consent };
}

async function buildScript(outDir: string, name: string, entry: string, hint = ""): Promise<string> {
  const { build } = await import("vite");
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
        formats: ["iife"],
        name: "avow",
        fileName: () => `${name}.js`,
      },
      rolldownOptions: { output: { codeSplitting: false, minify: true, postBanner: hint } },
    },
  });
  return join(outDir, `${name}.js`);
}
