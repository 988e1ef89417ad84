import type { Hono } from "hono";
import type { BrowserContext } from "playwright-core";

/** Lets `app` answer every request of a browser, whatever it is addressed to; notes the addresses. */
export async function serveInBrowser(context: BrowserContext, app: Hono, addresses: string[]): Promise<void> {
  await context.route("**/*", async (route) => {
    const asked = route.request();
    addresses.push(asked.url());
    const response = await app.request(asked.url(), {
      method: asked.method(),
      headers: await asked.allHeaders(),
      body: asked.postData(),
    });
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  });
}
