import type { Hono } from "hono";
import type { Context } from "../context.ts";
import { idIn } from "../http/id-in.ts";
import { mount } from "../http/mount.ts";
import type { Operators } from "../staff/operators.ts";
import { writeDisputeFile } from "./dispute-file.ts";
import { closeDispute, listDisputes, openDispute } from "./disputes.ts";

/** Disputes over a person's data, which operators open and close (clause 1.2). */
export function mountDisputes(app: Hono, context: Context, { authenticate }: Operators): void {
  mount(app, "disputes", authenticate, () => listDisputes(context));
  mount(app, "openDispute", authenticate, ({ path, body, who }) =>
    openDispute(context, { person: idIn(path("person")), reference: body.reference, operator: who.name }),
  );
  mount(app, "disputeFile", authenticate, async ({ path, http }) => {
    const id = idIn(path("id"));
    const file = await writeDisputeFile(context, id);
    return http.body(file, 200, {
      "content-type": "text/markdown; charset=utf-8",
      "content-disposition": `attachment; filename="dispute-${id}.md"`,
      "cache-control": "no-store",
    });
  });
  mount(app, "closeDispute", authenticate, ({ path, who }) =>
    closeDispute(context, { id: idIn(path("id")), operator: who.name }),
  );
}
