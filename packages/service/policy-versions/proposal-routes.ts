import type { PolicySource } from "@avow/policy";
import type { Hono } from "hono";
import type { Context } from "../context.ts";
import { idIn } from "../http/id-in.ts";
import { mount, type ParsedBody } from "../http/mount.ts";
import { ProblemError } from "../http/problem.ts";
import type { Operators } from "../staff/operators.ts";
import { sourceOf } from "./build-source.ts";
import { getFolderState } from "./folder-state.ts";
import { getProposal, listProposals } from "./proposal-rows.ts";
import { type ApprovalEffects, approve, propose, withdrawProposal } from "./propose.ts";

/** What operators do with versions of the policy: propose one, approve another's, take one back (clause 2.6.1). */
export function mountProposals(
  app: Hono,
  context: Context,
  {
    operators: { authenticate },
    effects,
  }: { readonly operators: Operators; readonly effects: ApprovalEffects },
): void {
  const { db, now } = context;
  mount(app, "proposals", authenticate, ({ who }) => listProposals(db, { operator: who, now: now() }));
  mount(app, "propose", authenticate, async ({ body, who }) =>
    propose(context, {
      operator: who,
      source: await readSource(context, body),
      effectiveAt: body.effectiveAt === undefined ? null : new Date(body.effectiveAt),
    }),
  );
  mount(app, "proposedBundle", authenticate, async ({ path, http }) => {
    const { bundle } = await getProposal(db, idIn(path("id")));
    return http.body(bundle, 200, { "content-type": "application/json", "cache-control": "no-store" });
  });
  mount(app, "approve", authenticate, ({ path, who }) =>
    approve(context, { id: idIn(path("id")), operator: who, effects }),
  );
  mount(app, "withdrawProposal", authenticate, ({ path, who }) =>
    withdrawProposal(context, { id: idIn(path("id")), operator: who, effects }),
  );
  mount(app, "policyFolder", authenticate, () => getFolderState(context));
}

async function readSource({ readFolder }: Context, { source }: ParsedBody<"propose">): Promise<PolicySource> {
  if (source !== null) return sourceOf(source);
  const inFolder = await readFolder();
  if (inFolder !== null) return inFolder;
  throw new ProblemError("policy-unsound", {
    detail: "the policy's folder cannot be read",
    help: "run `avow check` on it",
  });
}
