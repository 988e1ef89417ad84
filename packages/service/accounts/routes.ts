import { transact } from "@avow/postgres";
import type { Hono } from "hono";
import { listChoices } from "../choices/choices.ts";
import type { Context } from "../context.ts";
import { authenticateSite } from "../http/authenticate-site.ts";
import { mount } from "../http/mount.ts";
import { loadHeldTo } from "../people/held-to.ts";
import { languageOf, listHoldings } from "../people/holdings.ts";
import { chooseCookies } from "./choose-cookies.ts";
import { erasePerson } from "./erase.ts";
import { logIn } from "./log-in.ts";
import { register } from "./register.ts";
import { authenticatePerson, endSession } from "./sessions.ts";

/** Registration, log-in and log-out, what a person sees of themselves, and erasure. */
export function mountAccounts(app: Hono, context: Context, siteKey: string): void {
  const site = authenticateSite(siteKey);
  const person = authenticatePerson(context);
  mount(app, "register", site, async ({ body }) => ({
    receipt: await register(context, body.form, body.values),
  }));
  mount(app, "logIn", site, async ({ body }) => {
    const { expiresAt, ...session } = await logIn(context, body);
    return { ...session, expiresAt: expiresAt.toISOString() };
  });
  mount(app, "chooseCookies", person, ({ body, who }) => chooseCookies(context, who, body.cookies));
  mount(app, "logOut", person, async ({ who }) => {
    await endSession(context, who);
    return undefined;
  });
  mount(app, "me", person, async ({ who }) => {
    const holdings = await listHoldings(context, who);
    return {
      language: languageOf(context.bundle, holdings),
      cookies: who.cookies,
      signal: who.signal,
      holdings,
      ...(await transact(context.db, async (tx) => ({
        heldTo: [...((await loadHeldTo(tx, [who.person])).get(who.person) ?? [])],
        choices: [...(await listChoices(context, tx, who.person))],
      }))),
    };
  });
  mount(app, "erase", person, ({ body, who }) => erasePerson(context, who, body.password));
}
