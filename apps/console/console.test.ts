import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildConsole, createConsole } from "./index.ts";

let dir: string;
let app: Hono;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "avow-console-"));
  await buildConsole(dir);
  app = new Hono();
  app.route("/console", createConsole({ dir }));
  app.get("/console/api/overview", (c) => c.text("the service"));
  app.get("/console/auth/get-session", (c) => c.text("the service"));
}, 120_000);

afterAll(() => rm(dir, { recursive: true }));

describe("the build", () => {
  it("puts no script and no style into the page", async () => {
    const page = await readFile(join(dir, "index.html"), "utf8");
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=/i);
    const scripts = page.match(/<script[^>]*>[^<]*/g) ?? [];
    expect(scripts).toHaveLength(1);
    expect(scripts[0]).toMatch(/ src="\/console\/assets\/[^"]+\.js">$/);
  });

  it("loads nothing from elsewhere and carries no `data:` font", async () => {
    const names = await readdir(join(dir, "assets"));
    const [css = ""] = names.filter((name) => name.endsWith(".css"));
    const style = await readFile(join(dir, "assets", css), "utf8");
    expect(style).toContain("/console/assets/");
    expect(style).not.toMatch(/url\(\s*["']?(https?:|\/\/|data:)/);
  });

  it("brings what compares two policies only to who looks at a proposal, and of the rooms no more than is used", async () => {
    const assets = join(dir, "assets");
    const scripts = (await readdir(assets)).filter((name) => name.endsWith(".js"));
    expect(scripts.map((name) => name.split("-")[0]).sort()).toEqual(["difference", "index"]);
    for (const name of scripts) {
      const script = await readFile(join(assets, name), "utf8");
      expect(script.includes("CN-GO-01"), `${name} holds the rules of law`).toBe(false);
      expect(script.includes("maxEditLength"), name).toBe(name.startsWith("difference"));
    }
  });

  it("is not made again while nothing changed, and is when a file of it did", async () => {
    const page = join(dir, "index.html");
    const before = await stat(page, { bigint: true });
    await buildConsole(dir);
    expect((await stat(page, { bigint: true })).mtimeNs).toBe(before.mtimeNs);
    await writeFile(page, "altered");
    await buildConsole(dir);
    expect(await readFile(page, "utf8")).toContain("<!doctype html>");
  }, 60_000);
});

describe("the pages", () => {
  it.each([
    "/console",
    "/console/",
    "/console/people",
    "/console/first",
    "/console/policy?lang=zh",
    "/console/apiary",
  ])("%s is the page, under a strict policy", async (path) => {
    const answer = await app.request(path);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('<div id="root">');
    expect(answer.headers.get("cache-control")).toBe("no-cache");
    const policy = answer.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("style-src 'self'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain("unsafe");
  });

  it("assets are kept for a year, for their names change with them", async () => {
    const [name = ""] = (await readdir(join(dir, "assets"))).filter((file) => file.endsWith(".js"));
    const answer = await app.request(`/console/assets/${name}`);
    expect(answer.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(answer.headers.get("cache-control")).toContain("immutable");
  });

  it.each([
    "/console/assets/nothing.js",
    "/console/assets/..%2Findex.html",
    "/console/assets/%2e%2e/console.inputs.json",
  ])("%s is not found or the page, never a file beside the assets", async (path) => {
    const answer = await app.request(path);
    expect(await answer.text()).not.toContain(import.meta.dirname);
    expect(answer.headers.get("cache-control") ?? "").not.toContain("immutable");
  });

  it.each(["/console/api/overview", "/console/auth/get-session"])(
    "%s is left to the service",
    async (path) => {
      const answer = await app.request(path);
      expect(await answer.text()).toBe("the service");
      expect(answer.headers.get("content-security-policy")).toBeNull();
    },
  );

  it("what the service does not know under its own path is not answered with the page", async () => {
    expect((await app.request("/console/api/nothing")).status).toBe(404);
  });
});
