import { connectAvow } from "@avow/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerOf, type OpenService, openService } from "../../../tests/conformance/open-service.ts";
import { logInOnPortal, type PortalPerson } from "../../../tests/support/portal-person.ts";
import { PROJECTS } from "./catalogue.ts";
import { makeResults } from "./results.ts";

let open: OpenService;
const POLL = "/en/projects/next-series";
const EVENT = "/en/projects/open-day";
const people: PortalPerson[] = [];

beforeAll(async () => {
  open = await openService();
  for (let each = 0; each < 6; each++) people.push(await logInOnPortal(open.visit));
}, 60_000);
afterAll(() => open.close());

function nth(index: number): PortalPerson {
  const person = people[index];
  if (person === undefined) throw new TypeError("there are six people");
  return person;
}

/** The words on the project's page, as its form sends them back. */
async function wordingOn(person: PortalPerson): Promise<string> {
  return /name="agree" value="([0-9a-f]{64})"/.exec(await (await person.post(POLL)).text())?.[1] ?? "";
}

async function vote(person: PortalPerson, option: string, more: Record<string, string> = {}) {
  const agree = await wordingOn(person);
  return person.post(POLL, { step: "join", "poll.option": option, agree, ...more });
}

async function partsOf(person: PortalPerson) {
  const given = answerOf(await open.ask({ person: person.token }, "submissions", {}));
  return given.filter(({ form, state }) => ["poll", "event"].includes(form) && state !== "withdrawn");
}

function figuresOn(page: string): readonly string[] {
  return [...page.matchAll(/<dd>([^<]*)<\/dd>/g)].map(([, figure]) => figure ?? "");
}

describe("projects", () => {
  it("[2.4.4] enrol nobody: who has just registered takes part in nothing, and looking changes that no more", async () => {
    const person = nth(5);
    for (const path of [POLL, EVENT, "/en/projects"]) await person.post(path);
    expect(await partsOf(person)).toEqual([]);
    expect(await (await person.post(POLL)).text()).not.toContain("checked");
  });

  it("[2.4.4] are joined by a choice of their own: without it, or in other words, nothing is kept, and the clause is cited", async () => {
    const person = nth(5);
    const without = await person.post(POLL, { step: "join", "poll.option": "paper" });
    expect([without.status, await without.text()]).toEqual([403, expect.stringContaining("2.4.4")]);
    expect((await vote(person, "paper", { agree: "0".repeat(64) })).status).toBe(409);
    expect(await partsOf(person)).toEqual([]);
    const joined = await person.post(EVENT, {
      step: "join",
      "event.attendance": "online",
      agree: await wordingOn(person),
    });
    expect(joined.status).toBe(200);
    expect((await partsOf(person)).map(({ form }) => form)).toEqual(["event"]);
    const poll = await person.post(POLL, { step: "join", "poll.option": "paper" });
    expect(poll.status).toBe(403);
  });

  it("[2.4.4] leaving undoes it: what was given is erased and the count falls", async () => {
    for (const person of people.slice(0, 5)) expect((await vote(person, "paper")).status).toBe(200);
    expect(figuresOn(await (await open.visit(POLL)).text())).toContain("5");
    const left = await nth(0).post(`${POLL}/leaving`);
    expect([left.status, await left.text()]).toEqual([200, expect.stringContaining("erased")]);
    expect(await partsOf(nth(0))).toEqual([]);
    expect(figuresOn(await (await open.visit(POLL)).text())).not.toContain("5");
    expect((await nth(0).post(`${POLL}/leaving`)).status).toBe(200);
  });

  it("voting again changes the vote, also twice at once", async () => {
    const person = nth(1);
    await vote(person, "tides");
    await Promise.all([vote(person, "bridges"), vote(person, "tides")]);
    const parts = await partsOf(person);
    expect(parts).toHaveLength(1);
    expect((await (await person.post(POLL)).text()).match(/value="(bridges|tides)" checked/g)).toHaveLength(
      1,
    );
  });

  it("take no vote that is not on the list, no undeclared field, and nothing in another's name", async () => {
    const person = nth(2);
    for (const option of ["", "none", "__proto__"])
      expect((await vote(person, option)).status).toBeGreaterThanOrEqual(403);
    const more = await vote(person, "tides", { "poll.colour": "red" });
    expect([more.status, await more.text()]).toEqual([422, expect.stringContaining("poll.colour")]);
    const session = `avow_person_${"B".repeat(43)}`;
    expect((await vote(person, "tides", { session })).status).toBe(401);
    expect((await vote(person, "tides", { session: "" })).status).toBe(401);
  });

  it("say what may be chosen in both languages, to people who are not logged in too", async () => {
    for (const [path, said] of [
      ["/zh/projects/next-series", "造纸"],
      ["/zh/projects/open-day", "现场参加"],
      ["/zh/projects", "参与项目"],
    ] as const)
      expect(await (await open.visit(path)).text()).toContain(said);
  });
});

describe("a poll's figures", () => {
  const [poll] = PROJECTS;

  it("[2.4.4] under five are withheld, and so is the total from which one could be reckoned", async () => {
    if (poll === undefined) throw new TypeError("there is a poll");
    const avow = await connectAvow({
      serviceUrl: "http://localhost:4001",
      siteKey: open.siteKey,
      fetch: (request) => open.fetch(new URL(request.url).pathname, request),
    });
    const results = makeResults(avow, poll, { bridges: 4, paper: 5, tides: 0, strange: 9 }, "en");
    expect(results.options.map(({ count }) => count)).toEqual([null, 5, null]);
    expect(results.total).toBeNull();
    const whole = makeResults(avow, poll, { bridges: 7, paper: 5, tides: 6 }, "en");
    expect(whole.total).toBe(18);
  });
});
