import type { AnswerOf } from "@avow/contract";

type Access = "free" | "paid" | "restricted";
export type Ranking = keyof Pick<
  AnswerOf<"traffic">,
  "pages" | "referrers" | "systems" | "browsers" | "access"
>;

/** What the console says about traffic, in English. */
export const trafficEn = {
  traffic: {
    tab: "Traffic",
    title: "Traffic",
    lead: "Sums of the visit log: what was opened, what broke and what was slow. Nobody’s trail can be seen here, and no address is opened.",
    span: "Time shown",
    days: (days: number): string => (days === 1 ? "One day" : `${days} days`),
    asOf: (instant: string): string => `Counted up to ${instant}; counted anew every five minutes.`,
    withheld: (least: number): string => `Fewer than ${least} is not shown, and looks like none.`,
    few: "–",
    fewText: "few or none",
    empty: "No visits yet",
    emptyText: "Figures appear here when an hour has seen enough of them, within five minutes.",
    hours: "Views by the hour",
    hoursText: "The views of each hour as a line; the table below has every number.",
    everyHour: "Every hour",
    hour: "Hour (UTC)",
    views: "Views",
    visitors: "Visitors",
    faults: "Faults",
    rankings: {
      pages: { title: "Pages", name: "Page" },
      referrers: { title: "Where they came from", name: "Host" },
      systems: { title: "Operating systems", name: "System" },
      browsers: { title: "Browsers", name: "Browser" },
      access: { title: "Free, paid, restricted", name: "Access" },
    } satisfies Record<Ranking, unknown> as Readonly<
      Record<Ranking, { readonly title: string; readonly name: string }>
    >,
    rankingText: "The views of each as a bar; the table below has every number.",
    none: "None has enough views to be shown.",
    access: { free: "Free", paid: "Paid for", restricted: "Restricted" } satisfies Record<
      Access,
      string
    > as Readonly<Record<string, string>>,
    broken: "Faults of our servers",
    noFaults: "No answer was a fault.",
    page: "Page",
    status: "Status",
    times: "Times",
    slow: "Slow pages",
    slowLead: "Half of the answers, and nineteen of twenty, took no longer than this, to a fifth.",
    noSlow: "No page was opened often enough to say.",
    half: "Half within",
    most: "95 % within",
    milliseconds: (count: string): string => `${count} ms`,
    returning: "First and later visits",
    returningLead: "As far as browsers were allowed to remember that they were here, and did.",
    first: "First",
    again: "Later",
  },
};
