import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { lookFiles } from "@avow/look";
import { Hono } from "hono";
import type { CentreOptions } from "./site.ts";

const MONTH_SECONDS = 30 * 24 * 3600;

/** Serves what the pages load: stylesheets, Chinese web font and the two scripts. Nothing comes from elsewhere. */
export function serveAssets({ verifier, asker }: CentreOptions["assets"]): Hono {
  const { css, policyCss, fontCss, fontDir } = lookFiles();
  const files: Readonly<Record<string, { readonly path: string; readonly type: string }>> = {
    "look.css": { path: css, type: "text/css; charset=utf-8" },
    "policy.css": { path: policyCss, type: "text/css; charset=utf-8" },
    "noto-sans-sc.css": { path: fontCss, type: "text/css; charset=utf-8" },
    "verify-receipt.js": { path: verifier, type: "text/javascript; charset=utf-8" },
    "ask-gate.js": { path: asker, type: "text/javascript; charset=utf-8" },
  };
  const assets = new Hono();
  for (const [name, { path, type }] of Object.entries(files)) {
    assets.get(`/${name}`, async (c) => {
      const content = await readFile(path);
      const tag = `"${createHash("sha256").update(content).digest("base64url")}"`;
      c.header("ETag", tag);
      c.header("Cache-Control", "no-cache");
      if (c.req.header("If-None-Match") === tag) return c.body(null, 304);
      return c.body(content, 200, { "Content-Type": type });
    });
  }
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
