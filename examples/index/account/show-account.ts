import type { Avow } from "@avow/client";
import type { FormTrouble } from "../pages/form.ts";
import { answerPerson, listGiven, type Person } from "../person-page.ts";
import { type Problem, statusOf, textFields, troubleOf } from "../problems.ts";
import { findQuestion } from "../questionnaire/invitation.ts";
import type { PortalContext, PortalPart, Visit } from "../site.ts";
import { fill, type Language } from "../words.ts";
import { accountPage } from "./account-page.ts";
import { accountWordsOf } from "./words.ts";

const PATH = "/account";

type Told = { readonly news: string | null; readonly trouble: FormTrouble | null; readonly status: number };

const NOTHING: Told = { news: null, trouble: null, status: 200 };

/** A person's own page, in the language given. */
export function showAccount(
  part: Pick<PortalPart, "avow" | "language">,
  http: PortalContext,
): Promise<Response> {
  return answerPerson(part, http, PATH, (visit, person) => show(part.avow, http, { visit, person }, NOTHING));
}

/**
 * The steps of the account page: taking a thing back, and changing a choice that hangs on one. What is given is somebody's, so its
 * number stands behind the `?`, where the visit log does not read (2.1.5).
 */
export function mountGiven(part: PortalPart): void {
  const { app, avow, language } = part;
  const words = accountWordsOf(language);
  app.post(`/${language}${PATH}/withdrawal`, (http) =>
    answerPerson(part, http, PATH, async (visit, person) => {
      const path = { id: http.req.query("given") ?? "" };
      const taken = await avow.asPerson(person.token, "withdrawSubmission", { path });
      return show(avow, http, { visit, person }, toldOf(taken, words.takenBack, language));
    }),
  );
  app.post(`/${language}${PATH}/choice`, (http) =>
    answerPerson(part, http, PATH, async (visit, person) => {
      const { choice, wording = "" } = await textFields(http);
      const path = { id: http.req.query("given") ?? "", purpose: http.req.query("purpose") ?? "" };
      // Anything but a plain yes is a no.
      const body = { choice: choice === "agree" ? ("agree" as const) : ("refuse" as const), wording };
      const made = await avow.asPerson(person.token, "chooseForSubmission", { path, body });
      return show(avow, http, { visit, person }, toldOf(made, words.chosen, language));
    }),
  );
}

function toldOf(
  done:
    | { readonly ok: true; readonly answer: { readonly receipt: { readonly index: number } } }
    | { readonly ok: false; readonly problem: Problem },
  sentence: string,
  language: Language,
): Told {
  if (!done.ok)
    return { news: null, trouble: troubleOf(done.problem, language), status: done.problem.status };
  return { ...NOTHING, news: fill(sentence, { index: done.answer.receipt.index }) };
}

async function show(
  avow: Avow,
  http: PortalContext,
  { visit, person }: { readonly visit: Visit; readonly person: Person },
  { news, trouble, status }: Told,
): Promise<Response> {
  const [question, given] = await Promise.all([findQuestion(avow, person), listGiven(avow, person)]);
  const held = person.me.holdings.flatMap(({ values }) => values);
  const name = held.find(({ path }) => path === "contact.name")?.value ?? "";
  const page = accountPage(avow, visit, { name, question, given, news, trouble });
  return http.html(page, statusOf(status));
}
