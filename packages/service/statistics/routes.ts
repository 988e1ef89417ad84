import { randomBytes } from "node:crypto";
import type { AnswerOf } from "@avow/contract";
import type { Hono } from "hono";
import type { Context } from "../context.ts";
import { authenticateSite } from "../http/authenticate-site.ts";
import { idIn } from "../http/id-in.ts";
import { mount } from "../http/mount.ts";
import { ProblemError } from "../http/problem.ts";
import type { Operators } from "../staff/operators.ts";
import { getBudget } from "./accountant.ts";
import {
  type Advertiser,
  addAdvertiser,
  addPlacement,
  authenticateAdvertiser,
  closeAdvertiser,
  listAdvertisers,
  listPlacements,
} from "./advertisers.ts";
import { createNoise } from "./discrete-gaussian.ts";
import type { Question } from "./plan.ts";
import { createPublisher, listPublished } from "./publish.ts";
import { writeCsv } from "./write-csv.ts";

export interface StatisticsOptions {
  readonly siteKey: string;
  readonly operators: Operators;
}

/** What advertisers may ask (2.2.2), what the site shows of theirs, and who they are. */
export function mountStatistics(
  app: Hono,
  context: Context,
  { siteKey, operators: { authenticate: operator } }: StatisticsOptions,
): void {
  const advertiser = authenticateAdvertiser(context);
  const publisher = createPublisher(context, createNoise(randomBytes));
  const thisYear = () => context.now().getUTCFullYear();
  mount(app, "statistic", advertiser, async ({ query, who, http }) => {
    const answer = await publisher.answer(ownQuestion(query, who));
    return http.body(answer, 200, { "content-type": "application/json", "cache-control": "no-store" });
  });
  mount(app, "statisticCsv", advertiser, async ({ query, who, http }) => {
    const answer: AnswerOf<"statistic"> = JSON.parse(await publisher.answer(ownQuestion(query, who)));
    return http.body(writeCsv(answer), 200, {
      "content-type": "text/csv; charset=utf-8; header=present",
      "content-disposition": `attachment; filename="${query.day}-${query.measure}-${query.by}.csv"`,
      "cache-control": "no-store",
    });
  });
  mount(app, "publishedStatistics", advertiser, ({ query, who }) =>
    listPublished(context, query.month, idsOf(who)),
  );
  mount(app, "budget", advertiser, ({ query }) => getBudget(context.db, query.year ?? thisYear()));
  mount(app, "advertiser", advertiser, async ({ who }) => who);
  mount(app, "placements", authenticateSite(siteKey), () => listPlacements(context));
  mount(app, "advertisers", operator, async () => ({
    advertisers: [...(await listAdvertisers(context))],
    budget: await getBudget(context.db, thisYear()),
  }));
  mount(app, "addAdvertiser", operator, ({ body }) => addAdvertiser(context, body));
  mount(app, "closeAdvertiser", operator, ({ path }) => closeAdvertiser(context, idIn(path("id"))));
  mount(app, "addPlacement", operator, ({ path, body }) => addPlacement(context, idIn(path("id")), body));
}

const OF_PLACEMENTS: readonly Question["measure"][] = ["clicks", "impressions"];

/**
 * The question, if it is one this advertiser may ask.
 * @throws {ProblemError} `statistic-unknown`; it tells nobody whether somebody else's placement exists
 */
function ownQuestion(question: Question, who: Advertiser): Question {
  const { measure, placement } = question;
  if (!OF_PLACEMENTS.includes(measure)) {
    if (placement === undefined) return question;
    throw new ProblemError("statistic-unknown", {
      detail: `\`${measure}\` are those of the whole site, and not of one placement`,
      help: "leave `placement` out",
    });
  }
  if (placement !== undefined && idsOf(who).includes(placement)) return question;
  throw new ProblemError("statistic-unknown", {
    detail: `\`${measure}\` are those of one of your own placements`,
    help: "name it in `placement`; `/v1/statistics/advertiser` lists them",
  });
}

function idsOf({ placements }: Advertiser): readonly string[] {
  return placements.map(({ id }) => id);
}
