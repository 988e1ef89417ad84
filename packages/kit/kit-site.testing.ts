import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ConsentPlan } from "@avow/policy";
import type { ChoiceBody, PageChoice, RecordedChoice, Signal } from "./consent/index.ts";

/** The plan of a shop that asks three questions. */
export const SHOP_PLAN: ConsentPlan = {
  version: "b".repeat(64),
  wording: "a".repeat(64),
  languages: ["en", "zh"],
  questions: [
    {
      purpose: "analytics",
      clause: "3.1",
      title: { en: "to count visits", zh: "统计访问量" },
      ask: {
        en: "May we count which pages are visited, with a cookie that tells a return visit from a new one?",
        zh: "是否同意我们使用可区分新访与回访的 Cookie，统计各页面的访问情况？",
      },
    },
    {
      purpose: "video",
      clause: "3.2",
      title: { en: "to show videos", zh: "播放视频" },
      ask: {
        en: "May product videos be loaded from our video supplier, which then learns your IP address?",
        zh: "是否同意从视频供应商处加载商品视频？供应商将因此得知您的 IP 地址。",
      },
    },
    {
      purpose: "advertising",
      clause: "3.3",
      title: { en: "to advertise to you elsewhere", zh: "在其他网站向您展示广告" },
      ask: {
        en: "May our advertising partner learn which products you looked at here, to show you advertisements elsewhere?",
        zh: "是否同意广告合作方获知您在本店浏览过的商品，以便在其他网站向您展示广告？",
      },
    },
  ],
  keys: [
    { name: "shop_choice", prefix: false, kind: "cookie", needs: [] },
    { name: "shop_session", prefix: false, kind: "cookie", needs: null },
    { name: "_stats", prefix: false, kind: "cookie", needs: ["analytics"] },
    { name: "_stats_", prefix: true, kind: "cookie", needs: ["analytics"] },
    { name: "stats-queue", prefix: false, kind: "local-storage", needs: ["analytics"] },
    { name: "stats-visit", prefix: false, kind: "session-storage", needs: ["analytics"] },
    { name: "stats-events", prefix: false, kind: "indexed-db", needs: ["analytics"] },
    { name: "video-thumbnails", prefix: true, kind: "cache-storage", needs: ["video"] },
  ],
  hosts: [
    {
      name: "player.localhost",
      title: { en: "Lumen Video", zh: "流明视频" },
      kinds: ["frame", "image"],
      needs: ["video"],
    },
    {
      name: "stats.localhost",
      title: { en: "Statistik", zh: "统计易" },
      kinds: ["script"],
      needs: ["analytics"],
    },
    {
      name: "pixel.localhost",
      title: { en: "Adway", zh: "广途" },
      kinds: ["image"],
      needs: ["advertising"],
    },
  ],
};

/** No exception for the kit but the name of its policy for Trusted Types. */
export const STRICT_CSP = [
  "default-src 'none'",
  "script-src 'self' 'nonce-fixture' http://stats.localhost:*",
  "style-src 'self'",
  "img-src http://player.localhost:* http://pixel.localhost:*",
  "frame-src http://player.localhost:*",
  "connect-src 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types avow-kit",
  "base-uri 'none'",
].join("; ");

export interface KitSiteOptions {
  /** Path of the built script. */
  readonly script: string;
  readonly plan?: ConsentPlan;
  readonly language?: string;
  readonly body?: string;
  /** The same, where it must know the port of the site. */
  readonly bodyOf?: (port: string) => string;
  readonly csp?: string;
  /** Whether plan and choice stand in the page, or must be fetched. */
  readonly inPage?: boolean;
  /** Names of cookies the server expires with a choice. */
  readonly expires?: readonly string[];
}

/** A small site of one visitor, who is remembered by the server's memory alone; other hosts are answered by it too. */
export interface KitSite {
  /** An address on `www.shop.localhost`, or on another host under `localhost`. */
  url(path: string, host?: string): string;
  readonly posted: ChoiceBody[];
  readonly observed: { readonly kind: string; readonly name: string }[];
  /** Paths asked of other hosts. */
  readonly reached: string[];
  record: RecordedChoice | null;
  /** Statuses of the next answers to a choice, before it is kept again. */
  readonly failures: number[];
  close(): Promise<void>;
}

export async function openKitSite(options: KitSiteOptions): Promise<KitSite> {
  const script = readFileSync(options.script);
  const plan = options.plan ?? SHOP_PLAN;
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const site: KitSite = {
    url: (path, host = "www.shop.localhost") => `http://${host}:${port}${path}`,
    posted: [],
    observed: [],
    reached: [],
    record: null,
    failures: [],
    close: () => new Promise((resolve) => void server.close(() => resolve()).closeAllConnections()),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const host = request.headers.host?.split(":")[0] ?? "";
    const path = request.url ?? "/";
    if (host !== "www.shop.localhost") {
      site.reached.push(`${host}${path}`);
      const isScript = path.endsWith(".js");
      response.writeHead(200, { "content-type": isScript ? "text/javascript" : "text/html" });
      response.end(isScript ? "document.documentElement.dataset.ran = 'yes';" : "<p>a video</p>");
    } else if (path === "/.avow/kit.js") {
      response.writeHead(200, { "content-type": "text/javascript" }).end(script);
    } else if (path === "/.avow/plan.json") sendJson(response, plan);
    else if (path === "/.avow/choice" && request.method === "GET") sendJson(response, known(request));
    else if (path === "/.avow/choice") keep(JSON.parse(await read(request)), response);
    else if (path === "/.avow/observed") {
      site.observed.push(...JSON.parse(await read(request)).observations);
      response.writeHead(202).end();
    } else {
      response.writeHead(200, {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": options.csp ?? STRICT_CSP,
      });
      response.end(
        pageOf(
          { ...options, body: options.bodyOf?.(String(port)) ?? options.body ?? "" },
          plan,
          known(request),
        ),
      );
    }
  }

  function known({ headers }: IncomingMessage): PageChoice {
    const names = (headers.cookie ?? "").split("; ").map((pair) => pair.split("=")[0] ?? "");
    const signal: Signal | null = headers["sec-gpc"] === "1" ? "gpc" : null;
    const unwanted = plan.keys.flatMap(({ kind, name, needs }) => {
      const permitted = needs?.every((purpose) => site.record?.choices[purpose] === true) ?? true;
      return kind === "cookie" && !permitted && names.includes(name) ? [name] : [];
    });
    return { choice: site.record, signal, unwanted };
  }

  function keep(body: ChoiceBody, response: ServerResponse): void {
    site.posted.push(body);
    const failure = site.failures.shift();
    if (failure !== undefined) {
      response.writeHead(failure).end();
      return;
    }
    const { choices, wording, signal } = body;
    site.record = { id: crypto.randomUUID(), at: "2026-12-01T00:00:00.000Z", choices, wording, signal };
    response.setHeader(
      "set-cookie",
      (options.expires ?? []).map((name) => `${name}=; Max-Age=0; Path=/`),
    );
    sendJson(response, { ...site.record, index: 7 }, 201);
  }

  return site;
}

function pageOf(options: KitSiteOptions, plan: ConsentPlan, known: PageChoice): string {
  const { language = "en", body = "", inPage = true } = options;
  const json = (id: string, value: unknown, more = "") =>
    `<script type="application/json" id="${id}"${more}>${JSON.stringify(value).replaceAll("<", "\\u003c")}</script>`;
  const data = inPage ? json("avow-plan", plan, ` data-policy="/policy"`) + json("avow-choice", known) : "";
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>Shop</title>
<meta name="viewport" content="width=device-width">${data}<script src="/.avow/kit.js" defer></script></head>
<body><main><h1>Shop</h1><p><a href="/basket" id="first">Basket</a></p>${body}</main></body></html>`;
}

function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}
