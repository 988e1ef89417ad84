import type { Hono } from "hono";
import { authenticatePerson } from "../accounts/sessions.ts";
import { listQuestions } from "../choices/questions.ts";
import type { Context } from "../context.ts";
import { authenticateSite } from "../http/authenticate-site.ts";
import { idIn } from "../http/id-in.ts";
import { mount } from "../http/mount.ts";
import type { Operators } from "../staff/operators.ts";
import { listCases } from "./cases.ts";
import { countChoices, countResearch } from "./count.ts";
import { listOwnSubmissions } from "./describe.ts";
import { listPublications } from "./publications.ts";
import { attach, discloseSubmission, moveSubmission } from "./site-acts.ts";
import { submit } from "./submit.ts";
import { chooseForSubmission, withdrawSubmission } from "./take-back.ts";

/** Forms that people fill in, what the site does with them, and who works on them. */
export function mountSubmissions(
  app: Hono,
  context: Context,
  { siteKey, operators }: { readonly siteKey: string; readonly operators: Operators },
): void {
  const person = authenticatePerson(context);
  mount(app, "submit", person, ({ who, path, body }) =>
    submit(context, who, { form: path("form"), ...body }),
  );
  mount(app, "submissions", person, ({ who, query }) => listOwnSubmissions(context, who, query));
  mount(app, "withdrawSubmission", person, ({ who, path }) =>
    withdrawSubmission(context, who, idIn(path("id"))),
  );
  mount(app, "chooseForSubmission", person, ({ who, path, body }) =>
    chooseForSubmission(context, who, idIn(path("id")), { purpose: path("purpose"), ...body }),
  );
  mount(app, "questions", person, ({ who }) => listQuestions(context, who.person));

  const site = authenticateSite(siteKey);
  mount(app, "publications", site, ({ query }) => listPublications(context, query));
  mount(app, "counts", site, ({ query }) => countChoices(context, query));
  mount(app, "moveSubmission", site, ({ path, body }) => moveSubmission(context, idIn(path("id")), body));
  mount(app, "attach", site, ({ path, body }) =>
    attach(context, idIn(path("id")), { form: path("form"), ...body }),
  );
  mount(app, "discloseSubmission", site, ({ path, body }) =>
    discloseSubmission(context, idIn(path("id")), body),
  );

  mount(app, "cases", operators.authenticate, ({ query, who }) =>
    listCases(context, { ...query, operator: who.id }),
  );
  mount(app, "research", operators.authenticate, ({ path }) => countResearch(context, path("form")));
}
