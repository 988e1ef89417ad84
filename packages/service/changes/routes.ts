import type { Hono } from "hono";
import { authenticatePerson } from "../accounts/sessions.ts";
import type { Context } from "../context.ts";
import { idIn } from "../http/id-in.ts";
import { mount } from "../http/mount.ts";
import type { Notices } from "../notices/notice.ts";
import type { Operators } from "../staff/operators.ts";
import { listChangeRows, setTelling } from "./change-rows.ts";
import { answerChange, listMyChanges } from "./my-changes.ts";
import type { Steps } from "./steps.ts";

/** What versions change for people: for each of them, and for operators (clause 2.6.2). */
export function mountChanges(
  app: Hono,
  context: Context,
  o: { readonly steps: Steps; readonly notices: Notices; readonly operators: Operators },
): void {
  const { steps, notices, operators } = o;
  const person = authenticatePerson(context);
  mount(app, "myChanges", person, ({ who }) => listMyChanges(context, steps, who.person));
  mount(app, "answerChange", person, ({ who, path, body }) =>
    answerChange(context, steps, { person: who.person, term: idIn(path("id")), ...body }),
  );
  mount(app, "changes", operators.authenticate, () => listChangeRows(context, notices));
  mount(app, "setTelling", operators.authenticate, ({ path, body, who: by }) =>
    setTelling(context, notices, { term: idIn(path("id")), state: body.state, by }),
  );
}
