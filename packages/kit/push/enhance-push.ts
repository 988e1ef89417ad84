/** Form of the page that turns push notifications on: its hidden field `value` is filled, and it is sent as any form. */
const ON = "form[data-push-on]";
/** Form that turns them off: what the browser holds goes before it is sent. */
const OFF = "form[data-push-off]";
/** Stands on the page of somebody who refuses cookies: what an earlier visit left goes. */
const REFUSED = "[data-push-refused]";

/**
 * Makes the forms for push notifications work: shows them where the browser can do it, subscribes when the person turns them on
 * (which asks them), and unregisters when they turn them off. Nothing is registered before the person presses the button.
 */
export function enhancePush(page: Window): void {
  const { document, navigator } = page;
  const can = "serviceWorker" in navigator && "PushManager" in page;
  for (const element of document.querySelectorAll<HTMLElement>("[data-with-push]")) element.hidden = !can;
  for (const element of document.querySelectorAll<HTMLElement>("[data-without-push]")) element.hidden = can;
  if (!can) return;
  for (const element of document.querySelectorAll<HTMLElement>(REFUSED))
    void unsubscribe(page, element.dataset.worker ?? "");
  onSubmit(document, ON, async (form) => {
    const value = form.elements.namedItem("value");
    if (!(value instanceof HTMLInputElement)) return false;
    value.value = JSON.stringify(await subscribe(page, form.dataset));
    return true;
  });
  onSubmit(document, OFF, async (form) => {
    await unsubscribe(page, form.dataset.worker ?? "");
    return true;
  });
}

/** Runs `act` before the form is sent; where it fails the form stays, and says so. */
function onSubmit(
  document: Document,
  selector: string,
  act: (form: HTMLFormElement) => Promise<boolean>,
): void {
  for (const form of document.querySelectorAll<HTMLFormElement>(selector))
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      act(form).then(
        (isReady) => isReady && form.submit(),
        () => {
          for (const note of form.querySelectorAll<HTMLElement>("[data-push-failed]")) note.hidden = false;
        },
      );
    });
}

async function subscribe(page: Window, { worker = "", key = "" }: DOMStringMap): Promise<PushSubscription> {
  const { serviceWorker } = page.navigator;
  const registration = await serviceWorker.register(trustedUrl(page, worker));
  const options = { userVisibleOnly: true, applicationServerKey: key };
  try {
    await activated(registration);
    return await registration.pushManager.subscribe(options);
  } catch (error) {
    await registration.unregister(); // a person who said no is left with nothing
    throw error;
  }
}

/** A subscription needs a worker that is active. */
function activated({ installing, waiting }: ServiceWorkerRegistration): Promise<void> {
  const worker = installing ?? waiting;
  if (worker === null) return Promise.resolve();
  return new Promise((resolve) => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") resolve();
    });
  });
}

async function unsubscribe(page: Window, worker: string): Promise<void> {
  for (const registration of await page.navigator.serviceWorker.getRegistrations())
    if (registration.active?.scriptURL.endsWith(worker)) await registration.unregister();
}

/** Under Trusted Types a worker's address must have been made by a policy. */
function trustedUrl(page: Window, url: string): string {
  const { trustedTypes } = page as Window & {
    trustedTypes?: {
      createPolicy(name: string, rules: object): { createScriptURL(url: string): string };
    };
  };
  return (
    trustedTypes
      ?.createPolicy("avow-push", { createScriptURL: (given: string) => given })
      .createScriptURL(url) ?? url
  );
}
