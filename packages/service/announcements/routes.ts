import { routes } from "@avow/contract";
import type { Hono } from "hono";
import type { Context } from "../context.ts";
import { anyone } from "../http/authenticate-site.ts";
import { idIn } from "../http/id-in.ts";
import { mount } from "../http/mount.ts";
import { ProblemError } from "../http/problem.ts";
import type { Operators } from "../staff/operators.ts";
import {
  approveAnnouncement,
  draftAnnouncement,
  openDesk,
  reviseAnnouncement,
  withdrawAnnouncement,
} from "./announcements.ts";
import { writeFeed } from "./feed.ts";
import { getPublished, listPublished } from "./published.ts";
import type { Subjects } from "./subject.ts";

/** Newest announcements a feed has. */
const MOST_IN_FEED = 20;

/** What is announced (clause 2.3.8): by operators, for anyone to read. */
export function mountAnnouncements(
  app: Hono,
  context: Context,
  { operators: { authenticate }, subjects }: { readonly operators: Operators; readonly subjects: Subjects },
): void {
  mount(app, "announcements", anyone, () => listPublished(context));
  mount(app, "announcement", anyone, ({ path }) => getPublished(context, subjects, idIn(path("id"))));
  mount(app, "announcementFeed", anyone, async ({ path, http }) => {
    const language = path("language");
    if (!context.bundle.languages.includes(language))
      throw new ProblemError("not-found", { detail: "the policy has no such language" });
    const newest = (await listPublished(context)).slice(0, MOST_IN_FEED);
    const pages = await Promise.all(newest.map(({ id }) => getPublished(context, subjects, id)));
    const { xml, etag } = writeFeed(context, language, pages);
    const headers = { etag, "cache-control": "public, max-age=60" };
    if (http.req.header("if-none-match") === etag) return http.body(null, 304, headers);
    return http.body(xml, 200, {
      ...headers,
      "content-type": "application/atom+xml; charset=utf-8",
      "content-language": language,
    });
  });
  // The feed lies among the centre's pages, which answer a method of theirs with a page; no program reads that.
  app.all(routes.announcementFeed.path, () => {
    throw new ProblemError("not-found", { detail: "a feed is read with GET" });
  });
  mount(app, "announcementDesk", authenticate, ({ who }) => openDesk(context, { operator: who, subjects }));
  mount(app, "draftAnnouncement", authenticate, ({ body, who }) =>
    draftAnnouncement(context, { operator: who, subjects }, body),
  );
  mount(app, "reviseAnnouncement", authenticate, ({ path, body, who }) =>
    reviseAnnouncement(context, { operator: who, subjects }, { id: idIn(path("id")), body }),
  );
  mount(app, "approveAnnouncement", authenticate, ({ path, who }) =>
    approveAnnouncement(context, { operator: who, subjects }, idIn(path("id"))),
  );
  mount(app, "withdrawAnnouncement", authenticate, ({ path, body, who }) =>
    withdrawAnnouncement(context, { operator: who, subjects }, { id: idIn(path("id")), reason: body.reason }),
  );
}
