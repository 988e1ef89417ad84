import type { Hono } from "hono";
import { authenticatePerson } from "../accounts/sessions.ts";
import { objectHeard } from "../choices/choices.ts";
import type { Context } from "../context.ts";
import { idIn } from "../http/id-in.ts";
import { mount } from "../http/mount.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Notices } from "../notices/notice.ts";
import type { Operators } from "../staff/operators.ts";
import { createCampaign, listCampaigns, readCampaign, startCampaign } from "./campaigns.ts";
import { reportLicence, writeReport } from "./licence-report.ts";
import { endLicence, grantLicence, listLicences } from "./licences.ts";
import { markMinor, readMinor } from "./minors.ts";
import { beginPreview } from "./preview.ts";

/** Licences and campaigns, which are for operators alone; and what people and operators say against advertising. */
export function mountMarketing(
  app: Hono,
  context: Context,
  o: { readonly jobs: Jobs; readonly notices: Notices; readonly operators: Operators },
): void {
  const operator = o.operators.authenticate;
  mount(app, "licences", operator, () => listLicences(context));
  mount(app, "grantLicence", operator, ({ body, who }) => grantLicence(context, body, who.name));
  mount(app, "endLicence", operator, ({ path, who }) => endLicence(context, idIn(path("id")), who.name));
  mount(app, "licenceReport", operator, ({ path }) => reportLicence(context, o.notices, idIn(path("id"))));
  mount(app, "licenceReportCsv", operator, async ({ path, http }) => {
    const report = await reportLicence(context, o.notices, idIn(path("id")));
    return http.body(writeReport(report, context.bundle.languages[0] ?? "en"), 200, {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="licence-${report.licence.id}.csv"`,
      "cache-control": "no-store",
    });
  });
  mount(app, "campaigns", operator, () => listCampaigns(context));
  mount(app, "createCampaign", operator, ({ body, who }) => createCampaign(context, body, who.id));
  mount(app, "campaign", operator, ({ path }) => readCampaign(context, idIn(path("id"))));
  mount(app, "previewCampaign", operator, ({ path }) => beginPreview(context, o.jobs, idIn(path("id"))));
  mount(app, "startCampaign", operator, ({ path, who }) =>
    startCampaign(context, o, { id: idIn(path("id")), by: who.id }),
  );
  mount(app, "objectionHeard", operator, async ({ path, body }) => ({
    receipt: await objectHeard(context, idIn(path("person")), body),
  }));
  mount(app, "minor", operator, ({ path }) => readMinor(context, idIn(path("person"))));
  mount(app, "markMinor", operator, ({ path, body, who }) =>
    markMinor(context, { person: idIn(path("person")), minor: body.minor, operator: who.id }),
  );
  mount(app, "declareMinor", authenticatePerson(context), ({ who }) =>
    markMinor(context, { person: who.person, minor: true, operator: null }),
  );
}
