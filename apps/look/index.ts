import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the files of the visual language lie, as absolute paths. */
export interface LookFiles {
  /** The stylesheet. */
  readonly css: string;
  /** What the pages of a policy need beside it. */
  readonly policyCss: string;
  /** `@font-face` rules of the Chinese web font; they name `./files/….woff2`, relative to wherever this is served. */
  readonly fontCss: string;
  /** Directory of the `.woff2` files. */
  readonly fontDir: string;
}

/**
 * Finds the files, for a server to serve them from its own origin: `fontDir` must be served as `files/` beside `fontCss`.
 * @throws {Error} when the font's package is not installed.
 * @example lookFiles().css // => "/…/apps/look/look.css"
 */
export function lookFiles(): LookFiles {
  const fontCss = fileURLToPath(import.meta.resolve("@fontsource-variable/noto-sans-sc/index.css"));
  return {
    css: fileURLToPath(new URL("./look.css", import.meta.url)),
    policyCss: fileURLToPath(new URL("./policy.css", import.meta.url)),
    fontCss,
    fontDir: `${dirname(fontCss)}/files`,
  };
}
