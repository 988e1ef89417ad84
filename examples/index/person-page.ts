import type { Avow, Me, Submission } from "@avow/client";
import { go } from "./pages/frame.ts";
import { messagePage } from "./pages/pages.ts";
import {
  findPerson,
  type PortalContext,
  type PortalPart,
  type Session,
  type Visit,
  visitOf,
} from "./site.ts";
import { wordsOf } from "./words.ts";

/** Somebody who is logged in, as a page needs them. */
export interface Person {
  readonly token: string;
  readonly me: Me;
}

/** A visit of somebody who is logged in. */
export type PersonsVisit = Visit & { readonly session: Session };

/**
 * Answers a request with a page of the person's own, or, to anybody else, with the way to log in (401). What it answers is
 * kept by no cache.
 */
export async function answerPerson(
  { avow, language }: Pick<PortalPart, "avow" | "language">,
  http: PortalContext,
  path: string,
  show: (visit: PersonsVisit, person: Person) => Response | Promise<Response>,
): Promise<Response> {
  const visit = visitOf(http, language, path);
  const me = await findPerson(avow, http);
  http.header("cache-control", "no-store");
  if (visit.session === null || me === null) {
    const gone: Visit = { ...visit, session: null };
    const words = wordsOf(language);
    const next = go(gone, `/${language}/log-in`, words.logIn, "button");
    return http.html(messagePage(avow, gone, words.logIn, words.sessionOver, next), 401);
  }
  return show({ ...visit, session: visit.session }, { token: visit.session.token, me });
}

/** What a person has given through forms and not taken back, newest first. */
export async function listGiven(
  avow: Avow,
  { token }: Pick<Person, "token">,
  query: { readonly form?: string; readonly about?: string } = {},
): Promise<readonly Submission[]> {
  const answer = await avow.asPerson(token, "submissions", { query });
  if (!answer.ok) throw new Error(`the service gave no submissions: ${answer.problem.code}`);
  return answer.answer
    .filter(({ state }) => state !== "withdrawn")
    .toSorted((left, right) => right.at.localeCompare(left.at));
}
