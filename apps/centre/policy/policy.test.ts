import { beforeAll, describe, expect, it } from "vitest";
import { manyRecipients } from "../../../packages/kit/many-recipients.testing.ts";
import type { Fixture } from "../fixture-service.ts";
import type { CentreOptions, CurrentPolicy } from "../site.ts";
import { LANGUAGES } from "../words.ts";
import { makeActivity, makeVersions, ORIGIN, openPages, type Versions } from "./open-pages.testing.ts";

let versions: Versions;
beforeAll(async () => {
  versions = await makeVersions();
});

const PAGES = ["/policy", "/policy/versions", "/policy/flows", "/policy/ask"] as const;

/** Asks for pages under the current version, with three versions published and figures at hand. */
function open(fixture: Fixture = {}, change: Partial<CentreOptions> & { current?: CurrentPolicy } = {}) {
  const { current = versions.current, ...options } = change;
  const pages = openPages(
    current,
    { published: versions.published, activity: makeActivity(current.version), ...fixture },
    options,
  );
  const get = (path: string, init: RequestInit = {}) => pages.app.request(`${ORIGIN}/privacy${path}`, init);
  return { ...pages, get, text: async (path: string) => (await get(path)).text() };
}

/** The current policy, if it let nobody else receive anything, and nothing be made public. */
function withoutRecipients(): CurrentPolicy {
  const { bundle, version } = versions.current;
  const rules = bundle.rules.filter(
    ({ action, recipient }) => recipient === null && action !== "publish" && action !== "release",
  );
  return { bundle: { ...bundle, recipients: {}, rules }, version };
}

describe.each(LANGUAGES)("every page of the policy in %s", (language) => {
  it.each(PAGES)(
    "[2.0] `%s` is open to all, without a cookie, and names who is accountable",
    async (page) => {
      const response = await open().get(`/${language}${page}`);
      const text = await response.text();
      expect(response.status).toBe(200);
      expect(response.headers.get("set-cookie")).toBeNull();
      expect(text).toContain(versions.current.bundle.controller?.name[language]);
      expect(text).toContain(versions.current.bundle.controller?.complaints[language]);
      expect(text).not.toContain("noindex");
    },
  );

  it.each(PAGES)("`%s` has no script, style or handler of its own, and leads nowhere else", async (page) => {
    const text = await open().text(`/${language}${page}`);
    expect(text).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:/i);
    expect(text.match(/<script(?! type="module" src="\/privacy\/assets\/)/g)).toBeNull();
    const addresses = Array.from(
      text.matchAll(/ (?:href|action|src)="([^"]*)"/g),
      ([, address = ""]) => address,
    );
    expect(addresses.filter((address) => !/^(\/|#|data:,$|mailto:|tel:)/.test(address))).toEqual([]);
  });

  it.each([
    "/policy/versions/abc",
    `/policy/versions/${"0".repeat(64)}`,
    `/policy/changes/${"0".repeat(64)}/abc`,
    "/policy/nothing",
  ])("`%s` says that there is no such version", async (page) => {
    const response = await open().get(`/${language}${page}`);
    expect(response.status).toBe(404);
    expect(await response.text()).toMatch(/There is no such version|没有这一版本/);
  });
});

describe("the text", () => {
  it("[2.6.1] has every clause under its number, with what keeps it", async () => {
    const text = await open().text("/en/policy");
    const { bundle, version } = versions.current;
    for (const { id } of bundle.clauses) expect(text).toContain(`<div class="clause-row" id="${id}">`);
    expect(text).toContain(`href="/.well-known/avow/policy/${version}"`);
    expect(text).toContain("The gate, asked before every operation");
    expect(text).toMatch(/In the model: [^<]*permission to contact people by e-mail/);
  });

  it("tells how often a clause permitted and refused; small figures only as small", async () => {
    const row = partOf(await open().text("/en/policy"), "2.1.1");
    expect(row).toMatch(/Last day<\/th><td>120<\/td><td>fewer than 10<\/td>/);
    expect(row).toMatch(/Last month<\/th><td>3,450<\/td><td>40<\/td>/);
    expect(row).toContain("Checked 22 November 2026 at 14:41 UTC");
    const seldom = partOf(await open().text("/en/policy"), "2.2.7");
    expect(seldom).toContain("In the last month permitted and refused fewer than 10 times each.");
    expect(seldom).not.toContain("<table");
    expect(partOf(await open().text("/zh/policy"), "2.1.1")).toMatch(
      /近一日<\/th><td>120<\/td><td>少于 10 次<\/td>/,
    );
  });

  it("says so where there are no figures yet, and stands whole where the figures cannot be had", async () => {
    const small = { permitted: null, refused: null };
    const nothing = {
      ...makeActivity(versions.current.version),
      clauses: versions.current.bundle.clauses.map(({ id }) => ({ clause: id, day: small, month: small })),
    };
    expect(await open({ activity: nothing }).text("/en/policy")).toContain("There are no figures yet.");
    const { text, reported } = open({ activity: null });
    const page = await text("/zh/policy");
    expect(page).toContain("暂时无法取得统计次数");
    expect(page).toContain('id="2.6.2"');
    expect(reported).toHaveLength(1);
  });

  it("does not show the check of another version as its own", async () => {
    const page = await open({ activity: makeActivity(versions.former.version) }).text("/en/policy");
    expect(page).not.toContain("Last check");
    expect(page).not.toContain("Checked 22 November");
  });

  it("stands beside its other language, clause by clause, each marked as what it is", async () => {
    const page = await open().text("/en/policy?beside=zh");
    const row = partOf(page, "2.4.8");
    expect(row).toMatch(/<div class="prose"><p>If you are not our customer/);
    expect(row).toMatch(/<div class="prose" lang="zh-CN"><p>/);
    expect(page.match(/ id="2\.1"/g)).toHaveLength(1);
    expect(page).toContain('href="/privacy/zh/policy?beside=en"');
    for (const unknown of ["fr", "en", "__proto__", "%3Cscript%3E"])
      expect(await open().text(`/en/policy?beside=${unknown}`)).not.toContain('class="policy beside"');
  });

  it("follows the version in force while it runs", async () => {
    let current = versions.former;
    const { app } = openPages(() => current, { published: versions.published });
    const page = async () => (await app.request(`${ORIGIN}/privacy/en/policy`)).text();
    expect(await page()).toContain("and your telephone number");
    current = versions.current;
    expect(await page()).not.toContain("and your telephone number");
  });
});

describe("versions", () => {
  it("[2.6.1] are listed with their state and their time, each with its own page and what it changed", async () => {
    const text = await open().text("/en/policy/versions");
    const { former, current, next } = versions;
    expect(text).toMatch(
      /From 15 January 2027[\s\S]*Announced[\s\S]*Since 22 November 2026[\s\S]*In force[\s\S]*From 1 May 2026 to 22 November 2026[\s\S]*Former/,
    );
    expect(text).toContain(`href="/privacy/en/policy/changes/${former.version}/${current.version}"`);
    expect(text).toContain(`href="/privacy/en/policy/changes/${current.version}/${next.version}"`);
    expect(text).toContain(`href="/privacy/en/policy/versions/${former.version}"`);
    const [, only] = versions.published;
    if (only === undefined) throw new Error("no version");
    expect(await open({ published: [only] }).text("/zh/policy/versions")).toContain("目前只有一个版本");
  });

  it("[2.6.1] that have passed stay readable, and say that they have", async () => {
    const page = await open().text(`/en/policy/versions/${versions.former.version}`);
    expect(page).toContain("This version no longer governs");
    expect(page).toContain("and your telephone number");
    expect(page).not.toContain("fewer than 10");
    expect(await open().text(`/zh/policy/versions/${versions.next.version}`)).toContain("此版本尚未施行");
  });

  it("[law 5] are shown only if what is published has the hash that names it", async () => {
    const [next, current, former] = versions.published;
    if (next === undefined || current === undefined || former === undefined) throw new Error("no versions");
    const forged = { row: former.row, bundle: { ...former.bundle, effective: "2020-01-01" } };
    const { get, reported } = open({ published: [next, current, forged] });
    expect((await get(`/en/policy/versions/${former.row.version}`)).status).toBe(503);
    expect(String(reported[0])).toContain("not the one its number names");
  });

  it("cannot be had while the service is silent, which is said, and the text can", async () => {
    const silent = { service: () => Promise.reject(new TypeError("fetch failed")) };
    expect((await open({}, silent).get("/en/policy/versions")).status).toBe(503);
    expect((await open({}, silent).get("/en/policy")).status).toBe(200);
  });
});

describe("what changed", () => {
  it("[2.6.1] between two versions is told in meaning and in words, in both languages", async () => {
    const { former, current } = versions;
    const page = await open().text(`/en/policy/changes/${former.version}/${current.version}`);
    for (const { version } of [former, current]) expect(page).toContain(` · ${version.slice(0, 12)}</a>`);
    expect(page).toContain("Between the version of 1 May 2026 and the version of 22 November 2026.");
    expect(page).toContain("No longer permitted");
    expect(page).toMatch(/<del>[^<]*telephone/);
    const turned = await open().text(`/zh/policy/changes/${current.version}/${former.version}`);
    expect(turned).toContain("新增允许");
    expect(turned).toMatch(/<ins>[^<]*电话号码/);
  });

  it("is nothing between a version and itself", async () => {
    const { version } = versions.current;
    expect(await open().text(`/en/policy/changes/${version}/${version}`)).toContain("name the same version");
  });
});

describe("flows", () => {
  it("are drawn and tabled, and say where everything stays", async () => {
    const page = await open({}, { current: withoutRecipients() }).text("/en/policy/flows");
    expect(page).toContain("everything stays with us in China");
    expect(page).toMatch(/<svg class="flows"[\s\S]*<\/svg>[\s\S]*<table class="records">/);
    expect(await open().text("/zh/policy/flows")).toMatch(/我们自己[\s\S]*中国/);
  });

  it("name who receives what, and then do not say that everything stays", async () => {
    const page = await open().text("/en/policy/flows");
    expect(page).toMatch(/<table class="records">[\s\S]*our payment provider/i);
    expect(page).not.toContain("everything stays with us");
  });

  it("mark what leaves the territory in the table as well", async () => {
    const page = await open({}, { current: { bundle: manyRecipients, version: "0".repeat(64) } }).text(
      "/en/policy/flows",
    );
    expect(page).toMatch(/Singapore\s*<span class="abroad nowrap">↗ abroad<\/span>/);
    expect(page).not.toContain("everything stays with us");
  });

  it("are none in a policy that permits nothing", async () => {
    const bundle = { ...versions.current.bundle, rules: [] };
    const page = await open({}, { current: { bundle, version: "0".repeat(64) } }).text("/en/policy/flows");
    expect(page).toContain("Under this policy no data goes anywhere.");
  });
});

describe("asking, without a script", () => {
  const CONTACT = "do=contact:email&by=operator&for=marketing&data=contact.email";

  it("waits until who, what, what for and which data are chosen", async () => {
    for (const query of ["", "?do=use", "?by=operator&for=account"]) {
      const page = await open().text(`/en/policy/ask${query}`);
      expect(page).toMatch(/data-answer role="status"><p class="empty">Choose who/);
    }
  });

  it("[law 4] permits with the clause what the gate permits, and keeps what was chosen", async () => {
    const page = await open().text(`/en/policy/ask?${CONTACT}&person=logged-in&consent.marketing=granted`);
    const answer = answerOf(page);
    expect(answer).toContain("Permitted");
    expect(answer).toContain('href="/privacy/en/policy#2.4.8"');
    expect(page).toContain('<option value="contact:email" selected>');
    expect(page).toContain('<option value="granted" selected>');
    expect(page).toMatch(/value="contact.email" checked/);
  });

  it("[2.4.8] refuses with clause, reason and remedy, in the reader's language", async () => {
    const answer = answerOf(await open().text(`/zh/policy/ask?${CONTACT}&person=known`));
    expect(answer).toContain("拒绝");
    expect(answer).toContain("该个人尚未同意");
    expect(answer).toContain("如何方可允许：该个人同意以下目的：");
    expect(answer).not.toContain("该个人登录");
  });

  it("[law 1] refuses what the policy does not name, and repeats nothing that could be personal", async () => {
    const { text } = open();
    expect(
      answerOf(await text("/en/policy/ask?do=sell&by=operator&for=marketing&data=contact.email")),
    ).toContain("not declared in the policy");
    const personal = await text("/en/policy/ask?do=use&by=anna%40example.com&for=account&data=contact.email");
    expect(answerOf(personal)).toContain("Refused");
    expect(answerOf(personal)).not.toContain("anna@example.com");
  });

  it("names nobody to disclose to where the policy does not", async () => {
    const nobody = "the policy names nobody to disclose to";
    expect(await open({}, { current: withoutRecipients() }).text("/en/policy/ask")).toContain(nobody);
    expect(await open().text("/en/policy/ask")).not.toContain(nobody);
  });

  it("takes a body that is no form for no question", async () => {
    const init = { method: "POST", body: "{", headers: { "content-type": "application/json" } };
    const { get, reported } = open();
    const response = await get("/en/policy/ask", init);
    expect([response.status, reported]).toEqual([200, []]);
    expect(answerOf(await response.text())).toContain("Choose who");
  });

  it("[2.2.6] works for a session that travels in forms, and puts it into no address", async () => {
    const token = "avow_person_fixture";
    const response = await open().get("/en/policy/ask", {
      method: "POST",
      body: new URLSearchParams(`session=${token}&${CONTACT}&person=known`),
    });
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(answerOf(page)).toContain("Refused");
    expect(page).toMatch(/<form class="[^"]*" method="post" action="\/privacy\/en\/policy\/ask#answer"/);
    expect(page).not.toMatch(new RegExp(`(?:href|action|src)="[^"]*${token}`));
  });
});

describe("a question over everything", () => {
  it.each(LANGUAGES)(
    "has examples in %s, and every one of them is answered with its clauses",
    async (language) => {
      const { text } = open();
      const page = await text(`/${language}/policy/ask`);
      const examples = Array.from(
        page.matchAll(/href="(\/privacy\/[a-z]+\/policy\/ask\?q=[^"#]*)#everything"/g),
        ([, address]) => address ?? "",
      );
      expect(examples.length).toBeGreaterThanOrEqual(6);
      for (const address of examples) {
        const answered = await text(address.slice("/privacy".length));
        expect(answered, address).not.toMatch(/was not understood|未能理解/);
        expect(answered, address).toContain('<div class="card stack" role="status">');
      }
      const withdrawn = await text(
        `/${language}/policy/ask?q=${encodeURIComponent("what changes if consent to marketing is withdrawn")}`,
      );
      const answer = withdrawn.slice(withdrawn.indexOf('id="everything"'));
      expect(answer).toContain(`href="/privacy/${language}/policy#2.4.8"`);
    },
  );

  it.each(["nonsense", "who may receive contact.birthday", "x".repeat(5000), "<script>alert(1)</script>"])(
    "says that it does not understand `%.30s`, and how to ask",
    async (question) => {
      for (const [language, said] of [
        ["en", "This question was not understood"],
        ["zh", "未能理解这一问题"],
      ] as const) {
        const response = await open().get(`/${language}/policy/ask?q=${encodeURIComponent(question)}`);
        const page = await response.text();
        expect(response.status).toBe(200);
        expect(page).toContain(said);
        expect(page).not.toContain("<script>alert");
        expect(page).not.toContain("x".repeat(301));
      }
    },
  );
});

/** The row of one clause. */
function partOf(page: string, clause: string): string {
  const start = page.indexOf(`<div class="clause-row" id="${clause}">`);
  const end = page.indexOf('<div class="clause-row"', start + 1);
  return page.slice(start, end === -1 ? undefined : end);
}

/** What the page answers, without the templates for its script. */
function answerOf(page: string): string {
  return page.slice(page.indexOf("data-answer"), page.indexOf("<template"));
}
