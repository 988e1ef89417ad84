import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Avow,
  guard,
  mountObserved,
  recordVisits,
  SERVICE_PATHS,
  type Visitor,
  type VisitSender,
} from "@avow/client";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import { csrf } from "hono/csrf";
import { mountAccount } from "./account.ts";
import { mountApplications } from "./applications/applications.ts";
import { mountCookiesPage } from "./cookies-page/cookies-page.ts";
import { mountWorks } from "./discussion/works.ts";
import { mountLetters } from "./letters/letters.ts";
import { mountNotifications } from "./notifications/mount-notifications.ts";
import { mountNotices, NOTICES_PATH } from "./orders/notices.ts";
import { mountOrders } from "./orders/orders.ts";
import { messagePage } from "./pages/pages.ts";
import { policyPage } from "./pages/policy.ts";
import type { PaymentPort } from "./payments/port.ts";
import { mountPlacements } from "./placements.ts";
import { mountPreferences } from "./preferences/mount-preferences.ts";
import { readPreferences } from "./preferences/read-preferences.ts";
import { mountProjects } from "./projects/projects.ts";
import { mountQuestionnaire } from "./questionnaire/questionnaire.ts";
import { mountArticles } from "./reading/articles.ts";
import { mountHome } from "./reading/home.ts";
import { mountRecommendations } from "./recommendations/mount-recommendations.ts";
import { rememberVisits } from "./returning/remember-visits.ts";
import { mountSearch } from "./search/mount-search.ts";
import {
  DEFAULT_PREFERENCES,
  type PortalContext,
  type PortalEnv,
  type PortalPart,
  readSession,
  type Visit,
  visitOf,
} from "./site.ts";
import { LANGUAGES, type Language, languageFrom, wordsOf } from "./words.ts";

export { NOTICES_PATH } from "./orders/notices.ts";
export { connectPayments, type PaymentOptions } from "./payments/connect-payments.ts";
export type { PaymentPort } from "./payments/port.ts";
export { createStandIn, type StandIn, type StandInOptions } from "./payments/stand-in/stand-in.ts";

/** The parts of the portal; each is mounted once for every language. */
const PARTS: readonly ((part: PortalPart) => void)[] = [
  mountHome,
  mountArticles,
  mountSearch,
  mountWorks,
  mountRecommendations,
  mountPreferences,
  mountNotifications,
  mountCookiesPage,
  mountAccount,
  mountOrders,
  mountApplications,
  mountLetters,
  mountQuestionnaire,
  mountProjects,
  mountPlacements,
  mountPolicy,
];

export interface PortalOptions {
  readonly avow: Avow;
  readonly trustProxy: boolean;
  /** The payment provider; without one nothing can be paid. */
  readonly payments?: PaymentPort;
  /** What takes visits to the log; without it none are recorded. */
  readonly visits?: VisitSender;
  /** The clock; the machine's unless given. */
  readonly now?: () => Date;
  /** Told what broke and which cookies were stripped; never given a personal value. */
  readonly report: (what: string) => void;
}

/** Of whom nothing is known. */
const NOBODY: Visitor = { loggedIn: false, cookies: "not-asked" };

/** What the service answers under the portal's own address. */
const FORWARDED = [...SERVICE_PATHS, "/advertisers", "/advertisers/*"];

/** The Index portal: server-rendered, in two languages, whole without JavaScript and without cookies. */
export function createPortal({
  avow,
  trustProxy,
  payments,
  visits,
  now = () => new Date(),
  report,
}: PortalOptions): Hono<PortalEnv> {
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
      visitor: (http) => http.get("visitor") ?? NOBODY,
      onRefusal: (name, refusal) =>
        report(`the cookie \`${name}\` was not set: ${refusal.code}, clause ${refusal.clause}`),
    }),
  );
  mountAssets(app);
  mountObserved(app, { avow, report });
  if (visits !== undefined) app.use(recordVisits({ to: visits, trustProxy, sectionOf, report }));
  app.use(csrf());
  app.use(async (http, next) => {
    http.set("visitor", NOBODY);
    http.set("me", null);
    http.set("session", await readSession(avow, http));
    http.set("preferences", await readPreferences(avow, http));
    await next();
  });
  app.use(rememberVisits({ avow, secure: trustProxy, now }));
  app.all("/", (http) => http.redirect(`/${languageFrom(http.req.header("accept-language"))}/`));
  for (const language of LANGUAGES)
    for (const mount of PARTS)
      mount({ app, avow, language, secure: trustProxy, payments: payments ?? null, now, report });
  if (payments !== undefined) mountNotices({ app, avow, payments, report });
  app.notFound((http) => {
    const words = wordsOf(languageOf(http));
    return http.html(messagePage(avow, strayVisit(http), words.notFound, words.notFoundLead), 404);
  });
  app.onError((error, http) => {
    report(error instanceof Error ? error.name : "an error");
    const words = wordsOf(languageOf(http));
    return http.html(messagePage(avow, strayVisit(http), words.site, words.unavailable), 503);
  });
  return app;
}

/** The first part of a page's path behind its language; empty for the home page. What the payment provider sends is no visit. */
function sectionOf({ req }: { readonly req: { readonly path: string } }): string | null {
  if (req.path === NOTICES_PATH) return null;
  const section = req.path.split("/")[2] ?? "";
  return /^[a-z0-9-]{1,64}$/.test(section) ? section : "";
}

function languageOf(http: PortalContext): Language {
  const first = new URL(http.req.url).pathname.split("/")[1];
  return LANGUAGES.find((language) => language === first) ?? languageFrom(http.req.header("accept-language"));
}

/** The visit of a page that is not there, or that broke before anything was known of who asks. */
function strayVisit(http: PortalContext): Visit {
  const session = http.get("session") ?? null;
  return {
    language: languageOf(http),
    path: "/",
    session,
    preferences: http.get("preferences") ?? DEFAULT_PREFERENCES,
  };
}

function mountPolicy({ app, avow, language }: PortalPart): void {
  app.on(["GET", "POST"], `/${language}/policy`, (http) =>
    http.html(policyPage(avow, visitOf(http, language, "/policy"))),
  );
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
  // What searches on the server searches in the page.
  const minisearch = fileURLToPath(import.meta.resolve("minisearch"));
  app.get("/assets/minisearch.js", serveStatic({ path: minisearch, onFound: cached }));
  app.get(
    "/assets/*",
    serveStatic({ root: own, rewriteRequestPath: (path) => path.slice("/assets".length), onFound: cached }),
  );
}
