import type { Hono } from "hono";
import { authenticatePerson } from "../accounts/sessions.ts";
import type { Context } from "../context.ts";
import { mount } from "../http/mount.ts";
import { reachFieldIn, setReach } from "./set-reach.ts";
import { getReach } from "./ways.ts";

/** How a person is reached, as they see and change it. */
export function mountReach(app: Hono, context: Context, o: { readonly pushKey: string | null }): void {
  const person = authenticatePerson(context);
  mount(app, "reach", person, ({ who }) => getReach(context, who, o.pushKey));
  mount(app, "setReach", person, ({ who, path, body }) =>
    setReach(context, who, { field: reachFieldIn(path("field")), value: body.value, pushKey: o.pushKey }),
  );
}
