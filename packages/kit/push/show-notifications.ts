import { isWorkerOver } from "./worker-life.ts";

/** What of a service worker's world this one needs. */
export interface PushWorker {
  addEventListener(type: string, listener: (event: WorkerEvent) => void): void;
  readonly registration: {
    showNotification(title: string, options: NotificationOptions): Promise<void>;
    unregister(): Promise<unknown>;
  };
  readonly clients: { openWindow(url: string): Promise<unknown> };
  readonly location: { readonly origin: string; readonly href: string };
  readonly Date: { now(): number };
}

/** An event of a service worker, with what a push and a click have beside. */
export interface WorkerEvent {
  waitUntil(done: Promise<unknown>): void;
  readonly data?: { json(): unknown } | null;
  readonly notification?: { close(): void; readonly data?: unknown };
}

interface Shown {
  readonly title: string;
  readonly body: string;
  readonly lang: string;
  readonly url: string;
}

/**
 * Shows each message that is pushed, and opens the privacy centre when it is clicked. It keeps nothing, answers no request of a page,
 * and opens no address but its own site's. Once its life is over it shows nothing any more, and goes.
 */
export function showNotifications(worker: PushWorker): void {
  const isOver = () => isWorkerOver(worker.location.href, worker.Date.now());
  worker.addEventListener("activate", (event) => {
    if (isOver()) event.waitUntil(worker.registration.unregister());
  });
  worker.addEventListener("push", (event) => {
    if (isOver()) return event.waitUntil(worker.registration.unregister());
    const shown = readShown(event.data);
    if (shown === null) return;
    const { title, body, lang, url } = shown;
    event.waitUntil(worker.registration.showNotification(title, { body, lang, data: url }));
  });
  worker.addEventListener("notificationclick", (event) => {
    event.notification?.close();
    const url = event.notification?.data;
    if (typeof url === "string" && isOwn(url, worker.location.origin))
      event.waitUntil(worker.clients.openWindow(url));
  });
}

function isOwn(url: string, origin: string): boolean {
  return URL.canParse(url) && new URL(url).origin === origin;
}

function readShown(data: WorkerEvent["data"]): Shown | null {
  let value: unknown;
  try {
    value = data?.json();
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const { title, body, lang, url } = value as Partial<Record<keyof Shown, unknown>>;
  const isText = [title, body, lang, url].every((one) => typeof one === "string");
  return isText ? (value as Shown) : null;
}
