import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { build } from "vite";
import { describe, expect, it } from "vitest";
import { launchBrowser } from "../../tests/support/browser.ts";
import { createConsent } from "./consent/create-consent.ts";
import { SHOP_PLAN } from "./kit-site.testing.ts";
import { ConsentProvider, Gate } from "./react.ts";

describe("the React binding", () => {
  it("[law 1] shuts every gate where there is no consent, and on the server, which cannot know", () => {
    const gate = createElement(Gate, { purpose: "video", fallback: "shut" }, "open");
    const choice = { id: "1", at: "", choices: { video: true }, wording: SHOP_PLAN.wording, signal: null };
    const consent = createConsent(
      { plan: SHOP_PLAN, known: { choice, signal: null, unwanted: [] }, policy: null },
      {
        signal: null,
        language: "en",
        newKey: () => "key",
        wait: () => new Promise(() => {}),
        save: async () => ({ outcome: "failed" }),
      },
    );
    expect(renderToString(gate)).toBe("shut");
    expect(renderToString(createElement(ConsentProvider, { consent }, gate))).toBe("shut");
  });

  it("opens a gate when the choice is kept, and shuts it as soon as it is taken back", async () => {
    const outDir = await mkdtemp(join(tmpdir(), "avow-react-"));
    const browser = await launchBrowser();
    try {
      await build({
        configFile: false,
        publicDir: false,
        logLevel: "error",
        define: { "process.env.NODE_ENV": '"production"' },
        build: {
          outDir,
          lib: {
            entry: new URL("react-page.testing.ts", import.meta.url).pathname,
            formats: ["iife"],
            name: "reactPage",
            fileName: () => "page.js",
          },
        },
      });
      const page = await browser.newPage();
      await page.setContent(`<main></main>`);
      await page.evaluate(await readFile(join(outDir, "page.js"), "utf8"));
      const main = page.locator("main");
      await expect.poll(() => main.textContent()).toBe("shut, kept");
      await page.evaluate("choose({ video: true })");
      await expect.poll(() => main.textContent()).toBe("shut, saving");
      await page.evaluate("answer()");
      await expect.poll(() => main.textContent()).toBe("open, kept");
      await page.evaluate("choose({})");
      await expect.poll(() => main.textContent()).toBe("shut, saving");
    } finally {
      await browser.close();
      await rm(outDir, { recursive: true });
    }
  }, 60_000);
});
