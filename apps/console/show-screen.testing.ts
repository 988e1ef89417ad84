import { QueryClientProvider, type QueryKey } from "@tanstack/react-query";
import { createElement, type ReactElement } from "react";
import { renderToString } from "react-dom/server";
import { createQueryClient, type Operator, reading, session } from "./api.ts";
import { Console } from "./app.tsx";
import { overview } from "./fixtures.ts";
import type { Screen } from "./router.ts";
import { VisitContext } from "./visit.tsx";
import { type Language, wordsOf } from "./words.ts";

/** Something the service answered, and what it was asked. */
type Known = readonly [asked: QueryKey, answer: unknown];

const OPERATOR: Operator = { name: "Li Na", email: "li@index.example" };

/**
 * A screen as its first paint is, with these answers at hand beside who is logged in and the overview; text as it is read, without
 * React's marks.
 */
export function showScreen(
  language: Language,
  screen: Screen,
  o: {
    readonly known: readonly Known[];
    /** As of when they are; now, unless given. */
    readonly at?: number;
    /** `null` for nobody. */
    readonly operator?: Operator | null;
    /** Shown instead of the whole console. */
    readonly element?: ReactElement;
  },
): string {
  const client = createQueryClient();
  const { operator = OPERATOR, at } = o;
  const known: readonly Known[] = [
    [session.queryKey, operator],
    [reading("overview").queryKey, overview],
    ...o.known,
  ];
  for (const [asked, answer] of known)
    client.setQueryData(asked, answer, at === undefined ? {} : { updatedAt: at });
  const visit = {
    screen,
    language,
    words: wordsOf(language),
    hasShortcuts: true,
    search: `?lang=${language}`,
    place: screen.name === "first" || screen.name === "join" ? "token" : "",
    moved: { current: false },
    go: () => {},
    change: () => {},
  };
  const page = createElement(VisitContext, { value: visit }, o.element ?? createElement(Console));
  return renderToString(createElement(QueryClientProvider, { client }, page)).replaceAll("<!-- -->", "");
}
