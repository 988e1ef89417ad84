import { type AnswerOf, type BodyOf, type Called, type CallerOptions, call } from "@avow/contract";
import { type Gate, prepareGate } from "@avow/gate";
import { type Bundle, bundleVersion, type Duration, formatDuration, parseBundle } from "@avow/policy";

export interface AvowOptions {
  /** Origin of the service, without a slash at the end. */
  readonly serviceUrl: string;
  /** From the service's `keys/site.key`; it stays on your server. */
  readonly siteKey: string;
  /** Replaces the platform's `fetch`, as a test does. */
  readonly fetch?: CallerOptions["fetch"];
}

/** Your site's line to the service. */
export interface Avow {
  readonly bundle: Bundle;
  /** SHA-256 of the bundle, hexadecimal. */
  readonly version: string;
  /** The same gate the service asks; every answer is the same. */
  readonly gate: Gate;
  register(body: BodyOf<"register">): Promise<Called<"register">>;
  logIn(body: BodyOf<"logIn">): Promise<Called<"logIn">>;
  logOut(token: string): Promise<Called<"logOut">>;
  me(token: string): Promise<Called<"me">>;
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
  const fetching = options.fetch ?? ((request: Request) => fetch(request));
  const response = await fetching(new Request(`${options.serviceUrl}/.well-known/avow/policy.json`));
  if (!response.ok) throw new Error(`the service answered ${response.status} for its policy`);
  const parsed = parseBundle(await response.json());
  if (!parsed.ok) throw new Error(`the service's policy is malformed: ${parsed.why}`);
  const { bundle } = parsed;
  const version = bundleVersion(bundle);
  const asSite = { baseUrl: options.serviceUrl, fetch: fetching, token: options.siteKey };
  const asPerson = (token: string) => ({ ...asSite, token });
  return {
    bundle,
    version,
    gate: prepareGate(bundle, version),
    register: (body) => call(asSite, "register", { body }),
    logIn: (body) => call(asSite, "logIn", { body }),
    logOut: (token) => call(asPerson(token), "logOut", {}),
    me: (token) => call(asPerson(token), "me", {}),
    inWords: (duration, language) => formatDuration(duration, language),
    forward: (request) => forward(options.serviceUrl, fetching, request),
  };
}

export type Me = AnswerOf<"me">;

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
