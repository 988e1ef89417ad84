import type { Avow, Me } from "@avow/client";
import type { Article } from "../catalogue/article.ts";
import { aboutArticle, findArticle } from "../catalogue/catalogue.ts";
import { listGiven } from "../person-page.ts";
import { findPerson, type PortalContext, type Session } from "../site.ts";

export const PURPOSE = "recommendations";
const FORM = "reading";
const ARTICLE = "interest.article";

/** One entry of what somebody has read: the submission, by which it is forgotten, and the article. */
export interface Read {
  readonly id: string;
  readonly article: Article;
}

/** Whether the policy lets us look at what this person has read: asked of the gate, with the consent as it stands. */
export function mayRecommend(avow: Avow, me: Me): boolean {
  const choice = me.choices.find(({ purpose }) => purpose === PURPOSE);
  if (choice === undefined || choice.state === "never-asked") return false;
  const consent = { kind: choice.state, at: Date.parse(choice.since ?? "") };
  const decision = avow.gate.decide(
    {
      person: { loggedIn: true, consents: { [PURPOSE]: consent }, objections: {}, heldTo: me.heldTo },
      cookies: me.cookies,
    },
    { action: "use", by: "portal", purpose: PURPOSE, data: [ARTICLE] },
  );
  return decision.effect === "permit";
}

/** What a person has read since they agreed, latest first; nothing is looked at unless the policy permits. */
export async function listRead(avow: Avow, session: Session, me: Me): Promise<readonly Read[]> {
  if (!mayRecommend(avow, me)) return [];
  const given = await listGiven(avow, session, { form: FORM });
  return given.flatMap(({ id, values }) => {
    const article = findArticle(values[ARTICLE] ?? "");
    return article === undefined ? [] : [{ id, article }];
  });
}

/** Notes that somebody opened an article: once for each, and only with their consent to be recommended others by it (2.4.2). */
export async function noteReading(avow: Avow, http: PortalContext, article: Article): Promise<void> {
  const session = http.get("session");
  const me = await findPerson(avow, http);
  if (session === null || me === null || !mayRecommend(avow, me)) return;
  const about = aboutArticle(article);
  const noted = await listGiven(avow, session, { form: FORM, about });
  if (noted.length > 0) return;
  // Consent withdrawn meanwhile is a refusal of the service: then nothing is noted, and the article opens all the same.
  await avow.asPerson(session.token, "submit", {
    path: { form: FORM },
    body: { about, values: { [ARTICLE]: article.slug } },
  });
}
