import { transact } from "@avow/postgres";
import type { Hono } from "hono";
import type { Context } from "../context.ts";
import { idIn } from "../http/id-in.ts";
import { mount } from "../http/mount.ts";
import { ProblemError } from "../http/problem.ts";
import type { Operators } from "../staff/operators.ts";
import { findNotice } from "./claim.ts";
import { listNotices, readNotice } from "./list-notices.ts";
import { listServiceTemplates, type ServiceDoor, sendService } from "./send-service.ts";

/** What operators see of notices and say of them, and the service messages they send. */
export function mountNotices(
  app: Hono,
  context: Context,
  o: ServiceDoor & { readonly operators: Operators },
): void {
  const operator = o.operators.authenticate;
  const act = (name: "pauseNotice" | "resumeNotice" | "cancelNotice", verb: "pause" | "start" | "cancel") =>
    mount(app, name, operator, async ({ path }) => {
      const id = idIn(path("id"));
      const notice = await findNotice(context.db, id);
      if (notice === null) throw new ProblemError("not-found", { detail: "there is no such notice" });
      // What is not ready to go is started by whoever prepares it.
      if (verb !== "start" || notice.state === "paused")
        await transact(context.db, (tx) => o.notices[verb](tx, id));
      return undefined;
    });
  mount(app, "notices", operator, () => listNotices(context, o.notices));
  mount(app, "notice", operator, ({ path, query }) =>
    readNotice(context, o.notices, { id: idIn(path("id")), ...query }),
  );
  act("pauseNotice", "pause");
  act("resumeNotice", "start");
  act("cancelNotice", "cancel");
  mount(app, "serviceTemplates", operator, async () => listServiceTemplates(context, o.templates));
  mount(app, "sendService", operator, ({ body, who }) => sendService(context, o, { body, operator: who.id }));
}
