import { type AnswerOf, pathOf, type RouteName, routes } from "@avow/contract";
import * as shapes from "@avow/contract/shapes";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { answerOf, type Member, makeMember, type OpenService, openService, SERVICE } from "./open-service.ts";

/** Ten in the evening in Hangzhou: in the quiet hours, so that a campaign's messages wait. */
const EVENING = new Date("2026-11-23T14:00:00Z");
const SEEN = { timeout: 20_000, interval: 100 };
const REASON = "The wrong list was chosen.";

const NAMES = Object.keys(routes) as RouteName[];
const CHANGING = NAMES.filter((name) => routes[name].caller === "operator" && routes[name].method !== "GET");

let service: OpenService;
const people: Member[] = [];
beforeAll(async () => {
  service = await openService({ now: () => EVENING });
  const agreesTo = "partner-marketing"; // what third parties offer
  people.push(await makeMember(service, { agreesTo }), await makeMember(service, { agreesTo }));
}, 60_000);
afterAll(async () => {
  expect(service.reports).toEqual([]);
  await service.close();
});

/** A route of an operator's, as a page of the console asks for it, unless other headers are given; `:parts` are ids of nobody. */
async function send(
  name: RouteName,
  o: {
    readonly path?: Readonly<Record<string, string>>;
    readonly query?: string;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Promise<{ readonly status: number; readonly code: string | null }> {
  const parts = Object.fromEntries(
    [...routes[name].path.matchAll(/:([a-z]+)/g)].map(([, part = ""]) => [part, crypto.randomUUID()]),
  );
  const { method } = routes[name];
  const response = await service.fetch(`${pathOf(name, { ...parts, ...o.path })}${o.query ?? ""}`, {
    method,
    headers: { ...service.headersOf("operator"), ...o.headers },
    ...(method === "GET" ? {} : { body: JSON.stringify(o.body ?? {}) }),
  });
  const { status } = response;
  return { status, code: status < 400 ? null : shapes.Problem.parse(await response.json()).code };
}

describe("what an operator changes", () => {
  it.each(CHANGING)("[law 1] `%s` is taken from the console's own pages alone, as JSON", async (name) => {
    const turnedAway = { status: 403, code: "origin-wrong" };
    for (const headers of [
      { origin: "https://elsewhere.example" },
      { origin: "null" },
      { origin: SERVICE, "sec-fetch-site": "cross-site" },
      { origin: SERVICE, "sec-fetch-site": "same-site" },
      { origin: SERVICE, "content-type": "text/plain" },
      { origin: SERVICE, "content-type": "application/x-www-form-urlencoded" },
    ])
      expect([headers, await send(name, { headers })]).toEqual([headers, turnedAway]);
  });
});

describe("an id of nothing", () => {
  const note = { note: "They rang.", objectTo: [] };
  const READ = "?purpose=services";
  const rows: readonly (readonly [
    RouteName,
    string,
    { readonly body?: unknown; readonly query?: string },
  ])[] = [
    ["notice", "not-found", {}],
    ["pauseNotice", "not-found", {}],
    ["resumeNotice", "not-found", {}],
    ["cancelNotice", "not-found", { body: { reason: REASON } }],
    ["thread", "not-found", { query: READ }],
    ["replyInThread", "not-found", { body: { subject: "Re", text: "Thank you." } }],
    ["settleThread", "not-found", {}],
    ["objectFromThread", "not-found", { body: { purpose: "marketing" } }],
    ["openLetterRequest", "not-found", { body: { request: "access" } }],
    ["closeLetterRequest", "not-found", {}],
    ["enclosure", "not-found", { query: READ }],
    ["originalLetter", "not-found", { query: READ }],
    ["endLicence", "not-found", {}],
    ["licenceReport", "not-found", {}],
    ["licenceReportCsv", "not-found", {}],
    ["campaign", "not-found", {}],
    ["previewCampaign", "not-found", {}],
    ["startCampaign", "not-found", {}],
    ["objectionHeard", "not-found", { body: { purpose: "marketing", how: "letter" } }],
    ["minor", "not-found", {}],
    ["markMinor", "not-found", { body: { minor: true } }],
    ["printLetterRun", "not-found", {}],
    ["postLetterRun", "not-found", {}],
    ["returnLetter", "letter-unknown", { body: { number: "00000000" } }],
    ["endCall", "not-found", { body: { outcome: "reached", note: "", objectTo: [] } }],
    ["telephoneNote", "not-found", { body: note }],
  ];
  it.each(rows)("`%s` is answered with 404, `%s`", async (name, code, o) => {
    expect(await send(name, o)).toEqual({ status: 404, code });
  });
});

describe("a request that cannot be read", () => {
  const template = { template: "service-ends", audience: { kind: "everybody" } };
  const rows: readonly (readonly [RouteName, string, number, string, unknown])[] = [
    ["cancelNotice", "without a reason", 400, "body-malformed", {}],
    ["cancelNotice", "with a reason of blanks", 400, "body-malformed", { reason: "  " }],
    ["sendService", "without its blanks", 400, "body-malformed", { ...template, blanks: {} }],
    ["sendService", "of no template", 404, "not-found", { ...template, template: "constructor", blanks: {} }],
    ["createCampaign", "without words", 400, "body-malformed", {}],
    ["grantLicence", "that ends before it begins", 400, "body-malformed", licence("2026-01-01T00:00:00Z")],
    ["openLetterRequest", "of no kind", 400, "body-malformed", { request: "money" }],
    ["endCall", "with no outcome there is", 400, "body-malformed", { outcome: "asleep", note: "" }],
    ["makeLetterRun", "while no letter waits", 409, "nothing-waits", {}],
  ];
  it.each(rows)("`%s` %s is answered with %i, `%s`", async (name, _, status, code, body) => {
    expect(await send(name, { body })).toEqual({ status, code });
  });

  it("says which state or purpose there is where a query names another", async () => {
    const { notice } = answerOf(await service.ask("operator", "sendService", { body: message("everybody") }));
    for (const query of ["?state=sent", "?after=nobody", "?more=1"])
      expect(await send("notice", { path: { id: notice }, query })).toEqual({
        status: 400,
        code: "body-malformed",
      });
    expect((await send("thread", { query: "" })).status).toBe(400);
  });
});

function licence(until: string) {
  return {
    holder: "Orchard Books",
    purpose: "partner-marketing",
    kinds: ["printed"],
    most: 100,
    from: "2026-11-01T00:00:00Z",
    until,
  };
}

function message(kind: "everybody") {
  const blanks = { "service.en": "Search", "service.zh": "搜索", day: "2026-12-01" };
  return { template: "service-ends", blanks, audience: { kind } } as const;
}

/** A campaign to everybody here, gathered, whose messages wait for the morning. */
async function startCampaign(): Promise<{ readonly campaign: string; readonly notice: string }> {
  const { id: held } = answerOf(
    await service.ask("operator", "grantLicence", { body: licence("2027-11-01T00:00:00Z") }),
  );
  const body = {
    purpose: "partner-marketing",
    licence: held,
    about: "printed",
    subject: { en: "Books in autumn", zh: "秋日新书" },
    body: { en: "Three books.", zh: "三本新书。" },
    channels: ["email" as const],
    audience: { language: null, bought: null },
  };
  const { id } = answerOf(await service.ask("operator", "createCampaign", { body }));
  answerOf(await service.ask("operator", "startCampaign", { path: { id } }));
  return vi.waitFor(async () => {
    const { state, notice, gathered } = answerOf(await service.ask("operator", "campaign", { path: { id } }));
    expect([state, gathered]).toEqual(["started", people.length]);
    return { campaign: id, notice: notice ?? "" };
  }, SEEN);
}

describe("a notice of a campaign", () => {
  it("[2.3.7] [law 5] is paused, resumed and cancelled, each once; its history says who, when and why, and its people see that it was withdrawn", async () => {
    const { campaign, notice } = await startCampaign();
    const path = { id: notice };
    const act = (name: "pauseNotice" | "resumeNotice" | "cancelNotice") =>
      send(name, { path, body: name === "cancelNotice" ? { reason: REASON } : {} });
    const done = { status: 204, code: null };
    const unfit = { status: 409, code: "state-unfit" };
    expect(await act("resumeNotice")).toEqual(unfit);
    expect([await act("pauseNotice"), await act("pauseNotice")]).toEqual([done, unfit]);
    expect(await act("resumeNotice")).toEqual(done);
    expect(await act("cancelNotice")).toEqual(done);
    for (const name of ["pauseNotice", "resumeNotice", "cancelNotice"] as const)
      expect(await act(name)).toEqual(unfit);
    const read = async (): Promise<AnswerOf<"notice">> =>
      answerOf(await service.ask("operator", "notice", { path, query: { state: "withdrawn" } }));
    await vi.waitFor(async () => expect((await read()).progress.states.withdrawn).toBe(people.length), SEEN);
    const { acts, about, untold } = await read();
    expect(about).toBe(campaign);
    expect(acts).toEqual(
      (
        [
          ["paused", null],
          ["resumed", null],
          ["cancelled", REASON],
        ] as const
      ).map(([kind, reason]) => ({ kind, by: "Wei", at: EVENING.toISOString(), reason })),
    );
    expect(untold.map(({ person }) => person).sort()).toEqual(people.map(({ person }) => person).sort());
    for (const { token } of people) {
      const receipts = answerOf(await service.ask({ person: token }, "receipts"));
      expect(receipts.map(({ kind }) => kind)).toContain("message-withdrawn");
    }
  });

  it("[2.4.6] is not in the way of its licence's end, which comes once", async () => {
    const { id } = answerOf(
      await service.ask("operator", "grantLicence", { body: licence("2027-11-01T00:00:00Z") }),
    );
    expect(await send("endLicence", { path: { id } })).toEqual({ status: 200, code: null });
    expect(await send("endLicence", { path: { id } })).toEqual({ status: 409, code: "state-unfit" });
  });
});
