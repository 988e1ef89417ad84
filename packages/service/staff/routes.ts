import type { ProblemCode } from "@avow/contract";
import { getConnInfo } from "@hono/node-server/conninfo";
import type { Hono, Context as HttpContext } from "hono";
import type { Context } from "../context.ts";
import { idIn } from "../http/id-in.ts";
import { mount } from "../http/mount.ts";
import { ProblemError } from "../http/problem.ts";
import { CLIENT_HEADER } from "./better-auth.ts";
import type { Outgoing } from "./describe-mail.ts";
import { inviteOperator, joinOperators, listOperators, withdrawInvitation } from "./invitations.ts";
import type { Operators } from "./operators.ts";
import { getOverview, listClauses } from "./overview.ts";
import { sameOrigin } from "./same-origin.ts";

/** Operators' log-in, the first operator and those who are invited, and what the console opens with. */
export function mountStaff(
  app: Hono,
  context: Context,
  o: { readonly operators: Operators; readonly outgoing: Outgoing; readonly trustProxy: boolean },
): void {
  const { operators } = o;
  const fromOwnPage = sameOrigin(context.consoleUrl);
  app.on(["GET", "POST"], "/console/auth/*", async (http) => {
    await fromOwnPage(http);
    const request = new Request(http.req.raw);
    request.headers.set(CLIENT_HEADER, clientOf(http, o.trustProxy));
    const response = await operators.handler(request);
    if (response.ok) return response;
    throw problemOf(response);
  });
  mount(app, "firstOperator", fromOwnPage, async ({ body }) => {
    await operators.createFirst(body);
    return undefined;
  });
  mount(app, "operators", operators.authenticate, () => listOperators(context, operators));
  mount(app, "inviteOperator", operators.authenticate, ({ who }) => inviteOperator(context, who.name));
  mount(app, "withdrawInvitation", operators.authenticate, async ({ path }) => {
    await withdrawInvitation(context, idIn(path("id")));
    return undefined;
  });
  mount(app, "joinOperators", fromOwnPage, async ({ body }) => {
    await joinOperators(context, operators, body);
    return undefined;
  });
  mount(app, "overview", operators.authenticate, () => getOverview(context, o.outgoing));
  mount(app, "clauses", operators.authenticate, async () => listClauses(context));
}

const PROBLEM_OF: Readonly<Record<number, { code: ProblemCode; detail: string; help?: string }>> = {
  400: { code: "body-malformed", detail: "the log-in takes an e-mail address and a password" },
  401: { code: "credentials-wrong", detail: "the e-mail address or the password is wrong" },
  403: { code: "origin-wrong", detail: "the console takes changes from its own pages only" },
  429: { code: "too-many-attempts", detail: "too many attempts to log in", help: "wait a minute" },
};

function problemOf(response: Response): ProblemError {
  const { code, ...extras } = PROBLEM_OF[response.status] ?? { code: "fault", detail: "nothing was done" };
  return new ProblemError(code, extras);
}

/** The address the rate limit counts by: the proxy's last word behind one, else the connection's own. */
function clientOf(http: HttpContext, trustProxy: boolean): string {
  const forwarded = http.req.header("x-forwarded-for")?.split(",").at(-1)?.trim();
  if (trustProxy && forwarded !== undefined) return forwarded;
  return http.env === undefined || !("incoming" in http.env) ? "" : (getConnInfo(http).remote.address ?? "");
}
