import type { z } from "zod";
import { type AnswerOf, type BodyOf, pathOf, type QueryOf, type RouteName, routes } from "./routes.ts";
import { Problem } from "./shapes.ts";

export type ProblemDetails = z.infer<typeof Problem>;

/** An answer, or the problem the service gave instead; a network failure is thrown as what `fetch` throws. */
export type Called<N extends RouteName> =
  | { readonly ok: true; readonly answer: AnswerOf<N>; readonly response: Response }
  | { readonly ok: false; readonly problem: ProblemDetails };

export interface CallerOptions {
  /** Origin of the service, without a slash at the end; empty for the page's own. */
  readonly baseUrl: string;
  readonly fetch: (request: Request) => Promise<Response> | Response;
  /** Bearer token: a site key or a person's session. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A query as it stands in an address, with its `?`; members that are undefined are left out. */
function searchOf(query: object | undefined): string {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  if (given.length === 0) return "";
  return `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}

/**
 * Calls one route of the contract and checks the answer against its shape.
 * @throws {TypeError} when the answer is of another shape than the contract says.
 * @example const me = await call({ baseUrl, fetch, token }, "me", {});
 */
export async function call<N extends RouteName>(
  options: CallerOptions,
  name: N,
  request: {
    readonly path?: Readonly<Record<string, string>>;
    readonly query?: QueryOf<N>;
    readonly body?: BodyOf<N>;
  },
): Promise<Called<N>> {
  const { method, answer } = routes[name];
  const headers = new Headers(options.headers);
  headers.set("accept", "application/json, application/problem+json, text/plain");
  if (options.token !== undefined) headers.set("authorization", `Bearer ${options.token}`);
  if (request.body !== undefined) headers.set("content-type", "application/json");
  const response = await options.fetch(
    new Request(
      `${options.baseUrl}${pathOf(name, request.path)}${searchOf(request.query as object | undefined)}`,
      {
        method,
        headers,
        body: request.body === undefined ? null : JSON.stringify(request.body),
      },
    ),
  );
  const type = response.headers.get("content-type") ?? "";
  if (type.startsWith("application/problem+json")) {
    const problem = Problem.safeParse(await response.json());
    if (!problem.success) throw new TypeError(`route \`${name}\` answered with a malformed problem`);
    return { ok: false, problem: problem.data };
  }
  if (!response.ok) throw new TypeError(`route \`${name}\` answered ${response.status} without a problem`);
  if (answer === null) return { ok: true, answer: undefined as AnswerOf<N>, response };
  const parsed = answer.safeParse(await response.json());
  if (!parsed.success) throw new TypeError(`route \`${name}\` answered in another shape than the contract's`);
  return { ok: true, answer: parsed.data as AnswerOf<N>, response };
}
