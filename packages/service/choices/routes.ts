import type { Hono } from "hono";
import { authenticatePerson } from "../accounts/sessions.ts";
import type { Context } from "../context.ts";
import { mount } from "../http/mount.ts";
import { choose, setObjection } from "./choices.ts";

/** A person's choices and objections. */
export function mountChoices(app: Hono, context: Context): void {
  const person = authenticatePerson(context);
  mount(app, "choose", person, ({ who, path, body }) => choose(context, who.person, path("purpose"), body));
  mount(app, "object", person, ({ who, path, body }) =>
    setObjection(context, who.person, path("purpose"), body.objection),
  );
}
