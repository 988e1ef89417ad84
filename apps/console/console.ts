import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Hono, type MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { BASE } from "./build.ts";

const TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  woff2: "font/woff2",
};
const YEAR_SECONDS = 365 * 24 * 3600;

/** What the service answers itself, under the same path. */
const SERVICE = new RegExp(`^${BASE}/(api|auth)(/|$)`);

/**
 * The console's pages out of `dir`, where `buildConsole` put them; to be mounted at `/console`. Every page is the same
 * file and knows by its address what to show. Requests for `/console/api` and `/console/auth` pass through untouched.
 */
export function createConsole({ dir }: { readonly dir: string }): Hono {
  const pages = new Hono();
  pages.use(exceptService(pageHeaders()));
  pages.get("/assets/:name{[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*\\.(css|js|woff2)}", async (c) => {
    const name = c.req.param("name");
    const content = await readIfThere(join(dir, "assets", name));
    if (content === null) return c.notFound();
    return c.body(content, 200, {
      "Content-Type": TYPES[name.split(".").at(-1) ?? ""] ?? "application/octet-stream",
      "Cache-Control": `public, max-age=${YEAR_SECONDS}, immutable`,
    });
  });
  pages.get("/assets/*", (c) => c.notFound());
  pages.get("*", async (c, next) => {
    if (SERVICE.test(c.req.path)) return next();
    const page = await readFile(join(dir, "index.html"));
    return c.body(page, 200, { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache" });
  });
  return pages;
}

async function readIfThere(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

function exceptService(handler: MiddlewareHandler): MiddlewareHandler {
  return (c, next) => (SERVICE.test(c.req.path) ? next() : handler(c, next));
}

function pageHeaders(): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      fontSrc: ["'self'"],
      imgSrc: ["'self'", "data:"],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
      requireTrustedTypesFor: ["'script'"],
    },
    referrerPolicy: "no-referrer",
    xFrameOptions: "DENY",
    strictTransportSecurity: false,
  });
}
