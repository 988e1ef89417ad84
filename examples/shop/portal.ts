import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Avow, guard, mountKit, SERVICE_PATHS } from "@avow/client";
import { serveStatic } from "@hono/node-server/serve-static";
import { type Context, Hono } from "hono";
import { setCookie } from "hono/cookie";
import { csrf } from "hono/csrf";
import { addToBasket, formatBasket, type Line } from "./basket.ts";
import { mountChoices } from "./choices.ts";
import { findArticle, GOODS } from "./goods.ts";
import { articlePage, basketPage, homePage, messagePage } from "./pages/goods.ts";
import { policyPage } from "./pages/policy.ts";
import { COOKIES, choiceOptions, hasAgreed, type ShopPart, type Visit, visitOf } from "./site.ts";
import { LANGUAGES, type Language, languageFrom, wordsOf } from "./words.ts";

export interface ShopOptions {
  readonly avow: Avow;
  /** Text of the kit's script, as it was built. */
  readonly kitScript: string;
  readonly trustProxy: boolean;
  /** Told what broke and which cookies were stripped; never given a personal value. */
  readonly report: (what: string) => void;
}

/** The shop: server-rendered, in two languages, whole without JavaScript; then nothing that needs consent loads. */
export function createShop({ avow, kitScript, trustProxy, report }: ShopOptions): Hono {
  const app = new Hono();
  for (const path of SERVICE_PATHS)
    app.all(path, (http) =>
      avow.forward(http.req.raw).catch(() => {
        report("the service cannot be reached");
        return http.text(wordsOf(languageOf(http)).unavailable, 503);
      }),
    );
  app.use(
    ...guard({
      avow,
      trustProxy,
      visitor: (http) => ({
        loggedIn: false,
        cookies: "not-asked",
        choices: visitOf(http, avow, "en", "/").choice.choices,
      }),
      onRefusal: (name, { code, clause }) =>
        report(`the cookie \`${name}\` was not set: ${code}, clause ${clause}`),
    }),
  );
  mountAssets(app);
  mountKit(app, { ...choiceOptions(avow), avow, kitScript, trustProxy, report });
  app.use(csrf());
  const part: ShopPart = { app, avow, secure: trustProxy, report };
  app.get("/", (http) => http.redirect(`/${languageFrom(http.req.header("accept-language"))}/`));
  mountGoods(part);
  mountBasket(part);
  mountChoices(part);
  app.notFound((http) => {
    const words = wordsOf(languageOf(http));
    const visit = visitOf(http, avow, languageOf(http), "/");
    return http.html(messagePage(visit, words.notFound, words.notFoundLead), 404);
  });
  app.onError((error, http) => {
    report(error instanceof Error ? error.name : "an error");
    return http.text(wordsOf(languageOf(http)).unavailable, 503);
  });
  return app;
}

function languageOf(http: Context): Language {
  const first = new URL(http.req.url).pathname.split("/")[1];
  return LANGUAGES.find((language) => language === first) ?? languageFrom(http.req.header("accept-language"));
}

function mountGoods({ app, avow, secure }: ShopPart): void {
  for (const language of LANGUAGES) {
    const page = (path: string, render: (visit: Visit) => ReturnType<typeof homePage>) =>
      app.get(`/${language}${path}`, (http) => http.html(render(visitOf(http, avow, language, path))));
    page("/", homePage);
    page("/policy", policyPage);
    for (const article of GOODS)
      app.get(`/${language}/goods/${article.id}`, (http) => {
        const visit = visitOf(http, avow, language, `/goods/${article.id}`);
        // Only with consent; the guard would strip it otherwise. No script can see it, and only this part of the site is sent it.
        if (hasAgreed(visit, "advertising"))
          setCookie(http, COOKIES.seen, article.id, {
            path: `/${language}/goods`,
            httpOnly: true,
            sameSite: "Lax",
            secure,
            maxAge: avow.lifeOf(COOKIES.seen) ?? 0,
          });
        return http.html(articlePage(visit, article, http.req.query("added") !== undefined));
      });
  }
}

function mountBasket({ app, avow, secure }: ShopPart): void {
  const keep = (http: Context, lines: readonly Line[]) =>
    setCookie(http, COOKIES.basket, formatBasket(lines), {
      path: "/",
      httpOnly: true,
      sameSite: "Lax",
      secure,
      maxAge: lines.length === 0 ? 0 : (avow.lifeOf(COOKIES.basket) ?? 0),
    });
  for (const language of LANGUAGES) {
    app.get(`/${language}/basket`, (http) => http.html(basketPage(visitOf(http, avow, language, "/basket"))));
    app.post(`/${language}/basket`, async (http) => {
      const { add, clear } = await http.req.parseBody();
      const article = typeof add === "string" ? findArticle(add) : undefined;
      if (clear === "yes") keep(http, []);
      if (article === undefined) return http.redirect(`/${language}/basket`, 303);
      keep(http, addToBasket(visitOf(http, avow, language, "/basket").basket, article));
      return http.redirect(`/${language}/goods/${article.id}?added`, 303);
    });
  }
}

/** Stylesheet, script, pictures, and a Chinese font for systems that have none: all from this site. */
function mountAssets(app: Hono): void {
  const own = fileURLToPath(new URL("./public", import.meta.url));
  const fonts = dirname(
    createRequire(import.meta.url).resolve("@fontsource-variable/noto-sans-sc/package.json"),
  );
  const cached = (_: string, http: Context) => http.header("cache-control", "public, max-age=3600");
  app.get("/assets/noto-sans-sc.css", serveStatic({ path: join(fonts, "index.css"), onFound: cached }));
  const served = [
    ["/assets/files/*", fonts],
    ["/assets/*", own],
  ] as const;
  for (const [path, root] of served)
    app.get(
      path,
      serveStatic({ root, rewriteRequestPath: (at) => at.slice("/assets".length), onFound: cached }),
    );
}
