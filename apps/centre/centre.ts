import { lookFiles } from "@avow/look";
import { serveAssets } from "@avow/look/serve-assets";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { secureHeaders } from "hono/secure-headers";
import { announcementPages, toAnnouncements } from "./announcements/pages.ts";
import { callAs } from "./api.ts";
import { answerChange, changesForYouPage } from "./pages/changes.ts";
import { choicesPage, choose, declareMinor, object } from "./pages/choices.ts";
import { chooseForOne, givenPage, takeBack } from "./pages/given.ts";
import { erase, leavePage } from "./pages/leave.ts";
import { lettersPage, saveEnclosure, saveOriginal, takeLetterBack, writeLetter } from "./pages/letters.ts";
import { minePage } from "./pages/mine.ts";
import { logInPage, ownProblem, problemPage, unreachablePage } from "./pages/problem.ts";
import { serveWorker } from "./pages/push.ts";
import { changeReach, reachPage } from "./pages/reach.ts";
import { downloadReceipt, receiptsPage } from "./pages/receipts.ts";
import { unsubscribe, unsubscribePage } from "./pages/unsubscribe.ts";
import { policyPages } from "./policy/pages.ts";
import { createPublished } from "./policy/published.ts";
import { findSession, guardOrigin } from "./session.ts";
import { BASE, type CentreContext, type CentreEnv, type CentreOptions } from "./site.ts";
import { LANGUAGES, type Language, parseLanguage } from "./words.ts";

const LONGEST_FORM_BYTES = 64 * 1024;

/**
 * The privacy centre, to be mounted at `/privacy`. It keeps nothing, sets no cookie, and knows people only through the
 * API, as whoever holds the session. Every page works without JavaScript.
 */
export function createCentre(options: CentreOptions): Hono<CentreEnv> {
  const centre = new Hono<CentreEnv>();
  centre.use(headers());
  centre.use((c, next) => (c.req.path.endsWith("/") ? withoutSlash(c) : next()));
  const { verifier, asker, pusher } = options.assets;
  const own = {
    "policy.css": lookFiles().policyCss,
    "verify-receipt.js": verifier,
    "ask-gate.js": asker,
    "turn-on-push.js": pusher,
  };
  centre.route("/assets", serveAssets(own));
  centre.get("/worker/:file", (c) => serveWorker(c, options));
  centre.use(async (c, next) => {
    c.header("Cache-Control", "no-store");
    c.header("Vary", "Cookie, Accept-Language");
    c.set("visit", { language: languageOf(c), policy: options.policy(), session: null });
    await next();
  });
  centre.use(
    bodyLimit({
      maxSize: LONGEST_FORM_BYTES,
      onError: (c) => problemPage(c, ownProblem("too-large")),
    }),
  );
  centre.get("/unsubscribe/:token", unsubscribePage);
  centre.post("/unsubscribe/:token", (c) => unsubscribe(c, options));
  centre.use(async (c, next) => {
    c.set("visit", { ...c.var.visit, session: await findSession(c) });
    await next();
  });
  centre.use(guardOrigin(options.publicUrl));
  centre.on(["GET", "POST"], "/", (c) => toLanguage(c, options));
  centre.on(["GET", "POST"], ["/announcements", "/announcements/:id"], toAnnouncements);
  const published = createPublished(options);
  for (const language of LANGUAGES) {
    centre.route(`/${language}/policy`, policyPages(published));
    centre.route(`/${language}/announcements`, announcementPages(options));
    centre.route(`/${language}`, personalPages(options));
  }
  centre.all("*", (c) => problemPage(c, ownProblem("not-found")));
  centre.onError((error, c) => {
    if (error instanceof HTTPException && error.status === 403) {
      return problemPage(c, ownProblem("origin-wrong"));
    }
    options.report(error);
    return unreachablePage(c);
  });
  return centre;
}

/** Pages about one person; each may be asked for with a form, for that is how a session without a cookie travels. */
function personalPages(options: CentreOptions): Hono<CentreEnv> {
  const pages = new Hono<CentreEnv>();
  pages.use(async (c, next) => (c.var.visit.session === null ? logInPage(c, { ended: false }) : next()));
  pages.on(["GET", "POST"], "/", (c) => minePage(c, options));
  pages.on(["GET", "POST"], "/given", (c) => givenPage(c, options));
  pages.post("/given/:id/withdrawal", (c) => takeBack(c, options));
  pages.post("/given/:id/choices/:purpose", (c) => chooseForOne(c, options));
  pages.on(["GET", "POST"], "/choices", (c) => choicesPage(c, options));
  pages.post("/choices/under-age", (c) => declareMinor(c, options));
  pages.post("/choices/:purpose", (c) => choose(c, options));
  pages.post("/choices/:purpose/objection", (c) => object(c, options));
  pages.on(["GET", "POST"], "/changes", (c) => changesForYouPage(c, options));
  pages.post("/changes/:id", (c) => answerChange(c, options));
  pages.on(["GET", "POST"], "/letters", (c) => lettersPage(c, options));
  pages.post("/letters/new", (c) => writeLetter(c, options));
  pages.post("/letters/:id/withdrawal", (c) => takeLetterBack(c, options));
  pages.on(["GET", "POST"], "/letters/enclosures/:id", (c) => saveEnclosure(c, options));
  pages.on(["GET", "POST"], "/letters/:id/original", (c) => saveOriginal(c, options));
  pages.on(["GET", "POST"], "/reach", (c) => reachPage(c, options));
  pages.post("/reach/:field", (c) => changeReach(c, options));
  pages.on(["GET", "POST"], "/receipts", (c) => receiptsPage(c, options));
  pages.on(["GET", "POST"], "/receipts/:id", (c) => downloadReceipt(c, options));
  pages.on(["GET", "POST"], "/leave", (c) => leavePage(c, options));
  pages.post("/leave/erase", (c) => erase(c, options));
  return pages;
}

/** From the bare address to the person's language: their account's, else the browser's. A form is sent on with what it carries. */
async function toLanguage(c: CentreContext, options: CentreOptions): Promise<Response> {
  const { visit } = c.var;
  const me = visit.session === null ? null : await callAs(options, visit, "me");
  const language = (me?.ok ? parseLanguage(me.answer.language) : null) ?? visit.language;
  return c.redirect(`${BASE}/${language}`, c.req.method === "POST" ? 307 : 302);
}

/** An address ending in a slash leads to the same without, with whatever form was posted. */
async function withoutSlash(c: CentreContext): Promise<Response> {
  return c.redirect(`${c.req.path.replace(/\/+$/, "")}${new URL(c.req.url).search}`, 308);
}

/** The language a page is asked for in: its path says, or `?lang=`, or else the browser. */
function languageOf(c: CentreContext): Language {
  const [, first] = c.req.path.slice(BASE.length).split("/");
  const preferred =
    c.req
      .header("Accept-Language")
      ?.split(",")
      .map((tag) => tag.trim().split(";")[0]) ?? [];
  const candidates = [first, c.req.query("lang"), ...preferred];
  return candidates.map(parseLanguage).find((language) => language !== null) ?? "en";
}

function headers(): ReturnType<typeof secureHeaders> {
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
    referrerPolicy: "same-origin",
    strictTransportSecurity: "max-age=15552000",
    xFrameOptions: "DENY",
  });
}
