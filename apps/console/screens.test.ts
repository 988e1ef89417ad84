import { QueryClientProvider } from "@tanstack/react-query";
import { createElement, type ReactElement } from "react";
import { renderToString } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { createQueryClient, reading, session } from "./api.ts";
import { Console } from "./app.tsx";
import {
  clauses,
  MAIL,
  mail,
  mailbox,
  messages,
  overview,
  PERSON,
  person,
  refusal,
  terms,
} from "./fixtures.ts";
import type { Screen } from "./router.ts";
import { Refused } from "./screens/send-message.tsx";
import { contactTerms } from "./terms.ts";
import { VisitContext } from "./visit.tsx";
import { describeRemedy, LANGUAGES, type Language, wordsOf } from "./words.ts";

/** A screen as its first paint is, with every answer at hand; text as it is read, without marks. */
function show(
  language: Language,
  screen: Screen,
  o: { readonly loggedIn?: boolean; readonly fault?: string; readonly element?: ReactElement } = {},
): string {
  const client = createQueryClient();
  const { ledger } = overview;
  client.setQueryData(
    session.queryKey,
    o.loggedIn === false ? null : { name: "Li Na", email: "li@index.example" },
  );
  client.setQueryData(reading("overview").queryKey, {
    ...overview,
    ledger: { ...ledger, fault: o.fault ?? null },
  });
  client.setQueryData(reading("clauses").queryKey, clauses);
  client.setQueryData(reading("messages").queryKey, messages);
  client.setQueryData(reading("mailbox").queryKey, mailbox);
  client.setQueryData(reading("mail", { id: MAIL }).queryKey, mail);
  client.setQueryData(reading("person", { person: PERSON }).queryKey, person);
  client.setQueryData(contactTerms.queryKey, terms);
  const visit = {
    screen,
    language,
    words: wordsOf(language),
    hasShortcuts: true,
    search: `?lang=${language}`,
    place: screen.name === "first" ? "token" : "",
    moved: { current: false },
    go: () => {},
    change: () => {},
  };
  const page = createElement(VisitContext, { value: visit }, o.element ?? createElement(Console));
  return renderToString(createElement(QueryClientProvider, { client }, page)).replaceAll("<!-- -->", "");
}

describe.each(LANGUAGES)("the screens in %s", (language) => {
  const words = wordsOf(language);

  it.each([
    [{ name: "today" }, words.today.title, overview.policy.version.slice(0, 12)],
    [{ name: "people" }, words.people.title, words.people.help],
    [{ name: "person", id: PERSON }, words.person.title, person.email],
    [{ name: "messages" }, words.messages.title, "550 mailbox unavailable"],
    [{ name: "mailbox" }, words.mailbox.title, words.mailbox.noSubject],
    [{ name: "mail", id: MAIL }, words.mail.title, "List-Unsubscribe"],
    [{ name: "policy" }, words.policy.title, words.mechanisms["law-floor"]],
    [{ name: "first" }, words.first.title, words.first.name],
    [{ name: "not-found" }, words.notFound.title, words.notFound.toToday],
  ] as const)("$0.name has its one heading and its content", (screen, title, content) => {
    const page = show(language, screen);
    expect(page.match(/<h1/g)).toHaveLength(1);
    expect(page).toContain(`tabindex="-1">${title}</h1>`);
    expect(page).toContain(content);
  });

  it("without an operator every screen is the log-in, and shows nothing else", () => {
    const page = show(language, { name: "person", id: PERSON }, { loggedIn: false });
    expect(page).toContain(`tabindex="-1">${words.logIn.title}</h1>`);
    expect(page).not.toContain(person.email);
    expect(page).not.toContain(words.today.tab);
  });

  it("a refusal shows clause, both reasons, the law, what would lift it, and the receipt", () => {
    const page = show(
      language,
      { name: "today" },
      { element: createElement(Refused, { problem: refusal, sources: terms.sources }) },
    );
    expect(page).toContain(words.send.refused);
    expect(page).toContain(words.clause("2.4.8"));
    for (const reason of Object.values(refusal.reason ?? {})) expect(page).toContain(reason);
    expect(page).toContain("Advertising Law, Art. 43");
    expect(page).toContain(describeRemedy({ kind: "consent" }, words));
    expect(page).toContain(words.send.receiptText(41));
  });

  it("a fault of the ledger is an alert, in its own words", () => {
    const page = show(language, { name: "today" }, { fault: "the log forked" });
    expect(page).toMatch(/role="alert"><div class="notice refusal loud">.*the log forked/);
    expect(show(language, { name: "today" })).not.toContain(words.today.faultTitle);
  });

  it("a pending clause never wears the mark of an enforced one", () => {
    const page = show(language, { name: "policy" });
    expect(page).toContain(`data-state="pending">${words.clauseStates.pending}<`);
    expect(page).toContain(`data-state="enforced">${words.clauseStates.enforced}<`);
    expect(page).not.toContain(`data-state="enforced">${words.clauseStates.pending}<`);
  });

  it("every link to another screen keeps the language", () => {
    const page = show(language, { name: "today" });
    const links = [...page.matchAll(/href="(\/console[^"]*)"/g)].map(([, href]) => href);
    expect(links.length).toBeGreaterThan(5);
    for (const href of links) expect(href).toContain(`?lang=${language}`);
  });

  it("markup in a mail is words, and its links open without an opener", () => {
    const page = show(language, { name: "mail", id: MAIL });
    expect(page).not.toContain("<script>");
    const links = page.match(/<a [^>]*target="_blank"[^>]*>/g) ?? [];
    expect(links).toHaveLength(2);
    for (const link of links) expect(link).toContain('rel="noopener noreferrer"');
  });
});
