import { Readable } from "node:stream";
import type { Hono } from "hono";
import type { Context } from "../context.ts";
import { idIn } from "../http/id-in.ts";
import { mount } from "../http/mount.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Operators } from "../staff/operators.ts";
import { postRun } from "./post-run.ts";
import { type Printing, printRun } from "./print-run.ts";
import { returnLetter } from "./return-letter.ts";
import { listLetters, makeRun } from "./runs.ts";

export interface LettersOptions extends Printing {
  readonly jobs: Jobs;
  readonly operators: Operators;
}

/** Letters: runs, their files, the post, and what comes back. */
export function mountLetters(app: Hono, context: Context, o: LettersOptions): void {
  const { authenticate } = o.operators;
  mount(app, "letterRuns", authenticate, () => listLetters(context));
  mount(app, "makeLetterRun", authenticate, ({ who }) => makeRun(context, who.name));
  mount(app, "printLetterRun", authenticate, async ({ path, http }) => {
    const id = idIn(path("id"));
    const file = await printRun(context, o, id);
    // Node's web stream and the DOM's are one at run time; their types differ.
    return http.body(Readable.toWeb(file) as ReadableStream, 200, {
      "content-type": "application/pdf",
      "content-disposition": `attachment; filename="letters-${id.slice(0, 8)}.pdf"`,
      "cache-control": "no-store",
    });
  });
  mount(app, "postLetterRun", authenticate, ({ path }) => postRun(context, o.jobs, idIn(path("id"))));
  mount(app, "returnLetter", authenticate, ({ body }) => returnLetter(context, o.notices, body.number));
}
