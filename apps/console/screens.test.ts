import { createElement, type ReactElement } from "react";
import { describe, expect, it } from "vitest";
import { reading } from "./api.ts";
import {
  activity,
  advertisers,
  cases,
  changes,
  clauses,
  difference,
  disputes,
  drift,
  folder,
  formsOpened,
  MAIL,
  mail,
  mailbox,
  messages,
  NOTICE,
  notice,
  notices,
  OWN_PROPOSAL,
  operators,
  overview,
  PERSON,
  PROPOSAL,
  person,
  proposals,
  refusal,
  research,
  serviceTemplates,
  terms,
  traffic,
  unsound,
  versions,
} from "./fixtures.ts";
import { formTerms } from "./form-terms.ts";
import type { Screen } from "./router.ts";
import { NewKey } from "./screens/advertisers.tsx";
import { CaseList } from "./screens/cases.tsx";
import { Changes } from "./screens/difference.tsx";
import { Unsound } from "./screens/propose.tsx";
import { Refused } from "./screens/send-message.tsx";
import { showScreen } from "./show-screen.testing.ts";
import { contactTerms } from "./terms.ts";
import { describeRemedy, inLanguage, LANGUAGES, type Language, wordsOf } from "./words.ts";

/** A screen as its first paint is, with every answer at hand. */
function show(
  language: Language,
  screen: Screen,
  o: {
    readonly loggedIn?: boolean;
    readonly fault?: string;
    readonly mail?: typeof overview.mail;
    readonly notice?: typeof notice;
    readonly drift?: typeof drift;
    readonly traffic?: typeof traffic;
    readonly cases?: typeof cases;
    readonly forms?: typeof formsOpened;
    readonly element?: ReactElement;
  } = {},
): string {
  const { fault = null, mail: outgoing = overview.mail, element } = o;
  return showScreen(language, screen, {
    ...(o.loggedIn === false ? { operator: null } : {}),
    ...(element === undefined ? {} : { element }),
    known: [
      [reading("overview").queryKey, { ...overview, mail: outgoing, ledger: { ...overview.ledger, fault } }],
      [reading("clauses").queryKey, clauses],
      [reading("messages").queryKey, messages],
      [reading("mailbox").queryKey, mailbox],
      [reading("notices").queryKey, notices],
      [reading("notice", { id: NOTICE }, { state: "failed" }).queryKey, o.notice ?? notice],
      [reading("serviceTemplates").queryKey, serviceTemplates],
      [reading("mail", { id: MAIL }).queryKey, mail],
      [reading("person", { person: PERSON }).queryKey, person],
      [contactTerms.queryKey, terms],
      [reading("versions").queryKey, versions],
      [reading("proposals").queryKey, proposals],
      [reading("policyFolder").queryKey, folder],
      [reading("disputes").queryKey, disputes],
      [reading("advertisers").queryKey, advertisers],
      [reading("changes").queryKey, changes],
      [reading("drift").queryKey, o.drift ?? drift],
      [reading("traffic", {}, { days: 7 }).queryKey, o.traffic ?? traffic],
      [formTerms.queryKey, o.forms ?? formsOpened],
      [reading("cases", {}, { form: "contact", purpose: "services" }).queryKey, o.cases ?? cases],
      [reading("research", { form: "questionnaire" }).queryKey, research],
      [reading("operators").queryKey, operators],
      [reading("activity").queryKey, activity],
    ],
  });
}

describe.each(LANGUAGES)("the screens in %s", (language) => {
  const words = wordsOf(language);

  it.each([
    [{ name: "today" }, words.today.title, overview.policy.version.slice(0, 12)],
    [{ name: "people" }, words.people.title, words.people.help],
    [{ name: "person", id: PERSON }, words.person.title, person.email],
    [{ name: "messages" }, words.messages.title, "550 mailbox unavailable"],
    [{ name: "mailbox" }, words.mailbox.title, words.notices.kinds.incident],
    [{ name: "notices" }, words.notices.title, words.notices.toldOf("9,830", "10,000")],
    [{ name: "notice", id: NOTICE }, words.notices.what, words.notices.outcomes.returned],
    [{ name: "mail", id: MAIL }, words.mail.title, "List-Unsubscribe"],
    [{ name: "policy" }, words.policy.title, words.mechanisms["law-floor"]],
    [{ name: "versions" }, words.versions.title, words.propose.folderDiffers("b71e04d2b71e")],
    [{ name: "proposal", id: PROPOSAL }, words.proposal.title, "nothing is permitted with"],
    [{ name: "documents" }, words.documents.title, words.documents.about["impact-assessment"]],
    [{ name: "changes" }, words.changes.title, words.changes.unreached("8")],
    [{ name: "drift" }, words.drift.title, words.drift.kinds.host],
    [{ name: "traffic" }, words.traffic.title, "news.example"],
    [{ name: "advertisers" }, words.advertisers.title, "Autumn list"],
    [{ name: "disputes" }, words.disputes.title, "(2026) Zhe 0106 Min Chu 1"],
    [{ name: "cases" }, words.cases.title, words.cases.evidence],
    [{ name: "research" }, words.research.title, "1,284"],
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

  it("[2.4.5] a service message is a text that is declared, with its clause and a field for each blank in each language", () => {
    const page = show(language, { name: "notices" });
    expect(page).toContain("#2.4.5");
    expect(page).toContain(language === "en" ? "[Which service] ends on" : "“[服务名称]”将于");
    for (const name of ["service.en", "service.zh", "day"]) expect(page).toContain(`name="${name}"`);
    expect(page).not.toContain("<textarea");
  });

  it("a notice shows each channel that was tried, and can be paused and cancelled", () => {
    const page = show(language, { name: "notice", id: NOTICE });
    expect(page).toContain("the mailbox does not exist");
    expect(page).toContain(`>${words.notices.pause}</button>`);
    expect(page).toContain(`>${words.notices.cancelAct}</button>`);
    expect(page).not.toContain(`>${words.notices.resume}</button>`);
  });

  it("[2.3.6] a notice leads to what it tells of, says who did what to it, and asks why before it is cancelled, with what follows", () => {
    const page = show(language, { name: "notice", id: NOTICE });
    expect(page).toContain(`/console/incidents/${notice.about}`);
    for (const said of [words.notices.acts.paused, words.notices.acts.resumed, "Wang Fang"])
      expect(page).toContain(said);
    expect(page).toContain(words.notices.cancelOwed);
    expect(page).toContain('<textarea id="reason"');
    const about = "7c1e5a90-2b1d-4f7e-9a51-0d5f6b7c8d04";
    const change = show(
      language,
      { name: "notice", id: NOTICE },
      { notice: { ...notice, kind: "policy-change", about } },
    );
    expect(change).toContain(`/console/versions/${about}`);
    expect(change).toContain(words.notices.cancelVersion);
    expect(change).not.toContain("<textarea");
  });

  it("a notice that was cancelled says why, by whom and how many are still to be withdrawn, and offers nothing more", () => {
    const act = {
      kind: "cancelled",
      by: "Li Na",
      at: overview.policy.effective,
      reason: "The wrong list.",
    } as const;
    const cancelled = { ...notice, state: "cancelled" as const, acts: [act] };
    const page = show(language, { name: "notice", id: NOTICE }, { notice: cancelled });
    for (const said of ["The wrong list.", words.notices.acts.cancelled, words.notices.withdrawing("168")])
      expect(page).toContain(said);
    for (const gone of [words.notices.pause, words.notices.resume, words.notices.cancelAct])
      expect(page).not.toContain(`>${gone}</button>`);
    const calledOff = { ...cancelled, acts: [{ ...act, reason: null }] };
    expect(show(language, { name: "notice", id: NOTICE }, { notice: calledOff })).toContain(
      words.notices.calledOff,
    );
  });

  it("outgoing mail says which record to publish, what else the DNS has to say, and what is missing", () => {
    const record = {
      name: "avow._domainkey.index.example",
      type: "TXT",
      value: `v=DKIM1; k=rsa; p=${"A".repeat(392)}`,
    } as const;
    const signed = { domain: "index.example", aligned: true, record };
    const dns = { from: "index.example", returns: "mail.index.example", inbound: true, dkim: signed };
    const smtp = { kind: "smtp", server: "relay.example:587", dns } as const;
    const shown = (change: Partial<typeof dns> | { readonly dkim: null }) =>
      show(language, { name: "mailbox" }, { mail: { ...smtp, dns: { ...dns, ...change } } });
    const { pieces, unsigned, unaligned, noInbound, spf, mx, kept } = words.dns;
    const page = shown({});
    for (const said of [`value="${record.name}"`, `value="${record.value}"`, words.copy, pieces])
      expect(page).toContain(said);
    for (const said of [spf("mail.index.example", "relay.example:587"), mx("mail.index.example")])
      expect(page).toContain(said);
    expect(page).not.toContain(words.dns.missing);
    expect(shown({ dkim: null })).toContain(unsigned);
    expect(shown({ dkim: { ...signed, aligned: false } })).toContain(
      unaligned("index.example", "index.example"),
    );
    const noWayBack = shown({ inbound: false });
    expect(noWayBack).toContain(noInbound);
    expect(noWayBack).not.toContain(mx("mail.index.example"));
    expect(show(language, { name: "mailbox" })).toContain(kept);
    expect(show(language, { name: "today" }, { mail: smtp })).toContain(words.dns.signs("index.example"));
  });

  it("[2.2.3] advertisers stand with their placements and the year's budget; one that is closed is not closed again", () => {
    const page = show(language, { name: "advertisers" });
    for (const said of ["0.412", "0.32", "0.268", words.advertisers.budgetLead("8.62")])
      expect(page).toContain(said);
    expect(page).toContain(words.advertisers.closeOf("Tidewater Books"));
    expect(page).not.toContain(words.advertisers.closeOf("Dune Maps"));
    expect(page).not.toContain('<option value="4c1c9e52-1f0b-4c8e-9d2a-5b3f1c8f9a53"');
  });

  it("an advertiser's key is shown with what becomes of it", () => {
    const element = createElement(NewKey, { name: "Tidewater Books", secret: "avow_advertiser_x" });
    const shown = show(language, { name: "advertisers" }, { element });
    expect(shown).toContain(words.advertisers.madeText);
    expect(shown).toContain('value="avow_advertiser_x"');
  });

  it("[2.2.2] traffic has a table beside every plot, says what is withheld, and names faults and slow pages", () => {
    const page = show(language, { name: "traffic" });
    const { rankings, withheld, fewText, access, milliseconds } = words.traffic;
    expect(page.match(/<svg[^>]*role="img"/g)).toHaveLength(1 + Object.keys(rankings).length);
    for (const title of [words.traffic.hours, ...Object.values(rankings).map((one) => one.title)])
      expect(page).toContain(`<caption class="visually-hidden">${title}</caption>`);
    for (const said of [withheld(10), fewText, access.paid ?? "", "1,284", "412", "/en/orders", "503"])
      expect(page).toContain(said);
    expect(page).toContain(milliseconds("1,176"));
  });

  it("traffic says so where there is none yet", () => {
    const none = { ...traffic, faults: [], hours: traffic.hours.map((hour) => ({ ...hour, views: null })) };
    const page = show(language, { name: "traffic" }, { traffic: none });
    expect(page).toContain(words.traffic.empty);
    expect(page).not.toContain('class="records"');
  });

  it("drift is names with when and how often, and where there is none that is said", () => {
    const page = show(language, { name: "drift" });
    expect(page).toContain(words.drift.shown(2));
    expect(page).toContain("<code>_hjSession_#</code>");
    expect(page).toContain(words.drift.kinds.cookie);
    const none = show(language, { name: "drift" }, { drift: [] });
    expect(none).toContain(words.drift.empty);
    expect(none).not.toContain(words.drift.shown(0));
  });

  it("[2.1.1] a case shows each field by its title, a choice by its own, and markup as words", () => {
    const [of] = formsOpened.opened;
    if (of === undefined) throw new Error("some form is opened");
    const element = createElement(CaseList, { of, terms: formsOpened });
    const page = show(language, { name: "cases" }, { element });
    const said = language === "en" ? ["Your letter", "Access to the archive"] : ["来信内容", "馆藏资料查阅"];
    for (const text of [
      ...said,
      words.cases.found(1),
      words.clause("2.1.1"),
      "letter.gone",
      "item/tea-atlas",
    ])
      expect(page).toContain(text);
    expect(page).not.toContain("<b>");
    const none = show(language, { name: "cases" }, { element, cases: [] });
    expect(none).toContain(words.cases.empty);
    expect(none).not.toContain("<table");
  });

  it("[law 5] no case is read before somebody chooses which, for what", () => {
    const page = show(language, { name: "cases" });
    expect(page).toContain(words.cases.unread);
    expect(page).not.toContain("Dear editors");
    const nothing = { opened: [], questionnaires: [], fields: {} };
    expect(show(language, { name: "cases" }, { forms: nothing })).toContain(words.cases.nothingOpened);
    expect(show(language, { name: "research" }, { forms: nothing })).toContain(words.research.none);
  });

  it("[2.1.3] a figure of research that is small is not there, and the page says why", () => {
    const page = show(language, { name: "research" });
    expect(page).toContain("1,280");
    expect(page).toContain(words.research.few(5));
    expect(page).toContain(words.research.explains(5));
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
