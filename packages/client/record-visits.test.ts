import { routes } from "@avow/contract";
import { type Context, Hono } from "hono";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  createVisitSender,
  noteVisit,
  type RecordVisitsOptions,
  recordVisits,
  type SentVisit,
  type VisitSender,
  type VisitSenderOptions,
} from "./index.ts";
import { parseAddress } from "./record-visits.ts";
import { HELD_MS, MOST_HELD } from "./visit-sender.ts";

/** What a request carries when `@hono/node-server` hands it on. */
const FROM = { incoming: { socket: { remoteAddress: "::ffff:203.0.113.7" } } };
const PLACEMENT = "6f1b2f86-2f6a-4c52-9d5e-0b7c3c9e8a11";

const sectionOf = (http: Context): string | null =>
  http.req.path.startsWith("/assets/") ? null : (http.req.path.split("/")[1] ?? "");

/** Whether the contract takes them, each with the one agent that there is. */
const fits = (visits: readonly SentVisit[]): boolean =>
  routes.recordVisits.body.safeParse({
    agents: ["Mozilla/5.0"],
    visits: visits.map((visit) => ({ ...visit, agent: 0 })),
  }).success;

/** A site whose visits are kept in a list. */
function createSite(o: Partial<RecordVisitsOptions> = {}) {
  const visits: SentVisit[] = [];
  const reports: string[] = [];
  const app = new Hono();
  app.use(
    recordVisits({
      to: { add: (visit) => visits.push(visit), stop: async () => {} },
      trustProxy: false,
      sectionOf,
      report: (what) => reports.push(what),
      ...o,
    }),
  );
  app.get("/articles/:name", (http) => {
    noteVisit(http, { access: "paid", shown: [PLACEMENT] });
    noteVisit(http, { returning: true });
    return http.text("page");
  });
  app.get("/broken", () => {
    throw new Error("broken");
  });
  app.get("/assets/style.css", (http) => http.text(""));
  app.onError((_, http) => http.text("", 503));
  const get = (path: string, headers: Record<string, string> = {}) =>
    app.request(`http://localhost${path}`, { headers }, FROM);
  return { visits, reports, get };
}

describe("what the middleware records", () => {
  it("[2.1.5] [2.2.1] is page, section, access, referrer, status, time, address and agent, as the contract takes them", async () => {
    const { visits, get } = createSite();
    await get("/articles/ink?q=who", {
      referer: "https://news.example/today?user=lin#top",
      "user-agent": "Mozilla/5.0",
    });
    expect(visits).toEqual([
      {
        at: expect.any(String),
        page: "/articles/ink",
        section: "articles",
        access: "paid",
        referrer: "https://news.example/today",
        status: 200,
        durationMs: expect.any(Number),
        address: "203.0.113.7",
        agent: "Mozilla/5.0",
        shown: [PLACEMENT],
        clicked: null,
        returning: true,
      },
    ]);
    expect(fits(visits)).toBe(true);
  });

  it("[2.1.5] is the same for who is logged in: no cookie, session or form is read", async () => {
    const { visits, get } = createSite();
    await get("/articles/ink");
    await get("/articles/ink", { cookie: "index_session=a-token", authorization: "Bearer a-token" });
    const [before, after] = visits.map(({ at: _, durationMs: __, ...rest }) => rest);
    expect(after).toEqual(before);
    expect(JSON.stringify(visits)).not.toContain("a-token");
  });

  it("is the faults of the site too, and not what the site says is no visit", async () => {
    const { visits, get } = createSite();
    await get("/broken");
    await get("/nowhere");
    await get("/assets/style.css");
    expect(visits.map(({ page, status }) => [page, status])).toEqual([
      ["/broken", 503],
      ["/nowhere", 404],
    ]);
  });

  it("is the proxy's last word for the address, and only where a proxy is trusted", async () => {
    const forwarded = { "x-forwarded-for": "198.51.100.1, 198.51.100.2" };
    const [open, behind] = [createSite(), createSite({ trustProxy: true })];
    await open.get("/articles/ink", forwarded);
    await behind.get("/articles/ink", forwarded);
    await behind.get("/articles/ink");
    expect(open.visits.map(({ address }) => address)).toEqual(["203.0.113.7"]);
    expect(behind.visits.map(({ address }) => address)).toEqual(["198.51.100.2", "203.0.113.7"]);
  });

  it.each([
    "not an address",
    "javascript:alert(1)",
    "android-app://com.example/",
    "about:blank",
    "https://a.example/\\",
  ])("is no referrer where the header holds none that a page can have: %s", async (referer) => {
    const { visits, get } = createSite();
    await get("/articles/ink", { referer });
    expect(visits).toHaveLength(1);
    expect(fits(visits)).toBe(true);
  });

  it("breaks no page when it breaks itself", async () => {
    const { visits, reports, get } = createSite({
      sectionOf: () => {
        throw new TypeError("a value nobody shall read");
      },
    });
    expect(await (await get("/articles/ink")).text()).toBe("page");
    expect(visits).toEqual([]);
    const broken = createSite({
      to: {
        add: () => {
          throw new TypeError("a value nobody shall read");
        },
        stop: async () => {},
      },
    });
    expect((await broken.get("/articles/ink")).status).toBe(200);
    for (const said of [reports, broken.reports])
      expect(said).toEqual(["a visit was not recorded: TypeError"]);
  });

  it.each([
    ["203.0.113.7", "203.0.113.7"],
    [" 203.0.113.7:443 ", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:DB8:0:0::7", "2001:db8::7"],
    ["[2001:db8::7]:443", "2001:db8::7"],
    ["fe80::1%eth0", "fe80::1"],
    ["256.0.0.1", null],
    ["01.2.3.4", null],
    ["unknown", null],
    ["_hidden", null],
    ["12:34", null],
    ["", null],
  ])("knows the address in %s", (text, address) => {
    expect(parseAddress(text)).toBe(address);
  });
});

describe("the sender", () => {
  let clock: number;
  let away: boolean;
  let problem: { status: number; code: string } | null;
  let kept: Map<string, readonly SentVisit[]>;
  let reports: string[];
  let tries: number;
  let sentAgents: (readonly string[])[];
  let sender: VisitSender;

  beforeEach(() => {
    vi.useFakeTimers();
    clock = Date.parse("2026-11-22T08:30:00Z");
    [away, problem, kept, reports, tries, sentAgents] = [false, null, new Map(), [], 0, []];
    sender = createVisitSender({
      avow: { asSite },
      report: (what) => reports.push(what),
      now: () => new Date(clock),
    });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** A service that keeps what it is sent, under the name of the batch. */
  const asSite: VisitSenderOptions["avow"]["asSite"] = async (_, request) => {
    tries += 1;
    const { batch = "", agents, visits } = routes.recordVisits.body.parse(request.body);
    sentAgents.push(agents);
    if (away) throw new TypeError("fetch failed");
    if (problem !== null)
      return { ok: false, problem: { ...problem, type: "", title: "", detail: "" } } as never;
    kept.set(
      batch,
      visits.map((visit) => ({ ...visit, agent: agents[visit.agent] ?? "" })),
    );
    return { ok: true, answer: { accepted: visits.length } } as never;
  };
  const visit = (page: string): SentVisit => ({
    at: new Date(clock).toISOString(),
    page,
    section: "",
    access: "free",
    referrer: null,
    status: 200,
    durationMs: 1,
    address: "203.0.113.7",
    agent: "",
  });
  const pages = () => [...kept.values()].flat().map(({ page }) => page);

  it("sends what came within a quarter of a second together, and five hundred at once", async () => {
    for (const page of ["/1", "/2"]) sender.add(visit(page));
    expect(tries).toBe(0);
    await vi.advanceTimersByTimeAsync(250);
    expect([tries, pages()]).toEqual([1, ["/1", "/2"]]);
    for (let n = 0; n < 500; n += 1) sender.add(visit(`/${n}`));
    await vi.advanceTimersByTimeAsync(0);
    expect(pages()).toHaveLength(502);
  });

  it("sends each agent once, and each visit with its own", async () => {
    const agents = ["a", "b", "a", "c", "b"];
    for (const agent of agents) sender.add({ ...visit("/"), agent });
    await vi.advanceTimersByTimeAsync(250);
    expect([...kept.values()].flat().map(({ agent }) => agent)).toEqual(agents);
    expect(sentAgents).toEqual([["a", "b", "c"]]);
  });

  it("[law 8] holds what it has while the service is away or full, tries again and again, and loses nothing", async () => {
    away = true;
    sender.add(visit("/1"));
    await vi.advanceTimersByTimeAsync(250);
    for (let n = 2; n < 2000; n += 1) sender.add(visit(`/${n}`));
    await vi.advanceTimersByTimeAsync(20 * 60_000);
    expect(reports).toEqual([expect.stringContaining(`${MOST_HELD} at most are held`)]);
    expect(tries).toBeLessThan(60);
    [away, problem] = [false, { status: 503, code: "visits-waiting" }];
    await vi.advanceTimersByTimeAsync(60_000);
    problem = null;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(pages()).toHaveLength(1999);
    expect(new Set(pages()).size).toBe(1999);
    expect(reports).toHaveLength(1);
  });

  it("[law 8] sends again under the same name, so that what was kept though its answer was lost is there once", async () => {
    sender.add(visit("/1"));
    const lost = createVisitSender({
      avow: { asSite: loseFirst() },
      report: () => {},
      now: () => new Date(clock),
    });
    lost.add(visit("/2"));
    await vi.advanceTimersByTimeAsync(2000);
    expect(pages().filter((page) => page === "/2")).toHaveLength(1);
    expect(tries).toBe(3);
  });

  /** How many the reports say were dropped. */
  const droppedIn = (said: readonly string[]): number =>
    said.reduce((sum, one) => sum + Number(/^visits dropped.*: (\d+);/.exec(one)?.[1] ?? 0), 0);

  /** Keeps the batch, and loses the answer once. */
  const loseFirst = (): typeof asSite => {
    let isLost = false;
    return async (name, request) => {
      const answer = await asSite(name, request);
      if (isLost) return answer;
      isLost = true;
      throw new TypeError("fetch failed");
    };
  };

  it("says how many it had to drop: what is more than it holds, what grew too old, what is refused", async () => {
    away = true;
    for (let n = 0; n < MOST_HELD + 1; n += 1) sender.add(visit("/"));
    expect(droppedIn(reports)).toBe(1);
    await vi.advanceTimersByTimeAsync(60_000);
    clock += HELD_MS + 1;
    await vi.advanceTimersByTimeAsync(120_000);
    expect(droppedIn(reports)).toBe(MOST_HELD + 1);
    expect(reports.at(-1)).toContain("the service was away for longer than they may be held");
    const refusing = createVisitSender({
      avow: { asSite },
      report: (what) => reports.push(what),
      now: () => new Date(clock),
    });
    [away, problem] = [false, { status: 403, code: "refused" }];
    refusing.add(visit("/"));
    await vi.advanceTimersByTimeAsync(250);
    expect(reports.at(-1)).toContain(": 1; the service does not take them: refused");
  });

  it("sends what waits when the site ends, and says what could not be sent", async () => {
    sender.add(visit("/1"));
    await sender.stop();
    expect([pages(), reports]).toEqual([["/1"], []]);
    away = true;
    sender.add(visit("/2"));
    await sender.stop();
    expect(reports.at(-1)).toContain(": 1; the site ended");
  });
});
