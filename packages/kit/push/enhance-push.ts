import { addressOfWorker, isWorkerOver } from "./worker-life.ts";

/** Form of the page that turns push notifications on: its hidden field `value` is filled, and it is sent as any form. */
const ON = "form[data-push-on]";
/** Form that turns them off: what the browser holds goes before it is sent. */
const OFF = "form[data-push-off]";
/** Stands on the page of somebody who refuses cookies: what an earlier visit left goes. */
const REFUSED = "[data-push-refused]";

type Page = Window & typeof globalThis;

/**
 * Makes the forms for push notifications work: shows them where the browser can do it, subscribes when the person turns them on
 * (which asks them), and unregisters when they turn them off. Nothing is registered before the person presses the button and the
 * browser has let them.
 *
 * On every page it runs on, a worker goes whose life is over; and any worker, where the page says that there is nothing to show: it
 * offers to turn them on, or the person refuses cookies. Done when that is done.
 * @param folder path under which the site serves the worker and nothing else, such as `/privacy/worker/`: whatever is registered for
 *   it is ours
 * @example enhancePush(window, "/privacy/worker/");
 */
export async function enhancePush(page: Page, folder: string): Promise<void> {
  const { document, navigator } = page;
  const can = "serviceWorker" in navigator && "PushManager" in page && "Notification" in page;
  for (const element of document.querySelectorAll<HTMLElement>("[data-with-push]")) element.hidden = !can;
  for (const element of document.querySelectorAll<HTMLElement>("[data-without-push]")) element.hidden = can;
  if (!can) return;
  const isNoneMeant = document.querySelector(`${ON}, ${REFUSED}`) !== null;
  const isOver = (address: string) => isNoneMeant || isWorkerOver(address, page.Date.now());
  const tidied = endWorkers(page, folder, isOver);
  const trust = createTrust(page, folder);
  onSubmit(document, ON, async (form) => {
    if ((await page.Notification.requestPermission()) !== "granted") return "denied";
    await tidied;
    const value = form.elements.namedItem("value");
    if (!(value instanceof page.HTMLInputElement)) return "failed";
    value.value = JSON.stringify(await subscribe(page, form.dataset, trust));
    return "done";
  });
  onSubmit(document, OFF, async () => {
    await endWorkers(page, folder, () => true);
    return "done";
  });
  await tidied;
}

/** How an act before a form is sent ended; what is not `done` has a note in the form that says so. */
type Outcome = "done" | "denied" | "failed";

/** Runs `act` before the form is sent; where it does not succeed the form stays, and says so. */
function onSubmit(
  document: Document,
  selector: string,
  act: (form: HTMLFormElement) => Promise<Outcome>,
): void {
  for (const form of document.querySelectorAll<HTMLFormElement>(selector))
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const outcome = await act(form).catch((): Outcome => "failed");
      for (const note of ["denied", "failed"])
        for (const element of form.querySelectorAll<HTMLElement>(`[data-push-${note}]`))
          element.hidden = note !== outcome;
      if (outcome === "done") form.submit();
    });
}

/** What a browser gives a site so that it can be reached; it ends when the worker's life does, or earlier if the browser says so. */
async function subscribe(
  page: Page,
  { worker = "", key = "", until = "" }: DOMStringMap,
  trust: (address: string) => string,
): Promise<PushSubscriptionJSON> {
  const { serviceWorker } = page.navigator;
  const registration = await serviceWorker.register(trust(addressOfWorker(worker, until)));
  const options = { userVisibleOnly: true, applicationServerKey: key };
  try {
    await activated(registration);
    const subscription = (await registration.pushManager.subscribe(options)).toJSON();
    const end = Date.parse(until);
    return { ...subscription, expirationTime: Math.min(subscription.expirationTime ?? end, end) };
  } catch (error) {
    await registration.unregister();
    throw error;
  }
}

/** A subscription needs a worker that is active. */
function activated({ installing, waiting }: ServiceWorkerRegistration): Promise<void> {
  const worker = installing ?? waiting;
  if (worker === null) return Promise.resolve();
  return new Promise((resolve, reject) => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") resolve();
      if (worker.state === "redundant") reject(new Error("the worker could not be installed"));
    });
  });
}

/** Unregisters our workers of which `ends` says so; with a worker goes its subscription (W3C Push API, section 5). */
async function endWorkers(page: Page, folder: string, ends: (address: string) => boolean): Promise<void> {
  const registrations = await page.navigator.serviceWorker.getRegistrations();
  await Promise.all(
    registrations.map(async (registration) => {
      const { active, waiting, installing, scope } = registration;
      const address = (active ?? waiting ?? installing)?.scriptURL;
      if (new URL(scope).pathname === folder && (address === undefined || ends(address)))
        await registration.unregister();
    }),
  );
}

/** Under Trusted Types a worker's address must have been made by a policy: this one takes those of the folder alone. */
function createTrust(page: Page, folder: string): (address: string) => string {
  const { trustedTypes } = page as Page & {
    trustedTypes?: {
      createPolicy(
        name: string,
        rules: { createScriptURL(address: string): string },
      ): {
        createScriptURL(address: string): string;
      };
    };
  };
  const createScriptURL = (address: string): string => {
    if (!address.startsWith(folder)) throw new TypeError(`\`${address}\` is not under \`${folder}\``);
    return address;
  };
  let policy: { createScriptURL(address: string): string } | undefined;
  return (address) => {
    policy ??= trustedTypes?.createPolicy("avow-push", { createScriptURL }) ?? { createScriptURL };
    return policy.createScriptURL(address);
  };
}
