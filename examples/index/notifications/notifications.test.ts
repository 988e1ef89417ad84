import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerOf, type OpenService, openService } from "../../../tests/conformance/open-service.ts";
import { type CookiePerson, logInWithCookies } from "../../../tests/support/portal-cookies.ts";
import { logInOnPortal, PASSWORD } from "../../../tests/support/portal-person.ts";

let open: OpenService;
let aheadMs = 0;

beforeAll(async () => {
  open = await openService({
    environment: { AVOW_PUSH_CONTACT: "mailto:privacy@index.example" },
    now: () => new Date(Date.now() + aheadMs),
  });
}, 60_000);
afterAll(async () => {
  await open.close();
  expect(open.reports).toEqual([]);
});

/** What a browser would send. */
function subscription(): string {
  const p256dh = Buffer.concat([Buffer.from([4]), randomBytes(64)]).toString("base64url");
  const keys = { p256dh, auth: randomBytes(16).toString("base64url") };
  return JSON.stringify({ endpoint: "https://push.example/1", expirationTime: null, keys });
}

const reachOf = async (person: string) => answerOf(await open.ask({ person }, "reach"));

describe("push notifications on the portal", () => {
  it.each([
    ["en", "kept in this browser for 1 year at most", "JavaScript is off"],
    ["zh", "名为 index_push，最长1年", "已停用 JavaScript"],
  ] as const)(
    "[2.3.7] [2.2.4] %s: the page says what is kept and how long, and without JavaScript where to go instead",
    async (language, kept, without) => {
      const person = await logInWithCookies(open.visit, language);
      const answer = await person.get(`/${language}/notifications`);
      const page = await answer.text();
      for (const part of [kept, without, `/privacy/${language}/reach`]) expect(page).toContain(part);
      expect(page).toMatch(/<form[^>]*data-push-on data-with-push hidden/);
      expect(answer.headers.get("content-security-policy")).toMatch(
        /worker-src 'self'.*trusted-types avow-kit avow-push/,
      );
    },
  );

  it("[2.3.7] are switched on and off, and what cannot be used is turned away", async () => {
    const person = await logInWithCookies(open.visit);
    const post = (value: string) => person.post("/en/notifications/push", { value });
    expect((await post("{}")).status).toBe(422);
    const on = await (await post(subscription())).text();
    expect(on).toContain("Switched on.");
    expect(on).toContain("data-push-off");
    expect((await reachOf(person.token)).push).not.toBeNull();
    expect(await (await post("")).text()).toContain("The subscription has been erased.");
    expect((await reachOf(person.token)).push).toBeNull();
  });

  it("[2.2.6] [law 4] are not offered to who refuses cookies, in the form or in the browser: no page lets a worker be registered, and no subscription is taken", async () => {
    const refused = await logInOnPortal(open.visit);
    const accepted = await logInWithCookies(open.visit);
    for (const answer of [
      await refused.post("/en/notifications"),
      await accepted.get("/en/notifications", { "sec-gpc": "1" }),
    ]) {
      const page = await answer.text();
      expect(page).toContain("data-push-refused");
      expect(page).not.toContain("data-push-on");
      expect(answer.headers.get("content-security-policy")).toContain("worker-src 'none'");
    }
    const taken = await refused.post("/en/notifications/push", { value: subscription() });
    expect([taken.status, await taken.text()]).toEqual([403, expect.stringContaining("2.2.6")]);
  });

  it("[2.2.7] leave every page before log-in without their script, and are nobody's without an account", async () => {
    for (const path of ["/en/", "/zh/log-in", "/en/cookies"])
      expect(await (await open.visit(path)).text(), path).not.toContain("turn-on-push.js");
    expect((await open.visit("/en/notifications")).status).toBe(401);
  });

  it("[2.2.4] [2.3.7] a year later the service has erased the subscription of its own accord, and says so on the page", async () => {
    const person: CookiePerson = await logInWithCookies(open.visit);
    await person.post("/en/notifications/push", { value: subscription() });
    aheadMs = 367 * 86_400_000;
    await person.post("/en/log-in", { email: person.email, password: PASSWORD, cookies: "accepted" });
    const token = person.jar.get("index_session") ?? "";
    const isGiven = async () =>
      (await reachOf(token)).ways.find(({ channel }) => channel === "push")?.given ?? null;
    await expect.poll(isGiven, { timeout: 20_000 }).toBe(false);
    expect(await (await person.get("/en/notifications")).text()).toContain("data-push-on");
    const kinds = answerOf(await open.ask({ person: token }, "receipts")).map(({ kind }) => kind);
    expect(kinds).toContain("subscription-ended");
  });
});
