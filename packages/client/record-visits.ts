import { type ACCESS_CLASSES, VISIT_PATTERNS } from "@avow/contract";
import type { Context, MiddlewareHandler } from "hono";
import type { VisitSender } from "./visit-sender.ts";

export type AccessClass = (typeof ACCESS_CLASSES)[number];

/** What only the handler of a page knows of a visit. Nothing in it is about the person. */
export interface VisitNote {
  /** The site's own part of the page, such as `articles`. */
  readonly section?: string;
  readonly access?: AccessClass;
  /** Ids of the advertisers' placements on the page. */
  readonly shown?: readonly string[];
  /** Id of the placement that was clicked, where this request is the click. */
  readonly clicked?: string;
  /** Whether a cookie of the register says that this browser was here before. */
  readonly returning?: boolean;
}

declare module "hono" {
  interface ContextVariableMap {
    /** Set through {@link noteVisit}. */
    visit?: VisitNote;
  }
}

/** Tells the visit log what only the handler of the page knows; what was told before stays. */
export function noteVisit(http: Context, note: VisitNote): void {
  http.set("visit", { ...http.get("visit"), ...note });
}

export interface RecordVisitsOptions {
  readonly to: VisitSender;
  /** Whether a proxy stands in front, whose word for the visitor's address is the last of `X-Forwarded-For`. */
  readonly trustProxy: boolean;
  /** The site's own part of the page, in lower case; `null` for what is no visit. */
  readonly sectionOf: (http: Context) => string | null;
  /** Whether the page is free, paid for or restricted, unless its handler says so itself; free unless told. */
  readonly accessOf?: (http: Context) => AccessClass;
  /** Told when a visit could not be read, which is no fault of the page. */
  readonly report: (what: string) => void;
}

const LONGEST_MS = 600_000;

/**
 * Records each request that comes by: page, section, access class, referrer, status and how long it took, and the address and
 * agent, which the service seals or forgets. Mount it behind what shall not be recorded. It reads no cookie and no session, and a
 * page neither waits for it nor fails by it.
 */
export function recordVisits(options: RecordVisitsOptions): MiddlewareHandler {
  return async (http, next) => {
    const [at, began] = [new Date().toISOString(), performance.now()];
    try {
      await next();
    } finally {
      try {
        record(http, options, { at, took: performance.now() - began });
      } catch (error) {
        options.report(`a visit was not recorded: ${error instanceof Error ? error.name : "an error"}`);
      }
    }
  };
}

function record(
  http: Context,
  { to, trustProxy, sectionOf, accessOf }: RecordVisitsOptions,
  { at, took }: { readonly at: string; readonly took: number },
): void {
  const note = http.get("visit") ?? {};
  const section = note.section ?? sectionOf(http);
  const address = addressOf(http, trustProxy);
  if (section === null || address === null) return;
  to.add({
    at,
    page: new URL(http.req.url).pathname.slice(0, 300),
    section,
    access: note.access ?? accessOf?.(http) ?? "free",
    referrer: referrerOf(http.req.header("referer")),
    status: http.res.status,
    durationMs: Math.min(LONGEST_MS, Math.round(took)),
    address,
    agent: (http.req.header("user-agent") ?? "").slice(0, 1000),
    shown: [...(note.shown ?? [])],
    clicked: note.clicked ?? null,
    returning: note.returning ?? null,
  });
}

/** Origin and path of the page before; what stands behind them may hold what somebody searched for, and is not read. */
function referrerOf(header: string | undefined): string | null {
  const url = header === undefined ? null : URL.parse(header);
  if (url === null || url.host === "") return null;
  const referrer = `${url.origin}${url.pathname}`.slice(0, 300);
  return VISIT_PATTERNS.referrer.test(referrer) ? referrer : null;
}

/** Whence the request came; `null` when that cannot be told, as in a process of its own. */
function addressOf(http: Context, trustProxy: boolean): string | null {
  const forwarded = http.req.header("x-forwarded-for")?.split(",").at(-1);
  return parseAddress((trustProxy ? forwarded : undefined) ?? socketAddress(http.env));
}

/** As `@hono/node-server` hands it on. */
function socketAddress(env: unknown): string | undefined {
  const { incoming } = (env ?? {}) as { incoming?: { socket?: { remoteAddress?: unknown } } };
  const address = incoming?.socket?.remoteAddress;
  return typeof address === "string" ? address : undefined;
}

/** An address in its plain form, whatever proxies make of it: with a port, in brackets, as IPv4 in IPv6, or with a zone. */
export function parseAddress(text = ""): string | null {
  const [, ipv4] = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})(?::\d+)?$/i.exec(text.trim()) ?? [];
  if (ipv4 !== undefined) return ipv4.split(".").every(isOctet) ? ipv4 : null;
  const [, ipv6] = /^\[?([0-9a-f:.]+)(?:%\w+)?(?:\](?::\d+)?)?$/i.exec(text.trim()) ?? [];
  const url = ipv6?.includes(":") ? URL.parse(`http://[${ipv6}]`) : null;
  return url === null ? null : url.hostname.slice(1, -1);
}

function isOctet(text: string): boolean {
  return Number(text) <= 255 && String(Number(text)) === text;
}
