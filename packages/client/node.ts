import type { IncomingMessage, OutgoingHttpHeader, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { isSafeTransport } from "@avow/contract";
import { Hono } from "hono";
import { headersOf } from "./asked.ts";
import { type Guarding, HTTPS_ONLY, holdToPolicy, setStrictHeaders } from "./guarded-answer.ts";
import { type KitOptions, mountKit } from "./kit.ts";
import type { Visitor } from "./visitor.ts";

/** Middleware as `node:http` servers, Connect and Express take it, and Fastify behind `@fastify/middie`. */
export type NodeMiddleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

export interface GuardNodeOptions extends Guarding {
  /** Whom the answer is for, asked when its headers leave. What the browser itself refuses need not be in it. */
  readonly visitor: (request: IncomingMessage) => Visitor;
}

/**
 * Guards every answer as `guard` does, for whatever stands on `node:http`: mounted before all else, at the root. It acts at the last
 * moment, when the headers leave, so that nothing behind it can set a cookie or a policy past it. An answer whose guard fails does
 * not leave: its connection is ended.
 */
export function guardNode(options: GuardNodeOptions): NodeMiddleware {
  return (request, response, next) => {
    const forwardedProto = headersOf(request).get("x-forwarded-proto") ?? undefined;
    const { host } = request.headers;
    if (!isSafeTransport({ host, forwardedProto, trustProxy: options.trustProxy })) {
      response.writeHead(403, { "content-type": "text/plain; charset=utf-8" }).end(HTTPS_ONLY);
      return;
    }
    beforeHeaders(response, (answer) => {
      setStrictHeaders(answer, options.trustProxy);
      holdToPolicy(options, options.visitor(request), { asked: headersOf(request), answer });
    });
    options.avow.refresh().then(() => next(), next);
  };
}

/**
 * Serves what `mountKit` serves. Mounted behind {@link guardNode} and before whatever reads bodies.
 * @throws {TypeError} when the register has no necessary cookie of the name given
 */
export function serveKit(options: KitOptions): NodeMiddleware {
  const app = new Hono();
  mountKit(app, options);
  return (request, response, next) => {
    const path = request.url ?? "/";
    if (!path.startsWith("/.avow/")) {
      next();
      return;
    }
    pass(app, request, path)
      .then((answer) => (answer.status === 404 ? next() : send(response, answer)))
      .catch(next);
  };
}

/** Calls `change` with the headers once, as they are about to leave; however they are written, they come through here. */
function beforeHeaders(response: ServerResponse, change: (answer: Headers) => void): void {
  const write = response.writeHead.bind(response);
  // `write`, `end` and `flushHeaders` write the head by this method too.
  response.writeHead = (status: number, ...more: readonly unknown[]) => {
    response.writeHead = write;
    const [message, given] = typeof more[0] === "string" ? more : [undefined, more[0]];
    for (const [name, value] of listGiven(given)) response.setHeader(name, value);
    try {
      const answer = readHeaders(response);
      change(answer);
      replaceHeaders(response, answer);
    } catch (error) {
      response.destroy(error instanceof Error ? error : new TypeError("the answer could not be guarded"));
      return response;
    }
    return typeof message === "string" ? write(status, message) : write(status);
  };
}

/** Headers in any of the forms `writeHead` takes: an object, or names and values by turns; a name that comes again has both. */
function listGiven(given: unknown): readonly (readonly [string, OutgoingHttpHeader])[] {
  if (typeof given !== "object" || given === null) return [];
  if (!Array.isArray(given))
    return Object.entries(given).filter(
      (entry): entry is [string, OutgoingHttpHeader] => entry[1] !== undefined,
    );
  const pairs = given.some(Array.isArray)
    ? given.map(([name, value]) => [name, value])
    : Array.from({ length: Math.floor(given.length / 2) }, (_, at) => given.slice(2 * at, 2 * at + 2));
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const key = String(name).toLowerCase();
    values.set(key, [...(values.get(key) ?? []), ...[value].flat().map(String)]);
  }
  return [...values].map(([name, all]) => [name, all.length === 1 ? String(all[0]) : all]);
}

function readHeaders(response: ServerResponse): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(response.getHeaders()))
    for (const one of [value].flat()) if (one !== undefined) headers.append(name, String(one));
  return headers;
}

function replaceHeaders(response: ServerResponse, headers: Headers): void {
  for (const name of response.getHeaderNames()) if (!headers.has(name)) response.removeHeader(name);
  for (const [name, value] of headers) if (name !== "set-cookie") response.setHeader(name, value);
  const cookies = headers.getSetCookie();
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
}

/** Asks a Hono app what it answers; its routes look at path and headers, and at no more of the address. */
async function pass(app: Hono, request: IncomingMessage, path: string): Promise<Response> {
  const { method = "GET" } = request;
  const headers = headersOf(request);
  const hasBody = method !== "GET" && method !== "HEAD";
  // One and the same to the runtime; Node and the platform declare it differently.
  const sent = hasBody ? { body: Readable.toWeb(request) as ReadableStream, duplex: "half" } : {};
  return app.fetch(new Request(new URL(path, "http://localhost"), { method, headers, ...sent }));
}

async function send(response: ServerResponse, answer: Response): Promise<void> {
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers)
    if (name === "set-cookie") response.appendHeader(name, value);
    else response.setHeader(name, value);
  response.end(Buffer.from(await answer.arrayBuffer()));
}
