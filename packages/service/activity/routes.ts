import type { Hono } from "hono";
import type { Context } from "../context.ts";
import { anyone } from "../http/authenticate-site.ts";
import { mount } from "../http/mount.ts";
import { createActivity } from "./activity.ts";

/** How often each clause permitted and refused lately, for anyone. */
export function mountActivity(app: Hono, context: Context): void {
  mount(app, "activity", anyone, createActivity(context));
}
