import { describe, expect, it } from "vitest";
import { type PushWorker, showNotifications, type WorkerEvent } from "./show-notifications.ts";

const UNTIL = "2027-11-23T08:00:00.000Z";
const ADDRESS = `https://index.example/privacy/worker/index_push.js?until=${encodeURIComponent(UNTIL)}`;
const DAY_MS = 86_400_000;

/** A worker with a day to live, unless its address or the time says otherwise. */
function startWorker({ href = ADDRESS, now = Date.parse(UNTIL) - DAY_MS } = {}) {
  const listeners = new Map<string, (event: WorkerEvent) => void>();
  const shown: { title: string; options: NotificationOptions }[] = [];
  const opened: string[] = [];
  let ended = 0;
  const worker: PushWorker = {
    addEventListener: (type, listener) => void listeners.set(type, listener),
    registration: {
      showNotification: async (title, options) => void shown.push({ title, options }),
      unregister: async () => {
        ended += 1;
      },
    },
    clients: { openWindow: async (url) => opened.push(url) },
    location: { origin: "https://index.example", href },
    Date: { now: () => now },
  };
  showNotifications(worker);
  const tell = (type: string, event: Omit<WorkerEvent, "waitUntil">) =>
    listeners.get(type)?.({ waitUntil: () => {}, ...event });
  return { shown, opened, tell, listeners, ended: () => ended };
}

const MESSAGE = {
  title: "An incident",
  body: "Open it.",
  lang: "en",
  url: "https://index.example/privacy/en",
};

describe("the service worker of push notifications", () => {
  it("[2.3.7] shows what is pushed, and opens the privacy centre when it is clicked", () => {
    const { shown, opened, tell } = startWorker();
    tell("push", { data: { json: () => MESSAGE } });
    expect(shown).toEqual([
      { title: "An incident", options: { body: "Open it.", lang: "en", data: MESSAGE.url } },
    ]);
    tell("notificationclick", { notification: { close: () => {}, data: MESSAGE.url } });
    expect(opened).toEqual([MESSAGE.url]);
  });

  it("opens no other site's address, and shows nothing that it cannot read", () => {
    const { shown, opened, tell } = startWorker();
    for (const data of ["https://elsewhere.example/", "javascript:alert(1)", undefined])
      tell("notificationclick", { notification: { close: () => {}, data } });
    tell("push", { data: null });
    tell("push", { data: { json: () => ({ title: 1 }) } });
    tell("push", {
      data: {
        json() {
          throw new SyntaxError("not JSON");
        },
      },
    });
    expect(opened).toEqual([]);
    expect(shown).toEqual([]);
  });

  it("[2.2.4] listens to nothing else: it answers no request and keeps nothing", () => {
    expect([...startWorker().listeners.keys()].sort()).toEqual(["activate", "notificationclick", "push"]);
  });

  it("[2.2.4] lives as long as its address says, and no longer: then it shows nothing and goes", () => {
    const last = startWorker({ now: Date.parse(UNTIL) - 1 });
    last.tell("activate", {});
    last.tell("push", { data: { json: () => MESSAGE } });
    expect([last.shown.length, last.ended()]).toEqual([1, 0]);
    const over = startWorker({ now: Date.parse(UNTIL) });
    over.tell("push", { data: { json: () => MESSAGE } });
    expect([over.shown.length, over.ended()]).toEqual([0, 1]);
    over.tell("activate", {});
    expect(over.ended()).toBe(2);
  });

  it.each(["", "?until=", "?until=never", "?since=2026-11-23"])(
    "[law 1] [2.2.4] has no life where its address does not say how long: `%s`",
    (query) => {
      const { shown, tell, ended } = startWorker({ href: ADDRESS.replace(/\?.*/, query) });
      tell("push", { data: { json: () => MESSAGE } });
      expect([shown, ended()]).toEqual([[], 1]);
    },
  );
});
