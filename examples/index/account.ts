import type { Avow } from "@avow/client";
import { deleteCookie, setCookie } from "hono/cookie";
import type { FormTrouble } from "./pages/form.ts";
import { go } from "./pages/frame.ts";
import { logInPage } from "./pages/log-in.ts";
import { accountPage, messagePage } from "./pages/pages.ts";
import { registerPage } from "./pages/register.ts";
import { statusOf, textFields, troubleOf } from "./problems.ts";
import { type PortalContext, type PortalPart, refusesTracking, sessionCookieOf, type Visit } from "./site.ts";
import { fill, type Language, wordsOf } from "./words.ts";

/** Registration, log-in and log-out, and the person's own page. */
export function mountAccount({ app, avow, language, secure }: PortalPart): void {
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
