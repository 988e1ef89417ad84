import { describe, expect, it } from "vitest";
import { reading } from "../api.ts";
import { overview, terms } from "../fixtures.ts";
import {
  desk,
  INCIDENT,
  incident,
  incidents,
  NOW,
  near,
  passed,
  scopeChoices,
  testPeople,
} from "../fixtures-incidents.ts";
import type { Screen } from "../router.ts";
import { showScreen } from "../show-screen.testing.ts";
import { contactTerms } from "../terms.ts";
import { LANGUAGES, type Language, wordsOf } from "../words.ts";
import { sayLeft } from "./incident-clocks.tsx";

type Change = Partial<typeof incident>;
type TestPage = typeof testPeople;

/** A screen as of {@link NOW}. */
function show(
  language: Language,
  screen: Screen,
  change: Change = {},
  marked: TestPage = testPeople,
): string {
  return showScreen(language, screen, {
    at: Date.parse(NOW),
    known: [
      [contactTerms.queryKey, terms],
      [reading("incidents").queryKey, incidents],
      [reading("incident", { id: INCIDENT }).queryKey, { ...incident, ...change }],
      [reading("scopeChoices").queryKey, scopeChoices],
      [reading("testPeople", {}, {}).queryKey, marked],
      [reading("announcementDesk").queryKey, desk],
    ],
  });
}

describe.each(LANGUAGES)("the screens of incidents in %s", (language) => {
  const words = wordsOf(language);
  const now = Date.parse(NOW);

  it("[2.3.9] the list and the page of today say in words what is owed, by when, and that an alarm has sounded", () => {
    for (const screen of [{ name: "incidents" }, { name: "today" }] as const) {
      const page = show(language, screen);
      expect(page).toContain(passed.duty[language]);
      expect(page).toContain(words.incidents.deadlineStates.passed);
      expect(page).toContain(sayLeft(passed.dueAt, now, words));
    }
    const today = show(language, { name: "today" });
    expect(today.indexOf(words.incidents.title)).toBeLessThan(today.indexOf(overview.policy.version));
    expect(show(language, { name: "incidents" })).toContain(words.incidents.number(1, true));
  });

  it("[2.3.9] the time left is told to the minute, and so is by how much it is over", () => {
    expect(sayLeft(near.dueAt, now, words)).toBe(words.incidents.left(0, 2, 0));
    expect(sayLeft(passed.dueAt, now, words)).toBe(words.incidents.over(0, 0, 45));
    expect(sayLeft("2026-12-25T09:30:00Z", now, words)).toBe(words.incidents.left(32, 1, 30));
  });

  it("[2.3.9] one incident shows each clock with whose limit it is, and the report's items with what lacks", () => {
    const page = show(language, { name: "incident", id: INCIDENT });
    for (const said of [
      words.incident.clocks.law,
      words.incident.clocks.house,
      words.incident.clocks.alarm.half,
      words.incident.authority.own,
      words.incident.authority.lacks,
      "ZJ-2026-17",
    ])
      expect(page).toContain(said);
  });

  it("[2.3.9] a time that passed is shown with its reason, or with the form that records one", () => {
    const say = words.incident.clocks;
    expect(show(language, { name: "incident", id: INCIDENT })).toContain(say.lateDo);
    const lateness = { reason: "Nobody was on duty.", by: "Li Na", at: NOW };
    const explained = show(
      language,
      { name: "incident", id: INCIDENT },
      { deadlines: [near, { ...passed, lateness }] },
    );
    expect(explained).toContain("Nobody was on duty.");
    expect(explained).not.toContain(say.lateDo);
  });

  it("[2.3.6] who is marked as test is listed with who marked them; where nobody is, that no rehearsal can be held", () => {
    const say = words.testPeople;
    const [mark] = testPeople.people;
    const page = show(language, { name: "incidents" });
    for (const said of [say.title, mark?.person, say.unmark, ">18<"]) expect(page).toContain(said);
    expect(page).not.toContain(say.empty);
    expect(show(language, { name: "incidents" }, {}, { people: [], next: null })).toContain(say.empty);
  });

  it("[2.3.9] the report of a rehearsal is not handed in", () => {
    const page = show(language, { name: "incident", id: INCIDENT }, { rehearsal: true });
    expect(page).toContain(words.incident.authority.rehearsal);
    expect(page).toContain(words.incident.authority.rehearse);
    expect(show(language, { name: "incident", id: INCIDENT })).not.toContain(
      words.incident.authority.rehearse,
    );
  });

  it("[2.3.6] each point the notice lacks is named with its language, its source and its clause; its author cannot approve", () => {
    const page = show(language, { name: "incident", id: INCIDENT });
    const { lack, elements, lacks, approve } = words.incident.notice;
    expect(page).toContain(lacks);
    expect(page).toContain(lack(elements.remedy, words.languages.zh));
    expect(page).toContain("CN-IN-14, GB/T 35273");
    expect(page).not.toContain(approve);
    const { notice } = incident;
    const whole = notice === null ? null : { ...notice, lacking: [], mayApprove: true };
    expect(show(language, { name: "incident", id: INCIDENT }, { notice: whole })).toContain(approve);
  });

  it("[2.3.6] what stands against closing is listed; a rehearsal says that it is one", () => {
    const page = show(language, { name: "incident", id: INCIDENT });
    expect(page).toContain(incident.openEnds[0]?.[language]);
    expect(page).not.toContain(words.incidents.rehearsalText);
    expect(show(language, { name: "incident", id: INCIDENT }, { rehearsal: true })).toContain(
      words.incidents.rehearsalText,
    );
  });

  it("[2.3.8] an incident's announcement begins with what the notice says, its data and its contact; another's draft can be published", () => {
    const page = show(language, { name: "incident", id: INCIDENT });
    expect(page.match(/>A backup was copied\.<\/textarea>/g)?.length).toBeGreaterThanOrEqual(2);
    expect(page).toContain(words.announcements.approve);
    const list = show(language, { name: "announcements" });
    expect(list).toContain(words.announcements.writeLead(30));
    expect(list).toContain(desk.announcements[0]?.title[language]);
  });

  it.each([{ name: "incidents" }, { name: "incident", id: INCIDENT }, { name: "announcements" }] as const)(
    "$name has one heading, and no id twice",
    (screen) => {
      const page = show(language, screen);
      expect(page.match(/<h1/g)).toHaveLength(1);
      const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
      expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    },
  );
});
