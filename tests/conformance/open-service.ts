import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAdvertisers } from "@avow/advertisers";
import { createCentre } from "@avow/centre";
import { connectAvow } from "@avow/client";
import {
  type AnswerOf,
  type BodyOf,
  call,
  type ProblemDetails,
  type QueryOf,
  type RouteName,
} from "@avow/contract";
import { connectPayments, createPortal, createStandIn, NOTICES_PATH } from "@avow/example-index";
import { wordingOf } from "@avow/policy";
import type { Store } from "@avow/postgres";
import { createService, readConfig, type Service } from "@avow/service";
import { builtCentre } from "../support/built.ts";
import { filledRegistration } from "../support/context.ts";
import { openTestDatabase } from "../support/database.ts";
import { loadIndexPolicy } from "../support/index-policy.ts";

export const SERVICE = "http://localhost:4001";
const PORTAL = "http://localhost:4000";
const PROVIDER = "http://localhost:4002";
const OPERATOR = { name: "Wei", email: "wei@index.example", password: "a long enough password" };
const SECOND_OPERATOR = { name: "Min", email: "min@index.example", password: "another long password" };
const OWN_PAGE = { origin: SERVICE, host: "localhost:4001", "content-type": "application/json" };
/** What a trusted proxy says of a connection over HTTPS. */
const OVER_HTTPS = { "x-forwarded-proto": "https" };

/** Who asks, as a door tells callers apart. */
export type As = "site" | "anyone" | "operator" | "advertiser" | { readonly person: string };

/** Every door there is over one database: service, privacy centre and portal, without a network between. */
export interface OpenService extends Service {
  readonly dataDir: string;
  /** Everything reported as broken, by any of the doors. */
  readonly reports: unknown[];
  /** Asks the service, the centre or the console's routes. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Asks the portal. */
  visit(path: string, init?: RequestInit): Promise<Response>;
  /** Asks the portal's payment provider, which stands in for one. */
  provider(path: string, init?: RequestInit): Promise<Response>;
  /** The secret under which the provider signs what it tells the portal. */
  readonly noticeSecret: string;
  /** Calls one route of the contract; a problem comes back as such. */
  ask<N extends RouteName>(
    as: As,
    name: N,
    request?: { path?: Record<string, string>; query?: QueryOf<N>; body?: BodyOf<N> },
  ): Promise<{ answer: AnswerOf<N>; text: string } | { problem: ProblemDetails }>;
  /** Headers of a caller. */
  headersOf(as: As): Record<string, string>;
  close(): Promise<void>;
}

export interface OpenServiceOptions {
  /** A store of the caller's own; an empty test database when absent. */
  readonly store?: Store;
  readonly environment?: Readonly<Record<string, string>>;
  readonly now?: () => Date;
}

/** Opens all doors under the Index policy, with an operator logged in. */
export async function openService(o: OpenServiceOptions = {}): Promise<OpenService> {
  const dataDir = await mkdtemp(join(tmpdir(), "avow-doors-"));
  const database = o.store === undefined ? await openTestDatabase() : null;
  const store = o.store ?? database?.store;
  if (store === undefined) throw new TypeError("there is no store");
  const read = readConfig({ AVOW_DATA: dataDir, ...o.environment });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  const reports: unknown[] = [];
  const report = (error: unknown): void => void reports.push(error);
  const service = await compose({ store, config: read.config, now: o.now ?? (() => new Date()), report });
  const { app, siteKey } = service;
  const { trustProxy } = read.config;
  const transport: Record<string, string> = trustProxy ? OVER_HTTPS : {};
  const send = async (request: Request): Promise<Response> => app.fetch(request);
  const avow = await connectAvow({
    serviceUrl: "http://127.0.0.1:4001",
    siteKey,
    fetch: (request) =>
      send(new Request(request, { headers: { ...Object.fromEntries(request.headers), ...transport } })),
  });
  const provider = { key: "shop", secret: "of both sides", siteUrl: PORTAL };
  const standIn = createStandIn({
    ...provider,
    publicUrl: PROVIDER,
    noticesTo: `${PORTAL}${NOTICES_PATH}`,
    fetch: async (request) => portal.fetch(request),
    backoffMs: 5,
    report,
  });
  const payments = connectPayments({
    ...provider,
    providerUrl: PROVIDER,
    fetch: async (request) => standIn.app.fetch(request),
  });
  const portal = createPortal({ avow, payments, trustProxy, report });
  const cookie = await makeOperator(service, transport);
  const headersOf: OpenService["headersOf"] = (as) => {
    const token = as === "site" ? siteKey : typeof as === "object" ? as.person : null;
    return {
      ...transport,
      ...(as === "operator" ? { ...OWN_PAGE, cookie } : {}),
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    };
  };
  return {
    ...service,
    dataDir,
    reports,
    headersOf,
    fetch: (path, init) => send(new Request(`${SERVICE}${path}`, init)),
    visit: async (path, init) => portal.fetch(new Request(`${PORTAL}${path}`, init)),
    provider: async (path, init) => standIn.app.request(path, init),
    noticeSecret: provider.secret,
    async ask(as, name, request = {}) {
      let text = "";
      const fetching = async (sent: Request): Promise<Response> => {
        const response = await send(sent);
        text = await response.clone().text();
        return response;
      };
      const called = await call({ baseUrl: SERVICE, fetch: fetching, headers: headersOf(as) }, name, request);
      return called.ok ? { answer: called.answer, text } : { problem: called.problem };
    },
    async close() {
      standIn.stop();
      await service.stop();
      await database?.drop();
      await rm(dataDir, { recursive: true });
    },
  };
}

async function compose(
  o: Pick<Parameters<typeof createService>[0], "store" | "config" | "now" | "report">,
): Promise<Service> {
  const assets = await builtCentre();
  return createService({
    readFolder: loadIndexPolicy,
    ...o,
    mountPages(app, context) {
      const centre = createCentre({
        policy: () => ({ bundle: context.bundle, version: context.version }),
        service: async (request) => app.fetch(request),
        publicUrl: context.publicUrl,
        assets,
        report: o.report,
      });
      const advertisers = createAdvertisers({
        policy: () => context.bundle,
        service: async (request) => app.fetch(request),
        publicUrl: context.publicUrl,
        now: context.now,
        report: o.report,
      });
      app.route("/advertisers", advertisers);
      app.route("/privacy", centre);
    },
  });
}

/** Makes the first operator, logs them in and returns the cookie. */
async function makeOperator(
  { app, firstOperatorToken }: Service,
  transport: Readonly<Record<string, string>>,
): Promise<string> {
  const headers = { ...OWN_PAGE, ...transport };
  const post = (path: string, body: unknown) =>
    app.request(`${SERVICE}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  const made = await post("/console/api/first-operator", { ...OPERATOR, token: await firstOperatorToken() });
  if (!made.ok) throw new Error(`no operator could be made: ${made.status}`);
  const { email, password } = OPERATOR;
  return cookieOf(await post("/console/auth/sign-in/email", { email, password }));
}

/** Somebody with an account. */
export interface Member {
  readonly person: string;
  readonly token: string;
  readonly email: string;
}

/** Registers somebody, logs them in with cookies refused, and has them agree to a purpose. */
export async function makeMember(
  service: OpenService,
  o: { readonly agreesTo: string; readonly email?: string; readonly language?: "en" | "zh" },
): Promise<Member> {
  const { agreesTo: purpose, email = `${crypto.randomUUID()}@marker.example`, language = "en" } = o;
  const values: Record<string, string> = { ...filledRegistration(email), "account.language": language };
  answerOf(await service.ask("site", "register", { body: { form: "registration", values } }));
  const body = { email, password: values["account.password"] ?? "", cookies: "refused" } as const;
  const { token } = answerOf(await service.ask("site", "logIn", { body }));
  const wording = wordingOf(service.context.bundle.purposes[purpose]?.ask ?? {});
  const choice = { path: { purpose }, body: { choice: "agree", wording } } as const;
  answerOf(await service.ask({ person: token }, "choose", choice));
  const { person } = answerOf(await service.ask("operator", "findPerson", { body: { email } }));
  return { person, token, email };
}

/** Makes another operator, whom the first one invites, logs them in and returns the cookie. */
export async function makeSecondOperator(service: OpenService): Promise<string> {
  const { token } = answerOf(await service.ask("operator", "inviteOperator"));
  answerOf(await service.ask("operator", "joinOperators", { body: { ...SECOND_OPERATOR, token } }));
  const { cookie: _, ...headers } = service.headersOf("operator");
  const { email, password } = SECOND_OPERATOR;
  const body = JSON.stringify({ email, password });
  return cookieOf(await service.fetch("/console/auth/sign-in/email", { method: "POST", headers, body }));
}

/** What a log-in left with the browser. */
function cookieOf(response: Response): string {
  if (!response.ok) throw new Error(`the operator could not log in: ${response.status}`);
  return response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
}

/** The answer of a call that has to succeed. */
export function answerOf<A>(called: { answer: A } | { problem: ProblemDetails }): A {
  if ("problem" in called) throw new Error(`${called.problem.code}: ${called.problem.detail}`);
  return called.answer;
}
