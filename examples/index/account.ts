import type { Avow } from "@avow/client";
import type { Hono } from "hono";
import { deleteCookie, setCookie } from "hono/cookie";
import { go } from "./pages/frame.ts";
import { logInPage } from "./pages/log-in.ts";
import { accountPage, type FormTrouble, messagePage } from "./pages/pages.ts";
import { registerPage } from "./pages/register.ts";
import { type PortalContext, type PortalEnv, refusesTracking, sessionCookieOf, type Visit } from "./site.ts";
import { fill, type Language, wordsOf } from "./words.ts";

/** Registration, log-in and log-out, and the person's own page. */
export function mountAccount(app: Hono<PortalEnv>, avow: Avow, language: Language, secure: boolean): void {
  const words = wordsOf(language);
  const visitOf = (http: PortalContext, path: string): Visit => ({
    language,
    path,
    session: http.get("session"),
  });

  app.get(`/${language}/register`, (http) =>
    http.html(registerPage(avow, visitOf(http, "/register"), {}, null)),
  );
  app.post(`/${language}/register`, async (http) => {
    const visit = visitOf(http, "/register");
    const entered = await textFields(http);
    // A form that only carries a session is a way here, not a registration.
    if (Object.keys(entered).every((name) => name === "session"))
      return http.html(registerPage(avow, visit, {}, null));
    const { session: _, ...values } = entered;
    const answer = await avow.register({ form: "registration", values });
    if (!answer.ok)
      return http.html(
        registerPage(avow, visit, values, troubleOf(answer.problem, language)),
        statusOf(answer.problem.status),
      );
    const lead = fill(words.registeredLead, { index: answer.answer.receipt.index });
    return http.html(
      messagePage(
        avow,
        visit,
        words.registered,
        lead,
        go(visit, `/${language}/log-in`, words.logIn, "button"),
      ),
      201,
    );
  });

  app.get(`/${language}/log-in`, (http) =>
    http.html(logInOf(avow, http, visitOf(http, "/log-in"), "", null)),
  );
  app.post(`/${language}/log-in`, async (http) => {
    const visit = visitOf(http, "/log-in");
    const { email = "", password = "", cookies } = await textFields(http);
    if (email === "" && password === "") return http.html(logInOf(avow, http, visit, "", null));
    const accepted = cookies === "accepted" && !refusesTracking(http);
    const answer = await avow.logIn({ email, password, cookies: accepted ? "accepted" : "refused" });
    if (!answer.ok)
      return http.html(
        logInOf(avow, http, visit, email, troubleOf(answer.problem, language)),
        statusOf(answer.problem.status),
      );
    const { token, cookie } = answer.answer;
    const to: Language = answer.answer.language === "zh" ? "zh" : "en";
    if (cookie !== null) {
      http.set("justLoggedIn", true);
      setCookie(http, cookie.name, token, {
        path: "/",
        httpOnly: true,
        sameSite: "Lax",
        secure,
        maxAge: cookie.maxAgeSeconds,
      });
      return http.redirect(`/${to}/account`, 303);
    }
    return showAccount(avow, http, { language: to, path: "/account", session: { token, carried: "form" } });
  });

  app.on(["GET", "POST"], `/${language}/account`, (http) =>
    showAccount(avow, http, visitOf(http, "/account")),
  );

  app.post(`/${language}/log-out`, async (http) => {
    const session = http.get("session");
    if (session !== null) await avow.logOut(session.token);
    const cookie = sessionCookieOf(avow);
    if (cookie !== null && session?.carried === "cookie") deleteCookie(http, cookie, { path: "/" });
    return http.html(
      messagePage(avow, { language, path: "/", session: null }, words.logOut, words.loggedOut),
    );
  });
}

async function showAccount(avow: Avow, http: PortalContext, visit: Visit) {
  const words = wordsOf(visit.language);
  const me = visit.session === null ? null : await avow.me(visit.session.token);
  http.header("cache-control", "no-store");
  if (me === null || !me.ok) {
    const gone: Visit = { ...visit, session: null };
    return http.html(
      messagePage(
        avow,
        gone,
        words.logIn,
        words.sessionOver,
        go(gone, `/${visit.language}/log-in`, words.logIn, "button"),
      ),
      401,
    );
  }
  const name = me.answer.holdings.flatMap(({ values }) => values).find(({ path }) => path === "contact.name");
  return http.html(accountPage(avow, visit, name?.value ?? ""));
}

function logInOf(avow: Avow, http: PortalContext, visit: Visit, email: string, trouble: FormTrouble | null) {
  const life = avow.bundle.storage[sessionCookieOf(avow) ?? ""]?.life;
  const signal = refusesTracking(http);
  return logInPage(avow, visit, {
    email,
    signal,
    lives: life === undefined ? "" : avow.inWords(life, visit.language),
    trouble,
  });
}

async function textFields(http: PortalContext): Promise<Record<string, string>> {
  const body = await http.req.parseBody();
  return Object.fromEntries(
    Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

type Problem = Extract<Awaited<ReturnType<Avow["register"]>>, { ok: false }>["problem"];

/** A problem in the visitor's language, as far as it has words in it. */
function troubleOf(problem: Problem, language: Language): FormTrouble {
  return {
    message: problem.reason?.[language] ?? PROBLEM_WORDS[language][problem.code] ?? problem.detail,
    clause: problem.clause ?? null,
    fields: problem.errors ?? [],
  };
}

/** The portal's own words for the problems a form can meet. */
const PROBLEM_WORDS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    "email-taken": "There is already an account with this e-mail address. Log in, or use another address.",
    "credentials-wrong": "The e-mail address or the password is wrong.",
    "field-undeclared": "The form was sent with a field that is not declared, so nothing was kept.",
    "field-missing": "A required field is empty.",
    "field-malformed": "Something cannot be read.",
    "store-unreachable": "This is not available just now. Nothing was kept; please try again in a moment.",
  },
  zh: {
    "email-taken": "该邮箱已注册账号。请登录，或者使用其他邮箱。",
    "credentials-wrong": "邮箱或者密码不正确。",
    "field-undeclared": "提交的内容含有未声明的信息项，因此未作任何保存。",
    "field-missing": "有必填项未填写。",
    "field-malformed": "有内容无法识别。",
    "store-unreachable": "暂时无法使用。未作任何保存，请稍后再试。",
  },
};

function statusOf(status: number): 400 {
  // Hono types the statuses it knows; the contract's are among them.
  return status as 400;
}
