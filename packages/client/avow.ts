import {
  type AnswerOf,
  type BodyOf,
  type Called,
  type Caller,
  type CallerOptions,
  call,
  type RouteName,
  type routes,
} from "@avow/contract";
import type { Gate } from "@avow/gate";
import { type Bundle, type Duration, formatDuration, wordingOf } from "@avow/policy";
import { followPolicy } from "./follow-policy.ts";
import { endOfCookie } from "./life.ts";

export interface AvowOptions {
  /** Origin of the service, without a slash at the end. */
  readonly serviceUrl: string;
  /** From the service's `keys/site.key`; it stays on your server. */
  readonly siteKey: string;
  /** Replaces the platform's `fetch`, as a test does. */
  readonly fetch?: CallerOptions["fetch"];
  /** Told when the policy in force cannot be read; nobody is unless given. */
  readonly report?: (what: string) => void;
}

/** The routes of one kind of caller. */
type RouteOf<C extends Caller> = {
  [N in RouteName]: (typeof routes)[N]["caller"] extends C ? N : never;
}[RouteName];

/** What a route is called with: parts of its path, its query and its body. */
type CallOf<N extends RouteName> = Parameters<typeof call<N>>[2];

/**
 * Your site's line to the service. `bundle`, `version` and `gate` are those of the version in force as far as it was heard:
 * they change together while your site runs, so take them anew for each page.
 */
export interface Avow {
  readonly bundle: Bundle;
  /** SHA-256 of the bundle, hexadecimal. */
  readonly version: string;
  /** The same gate the service asks; every answer is the same. */
  readonly gate: Gate;
  /** Hears which version is in force, unless that was heard within the last second. {@link guard} does it for each request. */
  refresh(): Promise<void>;
  register(body: BodyOf<"register">): Promise<Called<"register">>;
  logIn(body: BodyOf<"logIn">): Promise<Called<"logIn">>;
  logOut(token: string): Promise<Called<"logOut">>;
  me(token: string): Promise<Called<"me">>;
  /** Calls a route of the contract as your site, with its key; also one that is open to anyone. */
  asSite<N extends RouteOf<"site" | "anyone">>(name: N, request: CallOf<N>): Promise<Called<N>>;
  /** Calls a route of the contract as the person whose session this is. */
  asPerson<N extends RouteOf<"person">>(token: string, name: N, request: CallOf<N>): Promise<Called<N>>;
  /** Identity of the words a purpose asks now, as the contract's `wording`; `null` where it asks nothing. */
  wordingOf(purpose: string): string | null;
  /**
   * How long a cookie or storage key of the register may be kept, in seconds, as browsers let it; `null` for a name that is not
   * in it.
   */
  lifeOf(key: string): number | null;
  /** A duration of the policy in words, for example `12 hours`. */
  inWords(duration: Duration, language: string): string;
  /** Passes a request on to the service and its answer back: for the privacy centre, the log and the well-known files. */
  forward(request: Request): Promise<Response>;
}

/**
 * Reads the published policy from the service and connects.
 * @throws {Error} when the service does not answer with a policy
 * @example const avow = await connectAvow({ serviceUrl: "http://127.0.0.1:4001", siteKey });
 */
export async function connectAvow(options: AvowOptions): Promise<Avow> {
  const followed = await followPolicy({
    serviceUrl: options.serviceUrl,
    fetch: options.fetch ?? ((request) => fetch(request)),
    report: options.report ?? (() => {}),
  });
  const asSite = { baseUrl: options.serviceUrl, fetch: followed.fetch, token: options.siteKey };
  const asPerson = (token: string) => ({ ...asSite, token });
  return {
    get bundle() {
      return followed.latest().bundle;
    },
    get version() {
      return followed.latest().version;
    },
    get gate() {
      return followed.latest().gate;
    },
    refresh: followed.refresh,
    register: (body) => call(asSite, "register", { body }),
    logIn: (body) => call(asSite, "logIn", { body }),
    logOut: (token) => call(asPerson(token), "logOut", {}),
    me: (token) => call(asPerson(token), "me", {}),
    asSite: (name, request) => call(asSite, name, request),
    asPerson: (token, name, request) => call(asPerson(token), name, request),
    wordingOf(purpose) {
      const { purposes } = followed.latest().bundle;
      const ask = Object.hasOwn(purposes, purpose) ? purposes[purpose]?.ask : undefined;
      return ask === undefined ? null : wordingOf(ask);
    },
    lifeOf(key) {
      const { storage } = followed.latest().bundle;
      const life = Object.hasOwn(storage, key) ? storage[key]?.life : undefined;
      return life === undefined ? null : endOfCookie(life, new Date(0)).getTime() / 1000;
    },
    inWords: (duration, language) => formatDuration(duration, language),
    forward: (request) => forward(options.serviceUrl, followed.fetch, request),
  };
}

export type Me = AnswerOf<"me">;
/** How a person is reached, and what their browser would be pushed to with. */
export type Reach = AnswerOf<"reach">;
/** A form a person filled in while logged in, as its owner sees it. */
export type Submission = AnswerOf<"submissions">[number];
/** Something published, as everybody sees it. */
export type Publication = AnswerOf<"publications">[number];

/** Headers that belong to one connection (RFC 9110 §7.6.1), or that the next hop writes itself. */
const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "transfer-encoding",
  "te",
  "trailer",
  "upgrade",
  "content-length",
  "host",
];

/** What the service answers under a site's own address, which the site hands to {@link Avow.forward}; `*` is everything below. */
export const SERVICE_PATHS = [
  "/privacy",
  "/privacy/*",
  "/.well-known/avow/*",
  "/.well-known/gpc.json",
  "/log/*",
  "/v1/reports/*",
] as const;

async function forward(
  serviceUrl: string,
  fetching: CallerOptions["fetch"],
  request: Request,
): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const headers = new Headers(request.headers);
  for (const name of HOP_BY_HOP) headers.delete(name);
  headers.set("accept-encoding", "identity");
  const hasBody = request.method !== "GET" && request.method !== "HEAD";
  const answer = await fetching(
    new Request(`${serviceUrl}${pathname}${search}`, {
      method: request.method,
      headers,
      redirect: "manual",
      body: hasBody ? await request.arrayBuffer() : null,
    }),
  );
  const passed = new Headers(answer.headers);
  for (const name of HOP_BY_HOP) passed.delete(name);
  return new Response(answer.body, { status: answer.status, headers: passed });
}
