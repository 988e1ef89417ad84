import type { Avow, Submission } from "@avow/client";
import type { FormTrouble } from "../pages/form.ts";
import { answerPerson, listGiven, type Person } from "../person-page.ts";
import { statusOf, textFields, troubleOf } from "../problems.ts";
import { findPerson, type PortalContext, type PortalPart, type Visit, visitOf } from "../site.ts";
import { fill } from "../words.ts";
import { PROJECTS, type Project } from "./catalogue.ts";
import { PURPOSE, projectPage, projectsPage } from "./pages.ts";
import { optionsOf, readResults } from "./results.ts";
import { projectWordsOf } from "./words.ts";

/** A poll and an event. Joining is a choice of its own, leaving undoes it, and nobody is enrolled (2.4.4). */
export function mountProjects(part: PortalPart): void {
  const { app, avow, language } = part;
  app.on(["GET", "POST"], `/${language}/projects`, (http) =>
    http.html(projectsPage(avow, visitOf(http, language, "/projects"))),
  );
  for (const project of PROJECTS) {
    app.get(`/${language}${project.path}`, (http) => look(part, http, project));
    app.post(`/${language}${project.path}`, (http) => join(part, http, project));
    app.post(`/${language}${project.path}/leaving`, (http) => leave(part, http, project));
  }
}

/** What is said at the top of the page after a step. */
type Said = { readonly news: string } | { readonly trouble: FormTrouble; readonly status: 400 };

async function look(part: PortalPart, http: PortalContext, project: Project): Promise<Response> {
  const { avow, language } = part;
  const me = await findPerson(avow, http);
  const visit = visitOf(http, language, project.path);
  const person = visit.session === null || me === null ? null : { token: visit.session.token, me };
  http.header("cache-control", "no-store");
  return show(part, http, { project, visit: person === null ? { ...visit, session: null } : visit, person });
}

async function join(part: PortalPart, http: PortalContext, project: Project): Promise<Response> {
  const { avow, language } = part;
  const { session: _, step, agree, ...values } = await textFields(http);
  // A form that only carries a session is a way here, not a choice.
  if (step === undefined && agree === undefined && Object.keys(values).length === 0)
    return look(part, http, project);
  return answerPerson(part, http, project.path, async (visit, person) => {
    const words = projectWordsOf(language);
    const chosen = values[project.field] ?? "";
    const asked = { project, visit, person, chosen };
    if (chosen !== "" && !Object.hasOwn(optionsOf(avow, project), chosen)) {
      const fields = [{ at: project.field, message: words.notOption }];
      const trouble = { message: words.notKept, clause: null, fields };
      return show(part, http, asked, { trouble, status: statusOf(422) });
    }
    const answer = await avow.asPerson(person.token, "submit", {
      path: { form: project.form },
      body: {
        about: project.about,
        values,
        choices: agree === undefined ? {} : { [PURPOSE]: { choice: "agree", wording: agree } },
      },
    });
    if (!answer.ok) {
      const trouble = troubleOf(answer.problem, language);
      const message = agree === undefined ? words.agreeFirst : trouble.message;
      return show(part, http, asked, {
        trouble: { ...trouble, message },
        status: statusOf(answer.problem.status),
      });
    }
    await keepNewest(avow, person, project);
    return show(part, http, asked, {
      news: fill(words.joinedNow, { index: answer.answer.receipt.index }),
    });
  });
}

/**
 * Leaves only the newest of what a person gave to a project, so that choosing again changes the choice. Two that arrive at
 * once both keep the same one.
 */
async function keepNewest(avow: Avow, person: Person, project: Project): Promise<void> {
  const [, ...older] = await partsIn(avow, person, project);
  for (const { id } of older) await avow.asPerson(person.token, "withdrawSubmission", { path: { id } });
}

function leave(part: PortalPart, http: PortalContext, project: Project): Promise<Response> {
  const { avow, language } = part;
  return answerPerson(part, http, project.path, async (visit, person) => {
    const asked = { project, visit, person };
    let index: number | null = null;
    for (const { id } of await partsIn(avow, person, project)) {
      const left = await avow.asPerson(person.token, "withdrawSubmission", { path: { id } });
      if (!left.ok) {
        const trouble = troubleOf(left.problem, language);
        return show(part, http, asked, { trouble, status: statusOf(left.problem.status) });
      }
      index = left.answer.receipt.index;
    }
    if (index === null) return show(part, http, asked);
    return show(part, http, asked, { news: fill(projectWordsOf(language).left, { index }) });
  });
}

/** What a person gave to a project, newest first; of one instant, the order is the same for everybody who asks. */
async function partsIn(avow: Avow, person: Person, project: Project): Promise<readonly Submission[]> {
  const { form, about } = project;
  const given = await listGiven(avow, person, { form, about });
  return given.toSorted((left, right) => right.at.localeCompare(left.at) || right.id.localeCompare(left.id));
}

async function show(
  { avow, language }: PortalPart,
  http: PortalContext,
  asked: {
    readonly project: Project;
    readonly visit: Visit;
    readonly person: Person | null;
    readonly chosen?: string;
  },
  said?: Said,
): Promise<Response> {
  const { project, visit, person } = asked;
  const [part = null] = person === null ? [] : await partsIn(avow, person, project);
  const page = projectPage(avow, visit, project, {
    part,
    results: await readResults(avow, project, language),
    chosen: asked.chosen ?? part?.values[project.field] ?? "",
    news: said !== undefined && "news" in said ? said.news : null,
    trouble: said !== undefined && "trouble" in said ? said.trouble : null,
  });
  return http.html(page, said !== undefined && "status" in said ? said.status : 200);
}
