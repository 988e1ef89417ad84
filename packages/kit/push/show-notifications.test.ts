import { describe, expect, it } from "vitest";
import { type PushWorker, showNotifications, type WorkerEvent } from "./show-notifications.ts";

function startWorker() {
  const listeners = new Map<string, (event: WorkerEvent) => void>();
  const shown: { title: string; options: NotificationOptions }[] = [];
  const opened: string[] = [];
  const worker: PushWorker = {
    addEventListener: (type, listener) => void listeners.set(type, listener),
    registration: { showNotification: async (title, options) => void shown.push({ title, options }) },
    clients: { openWindow: async (url) => opened.push(url) },
    location: { origin: "https://index.example" },
  };
  showNotifications(worker);
  const tell = (type: string, event: Omit<WorkerEvent, "waitUntil">) =>
    listeners.get(type)?.({ waitUntil: () => {}, ...event });
  return { shown, opened, tell, listeners };
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
    expect([...startWorker().listeners.keys()].sort()).toEqual(["notificationclick", "push"]);
  });
});
