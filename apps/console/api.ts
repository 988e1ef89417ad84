import {
  type AnswerOf,
  type BodyOf,
  call,
  PROBLEMS,
  type ProblemDetails,
  type QueryOf,
  type RouteName,
} from "@avow/contract";
import type { Bundle } from "@avow/policy";
import { MutationCache, QueryCache, QueryClient, queryOptions } from "@tanstack/react-query";

export type Overview = AnswerOf<"overview">;
export type PersonView = AnswerOf<"person">;
export type MessageRow = AnswerOf<"messages">[number];
export type Mail = AnswerOf<"mail">;
export type ClauseRow = AnswerOf<"clauses">[number];
export type Activity = AnswerOf<"activity">;
export type Proposal = AnswerOf<"proposals">[number];
export type VersionRow = AnswerOf<"versions">[number];
export type Dispute = AnswerOf<"disputes">[number];

/** What the service answered instead of what was asked. Anything else thrown means that it could not be reached or understood. */
export class ServiceProblem extends Error {
  override readonly name = "ServiceProblem";
  readonly problem: ProblemDetails;

  constructor(problem: ProblemDetails) {
    super(problem.code);
    this.problem = problem;
  }
}

/** The service takes a change only when its type says JSON, even where it has no body: no other site's form can say so. */
const CALLER = {
  baseUrl: "",
  fetch: (asked: Request) => fetch(asked),
  headers: { "content-type": "application/json" },
};

/**
 * Calls a route on the page's own origin; the browser sends the operator's cookie along.
 * @throws {ServiceProblem} when the service answers with a problem; what `fetch` throws when it cannot be reached.
 */
export async function ask<N extends RouteName>(
  name: N,
  request: {
    readonly path?: Readonly<Record<string, string>>;
    readonly query?: QueryOf<N>;
    readonly body?: BodyOf<N>;
  } = {},
): Promise<AnswerOf<N>> {
  const called = await call(CALLER, name, request);
  if (!called.ok) throw new ServiceProblem(called.problem);
  return called.answer;
}

/**
 * The bundle of a proposal.
 * @throws {ServiceProblem} as {@link ask}; {@link TypeError} when the answer is no bundle
 */
export async function readProposedBundle(id: string): Promise<Bundle> {
  const called = await call(CALLER, "proposedBundle", { path: { id } });
  if (!called.ok) throw new ServiceProblem(called.problem);
  return toBundle(await called.response.json());
}

/**
 * The bundle of the version in force, as anyone may read it.
 * @throws {TypeError} when there is none to be read
 */
export async function readCurrentBundle(): Promise<Bundle> {
  const response = await fetch("/.well-known/avow/policy.json");
  const answer: unknown = await response.json();
  if (!response.ok) throw new TypeError("the published policy cannot be read");
  return toBundle(answer);
}

/** The service checked all of a bundle before it gave it; here it is enough that it is one. */
function toBundle(answer: unknown): Bundle {
  if (isBundle(answer)) return answer;
  throw new TypeError("the answer is not a policy");
}

/** Whether an answer is a bundle of the format this console knows. */
export function isBundle(answer: unknown): answer is Bundle {
  return (
    typeof answer === "object" &&
    answer !== null &&
    "format" in answer &&
    answer.format === ("avow-bundle/1" satisfies Bundle["format"])
  );
}

/** A route that is read, as a query. */
export function reading<N extends RouteName>(
  name: N,
  path: Readonly<Record<string, string>> = {},
  query?: QueryOf<N>,
) {
  const request = query === undefined ? { path } : { path, query };
  return queryOptions({ queryKey: [name, path, query ?? {}], queryFn: () => ask(name, request) });
}

/**
 * A route whose every reading leaves evidence with a person: it is read once for each look, never again by itself, and
 * forgotten a minute after nobody shows it.
 */
export function looking<N extends RouteName>(
  name: N,
  path: Readonly<Record<string, string>>,
  query?: QueryOf<N>,
) {
  return queryOptions({
    ...reading(name, path, query),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

/** The operator who is logged in; `null` when nobody is. */
export interface Operator {
  readonly name: string;
  readonly email: string;
}

export const session = queryOptions({
  queryKey: ["session"],
  queryFn: async (): Promise<Operator | null> => parseSession(await askAuth("get-session")),
  staleTime: Number.POSITIVE_INFINITY,
});

/** @throws {ServiceProblem} `credentials-wrong`; `too-many-attempts` */
export async function logIn(credentials: {
  readonly email: string;
  readonly password: string;
}): Promise<void> {
  await askAuth("sign-in/email", credentials);
}

export async function logOut(): Promise<void> {
  await askAuth("sign-out", {});
}

async function askAuth(name: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`/console/auth/${name}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { accept: "application/json", "content-type": "application/json" },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  if (isProblem(answer)) throw new ServiceProblem(answer);
  throw new TypeError(`log-in answered ${response.status} without a problem`);
}

function isProblem(answer: unknown): answer is ProblemDetails {
  return (
    typeof answer === "object" &&
    answer !== null &&
    "code" in answer &&
    typeof answer.code === "string" &&
    Object.hasOwn(PROBLEMS, answer.code)
  );
}

/** The operator in better-auth's answer; `null` when it has none, or is not understood. */
export function parseSession(answer: unknown): Operator | null {
  if (typeof answer !== "object" || answer === null || !("user" in answer)) return null;
  const { user } = answer;
  if (typeof user !== "object" || user === null || !("name" in user) || !("email" in user)) return null;
  const { name, email } = user;
  return typeof name === "string" && typeof email === "string" ? { name, email } : null;
}

/** Whether the service says that nobody is logged in. */
export function isLoggedOut(error: unknown): boolean {
  return (
    error instanceof ServiceProblem &&
    (error.problem.code === "not-logged-in" || error.problem.code === "session-unknown")
  );
}

/** Forgets all that was read, but not who is logged in. */
export function forget(client: QueryClient): void {
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== session.queryKey[0] });
}

/** The cache of everything read. It lives in memory only; an answer that the session has ended empties the session. */
export function createQueryClient(): QueryClient {
  const onError = (error: unknown) => {
    if (isLoggedOut(error)) client.setQueryData(session.queryKey, null);
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: { retry: false, networkMode: "always" },
      mutations: { retry: false, networkMode: "always" },
    },
  });
  return client;
}
