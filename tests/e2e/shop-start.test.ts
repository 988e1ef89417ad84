import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort, spawnAvow } from "../support/avow.ts";

/** `avow start --site shop`, as a newcomer's shell would run it. */
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "avow-shop-start-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("avow start --site", () => {
  it("shop runs the shop under its own policy, with data of its own, until it is told to end", async () => {
    const [port, portalPort] = [await freePort(), await freePort()];
    const started = spawnAvow(
      { AVOW_PORT: `${port}`, AVOW_PORTAL_PORT: `${portalPort}` },
      { words: ["--site", "shop"], cwd: folder },
    );
    const ended = started.done.then((code) => `it ended with ${code}`);
    const isRunning = expect.poll(started.output, { timeout: 120_000 }).toContain("Ctrl-C stops everything.");
    expect(await Promise.race([isRunning.then(() => "it runs"), ended]), started.output()).toBe("it runs");
    expect(started.output()).toContain(`data            ${resolve(folder, "data-shop")}`);
    expect(started.output()).not.toContain("payments");

    const page = await fetch(`http://localhost:${portalPort}/en/`);
    expect(await page.text()).toContain('id="avow-plan"');
    const bundle = await fetch(`http://localhost:${portalPort}/.well-known/avow/policy.json`);
    expect((await bundle.json()).id).toBe("nordwind");
    const kit = await fetch(`http://localhost:${portalPort}/.avow/kit.js`);
    expect([kit.status, (await kit.text()).length > 10_000]).toEqual([200, true]);

    started.child.kill("SIGINT");
    expect(await started.done).toBe(0);
  }, 180_000);

  it("refuses a site there is none of, and says which there are", async () => {
    const started = spawnAvow({}, { words: ["--site", "shpo"], cwd: folder });
    expect(await started.done).not.toBe(0);
    expect(started.output()).toContain("there is no site `shpo`");
    expect(started.output()).toContain("index, shop");
  }, 30_000);
});
