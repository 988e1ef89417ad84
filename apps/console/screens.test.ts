import { QueryClientProvider } from "@tanstack/react-query";
import { createElement, type ReactElement } from "react";
import { renderToString } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { createQueryClient, reading, session } from "./api.ts";
import { Console } from "./app.tsx";
import {
  activity,
  clauses,
  difference,
  disputes,
  folder,
  MAIL,
  mail,
  mailbox,
  messages,
  OWN_PROPOSAL,
  operators,
  overview,
  PERSON,
  PROPOSAL,
  person,
  proposals,
  refusal,
  terms,
  unsound,
  versions,
} from "./fixtures.ts";
import type { Screen } from "./router.ts";
import { Changes } from "./screens/difference.tsx";
import { Unsound } from "./screens/propose.tsx";
import { Refused } from "./screens/send-message.tsx";
import { contactTerms } from "./terms.ts";
import { VisitContext } from "./visit.tsx";
import { describeRemedy, inLanguage, LANGUAGES, type Language, wordsOf } from "./words.ts";

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
  client.setQueryData(reading("versions").queryKey, versions);
  client.setQueryData(reading("proposals").queryKey, proposals);
  client.setQueryData(reading("policyFolder").queryKey, folder);
  client.setQueryData(reading("disputes").queryKey, disputes);
  client.setQueryData(reading("operators").queryKey, operators);
  client.setQueryData(reading("activity").queryKey, activity);
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
    [{ name: "versions" }, words.versions.title, words.propose.folderDiffers("b71e04d2b71e")],
    [{ name: "proposal", id: PROPOSAL }, words.proposal.title, "nothing is permitted with"],
    [{ name: "documents" }, words.documents.title, words.documents.about["impact-assessment"]],
    [{ name: "disputes" }, words.disputes.title, "(2026) Zhe 0106 Min Chu 1"],
    [{ name: "operators" }, words.operators.title, "wang.fang@index.example"],
    [{ name: "first" }, words.first.title, words.first.name],
    [{ name: "join" }, words.join.title, words.first.name],
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

  it("[2.6.1] what becomes of a version, and when, stands with it", () => {
    const page = show(language, { name: "versions" });
    for (const state of ["scheduled", "current"] as const)
      expect(page).toContain(`data-state="${state}">${words.versions.states[state]}<`);
    expect(page).toContain(`href="/.well-known/avow/policy/${versions[2]?.version}"`);
    expect(show(language, { name: "proposal", id: PROPOSAL })).toContain(words.proposal.will.proposed);
  });

  it("one's own proposal cannot be approved, and the page says why; another's can", () => {
    const own = show(language, { name: "proposal", id: OWN_PROPOSAL });
    const button = `aria-describedby="why-not">${words.proposal.approve}</button>`;
    expect(own).toContain(`disabled="" ${button}`);
    expect(own).toMatch(new RegExp(`id="why-not">${words.proposal.own}`));
    const other = show(language, { name: "proposal", id: PROPOSAL });
    expect(other).toContain(`class="button primary" ${button}`);
    expect(other).not.toContain(words.proposal.own);
  });

  it("what is decided already offers no approval and no withdrawal", () => {
    const [, , decided] = proposals;
    const page = show(language, { name: "proposal", id: decided?.id ?? "" });
    expect(page).toContain(words.proposal.will.current);
    expect(page).not.toContain(`>${words.proposal.approve}<`);
    expect(page).not.toContain(words.proposal.withdrawTitle);
  });

  it("every error that keeps a policy from being proposed is listed, where it stands", () => {
    const element = createElement(Unsound, { problem: unsound });
    const page = show(language, { name: "versions" }, { element });
    expect(page).toContain(words.propose.unsoundText(2));
    for (const { at, message } of unsound.errors ?? []) {
      expect(page).toContain(`<code>${at}</code>`);
      expect(page).toContain(message);
    }
  });

  it("[2.6.1] a difference says whom it concerns, what is permitted now, and which words went and came", () => {
    const element = createElement(Changes, { difference });
    const page = show(language, { name: "versions" }, { element });
    expect(page).toContain(`data-state="asked">${words.difference.asked}<`);
    expect(page).toContain(`data-state="permitted">${words.difference.kinds.permitted}<`);
    expect(page).toContain(inLanguage(difference.changes[0]?.sentence ?? {}, language));
    expect(page).toContain(`${words.difference.cameIn}</span>${language === "en" ? "call" : "致电"}</ins>`);
    expect(page).toContain(
      `${words.difference.wentOut}</span>${language === "en" ? "write to" : "致函"}</del>`,
    );
  });

  it("a difference that changes nothing says so in each part", () => {
    const nothing = { ...difference, changes: [], clauses: [], consequences: [] };
    const page = show(
      language,
      { name: "versions" },
      { element: createElement(Changes, { difference: nothing }) },
    );
    for (const said of [words.difference.none, words.difference.noConsequences, words.difference.wordsSame])
      expect(page).toContain(said);
  });

  it("beside an enforced clause stands what it decided, and a figure that could be somebody does not", () => {
    const page = show(language, { name: "policy" });
    expect(page).toContain(words.activity.permitted("1,230"));
    expect(page).toContain(words.activity.refused(words.activity.few(10)));
    expect(page.match(/<dl class="decided/g)).toHaveLength(1);
    expect(page).toContain(words.activity.rare(10));
  });

  it("[1.2] a person whose data is held is shown with the reference, and the list names the clause", () => {
    expect(show(language, { name: "person", id: PERSON })).toContain("<li>(2026) Zhe 0106 Min Chu 1</li>");
    const page = show(language, { name: "disputes" });
    expect(page).toContain(`${words.clause("1.2")}</a><span>${words.disputes.explains}</span>`);
    expect(page.match(new RegExp(`>${words.disputes.closeDo}<`, "g"))).toHaveLength(1);
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
