import { fileURLToPath } from "node:url";
import { call, PROBLEMS, type ProblemDetails, type QueryOf, type RouteName, routes } from "@avow/contract";
import { serveAssets } from "@avow/look/serve-assets";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { secureHeaders } from "hono/secure-headers";
import { frame, type Page } from "./frame.ts";
import { keyPage, statisticsPage } from "./pages.ts";
import { type AdvertisersOptions, FIELDS, pathTo, type Question, type Visit } from "./site.ts";
import { LANGUAGES, type Language, languageFrom, TAGS } from "./words.ts";

const LONGEST_FORM_BYTES = 16 * 1024;
/** After this a day that is over can be asked about. */
const SETTLED_MS = 60 * 60_000;
const DAY_MS = 86_400_000;

/**
 * The advertisers' page, to be mounted at `/advertisers`: statistics, and nothing else. It keeps nothing, sets no cookie and has no
 * script; the key travels in posted forms alone. What it knows it asks of the API with that key.
 */
export function createAdvertisers(options: AdvertisersOptions): Hono {
  const app = new Hono();
  app.use(headers());
  app.route(
    "/assets",
    serveAssets({ "advertisers.css": fileURLToPath(new URL("./advertisers.css", import.meta.url)) }),
  );
  app.use(async (c, next) => {
    c.header("Cache-Control", "no-store");
    await next();
  });
  app.get("/", (c) => c.redirect(pathTo(languageFrom(c.req.header("accept-language")))));
  for (const language of LANGUAGES) {
    const nobody = (): Visit => ({ language, bundle: options.policy(), key: null, question: null });
    const limit = bodyLimit({
      maxSize: LONGEST_FORM_BYTES,
      onError: (c) => show(c, nobody(), keyPage(nobody(), problem("too-large")), 413),
    });
    app.get(`/${language}`, (c) => c.redirect(pathTo(language), 308));
    app.get(`/${language}/`, (c) => show(c, nobody(), keyPage(nobody(), null)));
    app.post(`/${language}/`, limit, (c) => answerPage(c, options, language));
    app.post(`/${language}/statistics.csv`, limit, (c) => download(c, options, language));
  }
  app.all("*", (c) => {
    const visit = { language: languageOf(c), bundle: options.policy(), key: null, question: null };
    return show(c, visit, keyPage(visit, problem("not-found")), 404);
  });
  app.onError((error, c) => {
    options.report(error);
    const visit = { language: languageOf(c), bundle: options.policy(), key: null, question: null };
    return show(c, visit, keyPage(visit, problem("store-unreachable")), 503);
  });
  return app;
}

/** Answers a form: the key alone opens the page, with a question it is asked. */
async function answerPage(c: Context, options: AdvertisersOptions, language: Language): Promise<Response> {
  const form = await readForm(c);
  const visit: Visit = { language, bundle: options.policy(), key: form.key, question: form.question };
  const asked = form.question === null ? null : await ask(options, visit, "statistic", form.question);
  const lastDay = new Date(options.now().getTime() - SETTLED_MS - DAY_MS).toISOString().slice(0, 10);
  const day = form.question?.day ?? lastDay;
  const [advertiser, budget, month] = await Promise.all([
    ask(options, visit, "advertiser", undefined),
    ask(options, visit, "budget", { year: Number(day.slice(0, 4)) }),
    ask(options, visit, "publishedStatistics", { month: day.slice(0, 7) }),
  ]);
  if (!advertiser.ok || !budget.ok || !month.ok) {
    const [failed] = [advertiser, budget, month].flatMap((one) => (one.ok ? [] : [one.problem]));
    const gone = { ...visit, key: null, question: null };
    return show(c, gone, keyPage(gone, failed ?? null), failed?.status);
  }
  const trouble =
    asked?.ok === false
      ? asked.problem
      : form.isAsked && form.question === null
        ? problem("body-malformed")
        : null;
  const page = statisticsPage({
    visit,
    advertiser: advertiser.answer,
    budget: budget.answer,
    month: month.answer,
    answer: asked?.ok === true ? asked.answer : null,
    problem: trouble,
    lastDay,
  });
  return show(c, visit, page, trouble?.status);
}

/** The file of one answer, exactly as the API gives it. */
async function download(c: Context, options: AdvertisersOptions, language: Language): Promise<Response> {
  const { key, question } = await readForm(c);
  const visit: Visit = { language, bundle: options.policy(), key, question };
  if (question === null) return answerPage(c, options, language);
  const asked = await ask(options, visit, "statisticCsv", question);
  if (!asked.ok) return answerPage(c, options, language);
  const { headers } = asked.response;
  return c.body(await asked.response.text(), 200, {
    "content-type": headers.get("content-type") ?? "text/csv",
    "content-disposition": headers.get("content-disposition") ?? "attachment",
  });
}

function ask<N extends RouteName>(
  { publicUrl, service }: AdvertisersOptions,
  { key }: Visit,
  name: N,
  query: QueryOf<N>,
) {
  return call<N>({ baseUrl: publicUrl, fetch: service, token: key ?? "" }, name, { query });
}

/** What a form held. A key that no header can carry is none; a question that no route would take is none. */
interface Form {
  readonly key: string | null;
  readonly question: Question | null;
  /** Whether it meant to ask something. */
  readonly isAsked: boolean;
}

async function readForm(c: Context): Promise<Form> {
  const fields = await c.req.parseBody();
  const text = (name: string): string => {
    const value = fields[name];
    return typeof value === "string" ? value.trim() : "";
  };
  const key = text(FIELDS.key);
  const [measure, placement] = text(FIELDS.what).split(":");
  const question = routes.statistic.query.safeParse({
    day: text(FIELDS.day),
    measure,
    by: text(FIELDS.by),
    ...(placement === undefined ? {} : { placement }),
  });
  return {
    key: /^[\x21-\x7e]{1,200}$/.test(key) ? key : null,
    question: question.success ? question.data : null,
    isAsked: text(FIELDS.what) !== "",
  };
}

/** A problem of the page's own, as the service would say it. */
function problem(code: "too-large" | "not-found" | "store-unreachable" | "body-malformed"): ProblemDetails {
  const { status, title } = PROBLEMS[code];
  return { type: `urn:avow:problem:${code}`, title, status, code, detail: title };
}

function show(c: Context, visit: Visit, page: Page, status = 200): Response | Promise<Response> {
  c.status(status as 200);
  c.header("Content-Language", TAGS[visit.language]);
  return c.html(frame(visit, page));
}

function languageOf(c: Context): Language {
  const named = LANGUAGES.find((language) => c.req.path.includes(`/${language}/`));
  return named ?? languageFrom(c.req.header("accept-language"));
}

function headers(): ReturnType<typeof secureHeaders> {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      fontSrc: ["'self'"],
      imgSrc: ["data:"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
    referrerPolicy: "same-origin",
    strictTransportSecurity: "max-age=15552000",
    xFrameOptions: "DENY",
  });
}
