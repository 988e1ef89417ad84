import { type Tx, transact } from "@avow/postgres";
import type { Hono } from "hono";
import type { Context } from "../context.ts";
import { idIn } from "../http/id-in.ts";
import { mount } from "../http/mount.ts";
import type { Operators } from "../staff/operators.ts";
import { listNotices, readNotice } from "./list-notices.ts";
import { listServiceTemplates, type ServiceDoor, sendService } from "./send-service.ts";

/** What operators see of notices and say of them, and the service messages they send. */
export function mountNotices(
  app: Hono,
  context: Context,
  o: ServiceDoor & { readonly operators: Operators },
): void {
  const operator = o.operators.authenticate;
  mount(app, "notices", operator, () => listNotices(context, o.notices));
  mount(app, "notice", operator, ({ path, query }) =>
    readNotice(context, o.notices, { id: idIn(path("id")), ...query }),
  );
  mount(app, "pauseNotice", operator, ({ path, who: by }) =>
    act(context, (tx) => o.notices.pause(context, tx, { notice: idIn(path("id")), by })),
  );
  mount(app, "resumeNotice", operator, ({ path, who: by }) =>
    act(context, (tx) => o.notices.resume(context, tx, { notice: idIn(path("id")), by })),
  );
  mount(app, "cancelNotice", operator, ({ path, body: { reason }, who: by }) =>
    act(context, (tx) => o.notices.cancel(context, tx, { notice: idIn(path("id")), by, reason })),
  );
  mount(app, "serviceTemplates", operator, async () => listServiceTemplates(context, o.templates));
  mount(app, "sendService", operator, ({ body, who }) => sendService(context, o, { body, operator: who.id }));
}

async function act({ db }: Context, work: (tx: Tx) => Promise<void>): Promise<undefined> {
  await transact(db, work);
  return undefined;
}
