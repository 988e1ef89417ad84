import { Hono } from "hono";
import { unknownPage } from "../pages/unknown.ts";
import type { CentreContext, CentreEnv } from "../site.ts";
import { askPage } from "./ask-page.ts";
import { changesPage } from "./changes-page.ts";
import { flowsPage } from "./flows-page.ts";
import type { Published } from "./published.ts";
import { policyPage } from "./text-page.ts";
import { versionPage, versionsPage } from "./versions-page.ts";

const GET_OR_CARRIED = ["GET", "POST"];

/** The pages about the policy, open to everyone. A session that travels in forms passes through them, and they ignore it. */
export function policyPages(published: Published): Hono<CentreEnv> {
  const pages = new Hono<CentreEnv>();
  const page = (path: string, show: (c: CentreContext) => Response | Promise<Response>) =>
    pages.on(GET_OR_CARRIED, path, show);
  page("/", (c) => policyPage(c, published));
  page("/versions", (c) => versionsPage(c, published));
  page("/versions/:version", (c) => versionPage(c, published));
  page("/changes/:before/:after", (c) => changesPage(c, published));
  page("/flows", flowsPage);
  page("/ask", (c) => askPage(c, published));
  pages.all("/*", (c) => unknownPage(c, "versions"));
  return pages;
}
