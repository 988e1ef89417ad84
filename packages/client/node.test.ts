import { once } from "node:events";
import { createServer, type RequestListener, request } from "node:http";
import type { AddressInfo } from "node:net";
import { prepareGate } from "@avow/gate";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { buildShopPolicy } from "../../tests/support/shop-policy.ts";
import { type GuardNodeOptions, guard, guardNode, type Visitor } from "./index.ts";

const VISITOR: Visitor = { loggedIn: false, cookies: "not-asked", choices: { analytics: true } };
const DECLARED = "_pk_id.1=a; Path=/";
const STRANGE = "_ga=a-personal-value; Path=/";

let avow: GuardNodeOptions["avow"];
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const { bundle, version } = await buildShopPolicy();
  avow = { gate: prepareGate(bundle, version), refresh: async () => {} };
});
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Serves with a listener and asks it for `/`. */
async function ask(
  listener: RequestListener,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  const { port } = server.address() as AddressInfo;
  const asked = request({
    port,
    headers: { host: `localhost:${port}`, connection: "close", ...headers },
  }).end();
  const [response] = await once(asked, "response");
  let body = "";
  for await (const part of response) body += part;
  return { status: response.statusCode, headers: response.headers, body };
}

interface Site {
  readonly handler: RequestListener;
  readonly options?: Partial<GuardNodeOptions>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks a guarded site; `refused` are the cookies it was told of. */
async function askGuarded({ handler, options, headers }: Site) {
  const refused: string[] = [];
  const guarding = guardNode({
    avow,
    trustProxy: false,
    visitor: () => VISITOR,
    onRefusal: (name, { code }) => refused.push(`${name} ${code}`),
    ...options,
  });
  const answer = await ask((asked, response) => {
    guarding(asked, response, (error) => {
      if (error === undefined) handler(asked, response);
      else response.writeHead(500).end();
    });
  }, headers);
  return { ...answer, refused };
}

const COOKIES = [DECLARED, STRANGE];
/** Every way in which a handler can come to send a head. */
const WAYS: readonly (readonly [string, RequestListener])[] = [
  ["set before `end`", (_, response) => response.setHeader("set-cookie", COOKIES).end("page")],
  [
    "set before `write`",
    (_, response) => {
      response.setHeader("Set-Cookie", COOKIES).write("pa");
      response.end("ge");
    },
  ],
  [
    "set before `flushHeaders`",
    (_, response) => {
      response.setHeader("set-cookie", COOKIES).flushHeaders();
      response.end("page");
    },
  ],
  ["given to `writeHead`", (_, response) => response.writeHead(200, { "Set-Cookie": COOKIES }).end("page")],
  [
    "given to `writeHead` with a message",
    (_, response) => response.writeHead(200, "Fine", { "set-cookie": COOKIES }).end("page"),
  ],
  [
    "given to `writeHead` as names and values by turns",
    (_, response) => response.writeHead(200, ["Set-Cookie", DECLARED, "set-cookie", STRANGE]).end("page"),
  ],
];

describe("the guard of what stands on node:http", () => {
  it.each(WAYS)("[2.2.4] strips what the policy does not permit, %s", async (_, handler) => {
    const { status, headers, body, refused } = await askGuarded({ handler });
    expect([status, body]).toEqual([200, "page"]);
    expect(headers["set-cookie"]).toEqual([DECLARED]);
    expect(refused).toEqual(["_ga key-unknown"]);
    expect(headers["content-security-policy"]).toContain("https://stats.shop-partners.example");
  });

  it("[2.3.4] sets its headers over those of the site, which say nothing of what it is made of", async () => {
    const { headers } = await askGuarded({
      handler: (_, response) =>
        response
          .setHeader("x-powered-by", "Express")
          .writeHead(200, { "content-security-policy": "default-src *", "x-frame-options": "ALLOWALL" })
          .end(),
    });
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
    expect([headers["x-frame-options"], headers["x-powered-by"]]).toEqual(["DENY", undefined]);
  });

  it("[2.3.4] turns plain HTTP away that is not from this machine, before anything is done", async () => {
    const handler: RequestListener = () => expect.fail("the site was asked");
    expect((await askGuarded({ handler, headers: { host: "www.shop.example" } })).status).toBe(403);
    const proxied = { host: "www.shop.example", "x-forwarded-proto": "https" };
    expect((await askGuarded({ handler, headers: proxied })).status).toBe(403);
    const behind = { handler: WAYS[0]?.[1] ?? handler, options: { trustProxy: true }, headers: proxied };
    expect((await askGuarded(behind)).status).toBe(200);
  });

  it("hears of the policy in force first; where that fails, the site's own handling is asked", async () => {
    const refresh = async () => {
      throw new TypeError("away");
    };
    const handler: RequestListener = () => expect.fail("the site was asked");
    const { status } = await askGuarded({ handler, options: { avow: { ...avow, refresh } } });
    expect(status).toBe(500);
  });

  it("[law 1] sends nothing where it cannot be known who asks", async () => {
    const visitor = () => {
      throw new TypeError("the session cannot be read");
    };
    const asked = askGuarded({ handler: (_, response) => response.end("page"), options: { visitor } });
    await expect(asked).rejects.toMatchObject({ code: "ECONNRESET" });
  });

  it.each([{}, { "sec-gpc": "1" }, { dnt: "1" }])(
    "[law 4] answers as the guard of Hono does: %o",
    async (headers) => {
      const visitors: readonly Visitor[] = [
        VISITOR,
        { loggedIn: false, cookies: "not-asked" },
        { loggedIn: true, cookies: "accepted", choices: { advertising: true, video: true } },
      ];
      const cookies = [DECLARED, STRANGE, "shop_choice=d", "_br_id=e", "shop_seen=; Max-Age=0"];
      for (const trustProxy of [false, true])
        for (const visitor of visitors) {
          const options = { avow, trustProxy, visitor: () => visitor, onRefusal: () => {} };
          const sent = { ...headers, "x-forwarded-proto": "https" };
          const app = new Hono().use(...guard(options)).get("/", (http) => {
            for (const cookie of cookies) http.header("set-cookie", cookie, { append: true });
            return http.html("<p>page");
          });
          const hono = await ask(getRequestListener(app.fetch), sent);
          const node = await askGuarded({
            handler: (_, response) =>
              response
                .setHeader("content-type", "text/html; charset=UTF-8")
                .setHeader("set-cookie", cookies)
                .end("<p>page"),
            options,
            headers: sent,
          });
          const { date, ...expected } = hono.headers;
          expect(node.body).toBe(hono.body);
          expect(node.headers).toMatchObject(expected);
        }
    },
  );
});
