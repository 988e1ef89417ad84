import { type Avow, readSignal } from "@avow/client";
import { mountGiven, showAccount } from "./account/show-account.ts";
import { clearScriptStorage, keepSession, takeAllAway, takeAway } from "./cookies.ts";
import type { FormTrouble } from "./pages/form.ts";
import { go } from "./pages/frame.ts";
import { logInPage } from "./pages/log-in.ts";
import { messagePage } from "./pages/pages.ts";
import { registerPage } from "./pages/register.ts";
import { statusOf, textFields, troubleOf } from "./problems.ts";
import {
  type PortalContext,
  type PortalPart,
  refusesTracking,
  sessionCookieOf,
  type Visit,
  visitOf as visitIn,
} from "./site.ts";
import { fill, type Language, wordsOf } from "./words.ts";

/** Registration, log-in and log-out, and the person's own page. */
export function mountAccount(part: PortalPart): void {
  const { app, avow, language, secure } = part;
  const words = wordsOf(language);
  const visitOf = (http: PortalContext, path: string): Visit => visitIn(http, language, path);

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
    const signal = readSignal(http.req.raw.headers);
    const accepted = cookies === "accepted" && signal === null;
    const answer = await avow.logIn({
      email,
      password,
      cookies: accepted ? "accepted" : "refused",
      ...(signal === null ? {} : { signal }),
    });
    if (!answer.ok)
      return http.html(
        logInOf(avow, http, visit, email, troubleOf(answer.problem, language)),
        statusOf(answer.problem.status),
      );
    const { token, cookie } = answer.answer;
    const to: Language = answer.answer.language === "zh" ? "zh" : "en";
    if (cookie !== null) {
      keepSession({ secure }, http, { token, cookie });
      return http.redirect(`/${to}/account`, 303);
    }
    http.set("session", { token, carried: "form" });
    takeAllAway(avow, http);
    http.set("me", null);
    return showAccount({ avow, language: to }, http);
  });

  app.on(["GET", "POST"], `/${language}/account`, (http) => showAccount(part, http));
  mountGiven(part);

  app.post(`/${language}/log-out`, async (http) => {
    const session = http.get("session");
    if (session !== null) await avow.logOut(session.token);
    const cookie = sessionCookieOf(avow);
    if (cookie !== null && session?.carried === "cookie") {
      takeAway(http, cookie);
      clearScriptStorage(http);
    }
    http.set("session", null);
    return http.html(messagePage(avow, visitOf(http, "/"), words.logOut, words.loggedOut));
  });
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
