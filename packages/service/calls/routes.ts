import type { Hono } from "hono";
import { listObjectable } from "../choices/objectable.ts";
import type { Context } from "../context.ts";
import { anyone } from "../http/authenticate-site.ts";
import { idIn } from "../http/id-in.ts";
import { mount } from "../http/mount.ts";
import type { Operators } from "../staff/operators.ts";
import { takeCallReport } from "./call-report.ts";
import { countCalls } from "./call-rows.ts";
import { endCall } from "./end-call.ts";
import { type Calling, takeCall } from "./take-call.ts";
import { takeTelephoneNote } from "./telephone-note.ts";

export interface CallsOptions extends Calling {
  readonly operators: Operators;
  /** With which a telephony gateway signs; `null` where there is none, and then no report is taken. */
  readonly gatewaySecret: string | null;
}

/** The call list, notes of calls, and what a gateway reports. */
export function mountCalls(app: Hono, context: Context, o: CallsOptions): void {
  const { authenticate } = o.operators;
  mount(app, "calls", authenticate, async () => ({
    ...(await countCalls(context.db, context.now())),
    objectable: listObjectable(context).map(({ title, ...one }) => ({ ...one, title: { ...title } })),
  }));
  mount(app, "takeCall", authenticate, ({ who }) => takeCall(context, o, who));
  mount(app, "endCall", authenticate, ({ path, who, body }) =>
    endCall(context, o.notices, { id: idIn(path("id")), operator: who, said: body }),
  );
  mount(app, "telephoneNote", authenticate, ({ path, body }) =>
    takeTelephoneNote(context, idIn(path("person")), body),
  );
  mount(app, "callReport", anyone, async ({ http }) => {
    const body = await http.req.text();
    const signature = http.req.header("avow-signature") ?? "";
    await takeCallReport(context, o.notices, { body, signature, secret: o.gatewaySecret });
    return undefined;
  });
}
