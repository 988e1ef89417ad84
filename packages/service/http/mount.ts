import { type AnswerOf, type Route, type RouteName, routes } from "@avow/contract";
import type { Hono, Context as HttpContext } from "hono";
import type { z } from "zod";
import { nameForMessage, ProblemError } from "./problem.ts";

/** What a body is after its shape was checked. */
export type ParsedBody<N extends RouteName> = (typeof routes)[N]["body"] extends z.ZodType
  ? z.output<(typeof routes)[N]["body"]>
  : undefined;

/** What a query is after its shape was checked. */
export type ParsedQuery<N extends RouteName> = (typeof routes)[N] extends {
  readonly query: infer Q extends z.ZodType;
}
  ? z.output<Q>
  : undefined;

/** What a handler is given: the checked body, the parts of the path, and who calls. */
export interface Call<N extends RouteName, Who> {
  readonly body: ParsedBody<N>;
  readonly query: ParsedQuery<N>;
  readonly path: (name: string) => string;
  readonly who: Who;
  readonly http: HttpContext;
}

/** Finds out who calls, or throws the problem that says why not. */
export type Authenticate<Who> = (http: HttpContext) => Promise<Who> | Who;

/** Mounts one route of the contract. A handler may answer with a `Response` where the contract says the answer is not JSON. */
export function mount<N extends RouteName, Who>(
  app: Hono,
  name: N,
  authenticate: Authenticate<Who>,
  handle: (call: Call<N, Who>) => Promise<AnswerOf<N> | Response | undefined>,
): void {
  const { method, path, query, body, status }: Route = routes[name];
  app.on(method, path, async (http) => {
    const who = await authenticate(http);
    const asked = query === undefined ? undefined : parseQuery(http, query);
    const parsed = body === null ? undefined : await parseBody(http, body);
    const answer = await handle({
      body: parsed as ParsedBody<N>,
      query: asked as ParsedQuery<N>,
      path: (part) => http.req.param(part) ?? "",
      who,
      http,
    });
    if (answer instanceof Response) return answer;
    http.header("cache-control", "no-store");
    return answer === undefined ? http.body(null, 204) : http.json(answer, status as 200);
  });
}

async function parseBody(http: HttpContext, shape: z.ZodType): Promise<unknown> {
  let json: unknown;
  try {
    json = await http.req.json();
  } catch {
    throw new ProblemError("body-malformed", {
      detail: "the body is not JSON",
      help: "send `content-type: application/json`",
    });
  }
  return parse(shape, json, "the body has another shape than this route takes");
}

function parseQuery(http: HttpContext, shape: z.ZodType): unknown {
  return parse(shape, http.req.query(), "the query behind the `?` has another shape than this route takes");
}

function parse(shape: z.ZodType, value: unknown, detail: string): unknown {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ProblemError("body-malformed", {
    detail,
    errors: parsed.error.issues.slice(0, 20).map((issue) => ({
      at: `/${issue.path.map((part) => nameForMessage(String(part))).join("/")}`,
      message: issue.code === "unrecognized_keys" ? "there is no such member" : issue.message,
    })),
  });
}
