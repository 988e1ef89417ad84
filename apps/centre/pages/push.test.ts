import type { AnswerOf } from "@avow/contract";
import type { Bundle } from "@avow/policy";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { createCentre } from "../centre.ts";
import { bundle, TOKEN, VERSION } from "../fixture-service.ts";

const ORIGIN = "https://www.index.example";
const KEY = "B".repeat(87);
const UNTIL = "2027-11-23T04:00:00.000Z";
const OFFER = { key: KEY, worker: "index_push", until: UNTIL };

const declared: Bundle = {
  ...bundle,
  storage: {
    ...bundle.storage,
    index_push: {
      clause: "2.3.7",
      title: { en: "Shows push notifications", zh: "显示推送通知" },
      kind: "service-worker",
      purpose: "notifications",
      life: "P1Y",
      setBy: "index.example",
      when: [],
    },
  },
};

function open(under: Bundle, reach: Partial<AnswerOf<"reach">> = {}) {
  const file = (name: string) => new URL(`../${name}`, import.meta.url).pathname;
  const answer = { clause: "2.3.7", ways: [], address: null, push: null, pushOffer: OFFER, ...reach };
  const centre = createCentre({
    policy: () => ({ bundle: under, version: VERSION }),
    service: async () => Response.json(answer),
    publicUrl: ORIGIN,
    assets: {
      verifier: file("browser.ts"),
      asker: file("browser-ask.ts"),
      pusher: file("browser-push.ts"),
      worker: file("browser-push-worker.ts"),
    },
    report: (error) => {
      throw error;
    },
  });
  const app = new Hono().route("/privacy", centre);
  return {
    ask: (path: string) =>
      app.request(`${ORIGIN}/privacy${path}`, { headers: { cookie: `index_session=${TOKEN}` } }),
    carried: (path: string) =>
      app.request(`${ORIGIN}/privacy${path}`, {
        method: "POST",
        body: new URLSearchParams({ session: TOKEN }),
      }),
  };
}

describe("push notifications in the centre", () => {
  it("[2.2.4] are not offered where the service offers none, and no worker is served that the register does not have", async () => {
    const { ask } = open(bundle, { pushOffer: null });
    expect(await (await ask("/en/reach")).text()).not.toContain("push-title");
    expect((await ask("/worker/index_push.js")).status).toBe(404);
  });

  it("[2.2.4] are served under their name in the register, and no other", async () => {
    const { ask } = open(declared);
    expect((await ask("/worker/index_push.js")).headers.get("content-type")).toContain("text/javascript");
    for (const other of ["other.js", "index_push", "index_session.js", "__proto__.js"])
      expect((await ask(`/worker/${other}`)).status, other).toBe(404);
  });

  it("[2.3.7] are turned on by a button that needs JavaScript and says so, with the service's own key", async () => {
    const page = await (await open(declared).ask("/en/reach")).text();
    expect(page).toContain('data-worker="/privacy/worker/index_push.js"');
    expect(page).toContain(`data-key="${KEY}" data-until="${UNTIL}"`);
    expect(page).toContain("a service worker, index_push, is kept in this browser until 23 November 2027");
    expect(page).toMatch(/<form[^>]*data-push-on[^>]*hidden/);
    expect(page).toContain("JavaScript is off");
    expect(page).toContain("/privacy/assets/turn-on-push.js");
  });

  it("[2.2.6] are not offered to somebody who refused cookies, who is told why", async () => {
    const page = await (await open(declared).carried("/zh/reach")).text();
    expect(page).not.toContain("data-push-on");
    expect(page).toContain("data-push-refused");
    expect(page).toContain("登录时拒绝了 Cookie");
  });

  it("are turned off without JavaScript, and are not offered where none are sent", async () => {
    const on = await (await open(declared, { push: { until: UNTIL } }).ask("/en/reach")).text();
    expect(on).toMatch(/action="\/privacy\/en\/reach\/push" data-push-off/);
    const none = await (await open(declared, { pushOffer: null }).ask("/en/reach")).text();
    expect(none).not.toContain("push-title");
  });
});
