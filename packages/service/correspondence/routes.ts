import { transact } from "@avow/postgres";
import type { Hono } from "hono";
import { authenticatePerson } from "../accounts/sessions.ts";
import type { Context } from "../context.ts";
import { authenticateSite } from "../http/authenticate-site.ts";
import { idIn } from "../http/id-in.ts";
import { mount } from "../http/mount.ts";
import type { Notices } from "../notices/notice.ts";
import type { Operators } from "../staff/operators.ts";
import { closeRequest, objectFromThread, openRequest, settleThread } from "./act-on-letter.ts";
import { downloadForStaff, downloadOwn, permitOwn } from "./download.ts";
import { openLetters } from "./open-letters.ts";
import type { Parser } from "./parser.ts";
import { replyInThread } from "./reply.ts";
import { listThreads, openThread } from "./threads.ts";
import { type LetterRate, writeLetter } from "./write-letter.ts";

/** What the routes of correspondence need beside the context. */
export interface CorrespondenceOptions {
  readonly siteKey: string;
  readonly operators: Operators;
  readonly notices: Notices;
  readonly parser: Pick<Parser, "parse">;
  readonly rate: LetterRate;
}

/** Letters: staff read and answer them, people their own, and the site hands in what is written there. */
export function mountCorrespondence(app: Hono, context: Context, o: CorrespondenceOptions): void {
  mountForStaff(app, context, o);
  const person = authenticatePerson(context);
  const { parser } = o;
  mount(app, "letters", person, ({ who }) =>
    transact(context.db, async (tx) => [
      ...(await openLetters(context, tx, await permitOwn(context, tx, who), who.person)),
    ]),
  );
  mount(app, "ownEnclosure", person, ({ who, path }) =>
    downloadOwn(context, parser, {
      session: who,
      wanted: { kind: "enclosure", record: idIn(path("id")) },
    }),
  );
  mount(app, "ownOriginal", person, ({ who, path }) =>
    downloadOwn(context, parser, {
      session: who,
      wanted: { kind: "original", letter: idIn(path("letter")) },
    }),
  );
  mount(app, "writeLetter", authenticateSite(o.siteKey), ({ body }) => writeLetter(context, o, body));
}

function mountForStaff(
  app: Hono,
  context: Context,
  { operators, notices, parser }: CorrespondenceOptions,
): void {
  const staff = operators.authenticate;
  mount(app, "threads", staff, () => listThreads(context));
  mount(app, "thread", staff, ({ path, query, who }) =>
    openThread(context, { person: idIn(path("person")), purpose: query.purpose, operator: who.id }),
  );
  mount(app, "replyInThread", staff, ({ path, body, who }) =>
    replyInThread(context, notices, { person: idIn(path("person")), ...body, by: who.id }),
  );
  mount(app, "settleThread", staff, async ({ path }) => {
    await settleThread(context, idIn(path("person")));
    return undefined;
  });
  mount(app, "objectFromThread", staff, async ({ path, body }) => ({
    receipt: await objectFromThread(
      context,
      { person: idIn(path("person")), letter: idIn(path("letter")) },
      body.purpose,
    ),
  }));
  mount(app, "openLetterRequest", staff, ({ path, body, who }) =>
    openRequest(
      context,
      { person: idIn(path("person")), letter: idIn(path("letter")) },
      { request: body.request, by: who.id },
    ),
  );
  mount(app, "closeLetterRequest", staff, async ({ path }) => {
    await closeRequest(context, { person: idIn(path("person")), id: idIn(path("id")) });
    return undefined;
  });
  mount(app, "enclosure", staff, ({ path, query, who }) =>
    downloadForStaff(context, parser, {
      operator: who.id,
      person: idIn(path("person")),
      purpose: query.purpose,
      wanted: { kind: "enclosure", record: idIn(path("id")) },
    }),
  );
  mount(app, "originalLetter", staff, ({ path, query, who }) =>
    downloadForStaff(context, parser, {
      operator: who.id,
      person: idIn(path("person")),
      purpose: query.purpose,
      wanted: { kind: "original", letter: idIn(path("letter")) },
    }),
  );
}
