import { createHash } from "node:crypto";
import { PROBLEMS, type ProblemCode, type ProblemDetails, routes } from "@avow/contract";
import type { Bundle } from "@avow/policy";
import type { Context, Env, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { setCookie } from "hono/cookie";
import { raw } from "hono/html";
import { type Asked, cookiesOf, headersOf } from "./asked.ts";
import type { Avow } from "./avow.ts";
import { type ChoiceOptions, formatChoice, readChoice } from "./choice-cookie.ts";
import { OBSERVED_PATH } from "./content-security-policy.ts";
import { endOfCookie } from "./life.ts";
import { readObserved } from "./observed.ts";
import { planOf } from "./plan.ts";
import { readSignal, type Signal } from "./signal.ts";
import { clearSiteData, type Device, expireCookies, listUnwanted } from "./withdrawal.ts";

const PATHS = { plan: "/.avow/plan.json", script: "/.avow/kit.js", choice: "/.avow/choice" } as const;

export interface KitOptions extends ChoiceOptions {
  readonly avow: Pick<Avow, "bundle" | "version" | "asSite">;
  /** Text of the kit's script, as it was built. */
  readonly kitScript: string;
  readonly trustProxy: boolean;
  /** Told when the service cannot be reached; never given a personal value. */
  readonly report: (what: string) => void;
}

/**
 * Mounts what the browser kit asks for, behind {@link guard}: the plan and the script, the visitor's choice, and the place where
 * pages and browsers tell what they met. A choice is acknowledged when the service has its record, and never before.
 * @throws {TypeError} when the register has no necessary cookie of the name given
 */
export function mountKit<E extends Env>(app: Hono<E>, options: KitOptions): void {
  const { avow, kitScript } = options;
  getChoiceCookie(avow.bundle, options.cookie);
  app.get(PATHS.plan, (http) =>
    cached(http, JSON.stringify(planOf(avow)), {
      "content-type": "application/json",
      etag: `"${avow.version}"`,
      "cache-control": "no-cache",
    }),
  );
  const scriptTag = `"${createHash("sha256").update(kitScript).digest("base64url")}"`;
  app.get(PATHS.script, (http) =>
    cached(http, kitScript, {
      "content-type": "text/javascript; charset=utf-8",
      etag: scriptTag,
      "cache-control": "public, max-age=3600",
    }),
  );
  app.get(PATHS.choice, (http) => {
    http.header("cache-control", "no-store");
    return http.json(pageChoice(http, options));
  });
  app.post(PATHS.choice, limitBody, (http) => choose(http, options));
  mountObserved(app, options);
}

/**
 * Mounts the place where pages and browsers tell what they met and the policy does not declare: the kit's beacon, and the
 * reports of a Content Security Policy. A site that asks nothing, and so has no kit, mounts this alone.
 */
export function mountObserved<E extends Env>(
  app: Hono<E>,
  options: Pick<KitOptions, "avow" | "report">,
): void {
  const passOn = createPassOn(options);
  app.post(OBSERVED_PATH, limitBody, async (http) => {
    if (isFromElsewhere(http)) return problem("origin-wrong", "reports are taken from this site's own pages");
    passOn(readObserved(await readJson(http), planOf(options.avow), hostOf(http)));
    return http.body(null, 204);
  });
}

/**
 * The elements of a page's head from which the kit starts without asking for anything: the plan, the visitor's choice, and the
 * script. A page that holds them is that visitor's own, and must not be cached for others.
 * @param options.policy where the policy is read, if the kit is to link to it
 */
export function kitElements(http: Asked, options: ChoiceOptions & { readonly policy?: string }) {
  const plan = `<script type="application/json" id="avow-plan"${
    options.policy === undefined ? "" : ` data-policy="${escapeAttribute(options.policy)}"`
  }>${inScript(planOf(options.avow))}</script>`;
  const choice = `<script type="application/json" id="avow-choice">${inScript(pageChoice(http, options))}</script>`;
  return raw(`${plan}${choice}<script src="${PATHS.script}" defer></script>`);
}

/** What the kit is told of the visitor: what is kept and holds, what the browser refuses, and what it sent though it may not. */
function pageChoice(http: Asked, options: ChoiceOptions) {
  const plan = planOf(options.avow);
  const signal = readSignal(headersOf(http));
  const { id, at, choices, open, signal: then } = readChoice(http, options);
  // Where some question is open, the record was made under other words, and the kit asks anew.
  const wording = open.length === 0 ? plan.wording : "";
  return {
    choice: id === null || at === null ? null : { id, at: at.toISOString(), choices, wording, signal: then },
    signal,
    unwanted: listUnwanted(plan, signal === null ? choices : {}, Object.keys(cookiesOf(http))),
  };
}

/** The browser says which cookie keeps nothing: the site does. */
const ChoiceFromPage = routes.chooseOnDevice.body.omit({ cookie: true });

async function choose(http: Context, options: KitOptions): Promise<Response> {
  const { avow, cookie, report } = options;
  if (isFromElsewhere(http) || !hasOrigin(http))
    return problem("origin-wrong", "a choice is taken from this site's own pages");
  const parsed = ChoiceFromPage.safeParse(await readJson(http));
  if (!parsed.success) return problem("body-malformed", "this is no choice");
  const before = readChoice(http, options);
  const signal: Signal | null = readSignal(http.req.raw.headers) ?? parsed.data.signal;
  const body = { ...parsed.data, previous: before.id, signal, cookie };
  const called = await avow.asSite("chooseOnDevice", { body }).catch(() => null);
  if (called === null) {
    report("a choice could not be kept: the service cannot be reached");
    return problem("store-unreachable", "the choice was not kept; try again");
  }
  if (!called.ok) return problemResponse(called.problem);
  const { id, at, choices } = called.answer;
  const plan = planOf(avow);
  for (const expired of expireCookies(plan, choices, { device: deviceOf(http), secure: options.trustProxy }))
    http.header("set-cookie", expired, { append: true });
  const cleared = clearSiteData(plan, before.choices, choices);
  if (cleared !== null) http.header("clear-site-data", cleared);
  setCookie(http, cookie, formatChoice(plan, { id, at: new Date(at), signal, choices }), {
    path: "/",
    httpOnly: true,
    sameSite: "Lax",
    secure: options.trustProxy,
    expires: endOfCookie(getChoiceCookie(avow.bundle, cookie).life, new Date(at)),
  });
  http.header("cache-control", "no-store");
  return http.json({ id, at, choices, wording: plan.wording, signal }, 201);
}

function getChoiceCookie({ storage }: Bundle, name: string): Bundle["storage"][string] {
  const key = Object.hasOwn(storage, name) ? storage[name] : undefined;
  if (key?.kind === "cookie" && key.necessary === true && key.prefix !== true) return key;
  throw new TypeError(`the policy's register has no necessary cookie \`${name}\` to keep a choice in`);
}

/** Calls of the service in one second, at most: beyond, what was met is met again. */
const MOST_CALLS = 20;

/** Passes on what was met, without anyone waiting for it. */
function createPassOn({ avow, report }: Pick<KitOptions, "avow" | "report">) {
  let second = 0;
  let calls = 0;
  return (observations: ReturnType<typeof readObserved>): void => {
    const now = Math.floor(performance.now() / 1000);
    if (now !== second) [second, calls] = [now, 0];
    calls += 1;
    if (observations.length === 0 || calls > MOST_CALLS) return;
    avow
      .asSite("observe", { body: { observations: [...observations] } })
      .catch(() => report("what pages met could not be told: the service cannot be reached"));
  };
}

/** A choice is under one kilobyte, a report rarely over four. */
const limitBody = bodyLimit({
  maxSize: 32 * 1024,
  onError: () => problem("too-large", "a request is at most 32768 bytes"),
});

async function readJson(http: Context): Promise<unknown> {
  try {
    return JSON.parse(await http.req.text());
  } catch {
    return null;
  }
}

/** Whether the browser says that the request came from a page of another site. */
function isFromElsewhere(http: Context): boolean {
  const site = http.req.header("sec-fetch-site");
  if (site !== undefined) return site !== "same-origin";
  const origin = http.req.header("origin");
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== http.req.header("host");
}

/** Whether the request says where it came from at all, as every browser does for a `POST` of a page. */
function hasOrigin(http: Context): boolean {
  return (http.req.header("sec-fetch-site") ?? http.req.header("origin")) !== undefined;
}

function deviceOf(http: Context): Device {
  const referrer = http.req.header("referer") ?? "";
  const from = URL.canParse(referrer) ? new URL(referrer) : null;
  const host = hostOf(http);
  return {
    cookies: Object.keys(cookiesOf(http)),
    host,
    page: from?.hostname === host ? from.pathname : "/",
  };
}

function hostOf(http: Context): string {
  return new URL(`http://${http.req.header("host") ?? new URL(http.req.url).host}`).hostname;
}

/** A text that is sent again only when it is another one than the browser has. */
function cached(http: Context, text: string, headers: Readonly<Record<string, string>>): Response {
  if (http.req.header("if-none-match") === headers.etag) return http.body(null, 304, headers);
  return http.body(text, 200, headers);
}

function problem(code: ProblemCode, detail: string): Response {
  return problemResponse({ type: `urn:avow:problem:${code}`, ...PROBLEMS[code], code, detail });
}

function problemResponse(details: ProblemDetails): Response {
  return new Response(JSON.stringify(details), {
    status: details.status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store" },
  });
}

/** JSON that no text can end the element of. */
function inScript(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

function escapeAttribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
