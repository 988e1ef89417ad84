import type { Language } from "../words.ts";

type Text = Readonly<Record<Language, string>>;

/** Something to take part in. What somebody gives is about it alone, under its own name. */
export interface Project {
  /** What a submission to it is about. */
  readonly about: "poll/next-series" | "event/open-day";
  /** Its form in the policy. */
  readonly form: "poll" | "event";
  /** The field that says how one takes part. */
  readonly field: "poll.option" | "event.attendance";
  /** Path without the language. */
  readonly path: string;
  readonly title: Text;
  readonly lead: Text;
  /** What may be chosen; `null` where the policy declares it. */
  readonly options: Readonly<Record<string, Text>> | null;
}

export const PROJECTS: readonly Project[] = [
  {
    about: "poll/next-series",
    form: "poll",
    field: "poll.option",
    path: "/projects/next-series",
    title: { en: "Poll: what should our next series be about?", zh: "投票：下一个系列写什么？" },
    lead: {
      en: "One vote each. Voting again changes your vote.",
      zh: "每人一票。再次投票即更改原投票。",
    },
    options: {
      bridges: { en: "Old bridges", zh: "古桥" },
      paper: { en: "How paper is made", zh: "造纸" },
      tides: { en: "Rivers and tides", zh: "江河与潮汐" },
    },
  },
  {
    about: "event/open-day",
    form: "event",
    field: "event.attendance",
    path: "/projects/open-day",
    title: { en: "Event: open day at the archive", zh: "活动：资料馆开放日" },
    lead: {
      en: "Saturday, 12 December 2026, 14:00 in Hangzhou, and online. Joining again changes how you take part.",
      zh: "2026年12月12日（星期六）14:00，杭州现场及线上同步。再次报名即更改参加方式。",
    },
    options: null,
  },
];
