import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Hono } from "hono";
import { lookFiles } from "./index.ts";

const CSS = "text/css; charset=utf-8";
const SCRIPT = "text/javascript; charset=utf-8";
const MONTH_SECONDS = 30 * 24 * 3600;

/**
 * Serves what pages load: the look, the Chinese web font, and an app's own stylesheets and scripts, by name and path. Nothing
 * comes from elsewhere. A file is read anew for each request and sent again only when it is another one.
 * @example serveAssets({ "policy.css": policyCss, "ask-gate.js": asker })
 */
export function serveAssets(own: Readonly<Record<string, string>>): Hono {
  const { css, fontCss, fontDir } = lookFiles();
  const assets = new Hono();
  for (const [name, path] of Object.entries({ "look.css": css, "noto-sans-sc.css": fontCss, ...own }))
    assets.get(`/${name}`, async (c) => {
      const content = await readFile(path);
      const tag = `"${createHash("sha256").update(content).digest("base64url")}"`;
      c.header("ETag", tag);
      c.header("Cache-Control", "no-cache");
      if (c.req.header("If-None-Match") === tag) return c.body(null, 304);
      return c.body(content, 200, { "Content-Type": name.endsWith(".css") ? CSS : SCRIPT });
    });
  assets.get("/files/:font{[a-z0-9-]+\\.woff2}", async (c) => {
    const content = await readFile(`${fontDir}/${c.req.param("font")}`).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return null;
        throw error;
      },
    );
    if (content === null) return c.notFound();
    return c.body(content, 200, {
      "Content-Type": "font/woff2",
      "Cache-Control": `public, max-age=${MONTH_SECONDS}`,
    });
  });
  return assets;
}
