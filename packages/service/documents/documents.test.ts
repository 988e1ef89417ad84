import { bundleVersion, DOCUMENT_STYLE } from "@avow/policy";
import type { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filledRegistration, openTestContext, type TestContext } from "../../../tests/support/context.ts";
import { register } from "../accounts/register.ts";
import { createApp } from "../http/app.ts";
import type { Authenticate } from "../http/mount.ts";
import { ProblemError } from "../http/problem.ts";
import type { Operator } from "../staff/operators.ts";
import { mountDocuments } from "./routes.ts";

let test: TestContext;
let app: Hono;
beforeAll(async () => {
  test = await openTestContext();
  app = createApp(test.context, {
    siteKey: "site",
    trustProxy: false,
    logFolder: test.dataDir,
    confirm: test.governing.current,
    report: (error) => test.reports.push(error),
    mountMore: (more) => mountDocuments(more, test.context, { authenticate }),
  });
  for (let person = 0; person < 3; person += 1)
    await register(test.context, "registration", filledRegistration());
});
afterAll(async () => {
  expect(test.reports).toEqual([]);
  await test.drop();
});

/** An operator by a header of the test's own; how operators log in is tested where they do. */
const authenticate: Authenticate<Operator> = (http) => {
  if (http.req.header("x-operator") === undefined)
    throw new ProblemError("not-logged-in", { detail: "log in" });
  return { id: "1", name: "Wei", email: "wei@index.example" };
};

function get(path: string, headers: Record<string, string> = {}): Response | Promise<Response> {
  return app.request(`http://localhost:4001${path}`, { headers: { host: "localhost:4001", ...headers } });
}

const DOCUMENT = "/console/api/documents/record-of-processing/en";
const OPERATOR = { "x-operator": "Wei" };

describe("what machines read of the policy", () => {
  it("[2.2.6] gpc.json says that the signal is obeyed, since the version's day", async () => {
    const answer = await get("/.well-known/gpc.json");
    expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
    expect(await answer.json()).toEqual({ gpc: true, lastUpdate: test.context.bundle.effective });
  });

  it("the policy in DPV names the version it is of", async () => {
    const answer = await get("/.well-known/avow/policy.jsonld");
    expect(answer.headers.get("content-type")).toBe("application/ld+json");
    expect(answer.headers.get("etag")).toBe(`"${test.context.version}"`);
    expect(await answer.json()).toMatchObject({
      "@type": "dpv:PrivacyNotice",
      "dpv:hasIdentifier": bundleVersion(test.context.bundle),
    });
  });
});

describe("a document", () => {
  it("is made for operators alone", async () => {
    expect((await get(DOCUMENT)).status).toBe(401);
    expect((await get(DOCUMENT, OPERATOR)).status).toBe(200);
  });

  it("holds what only the running service knows, and nothing of any person", async () => {
    const { title, markdown, html } = (await (await get(DOCUMENT, OPERATOR)).json()) as Record<
      string,
      string
    >;
    expect(title).toBe("Record of processing activities");
    for (const said of [
      test.context.version,
      "**People of whom data is held** 3",
      "AES-256-GCM",
      "10 times or more",
    ])
      expect(markdown).toContain(said);
    expect(`${markdown}${html}`).not.toMatch(/Lin Yue|@example\.com/);
  });

  it("opened in a browser is a page that carries no style in itself, and so needs no exception from the strict policy", async () => {
    const page = await get(DOCUMENT, { ...OPERATOR, accept: "text/html,application/xhtml+xml,*/*;q=0.8" });
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.headers.get("content-security-policy")).toMatch(/style-src 'self'(;|$)/);
    expect(page.headers.get("content-security-policy")).not.toContain("unsafe");
    const html = await page.text();
    expect(html).not.toMatch(/<style|\sstyle=|<script/);
    const [, stylesheet = ""] = /<link rel="stylesheet" href="([^"]+)">/.exec(html) ?? [];
    expect(await (await get(stylesheet)).text()).toBe(DOCUMENT_STYLE);
  });

  it("downloaded carries its style with it", async () => {
    const answer = await get(DOCUMENT, { ...OPERATOR, accept: "application/json" });
    expect(((await answer.json()) as { html: string }).html).toContain("<style>");
  });

  it.each(["/console/api/documents/diary/en", "/console/api/documents/impact-assessment/fr"])(
    "%s is not there",
    async (path) => expect((await get(path, OPERATOR)).status).toBe(404),
  );

  it("is in Chinese for who reads Chinese", async () => {
    const answer = await get("/console/api/documents/impact-assessment/zh", OPERATOR);
    expect(await answer.json()).toMatchObject({ title: "个人信息保护影响评估：事实部分" });
  });
});
