import type { Browser, BrowserContext, Page, Request } from "playwright-core";

/** A name kept on the device, by the page or by anyone it asked. */
export interface Stored {
  readonly kind: "cookie" | "local storage" | "session storage" | "database" | "cache";
  readonly name: string;
}

/** What one visit left and did. */
export interface Observation {
  readonly status: number | null;
  /** Where it ended, without fragment. */
  readonly address: string;
  readonly stored: readonly Stored[];
  /** Hosts beside the site's own that were asked. */
  readonly asked: readonly string[];
  /** Labels of the buttons that ask for agreement. */
  readonly asking: readonly string[];
  /** Whether the page speaks of the signal. */
  readonly saysHonoured: boolean;
}

/** The visits the checks are about: by a browser that refuses nothing, and by one that refuses. */
export interface Visits {
  readonly plain: Observation;
  readonly refused: Observation;
  readonly reloaded: Observation;
  /** By the browser that had refused, now without the signal. */
  readonly later: Observation;
}

export interface VisitOptions {
  readonly browser: Browser;
  readonly site: URL;
  /** How long a page is watched after it has loaded, in milliseconds. */
  readonly settleMs: number;
}

/** Visits a site with and without the signal, each time in a profile that knows nothing of the other. */
export async function visitSite(options: VisitOptions): Promise<Visits> {
  const plain = await inFreshProfile(options, async (context) => {
    const page = await context.newPage();
    return watch(options, page, () => page.goto(options.site.href));
  });
  const rest = await inFreshProfile(options, async (context) => {
    const page = await context.newPage();
    await sendSignal(page);
    const refused = await watch(options, page, () => page.goto(options.site.href));
    const reloaded = await watch(options, page, () => page.reload());
    await page.close();
    const silent = await context.newPage();
    const later = await watch(options, silent, () => silent.goto(options.site.href));
    return { refused, reloaded, later };
  });
  return { plain, ...rest };
}

async function inFreshProfile<T>(
  { browser }: VisitOptions,
  visit: (context: BrowserContext) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext();
  try {
    return await visit(context);
  } finally {
    await context.close();
  }
}

/**
 * Refuses as a browser with the signal on does: the header with every request, and the property. No headless Chromium has the
 * property, so a script puts it in before the page's own run; workers of the page do not get it.
 */
async function sendSignal(page: Page): Promise<void> {
  await page.setExtraHTTPHeaders({ "Sec-GPC": "1" });
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, "globalPrivacyControl", {
      get: () => true,
      configurable: true,
      enumerable: true,
    });
  });
}

async function watch(
  { site, settleMs }: VisitOptions,
  page: Page,
  load: () => ReturnType<Page["goto"]>,
): Promise<Observation> {
  const requests: Request[] = [];
  const note = (request: Request): void => void requests.push(request);
  page.context().on("request", note);
  const response = await load();
  await page.waitForTimeout(settleMs);
  page.context().off("request", note);
  return {
    status: response?.status() ?? null,
    address: page.url().split("#")[0] ?? "",
    stored: await listStored(page),
    asked: listAsked(requests, site),
    asking: await listAsking(page),
    saysHonoured: HONOURED.test(await page.locator("body").innerText()),
  };
}

/** Hosts that were asked in earnest: what the page's own policy stopped on its way is not. */
function listAsked(requests: readonly Request[], site: URL): readonly string[] {
  const bare = (host: string): string => host.replace(/^www\./, "");
  const hosts = requests
    .filter((request) => request.failure()?.errorText !== "csp")
    .map((request) => new URL(request.url()))
    .filter(({ protocol, host }) => /^(https?|wss?):$/.test(protocol) && bare(host) !== bare(site.host))
    .map(({ host }) => host);
  return [...new Set(hosts)].toSorted();
}

async function listStored(page: Page): Promise<readonly Stored[]> {
  const cookies = (await page.context().cookies()).map(({ name }): Stored => ({ kind: "cookie", name }));
  const others = await page.evaluate(async () => {
    const named = <K extends string>(kind: K, names: readonly string[]) =>
      names.map((name) => ({ kind, name }));
    // Without a secure context there are neither caches nor, in some browsers, names of databases.
    const databases = await window.indexedDB?.databases?.().catch(() => []);
    const caches = (await window.caches?.keys().catch(() => [])) ?? [];
    return [
      ...named("local storage", Object.keys(localStorage)),
      ...named("session storage", Object.keys(sessionStorage)),
      ...named(
        "database",
        (databases ?? []).map(({ name = "" }) => name),
      ),
      ...named("cache", caches),
    ];
  });
  return [...cookies, ...others];
}

/** How a button that asks for agreement is labelled, in the languages the suite reads. */
const AGREEMENT =
  /^(accept|agree|allow|i (accept|agree)|ok(ay)?, (accept|agree)|got it|alle akzeptieren|akzeptieren|zustimmen|tout accepter|accepter|aceptar|accetta)\b|^(全部)?(接受|同意|允许)(全部|所有)?/i;
/** How a page says that it honours the signal. */
const HONOURED =
  /global privacy control|\bGPC\b|opt[ -]?out (request|preference|signal)[^.]{0,40}honou?red|全球隐私控制|浏览器(已|的)?(发出的)?拒绝/i;

async function listAsking(page: Page): Promise<readonly string[]> {
  const buttons = await page.getByRole("button").all();
  const labels: string[] = [];
  for (const button of buttons) {
    if (!(await button.isVisible())) continue;
    const label = (await button.innerText().catch(() => "")).trim();
    if (AGREEMENT.test(label)) labels.push(label);
  }
  return labels;
}
