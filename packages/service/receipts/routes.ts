import type { Hono } from "hono";
import { authenticatePerson } from "../accounts/sessions.ts";
import type { Context } from "../context.ts";
import { mount } from "../http/mount.ts";
import { ProblemError } from "../http/problem.ts";
import { listReceipts, receiptFile } from "./receipts.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A person's receipts: the list, and each as a file. */
export function mountReceipts(app: Hono, context: Context): void {
  const person = authenticatePerson(context);
  mount(app, "receipts", person, ({ who }) => listReceipts(context, who.person));
  mount(app, "receipt", person, async ({ who, path }) => {
    const id = path("id");
    if (!UUID.test(id)) throw new ProblemError("not-found", { detail: "this person has no such receipt" });
    return new Response(await receiptFile(context, who.person, id), {
      headers: {
        "content-type": "text/plain; charset=utf-8",
        "content-disposition": 'attachment; filename="receipt.tlog-proof"',
        "cache-control": "no-store",
      },
    });
  });
}
