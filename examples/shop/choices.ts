import { randomUUID } from "node:crypto";
import type { Page } from "@avow/kit/consent";
import type { Context } from "hono";
import { choicesPage, type Outcome } from "./pages/choices.ts";
import { type ShopPart, visitOf } from "./site.ts";
import { LANGUAGES, type Language } from "./words.ts";

/** What is asked, and under which words. */
type Plan = Page["plan"];

/** What a form passes on of the visitor's own request: who sent it, from where, and what the browser refuses. */
const PASSED_ON = [
  "cookie",
  "host",
  "origin",
  "referer",
  "sec-fetch-site",
  "sec-gpc",
  "dnt",
  "x-forwarded-proto",
];

/** The questions as a form without a script. What is sent goes the way the banner's choice goes, and is kept in the same record. */
export function mountChoices({ app, avow, report }: ShopPart): void {
  const show = async (http: Context, language: Language, outcome: Outcome, status: 200 | 400 | 503 = 200) => {
    const { questions } = await readPlan();
    const visit = visitOf(http, avow, language, "/choices");
    return http.html(choicesPage(visit, questions, outcome), status);
  };
  const readPlan = async (): Promise<Plan> => (await app.request("/.avow/plan.json", LOCAL)).json();

  for (const language of LANGUAGES) {
    app.get(`/${language}/choices`, (http) => {
      const { id } = visitOf(http, avow, language, "/choices").choice;
      const isKept = http.req.query("kept") !== undefined && id !== null;
      return show(http, language, isKept ? { kind: "kept", id } : { kind: "none" });
    });
    app.post(`/${language}/choices`, async (http) => {
      const plan = await readPlan();
      const choices = readAnswers(plan, await http.req.parseBody());
      if (choices === null) return show(http, language, { kind: "missing" }, 400);
      const kept = await app.request("/.avow/choice", {
        method: "POST",
        headers: { ...passedOn(http), "content-type": "application/json" },
        body: JSON.stringify({
          previous: visitOf(http, avow, language, "/choices").choice.id,
          choices,
          wording: plan.wording,
          policy: plan.version,
          language,
          signal: null,
          key: randomUUID(),
        }),
      });
      if (!kept.ok) {
        report(`a choice was not kept: ${kept.status}`);
        return kept.status === 409
          ? show(http, language, { kind: "stale" }, 400)
          : show(http, language, { kind: "lost" }, 503);
      }
      for (const cookie of kept.headers.getSetCookie()) http.header("set-cookie", cookie, { append: true });
      const cleared = kept.headers.get("clear-site-data");
      if (cleared !== null) http.header("clear-site-data", cleared);
      return http.redirect(`/${language}/choices?kept`, 303);
    });
  }
}

const LOCAL = { headers: { host: "localhost" } };

function passedOn(http: Context): Record<string, string> {
  const given = PASSED_ON.map((name) => [name, http.req.header(name)] as const);
  return Object.fromEntries(given.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** A yes or no for every question: one for all, or one for each; `null` where a question has none. */
function readAnswers(plan: Plan, form: Readonly<Record<string, unknown>>): Record<string, boolean> | null {
  const answers = plan.questions.map(({ purpose }) => [purpose, form.all ?? form[purpose]] as const);
  if (answers.some(([, answer]) => answer !== "yes" && answer !== "no")) return null;
  return Object.fromEntries(answers.map(([purpose, answer]) => [purpose, answer === "yes"]));
}
