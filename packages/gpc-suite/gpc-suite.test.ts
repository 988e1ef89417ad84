import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../../tests/support/browser.ts";
import { runCommand } from "./command.ts";
import { CHECKS, runSuite, type SuiteOptions } from "./index.ts";

/** What a small site does; each member is one way to get it wrong, or to be right in another way. */
interface SmallSite {
  readonly wellKnown?: { readonly status?: number; readonly type?: string; readonly body?: string };
  /** What the server answers for its page, by whether the request carried the signal. */
  readonly page?: (o: { readonly signal: boolean; readonly cookies: string }) => {
    readonly status?: number;
    readonly cookie?: string;
    readonly location?: string;
    readonly body?: string;
  };
}

const GOOD = { status: 200, type: "application/json", body: '{"gpc": true, "lastUpdate": "2026-11-22"}' };

let browser: Browser;
let other: Server;
const servers: Server[] = [];
beforeAll(async () => {
  browser = await launchBrowser();
  other = await listen(createServer((_, response) => void response.end()));
});
afterAll(async () => {
  await browser.close();
  for (const server of servers) server.close();
});

async function listen(server: Server): Promise<Server> {
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

async function serve({ wellKnown = {}, page = () => ({}) }: SmallSite): Promise<string> {
  const server = createServer((request: IncomingMessage, response) => {
    if (request.url === "/.well-known/gpc.json") {
      const { status, type, body } = { ...GOOD, ...wellKnown };
      response.writeHead(status, { "content-type": type }).end(body);
      return;
    }
    const signal = request.headers["sec-gpc"] === "1";
    const answer = page({ signal, cookies: request.headers.cookie ?? "" });
    const {
      status = 200,
      cookie,
      location,
      body = "<p>A page.</p>",
    } = request.url === "/" ? answer : { body: "<p>Elsewhere.</p>" };
    if (cookie !== undefined) response.setHeader("set-cookie", cookie);
    if (location !== undefined) response.setHeader("location", location);
    response.writeHead(status, { "content-type": "text/html; charset=utf-8" }).end(`<!doctype html>${body}`);
  });
  return `http://localhost:${portOf(await listen(server))}/`;
}

async function failing(
  site: SmallSite,
  more: Partial<SuiteOptions> = {},
): Promise<Record<string, readonly string[]>> {
  const { checks } = await runSuite({ url: await serve(site), browser, settleMs: 100, ...more });
  return Object.fromEntries(checks.flatMap(({ id, passed, found }) => (passed ? [] : [[id, found]])));
}

const TRACKING = "<script>localStorage.visitor = '1'; sessionStorage.seen = '1';</script>";
const ASKING = "<p>We value your privacy.</p><button>Accept all</button><button>Reject all</button>";
const HONOURS = "<p>Your browser sends Global Privacy Control: we count it as a refusal.</p>";
const pixel = () => `<img src="http://127.0.0.1:${portOf(other)}/pixel" alt="">`;

describe("a site passes", () => {
  it("that keeps nothing, asks nobody and asks for nothing", async () => {
    expect(await failing({})).toEqual({});
  });

  it("that asks, tracks and shares without the signal, and with it does none of that and says so", async () => {
    const page: SmallSite["page"] = ({ signal, cookies }) =>
      signal || cookies.includes("refused=1")
        ? { body: HONOURS, cookie: "refused=1; Path=/" }
        : { body: `${ASKING}${TRACKING}${pixel()}`, cookie: "visitor=7" };
    expect(await failing({ page }, { necessary: ["refused"] })).toEqual({});
  });

  it("that keeps what is necessary and asks hosts that are declared", async () => {
    const page = () => ({ cookie: "cart_7=1", body: pixel() });
    const allow = [`127.0.0.1:${portOf(other)}`];
    expect(await failing({ page }, { allow, necessary: ["cart_*"] })).toEqual({});
  });

  it("that heeds the property alone", async () => {
    const body = `<script>if (!navigator.globalPrivacyControl) localStorage.visitor = "1";</script>${HONOURS}`;
    expect(Object.keys(await failing({ page: () => ({ body }) }))).toEqual(["not-flipped-back"]);
  });
});

describe("a site fails", () => {
  const honest = (body: string) => ({ page: () => ({ body: `${HONOURS}${body}` }) });
  const cases: readonly (readonly [string, string, () => SmallSite, string])[] = [
    ["well-known-present", "is not there", () => ({ wellKnown: { status: 404 } }), "it answers 404"],
    [
      "well-known-present",
      "is no JSON by its type",
      () => ({ wellKnown: { type: "text/html" } }),
      "its content type is `text/html`",
    ],
    [
      "well-known-valid",
      "is an empty list",
      () => ({ wellKnown: { body: "[]" } }),
      "it is not a JSON object",
    ],
    [
      "well-known-valid",
      "denies it",
      () => ({ wellKnown: { body: '{"gpc": false}' } }),
      "`gpc` is not `true`",
    ],
    [
      "well-known-valid",
      "was updated on no day",
      () => ({ wellKnown: { body: '{"gpc": true, "lastUpdate": "2026-13-40"}' } }),
      "`lastUpdate` is not a date such as `2026-11-22`",
    ],
    [
      "same-service",
      "turns the visitor away",
      () => ({ page: ({ signal }) => ({ status: signal ? 403 : 200 }) }),
      "status 403 with the signal, 200 without",
    ],
    [
      "same-service",
      "leads the visitor elsewhere",
      () => ({ page: ({ signal }) => (signal ? { status: 302, location: "/sorry" } : {}) }),
      "it leads to",
    ],
    [
      "nothing-stored",
      "sets a cookie",
      () => ({ page: () => ({ body: HONOURS, cookie: "visitor=7" }) }),
      "cookie `visitor`",
    ],
    ["nothing-stored", "fills the storage", () => honest(TRACKING), "session storage `seen`"],
    [
      "nothing-stored",
      "opens a database",
      () => honest("<script>indexedDB.open('replays')</script>"),
      "database `replays`",
    ],
    ["nobody-else-asked", "asks another host", () => honest(pixel()), "a request to 127.0.0.1"],
    ["asks-not-again", "asks all the same", () => honest(ASKING), "it shows a button `Accept all`"],
    [
      "asks-not-again",
      "asks in Chinese",
      () => honest("<button>全部接受</button>"),
      "it shows a button `全部接受`",
    ],
    [
      "refusal-shown",
      "says nothing of it",
      () => ({ page: ({ signal }) => (signal ? {} : { body: ASKING }) }),
      "it says nothing of the signal",
    ],
    [
      "survives-reload",
      "tracks on the second page",
      () => ({
        page: ({ cookies }) => ({
          body: `${HONOURS}${cookies.includes("seen") ? TRACKING : ""}`,
          cookie: "seen=1",
        }),
      }),
      "local storage `visitor`",
    ],
    [
      "not-flipped-back",
      "forgets the refusal",
      () => ({ page: ({ signal }) => (signal ? { body: HONOURS } : { body: TRACKING }) }),
      "local storage `visitor`",
    ],
  ];
  it.each(cases)("%s where it %s", async (id, _, site, found) => {
    expect((await failing(site()))[id]?.join("; ")).toContain(found);
  });

  it("and every check has a site here that fails it", () => {
    expect(new Set(cases.map(([id]) => id))).toEqual(new Set(CHECKS.map(({ id }) => id)));
  });
});

describe("what is stopped on its way", () => {
  it("counts as not asked: the page's own policy let nothing out", async () => {
    const body = `<meta http-equiv="content-security-policy" content="img-src 'self'">${pixel()}`;
    expect(await failing({ page: () => ({ body }) })).toEqual({});
  });
});

describe("the command", () => {
  it("says what is wrong with its arguments, and ends with 2", async () => {
    for (const [args, wrong] of [
      [[], "is no address"],
      [["www.example.com"], "`www.example.com` is no address"],
      [["http://a.example", "http://b.example"], "one address at a time"],
      [["http://a.example", "--settle", "soon"], "takes milliseconds"],
      [["http://a.example", "--color"], "--color"],
    ] as const) {
      const ended = await runCommand(args);
      expect([ended.code, ended.out]).toEqual([2, ""]);
      expect(ended.error).toContain(wrong);
    }
  });

  it("says what to do where there is no such browser, without a trace", async () => {
    const ended = await runCommand(["http://localhost:1", "--browser", "/nowhere/chromium"]);
    expect(ended.code).toBe(2);
    expect(ended.error).toContain("help: name a Chromium with `--browser PATH`");
    expect(ended.error).not.toMatch(/^\s+at /m);
  });

  it("lists its checks with where they come from", async () => {
    const { code, out } = await runCommand(["--list"]);
    expect(code).toBe(0);
    for (const { id, source } of CHECKS)
      expect(out).toMatch(new RegExp(`^${id} .*\n +${source.slice(0, 10)}`, "m"));
  });
});
