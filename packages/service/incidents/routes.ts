import type { AnswerOf } from "@avow/contract";
import type { Hono } from "hono";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import { idIn } from "../http/id-in.ts";
import { mount } from "../http/mount.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Notices } from "../notices/notice.ts";
import type { Operators } from "../staff/operators.ts";
import { fileReport, makeReport, writeReport } from "./authority-report.ts";
import { closeIncident, endHandling } from "./closing.ts";
import { writePack } from "./evidence-pack.ts";
import { wordsOf } from "./grade.ts";
import { explainLateness } from "./lateness.ts";
import { approveNotice, writeNotice } from "./notice.ts";
import { explainUntold, listPeople, namePeople, removePerson } from "./people.ts";
import { reportIncident } from "./report.ts";
import { getIncident } from "./rows.ts";
import { freezeScope, previewScope } from "./scope.ts";
import { pauseNotice, sendNotice } from "./send.ts";
import { listTestPeople, markTest, readTestMark } from "./test-people.ts";
import { proposeGrade, triageIncident } from "./triage.ts";
import { listIncidents, viewIncident } from "./view.ts";

/** What the desk works with. */
export interface IncidentDesk {
  readonly operators: Pick<Operators, "authenticate" | "list">;
  readonly notices: Notices;
  readonly jobs: Jobs;
}

/** The incident desk (clauses 2.3.6, 2.3.7 and 2.3.9): for every operator. */
export function mountIncidents(app: Hono, context: Context, desk: IncidentDesk): void {
  const { authenticate } = desk.operators;
  mount(app, "incidents", authenticate, () => listIncidents(context));
  mount(app, "scopeChoices", authenticate, () => listScopeChoices(context, desk.operators));
  mount(app, "reportIncident", authenticate, async ({ body, who }) =>
    viewIncident(context, who, await reportIncident(context, who, body)),
  );
  mount(app, "incident", authenticate, ({ path, who }) => viewIncident(context, who, idIn(path("id"))));
  mount(app, "gradeIncident", authenticate, ({ path, body }) =>
    proposeGrade(context, idIn(path("id")), body),
  );
  mount(app, "triageIncident", authenticate, async ({ path, body, who }) => {
    const id = idIn(path("id"));
    await triageIncident(context, who, { id, ...body });
    return viewIncident(context, who, id);
  });
  mountScope(app, context, desk);
  mountNotice(app, context, desk);
  mountAuthority(app, context, desk);
  mountTestPeople(app, context, desk);
}

function mountTestPeople(app: Hono, context: Context, { operators: { authenticate } }: IncidentDesk): void {
  mount(app, "testPeople", authenticate, ({ query }) => listTestPeople(context, query));
  mount(app, "testPerson", authenticate, async ({ path }) => ({
    mark: await readTestMark(context, idIn(path("person"))),
  }));
  mount(app, "markTestPerson", authenticate, async ({ path, body, who }) => ({
    mark: await markTest(context, who, { person: idIn(path("person")), test: body.test }),
  }));
}

function mountScope(app: Hono, context: Context, desk: IncidentDesk): void {
  const { authenticate } = desk.operators;
  mount(app, "previewScope", authenticate, ({ path, body }) => previewScope(context, idIn(path("id")), body));
  mount(app, "freezeScope", authenticate, async ({ path, body, who }) => {
    const id = idIn(path("id"));
    await freezeScope(context, desk.jobs, who, { id, scope: body });
    return viewIncident(context, who, id);
  });
  mount(app, "incidentPeople", authenticate, async ({ path, query }) => {
    const { id } = await getIncident(context.db, idIn(path("id")));
    return listPeople(context, { id, group: query.group, after: query.after, limit: query.limit });
  });
  mount(app, "nameIncidentPeople", authenticate, ({ path, body, who }) =>
    namePeople(context, desk.notices, who, { id: idIn(path("id")), ...body }),
  );
  mount(app, "removeIncidentPerson", authenticate, async ({ path, body, who }) => {
    await removePerson(context, who, { id: idIn(path("id")), person: idIn(path("person")), ...body });
    return undefined;
  });
  mount(app, "explainUntold", authenticate, ({ path, body, who }) =>
    explainUntold(context, who, { id: idIn(path("id")), group: path("group"), reason: body.reason }),
  );
}

function mountNotice(app: Hono, context: Context, desk: IncidentDesk): void {
  const { authenticate } = desk.operators;
  mount(app, "writeIncidentNotice", authenticate, ({ path, body, who }) =>
    writeNotice(context, who, { id: idIn(path("id")), ...body }),
  );
  mount(app, "approveIncidentNotice", authenticate, ({ path, body, who }) =>
    approveNotice(context, who, { id: idIn(path("id")), version: body.version }),
  );
  mount(app, "sendIncidentNotice", authenticate, ({ path, who }) =>
    sendNotice(context, desk, who, idIn(path("id"))),
  );
  mount(app, "pauseIncidentNotice", authenticate, ({ path, who }) =>
    pauseNotice(context, desk.notices, who, idIn(path("id"))),
  );
}

function mountAuthority(app: Hono, context: Context, desk: IncidentDesk): void {
  const { authenticate } = desk.operators;
  mount(app, "writeIncidentReport", authenticate, ({ path, body, who }) =>
    writeReport(context, who, { id: idIn(path("id")), items: body.items }),
  );
  mount(app, "incidentReport", authenticate, async ({ path, query }) => {
    const { title, html, markdown } = await makeReport(context, { id: idIn(path("id")), ...query });
    return { title, html, markdown };
  });
  mount(app, "fileIncidentReport", authenticate, ({ path, body, who }) =>
    fileReport(context, who, { id: idIn(path("id")), ...body }),
  );
  mount(app, "explainLateness", authenticate, async ({ path, body, who }) => {
    const id = idIn(path("id"));
    await explainLateness(context, who, { id, ...body });
    return viewIncident(context, who, id);
  });
  mount(app, "endIncidentHandling", authenticate, async ({ path, body, who }) => {
    const id = idIn(path("id"));
    await endHandling(context, who, { id, at: body.at });
    return viewIncident(context, who, id);
  });
  mount(app, "closeIncident", authenticate, async ({ path, who }) => {
    const id = idIn(path("id"));
    await closeIncident(context, who, id);
    return viewIncident(context, who, id);
  });
  mount(app, "incidentPack", authenticate, async ({ path, who }) => {
    const id = idIn(path("id"));
    return new Response(await writePack(context, who, id), {
      headers: {
        "content-type": "application/json",
        "content-disposition": `attachment; filename="incident-${id}.json"`,
        "cache-control": "no-store",
      },
    });
  });
}

/** Receipts whose kinds are offered as events of a scope. */
const RECEIPTS_LOOKED_AT = 20_000;

async function listScopeChoices(
  { bundle, db }: Context,
  operators: Pick<Operators, "list">,
): Promise<AnswerOf<"scopeChoices">> {
  const { rows } = await sql<{ kind: string }>`
    select distinct kind from (select kind from receipt limit ${RECEIPTS_LOOKED_AT}) looked_at order by kind`.execute(
    db,
  );
  const named = (
    of: Readonly<Record<string, { readonly title: Readonly<Record<string, string | undefined>> }>>,
  ) => Object.entries(of).map(([id, { title }]) => ({ id, title: wordsOf(title) }));
  return {
    categories: named(bundle.data),
    forms: named(bundle.forms),
    purposes: named(bundle.purposes),
    recipients: Object.entries(bundle.recipients).map(([id, { title, countries }]) => ({
      id,
      title: wordsOf(title),
      countries: [...countries],
    })),
    operators: (await operators.list()).map(({ id, name }) => ({ id, name })),
    events: rows.map(({ kind }) => kind),
  };
}
