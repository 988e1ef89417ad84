import { type RouteName, routes } from "@avow/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filledRegistration } from "../support/context.ts";
import { answerOf, type OpenService, openService } from "./open-service.ts";

const NAMES = Object.keys(routes) as RouteName[];
/** What is served beside the contract. */
const FILES = [
  "/.well-known/avow/policy.json",
  "/log/checkpoint",
  "/log/trust.txt",
  "/privacy",
  "/nothing/here",
];
const PORTAL = ["/en/", "/zh/policy", "/en/register", "/assets/site.css", "/privacy", "/nothing/here"];

let direct: OpenService;
let proxied: OpenService;
beforeAll(async () => {
  direct = await openService();
  proxied = await openService({
    environment: { AVOW_TRUST_PROXY: "1", AVOW_PUBLIC_URL: "https://www.index.example" },
  });
});
afterAll(async () => {
  await direct.close();
  await proxied.close();
});

function requestOf(name: RouteName, headers: Record<string, string>): [string, RequestInit] {
  const { method, path } = routes[name];
  const hasBody = method !== "GET";
  const filled = path.replace(/:[a-z]+/g, crypto.randomUUID());
  return [
    filled,
    {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(hasBody ? { body: "{}" } : {}),
    },
  ];
}

async function expectRefused(response: Response): Promise<void> {
  expect(response.status).toBe(403);
  expect(await response.json()).toMatchObject({ code: "insecure-transport", clause: "2.3.4" });
}

describe("plain HTTP over a network", () => {
  const ELSEWHERE = [
    "www.index.example",
    "192.168.1.5:4001",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "0.0.0.0:4001",
  ];

  it.each(NAMES)("[2.3.4] is refused by `%s` before anything else is looked at", async (name) => {
    for (const host of ELSEWHERE) await expectRefused(await direct.fetch(...requestOf(name, { host })));
    const forged = { host: "www.index.example", "x-forwarded-proto": "https" };
    await expectRefused(await direct.fetch(...requestOf(name, forged)));
  });

  it.each(FILES)("[2.3.4] is refused for `%s` as well", async (path) => {
    for (const host of ELSEWHERE) await expectRefused(await direct.fetch(path, { headers: { host } }));
  });

  it("[2.3.4] leaves nothing of what was sent", async () => {
    const body = { form: "registration", values: filledRegistration() };
    const headers = {
      ...direct.headersOf("site"),
      host: "www.index.example",
      "content-type": "application/json",
    };
    await expectRefused(
      await direct.fetch("/v1/registrations", { method: "POST", headers, body: JSON.stringify(body) }),
    );
    expect(answerOf(await direct.ask("operator", "overview")).people).toBe(0);
    answerOf(await direct.ask("site", "register", { body }));
  });

  it.each(NAMES)(
    "[2.3.4] is refused by `%s` behind a proxy that does not say it spoke HTTPS",
    async (name) => {
      for (const proto of [undefined, "http", "", "HTTPS ", "http, https", "https, http"]) {
        const headers = {
          host: "localhost:4001",
          ...(proto === undefined ? {} : { "x-forwarded-proto": proto }),
        };
        await expectRefused(await proxied.fetch(...requestOf(name, headers)));
      }
    },
  );

  it("[2.3.4] is refused by the portal too, and HTTPS behind the proxy is not", async () => {
    for (const path of ["/en/", "/en/register", "/assets/site.css"]) {
      expect((await direct.visit(path, { headers: { host: "www.index.example" } })).status).toBe(403);
      expect((await proxied.visit(path, { headers: { host: "www.index.example" } })).status).toBe(403);
    }
    const headers = { host: "www.index.example", "x-forwarded-proto": "https" };
    expect((await proxied.visit("/en/", { headers })).status).toBe(200);
  });
});

describe("every answer", () => {
  function expectStrict(headers: Headers): void {
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toMatch(/^(no-referrer|same-origin)$/);
    expect(headers.get("x-frame-options")).toBe("DENY");
  }

  it.each(NAMES)("[2.3.4] of `%s` bears the strict headers, to whoever asks", async (name) => {
    const as = routes[name].caller === "person" ? "anyone" : routes[name].caller;
    for (const headers of [{}, direct.headersOf(as), { host: "www.index.example" }])
      expectStrict((await direct.fetch(...requestOf(name, headers))).headers);
  });

  it.each(FILES)("[2.3.4] for `%s` bears them", async (path) => {
    expectStrict((await direct.fetch(path)).headers);
  });

  it.each(PORTAL)("[2.3.4] of the portal for `%s` bears them", async (path) => {
    expectStrict((await direct.visit(path)).headers);
  });

  it("[2.3.4] tells browsers to stay with HTTPS where there is HTTPS", async () => {
    const secure = { headers: { host: "www.index.example", "x-forwarded-proto": "https" } };
    const life = /^max-age=(\d+)/;
    for (const response of [
      await proxied.fetch("/log/trust.txt", secure),
      await proxied.visit("/en/", secure),
    ])
      expect(Number(life.exec(response.headers.get("strict-transport-security") ?? "")?.[1])).toBeGreaterThan(
        31_536_000,
      );
    expect((await direct.visit("/en/")).headers.get("strict-transport-security")).toBeNull();
  });
});
