import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Avow, guard } from "@avow/client";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import { csrf } from "hono/csrf";
import { mountAccount } from "./account.ts";
import { homePage, messagePage } from "./pages/pages.ts";
import { policyPage } from "./pages/policy.ts";
import { type PortalContext, type PortalEnv, type PortalPart, readSession, type Visit } from "./site.ts";
import { LANGUAGES, type Language, languageFrom, wordsOf } from "./words.ts";

export interface PortalOptions {
  readonly avow: Avow;
  readonly trustProxy: boolean;
  /** Told what broke and which cookies were stripped; never given a personal value. */
  readonly report: (what: string) => void;
}

/** What the service answers under the portal's own address. */
const FORWARDED = ["/privacy", "/privacy/*", "/.well-known/avow/*", "/.well-known/gpc.json", "/log/*"];

/** The Index portal: server-rendered, in two languages, whole without JavaScript and without cookies. */
export function createPortal({ avow, trustProxy, report }: PortalOptions): Hono<PortalEnv> {
  const app = new Hono<PortalEnv>();
  for (const path of FORWARDED)
    app.all(path, async (http) => {
      try {
        return await avow.forward(http.req.raw);
      } catch {
        report("the service cannot be reached");
        return http.text(wordsOf(languageOf(http)).unavailable, 503);
      }
    });
  app.use(
    ...guard({
      avow,
      trustProxy,
      visitor: (http) => {
        const loggedIn = http.get("justLoggedIn") === true;
        return { loggedIn, cookies: loggedIn ? "accepted" : "not-asked" };
      },
      onRefusal: (name, refusal) =>
        report(`the cookie \`${name}\` was not set: ${refusal.code}, clause ${refusal.clause}`),
    }),
  );
  mountAssets(app);
  app.use(csrf());
  app.use(async (http, next) => {
    http.set("justLoggedIn", false);
    http.set("session", await readSession(avow, http));
    await next();
  });
  app.all("/", (http) => http.redirect(`/${languageFrom(http.req.header("accept-language"))}/`));
  for (const language of LANGUAGES) {
    const page = (path: string, render: (visit: Visit) => ReturnType<typeof homePage>) =>
      app.on(["GET", "POST"], `/${language}${path}`, (http) =>
        http.html(render({ language, path, session: http.get("session") })),
      );
    page("/", (visit) => homePage(avow, visit));
    page("/policy", (visit) => policyPage(avow, visit));
    const part: PortalPart = { app, avow, language, secure: trustProxy, report };
    mountAccount(part);
  }
  app.notFound((http) => {
    const words = wordsOf(languageOf(http));
    return http.html(messagePage(avow, visitOf(http, "/"), words.notFound, words.notFoundLead), 404);
  });
  app.onError((error, http) => {
    report(error instanceof Error ? error.name : "an error");
    const words = wordsOf(languageOf(http));
    return http.html(messagePage(avow, visitOf(http, "/"), words.site, words.unavailable), 503);
  });
  return app;
}

function languageOf(http: PortalContext): Language {
  const first = new URL(http.req.url).pathname.split("/")[1];
  return LANGUAGES.find((language) => language === first) ?? languageFrom(http.req.header("accept-language"));
}

function visitOf(http: PortalContext, path: string): Visit {
  return { language: languageOf(http), path, session: http.get("session") ?? null };
}

/** Stylesheet, icon, and a Chinese font for systems that have none: all from this site. */
function mountAssets(app: Hono<PortalEnv>): void {
  const own = fileURLToPath(new URL("./public", import.meta.url));
  const fonts = dirname(
    createRequire(import.meta.url).resolve("@fontsource-variable/noto-sans-sc/package.json"),
  );
  const cached = (_: string, http: PortalContext) => http.header("cache-control", "public, max-age=3600");
  app.get("/assets/noto-sans-sc.css", serveStatic({ path: join(fonts, "index.css"), onFound: cached }));
  app.get(
    "/assets/files/*",
    serveStatic({ root: fonts, rewriteRequestPath: (path) => path.slice("/assets".length), onFound: cached }),
  );
  app.get(
    "/assets/*",
    serveStatic({ root: own, rewriteRequestPath: (path) => path.slice("/assets".length), onFound: cached }),
  );
}
