import type { Hono } from "hono";
import type { Context } from "../context.ts";
import { authenticateSite } from "../http/authenticate-site.ts";
import { idIn } from "../http/id-in.ts";
import { mount } from "../http/mount.ts";
import type { Operators } from "../staff/operators.ts";
import { chooseOnDevice, findDeviceChoice } from "./device-choices.ts";
import { keepObserved, listDrift } from "./drift.ts";

/** Choices of visitors without an account, and what pages met beside the policy. */
export function mountDevices(
  app: Hono,
  context: Context,
  o: { readonly siteKey: string; readonly operators: Operators },
): void {
  const site = authenticateSite(o.siteKey);
  mount(app, "chooseOnDevice", site, ({ body }) => chooseOnDevice(context, body));
  mount(app, "deviceChoice", site, ({ path }) => findDeviceChoice(context, idIn(path("id"))));
  mount(app, "observe", site, async ({ body }) => ({
    kept: await keepObserved(context, body.observations),
  }));
  mount(app, "drift", o.operators.authenticate, () => listDrift(context));
}
