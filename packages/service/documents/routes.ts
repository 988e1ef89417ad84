import {
  DOCUMENT_LANGUAGES,
  DOCUMENT_STYLE,
  isDocumentName,
  makeDocument,
  makeDpv,
  makeGpcSupport,
} from "@avow/policy";
import type { Hono } from "hono";
import { createActivity } from "../activity/activity.ts";
import type { Context } from "../context.ts";
import { mount } from "../http/mount.ts";
import { ProblemError } from "../http/problem.ts";
import type { Operators } from "../staff/operators.ts";
import { countFigures, toSeconds } from "./figures.ts";

/** Where a document that is looked at finds its style: a page of this service carries none in itself. */
const STYLESHEET = "/console/api/documents/style.css";

/**
 * Documents made of the version in force and its evidence, for operators; and, for anyone, what machines read of it: the
 * support resource of Global Privacy Control, and the policy in W3C DPV.
 */
export function mountDocuments(
  app: Hono,
  context: Context,
  { authenticate }: Pick<Operators, "authenticate">,
): void {
  const readActivity = createActivity(context);
  app.get("/.well-known/gpc.json", (http) => {
    http.header("cache-control", "no-cache");
    return http.json(makeGpcSupport(context.bundle));
  });
  app.get("/.well-known/avow/policy.jsonld", (http) =>
    http.body(JSON.stringify(makeDpv(context), null, 2), 200, {
      "content-type": "application/ld+json",
      "cache-control": "no-cache",
      etag: `"${context.version}"`,
    }),
  );
  app.get(STYLESHEET, (http) =>
    http.body(DOCUMENT_STYLE, 200, {
      "content-type": "text/css; charset=utf-8",
      "cache-control": "no-cache",
    }),
  );
  mount(app, "document", authenticate, async ({ path, http }) => {
    const { bundle, version } = context;
    const [name, language] = [path("name"), path("language")];
    if (!isDocumentName(name) || !isPublishedIn(bundle.languages, language))
      throw new ProblemError("not-found", { detail: "there is no such document in this language" });
    const evidence = await countFigures(context, readActivity);
    const input = { bundle, version, madeAt: toSeconds(context.now()), evidence, language };
    if (!asksForPage(http.req.header("accept"))) return makeDocument(name, input);
    const { html } = makeDocument(name, input, { stylesheet: STYLESHEET });
    return http.body(html, 200, {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      vary: "accept",
    });
  });
}

function isPublishedIn(languages: readonly string[], language: string): boolean {
  return languages.includes(language) && DOCUMENT_LANGUAGES.includes(language);
}

/** A browser that opens an address asks for HTML; the console's own code asks for JSON. */
function asksForPage(accept: string | undefined): boolean {
  return accept?.split(",").some((type) => type.trim().startsWith("text/html")) ?? false;
}
