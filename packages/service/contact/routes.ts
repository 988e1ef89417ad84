import type { Hono } from "hono";
import type { Channels } from "../channels/parcel.ts";
import type { Context } from "../context.ts";
import { anyone } from "../http/authenticate-site.ts";
import { idIn } from "../http/id-in.ts";
import { mount } from "../http/mount.ts";
import type { Notices } from "../notices/notice.ts";
import type { Operators } from "../staff/operators.ts";
import { findPerson, viewPerson } from "./look-up.ts";
import { listMailbox, openMail } from "./mailbox.ts";
import { listMessages } from "./message-rows.ts";
import { queueMessage } from "./queue-message.ts";
import { unsubscribe } from "./unsubscribe.ts";

/** Messages to people: what operators ask for and see, and the one click that ends it. */
export function mountContact(
  app: Hono,
  context: Context,
  o: { readonly notices: Notices; readonly channels: Channels; readonly operators: Operators },
): void {
  const operator = o.operators.authenticate;
  mount(app, "findPerson", operator, async ({ body }) => ({ person: await findPerson(context, body.email) }));
  mount(app, "person", operator, ({ path, who }) => viewPerson(context, idIn(path("person")), who.id));
  mount(app, "message", operator, ({ path, body, who }) =>
    queueMessage(context, o, { person: idIn(path("person")), operator: who.id, body }),
  );
  mount(app, "messages", operator, () => listMessages(context.db));
  mount(app, "mailbox", operator, () => listMailbox(context));
  mount(app, "mail", operator, ({ path, who }) => openMail(context, idIn(path("id")), who.id));
  mount(app, "unsubscribe", anyone, ({ path }) => unsubscribe(context, path("token")));
}
