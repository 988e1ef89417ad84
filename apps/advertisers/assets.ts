import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { lookFiles } from "@avow/look";
import { Hono } from "hono";

/** Serves the stylesheets and the Chinese web font. There is no script, and nothing comes from elsewhere. */
export function serveAssets(): Hono {
  const { css, fontCss, fontDir } = lookFiles();
  const own = fileURLToPath(new URL("./advertisers.css", import.meta.url));
  const assets = new Hono();
  for (const [name, path] of [
    ["look.css", css],
    ["advertisers.css", own],
    ["noto-sans-sc.css", fontCss],
  ] as const)
    assets.get(`/${name}`, async (c) => {
      const content = await readFile(path);
      const tag = `"${createHash("sha256").update(content).digest("base64url")}"`;
      c.header("ETag", tag);
      c.header("Cache-Control", "no-cache");
      if (c.req.header("If-None-Match") === tag) return c.body(null, 304);
      return c.body(content, 200, { "Content-Type": "text/css; charset=utf-8" });
    });
  assets.get("/files/:font{[a-z0-9-]+\\.woff2}", async (c) => {
    const content = await readFile(`${fontDir}/${c.req.param("font")}`).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return null;
        throw error;
      },
    );
    if (content === null) return c.notFound();
    return c.body(content, 200, { "Content-Type": "font/woff2", "Cache-Control": "public, max-age=2592000" });
  });
  return assets;
}
