import type { IncomingMessage } from "node:http";
import type { Context } from "hono";
import { parse } from "hono/utils/cookie";

/** A request, as Hono or `node:http` (and so Express, Connect and Fastify) hands it to a site. */
export type Asked = Context | IncomingMessage;

/** Its headers, as the platform has them. */
export function headersOf(asked: Asked): Headers {
  if ("req" in asked) return asked.req.raw.headers;
  const headers = new Headers();
  for (const [name, value] of Object.entries(asked.headers))
    for (const one of [value].flat()) if (one !== undefined) headers.append(name, one);
  return headers;
}

/** The cookies it brought, by name. */
export function cookiesOf(asked: Asked): Readonly<Record<string, string>> {
  const sent = "req" in asked ? asked.req.header("cookie") : asked.headers.cookie;
  return sent === undefined ? {} : parse(sent);
}
