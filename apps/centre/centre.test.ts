import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { createCentre } from "./centre.ts";
import {
  bundle,
  createFixtureService,
  type Fixture,
  GIVEN,
  sampleReceipt,
  TOKEN,
  VERSION,
} from "./fixture-service.ts";
import type { CentreOptions } from "./site.ts";
import { LANGUAGES } from "./words.ts";

const ORIGIN = "https://index.example";
const PAGES = ["", "/given", "/choices", "/receipts", "/leave"] as const;
const RECEIPT = "00000000-0000-4000-8000-000000000002";
const WORDING = "ab".repeat(32);

/** The centre before a fixture service, and the ways a browser asks it. */
function openCentre(fixture: Fixture = {}, change: Partial<CentreOptions> = {}) {
  const { app: service, asked } = createFixtureService(fixture);
  const reported: unknown[] = [];
  const options: CentreOptions = {
    policy: () => ({ bundle, version: VERSION }),
    service: (request) => service.fetch(request),
    publicUrl: ORIGIN,
    assets: {
      verifier: new URL("./browser.ts", import.meta.url).pathname,
      asker: new URL("./browser-ask.ts", import.meta.url).pathname,
      pusher: new URL("./browser-push.ts", import.meta.url).pathname,
      worker: new URL("./browser-push-worker.ts", import.meta.url).pathname,
    },
    report: (error) => reported.push(error),
    ...change,
  };
  const app = new Hono().route("/privacy", createCentre(options));
  const ask = async (path: string, init: RequestInit = {}) =>
    app.request(`${ORIGIN}/privacy${path}`, { ...init, headers: { ...init.headers } });
  return {
    asked,
    reported,
    ask,
    withCookie: (path: string, headers: Record<string, string> = {}) =>
      ask(path, { headers: { cookie: `index_session=${TOKEN}`, ...headers } }),
    postWithCookie: (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
      ask(path, {
        method: "POST",
        body: new URLSearchParams(fields),
        headers: { cookie: `index_session=${TOKEN}`, "sec-fetch-site": "same-origin", ...headers },
      }),
    postCarried: (path: string, fields: Record<string, string> = {}) =>
      ask(path, { method: "POST", body: new URLSearchParams({ session: TOKEN, ...fields }) }),
  };
}

/** Everything in a page that the browser would follow. */
function addressesIn(page: string): string[] {
  return Array.from(
    page.matchAll(/ (?:href|action|src|formaction)="([^"]*)"/g),
    ([, address = ""]) => address,
  );
}

describe.each(LANGUAGES)("every page in %s", (language) => {
  it.each(PAGES)("[2.0] `%s` names the accountable controller and the complaint channel", async (page) => {
    const response = await openCentre().withCookie(`/${language}${page}`);
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(text).toMatch(new RegExp(`<html lang="${language}`));
    expect(text).toContain(bundle.controller?.name[language]);
    expect(text).toContain(bundle.controller?.complaints[language]);
    expect(text).toContain("mailto:privacy@index.example");
  });

  it.each([...PAGES, "/nothing-here"])(
    "`%s` has no script, style or handler of its own, and forbids them",
    async (page) => {
      const response = await openCentre().withCookie(`/${language}${page}`);
      const text = await response.text();
      expect(text).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:/i);
      expect(text.match(/<script(?! type="module" src="\/privacy\/assets\/)/g)).toBeNull();
      const policy = response.headers.get("content-security-policy") ?? "";
      for (const directive of [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "require-trusted-types-for 'script'",
      ])
        expect(policy).toContain(directive);
      expect(response.headers.get("cache-control")).toBe("no-store");
      expect(response.headers.get("referrer-policy")).toBe("same-origin");
      expect(response.headers.get("set-cookie")).toBeNull();
    },
  );

  it.each(PAGES)("`%s` without a session leads to the portal's log-in", async (page) => {
    const { ask, asked } = openCentre();
    const response = await ask(`/${language}${page}`);
    expect(response.status).toBe(401);
    expect(await response.text()).toContain(`href="/${language}/log-in"`);
    expect(asked).toEqual([]);
  });

  it("shows purposes with their clauses, and a password as unreadable", async () => {
    const text = await (await openCentre().withCookie(`/${language}`)).text();
    expect(text).toContain(`href="/privacy/${language}/policy#2.4.8"`);
    expect(text).toContain("lin.yue@example.org");
    expect(text).toMatch(/Kept only in a form nobody can read|任何人都无法读取的形式/);
  });

  it("names an event kind it does not know", async () => {
    const text = await (
      await openCentre({ kinds: ["meteor-struck", "constructor-called"] }).withCookie(`/${language}/receipts`)
    ).text();
    expect(text).toContain("meteor-struck");
    expect(text).toContain("constructor-called");
  });
});

describe("a session in a cookie", () => {
  it("sends the browser on after a choice, and confirms it from the receipt", async () => {
    const { postWithCookie, withCookie, asked } = openCentre();
    const made = await postWithCookie("/en/choices/marketing", { choice: "refuse", wording: WORDING });
    expect(made.status).toBe(303);
    expect(asked[0]).toBe(`PUT /v1/me/choices/marketing {"choice":"refuse","wording":"${WORDING}"}`);
    expect(made.headers.get("location")).toMatch(/^\/privacy\/en\/choices\?receipt=[0-9a-f-]{36}$/);
    const page = await (await withCookie(`/en/choices?receipt=${RECEIPT}`)).text();
    expect(page).toContain("It is recorded");
    expect(page).toContain('href="/privacy/en/receipts#receipt-2"');
  });

  it("confirms nothing for an address somebody made up", async () => {
    const page = await (
      await openCentre().withCookie(`/en/choices?receipt=${RECEIPT.replace("4000", "4001")}`)
    ).text();
    expect(page).not.toContain("It is recorded");
  });

  it.each([
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "", origin: "https://elsewhere.example" },
  ])("does nothing that another site posts: %o", async (headers) => {
    const { postWithCookie, asked } = openCentre();
    const response = await postWithCookie(
      "/en/choices/marketing",
      { choice: "agree", wording: WORDING },
      headers,
    );
    expect(response.status).toBe(403);
    expect(await response.text()).toContain("another site");
    expect(asked).toEqual([]);
  });

  it("that has ended leads to the log-in and says so", async () => {
    const response = await openCentre().ask("/en", { headers: { cookie: "index_session=stale" } });
    expect(response.status).toBe(401);
    expect(await response.text()).toContain("Your session has ended");
  });
});

describe("[2.2.6] a session without a cookie", () => {
  it.each(PAGES)("`%s` is answered to a form, and the session stands in no address", async (page) => {
    const response = await openCentre().postCarried(`/en${page}`);
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(addressesIn(text).filter((address) => address.includes(TOKEN))).toEqual([]);
    const hidden = text.split(`<input type="hidden" name="session" value="${TOKEN}">`).length - 1;
    expect(text.split(TOKEN).length - 1).toBe(hidden);
    for (const path of ["/privacy/en/choices", "/privacy/zh"]) expect(text).not.toContain(`href="${path}`);
    expect(text).toContain('action="/privacy/en/choices"');
    expect(text).not.toMatch(/<p\b(?:(?!<\/p>)[\s\S])*<form/);
    expect(response.headers.get("set-cookie")).toBeNull();
  });

  it("is answered with the page itself after a choice", async () => {
    const { postCarried, asked } = openCentre();
    const response = await postCarried("/en/choices/marketing", { choice: "agree", wording: WORDING });
    expect(response.status).toBe(200);
    expect(response.headers.get("location")).toBeNull();
    expect(asked[0]).toMatch(/^PUT \/v1\/me\/choices\/marketing/);
  });

  it("downloads a receipt through a form", async () => {
    const response = await openCentre().postCarried(`/en/receipts/${RECEIPT}`);
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="receipt-2.tlog-proof"');
    expect(await response.text()).toBe(sampleReceipt());
  });

  it("is sent from the bare address to the account's language with the form it came in", async () => {
    const response = await openCentre().postCarried("");
    expect([response.status, response.headers.get("location")]).toEqual([307, "/privacy/zh"]);
  });
});

describe("choices", () => {
  it("[2.4.8] a switch says its state and carries the exact words asked", async () => {
    const text = await (await openCentre().withCookie("/en/choices")).text();
    expect(text).toMatch(/role="switch" aria-checked="true"/);
    expect(text).toContain(`name="wording" value="${WORDING}"`);
    expect(text).toContain("Yes, tell me by e-mail, text message or telephone about articles");
  });

  it("[2.4.8] who was never asked can refuse as easily as agree", async () => {
    const text = await (
      await openCentre({ choice: { state: "never-asked", since: null } }).withCookie("/en/choices")
    ).text();
    expect(text).toMatch(/aria-checked="false"/);
    expect(text.match(/name="choice" value="agree"/g)).toHaveLength(1);
    expect(text.match(/name="choice" value="refuse"/g)).toHaveLength(1);
  });

  it("asks again, with the new words, when the words have changed", async () => {
    const response = await openCentre().postWithCookie("/en/choices/marketing", {
      choice: "agree",
      wording: "00",
    });
    const text = await response.text();
    expect(response.status).toBe(409);
    expect(text).toContain("The words have changed");
    expect(text).toContain(`name="wording" value="${WORDING}"`);
    expect(text).toContain('href="/privacy/en/policy#2.4.8"');
  });

  it("[2.4.9] an objection is made and taken back under its own clause", async () => {
    const { postWithCookie, asked } = openCentre({
      choice: { objection: { clause: "2.4.9", at: "2026-11-22T14:41:00Z" } },
    });
    expect((await postWithCookie("/en/choices/marketing/objection", { objection: "yes" })).status).toBe(303);
    expect((await postWithCookie("/en/choices/marketing/objection", { objection: "no" })).status).toBe(303);
    expect(asked).toEqual([
      'PUT /v1/me/objections/marketing {"objection":true}',
      'PUT /v1/me/objections/marketing {"objection":false}',
    ]);
    expect((await postWithCookie("/en/choices/marketing/objection", {})).status).toBe(400);
  });
});

describe("being under age", () => {
  it("[2.4.6] is said with one button, and recorded", async () => {
    const { withCookie, postWithCookie, asked } = openCentre();
    expect(await (await withCookie("/en/choices")).text()).toContain(
      'action="/privacy/en/choices/under-age"',
    );
    expect((await postWithCookie("/en/choices/under-age", {})).status).toBe(303);
    expect(asked).toContain("POST /v1/me/minor");
  });
});

describe("what one gave in forms", () => {
  const GIVEN_AT = `/en/given/${GIVEN.id}`;

  it("[2.5.6] shows each thing with the exact words of its choice, escaped, and what is shut as shut", async () => {
    const text = await (await openCentre().withCookie("/en/given")).text();
    expect(text).toContain("Well said &lt;b&gt;indeed&lt;/b&gt;.");
    expect(text).toContain("Show my own name beside this one thing.");
    expect(text).toContain("Kept shut; nobody may open it now.");
    expect(text).toMatch(/role="switch" aria-checked="true"/);
  });

  it("[2.5.6] a choice about one thing is taken back with the words that were on the screen", async () => {
    const { postWithCookie, asked } = openCentre();
    const response = await postWithCookie(`${GIVEN_AT}/choices/naming`, {
      choice: "refuse",
      wording: "cd".repeat(32),
    });
    expect([response.status, response.headers.get("location")]).toEqual([303, "/privacy/en/given?done="]);
    expect(asked[0]).toBe(
      `PUT /v1/me/submissions/${GIVEN.id}/choices/naming {"choice":"refuse","wording":"${"cd".repeat(32)}"}`,
    );
  });

  it("[2.5.6] a choice about words that have changed is not recorded, and the page says so", async () => {
    const response = await openCentre().postWithCookie(`${GIVEN_AT}/choices/naming`, {
      choice: "agree",
      wording: "ef".repeat(32),
    });
    expect(response.status).toBe(409);
    expect(await response.text()).toContain("Nothing was recorded");
  });

  it("[2.4.4] is taken back with one button, with or without a cookie", async () => {
    const { postCarried, asked } = openCentre();
    const response = await postCarried(`${GIVEN_AT}/withdrawal`);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("It is done, and recorded");
    expect(asked[0]).toBe(`DELETE /v1/me/submissions/${GIVEN.id}`);
  });

  it("says so where nothing was given, and where there is no such thing", async () => {
    const empty = await openCentre({ given: [] }).withCookie("/zh/given");
    expect(await empty.text()).toContain("您没有提交过其他表单");
    const gone = await openCentre().postWithCookie(
      "/en/given/00000000-0000-4000-8000-00000000000b/withdrawal",
      {},
    );
    expect(gone.status).toBe(404);
    expect(await gone.text()).toContain("There is no such thing among what you gave.");
  });
});

describe("receipts", () => {
  it("say so while they are being sealed", async () => {
    const { withCookie } = openCentre();
    expect(await (await withCookie("/en/receipts")).text()).toContain("Being sealed, ready in a moment");
    const early = await withCookie("/en/receipts/00000000-0000-4000-8000-000000000003");
    expect(early.status).toBe(202);
    expect(early.headers.get("content-disposition")).toBeNull();
  });

  it("of somebody else are not there", async () => {
    expect((await openCentre().withCookie("/en/receipts/00000000-0000-4000-8000-00000000000f")).status).toBe(
      404,
    );
  });
});

describe("leaving", () => {
  it("erases nothing on a wrong password, and says so at the field", async () => {
    const response = await openCentre().postWithCookie("/en/leave/erase", { password: "wrong" });
    expect(response.status).toBe(422);
    expect(await response.text()).toMatch(/aria-invalid="true"/);
  });

  it("hands over the last receipt and removes the cookie", async () => {
    const response = await openCentre().postWithCookie("/en/leave/erase", { password: "correct horse" });
    const text = await response.text();
    expect(text).toContain(`${sampleReceipt()}</pre>`);
    expect(text).toContain(`base64,${Buffer.from(sampleReceipt()).toString("base64")}`);
    expect(response.headers.get("set-cookie")).toBe(
      "index_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax",
    );
  });

  it("says when the last receipt was not sealed in time", async () => {
    const response = await openCentre({ lastFile: null }).postCarried("/en/leave/erase", {
      password: "correct horse",
    });
    const text = await response.text();
    expect(text).toContain("The erasure is entry 118 in the log");
    expect(text).not.toContain(TOKEN);
    expect(response.headers.get("set-cookie")).toBeNull();
  });
});

describe("unsubscribing", () => {
  it("[2.4.9] looking at the link changes nothing", async () => {
    const { ask, asked } = openCentre();
    const response = await ask("/unsubscribe/good", { headers: { "accept-language": "zh-CN,en;q=0.5" } });
    expect(await response.text()).toContain('method="post" action="/privacy/unsubscribe/good?lang=zh"');
    expect(asked).toEqual([]);
  });

  it("[2.4.9] one click from a mail client stops it: no log-in, no cookie, no redirect", async () => {
    const { ask, asked } = openCentre();
    const click = () =>
      ask("/unsubscribe/good", {
        method: "POST",
        body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }),
        headers: { origin: "https://mail.example", "sec-fetch-site": "cross-site" },
      });
    for (const response of [await click(), await click()]) {
      expect(response.status).toBe(200);
      const text = await response.text();
      expect(text).toContain('href="/privacy/en/policy#2.4.9"');
      expect(text).toContain("If you had already stopped it, nothing has changed");
    }
    expect(asked).toEqual(["POST /v1/unsubscribe/good", "POST /v1/unsubscribe/good"]);
  });

  it("an unknown link says what else can be done", async () => {
    const response = await openCentre().ask("/unsubscribe/unknown", { method: "POST" });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("log in and stop them");
  });
});

describe("what goes wrong", () => {
  it("an unreachable service is told to the operator, and the person that nothing was lost", async () => {
    const broken = new TypeError("fetch failed");
    const { withCookie, reported } = openCentre({}, { service: () => Promise.reject(broken) });
    const response = await withCookie("/zh/choices");
    expect(response.status).toBe(503);
    expect(await response.text()).toContain("均未丢失");
    expect(reported).toEqual([broken]);
  });

  it("[law 6] a value is text, whatever it holds", async () => {
    const text = await (await openCentre({ name: '<script>alert("1")</script>' }).withCookie("/en")).text();
    expect(text).not.toContain("<script>alert");
    expect(text).toContain("&lt;script&gt;alert");
  });

  it("a form too large is refused unread", async () => {
    const { postWithCookie, asked } = openCentre();
    expect((await postWithCookie("/en/leave/erase", { password: "x".repeat(70_000) })).status).toBe(413);
    expect(asked).toEqual([]);
  });
});

describe("addresses", () => {
  it("the bare address leads to the account's language, else the browser's", async () => {
    const { withCookie, ask } = openCentre();
    expect((await withCookie("", { "accept-language": "en" })).headers.get("location")).toBe("/privacy/zh");
    expect(
      (await ask("", { headers: { "accept-language": "fr, zh-TW;q=0.8" } })).headers.get("location"),
    ).toBe("/privacy/zh");
    expect((await ask("")).headers.get("location")).toBe("/privacy/en");
    for (const path of ["/", "/en/", "/en/choices/"]) {
      const response = await ask(path, { method: "POST" });
      expect([response.status, response.headers.get("location")]).toEqual([
        308,
        `/privacy${path.slice(0, -1)}`,
      ]);
    }
  });

  it("serve the stylesheet, the font and nothing beside them", async () => {
    const { ask } = openCentre();
    const css = await ask("/assets/look.css");
    expect(css.headers.get("content-type")).toContain("text/css");
    expect(await css.text()).toContain("@media print");
    const again = await ask("/assets/look.css", {
      headers: { "if-none-match": css.headers.get("etag") ?? "" },
    });
    expect(again.status).toBe(304);
    const [font = ""] =
      (await (await ask("/assets/noto-sans-sc.css")).text()).match(/files\/[a-z0-9-]+\.woff2/) ?? [];
    expect((await ask(`/assets/${font}`)).headers.get("content-type")).toBe("font/woff2");
    for (const path of ["files/..%2Findex.css", "files/absent.woff2", "../centre.ts"])
      expect((await ask(`/assets/${path}`)).status).toBe(404);
  });
});
