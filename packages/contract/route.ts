import type { z } from "zod";

/**
 * Who may call: anyone; a company's own site with its key; a person with a session; an advertiser with a key of its own; an
 * operator with a log-in.
 */
export type Caller = "anyone" | "site" | "person" | "advertiser" | "operator";

/** One route: what goes in, what comes out. Paths follow Hono's syntax (`:id`). */
export interface Route<
  Body extends z.ZodType | null = z.ZodType | null,
  Answer extends z.ZodType | null = z.ZodType | null,
  Query extends z.ZodType | undefined = z.ZodType | undefined,
> {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly caller: Caller;
  readonly status: 200 | 201 | 202 | 204;
  /** What may stand behind the `?`; without it, what stands there is not read. */
  readonly query?: Query;
  readonly body: Body;
  /** JSON answer; `null` when it has none, or is not JSON. */
  readonly answer: Answer;
}

export function route<const R extends Route>(declared: R): R {
  return declared;
}
