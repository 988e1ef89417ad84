import type { AnswerOf, ProblemCode } from "@avow/contract";
import { PROBLEMS, routes } from "@avow/contract";
import { Hono } from "hono";
import { buildIndexPolicy } from "../../tests/support/index-policy.ts";
import { createAdvertisers } from "./advertisers.ts";
import type { Answer, Question } from "./site.ts";

/* The service as the contract shapes it, for tests of what the page makes of its answers. */

export const KEY = "avow_advertiser_key-of-the-test";
export const PLACEMENT = "5f0e0c4a-8e7b-4d6e-a0f3-1c2d3e4f5a01";
export const NOW = new Date("2026-11-22T12:00:00Z");
export const DAY = "2026-11-21";

const advertiser: AnswerOf<"advertiser"> = {
  id: "0d1f7a52-6a0e-4b5e-9d0a-3b1f3c8f9a10",
  name: "Tidewater Books",
  createdAt: "2026-10-02T08:15:00Z",
  closedAt: null,
  placements: [
    { id: PLACEMENT, name: "Autumn list", target: "https://books.example/autumn", section: "articles" },
  ],
};

const plan: AnswerOf<"budget">["plan"] = (
  [
    ["views", "total", 0.0008, 200, 400, 8],
    ["visitors", "total", 0.0001, 70.71, 142, 1],
    ["visitors", "page", 0.0003, 70.71, 518, 3],
    ["visitors", "region", 0.0001, 70.71, 507, 1],
    ["sessions", "total", 0.0002, 100, 200, 2],
    ["clicks", "total", 0.0002, 50, 100, 1],
  ] as const
).map(([measure, by, rho, sigma, threshold, contributions]) => ({
  measure,
  by,
  standard: measure !== "clicks",
  rho,
  sigma,
  threshold,
  contributions,
}));

const budget: AnswerOf<"budget"> = {
  year: 2026,
  rho: { year: 1, spent: 0.412, reserved: 0.32, left: 0.268 },
  epsilon: 8.62,
  delta: 1e-6,
  leastVisitors: 20,
  plan,
};

const COUNTS: Readonly<Partial<Record<Question["by"], Answer["cells"]>>> = {
  page: [
    { name: "/en/articles/tides", value: 4120 },
    { name: "/zh/articles/潮汐与海岸线的变迁", value: 2871 },
    { name: `/en/articles/${"a-very-long-name-".repeat(8)}`, value: 902 },
    { name: "<script>alert(1)</script>", value: 640 },
  ],
  region: [
    { name: "CN", value: 7210 },
    { name: "SG", value: 1033 },
    { name: "", value: 790 },
  ],
  section: [],
};

/** The one answer to a question; of the 18th nothing is above the threshold. */
export function answerTo(question: Question): Answer {
  const kind = plan.find(({ measure, by }) => measure === question.measure && by === question.by);
  const day = Number(question.day.slice(8));
  const total = day === 18 ? [] : [{ name: "total", value: 9000 + day * 61 }];
  return {
    question,
    publishedAt: `${question.day.slice(0, 8)}${String(day + 1).padStart(2, "0")}T02:10:00Z`,
    cells: question.by === "total" ? total : (COUNTS[question.by] ?? []),
    threshold: kind?.threshold ?? 507,
    sigma: kind?.sigma ?? 70.71,
    rho: kind?.rho ?? 0.0001,
  };
}

const published: Answer[] = [
  ...[15, 16, 17, 18, 20, 21].map((day) =>
    answerTo({ day: `2026-11-${day}`, measure: "visitors", by: "total" }),
  ),
  answerTo({ day: DAY, measure: "visitors", by: "page" }),
  answerTo({ day: DAY, measure: "clicks", by: "total", placement: PLACEMENT }),
];

let built: ReturnType<typeof buildIndexPolicy> | undefined;

/** The page before a service that answers as `fault` says, and everything it was asked. */
export async function openPage(fault: ProblemCode | "unreachable" | null = null) {
  built ??= buildIndexPolicy();
  const { bundle } = await built;
  const asked: Request[] = [];
  const reported: unknown[] = [];
  const service = async (request: Request): Promise<Response> => {
    asked.push(request.clone());
    if (fault === "unreachable") throw new Error("the service is away");
    const { pathname, searchParams } = new URL(request.url);
    if (request.headers.get("authorization") !== `Bearer ${KEY}`) return problemOf("advertiser-key-wrong");
    const query = routes.statistic.query.safeParse(Object.fromEntries(searchParams));
    switch (pathname) {
      case routes.statistic.path:
      case routes.statisticCsv.path:
        if (fault !== null || !query.success) return problemOf(fault ?? "body-malformed");
        if (pathname === routes.statistic.path) return Response.json(answerTo(query.data));
        return new Response("day,value\r\n", {
          headers: { "content-type": "text/csv", "content-disposition": 'attachment; filename="a.csv"' },
        });
      case routes.budget.path:
        return Response.json(budget);
      case routes.publishedStatistics.path:
        return Response.json(published);
      default:
        return Response.json(advertiser);
    }
  };
  const app = new Hono().route(
    "/advertisers",
    createAdvertisers({
      policy: () => bundle,
      service,
      publicUrl: "https://index.example",
      now: () => NOW,
      report: (error) => reported.push(error),
    }),
  );
  const post = (path: string, fields: Readonly<Record<string, string>>) =>
    app.request(`https://index.example/advertisers${path}`, {
      method: "POST",
      body: new URLSearchParams(fields),
    });
  return { app, asked, reported, post };
}

function problemOf(code: ProblemCode): Response {
  const { status, title } = PROBLEMS[code];
  const clause = code === "budget-spent" ? { clause: "2.2.3" } : {};
  return new Response(
    JSON.stringify({ type: `urn:${code}`, title, status, code, detail: title, ...clause }),
    {
      status,
      headers: { "content-type": "application/problem+json" },
    },
  );
}
