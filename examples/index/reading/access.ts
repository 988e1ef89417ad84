import type { Avow } from "@avow/client";
import type { Article } from "../catalogue/article.ts";
import { aboutArticle } from "../catalogue/catalogue.ts";
import { findPerson, type PortalContext } from "../site.ts";

/** Whether somebody may read, or what opens it to them: logging in, or an order that is paid. */
export type Reading = "open" | "log-in" | "order";

/** Asks what stands between this request and an article: nothing, a log-in, or an order of this person's that is paid. */
export async function askReading(avow: Avow, http: PortalContext, article: Article): Promise<Reading> {
  const { access } = article;
  if (access.kind === "free") return "open";
  const me = await findPerson(avow, http);
  const session = http.get("session");
  if (me === null || session === null) return access.kind === "paid" ? "order" : "log-in";
  if (access.kind === "restricted") return "open";
  const orders = await avow.asPerson(session.token, "submissions", {
    query: { form: "order", about: aboutArticle(article) },
  });
  return orders.ok && orders.answer.some(({ state }) => state === "paid") ? "open" : "order";
}
