import { noteVisit } from "@avow/client";
import { html } from "hono/html";
import { type Article, SECTIONS } from "../catalogue/article.ts";
import { ARTICLES, aboutArticle } from "../catalogue/catalogue.ts";
import { answerComment, COMMENTS_PATH, commentsOn, type Shown } from "../discussion/comments.ts";
import { placementIn } from "../placements.ts";
import { noteReading } from "../recommendations/reading-list.ts";
import { type PortalContext, type PortalPart, visitOf } from "../site.ts";
import { askReading } from "./access.ts";
import { pathOf } from "./cards.ts";
import { articlePage, sectionPage } from "./pages.ts";

const FRESH: Shown = { entered: {}, trouble: null };

/** The sections, and a page for each article with its comments. */
export function mountArticles(part: PortalPart): void {
  const { app, avow, language } = part;
  for (const section of SECTIONS)
    app.on(["GET", "POST"], `/${language}/${section}`, (http) =>
      http.html(sectionPage(avow, visitOf(http, language, `/${section}`), section)),
    );
  for (const article of ARTICLES) {
    const path = pathOf(article);
    app.on(["GET", "POST"], `/${language}${path}`, (http) => showArticle(part, http, article, FRESH));
    app.post(`/${language}${path}/${COMMENTS_PATH}`, async (http) => {
      // Who may not read it has nothing to say about it here.
      if ((await askReading(avow, http, article)) !== "open") return showArticle(part, http, article, FRESH);
      return answerComment(part, http, { about: aboutArticle(article), path }, ({ status, ...shown }) =>
        showArticle(part, http, article, shown, status),
      );
    });
  }
}

const STATUS = { "log-in": 401, order: 402 } as const;

async function showArticle(
  part: PortalPart,
  http: PortalContext,
  article: Article,
  shown: Shown,
  status: 200 | 400 = 200,
): Promise<Response> {
  const { avow, language } = part;
  const path = pathOf(article);
  const visit = visitOf(http, language, path);
  noteVisit(http, { section: article.section, access: article.access.kind });
  const reading = await askReading(avow, http, article);
  if (reading !== "open")
    return http.html(articlePage(avow, visit, article, { reading, after: html`` }), STATUS[reading]);
  await noteReading(avow, http, article);
  const placement = await placementIn(part, http, article.section);
  const comments = await commentsOn(part, http, visit, { about: aboutArticle(article), path, shown });
  return http.html(
    articlePage(avow, visit, article, { reading, after: html`${placement}${comments}` }),
    status,
  );
}
