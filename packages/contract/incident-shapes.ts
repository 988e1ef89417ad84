import { z } from "zod";
import { Instant, Words } from "./shapes.ts";

/**
 * Names in {@link IncidentFacts} that somebody answers with yes or no. `harm-prevented`: what was done keeps harm from people
 * (PIPL 57(2), GDPR 34(3)); `no-risk`: unlikely to be a risk to anybody (GDPR 33(1)); `high-risk`: GDPR 34(1); `defect`: a weakness
 * of a product that endangers the public (NDSMR 10); `crime`: it looks like one; `minors`: it touches data of people under 18.
 */
export const INCIDENT_FLAGS = [
  "critical-infrastructure",
  "state-organ",
  "crime",
  "defect",
  "minors",
  "harm-prevented",
  "no-risk",
  "high-risk",
] as const;

/** What an incident is graded by. A number nobody knows yet is `null`, which is not nought. */
export const IncidentFacts = z.strictObject({
  peopleAffected: z.int().nonnegative().nullable(),
  /** Direct loss in yuan. */
  lossCny: z.int().nonnegative().nullable(),
  flags: z.array(z.enum(INCIDENT_FLAGS)).max(INCIDENT_FLAGS.length),
});

/** A level of the governing law; `rank` 0 is the lowest, and the only one under a law that does not grade. */
export const IncidentLevel = z.object({ rank: z.int().nonnegative(), title: Words });

/** What the computation proposes, with the rules of law that make it so. */
export const IncidentGrade = z.object({
  level: IncidentLevel,
  /** `because`: cited rule and what was counted; empty where no number reaches a threshold and a person has to decide. */
  because: z.array(z.object({ rule: z.string(), cite: z.string(), text: Words })),
  /** Thresholds nobody has counted for, or nearly reached: what to look at before deciding. */
  open: z.array(z.object({ rule: z.string(), cite: z.string(), text: Words })),
});

/**
 * A time the law sets, or the house where the law says "promptly". `running`, `near` once an alarm has sounded, `passed` when
 * nobody met it, `met` in time, `met-late` after.
 */
export const IncidentDeadline = z.object({
  /** Names it within its incident: the rule, and which of its clocks. */
  id: z.string(),
  rule: z.string(),
  /** How the rule is cited. */
  cite: z.string(),
  duty: Words,
  /** What meets it: a report handed in, the people told, the summary after the end. */
  metBy: z.enum(["report", "people", "summary"]),
  /** Whom it is owed to. */
  to: Words,
  /** Whose limit it is: the law's number, or the house's own where the law has none. */
  limit: z.enum(["law", "house"]),
  startedAt: Instant,
  dueAt: Instant,
  state: z.enum(["running", "near", "passed", "met", "met-late"]),
  metAt: Instant.nullable(),
  /** The alarms that sounded, and how much of the time was left: `half`, `quarter`, `passed`. */
  alarms: z.array(z.object({ at: Instant, left: z.enum(["half", "quarter", "none"]) })),
  /** Why it passed, or was met late, where somebody has recorded it. */
  lateness: z.object({ reason: z.string(), by: z.string(), at: Instant }).nullable(),
  /** Where the working days of the calendar are known; `false` says that Mondays to Fridays were counted. */
  calendarKnown: z.boolean(),
});

const During = { from: Instant.optional(), until: Instant.optional() };
const Names = z.array(z.string().min(1).max(64)).min(1).max(100);

/**
 * Which people an incident concerns, asked of what is known about data without opening it. `from` is included, `until` is not.
 * `held`: something of these categories was collected of them; `form`: they filled in one of these forms; `event`: their
 * evidence has an event of one of these kinds; `read`: staff opened their data; `disclosed`: it went to a recipient, named or
 * in one of these countries; `registered`: their account is of this time; `people`: these.
 */
export type ScopeFilter =
  | { kind: "all" | "any"; of: ScopeFilter[] }
  | { kind: "not"; of: ScopeFilter }
  | { kind: "held"; categories: string[]; from?: string | undefined; until?: string | undefined }
  | { kind: "form"; forms: string[]; from?: string | undefined; until?: string | undefined }
  | { kind: "event"; events: string[]; from?: string | undefined; until?: string | undefined }
  | {
      kind: "read";
      operators?: string[] | undefined;
      purposes?: string[] | undefined;
      categories?: string[] | undefined;
      from?: string | undefined;
      until?: string | undefined;
    }
  | {
      kind: "disclosed";
      recipients?: string[] | undefined;
      countries?: string[] | undefined;
      categories?: string[] | undefined;
      from?: string | undefined;
      until?: string | undefined;
    }
  | { kind: "registered"; from?: string | undefined; until?: string | undefined }
  | { kind: "people"; people: string[] };

export const ScopeFilter: z.ZodType<ScopeFilter, ScopeFilter> = z.lazy(() =>
  z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.enum(["all", "any"]), of: z.array(ScopeFilter).min(1).max(20) }),
    z.strictObject({ kind: z.literal("not"), of: ScopeFilter }),
    z.strictObject({ kind: z.literal("held"), categories: Names, ...During }),
    z.strictObject({ kind: z.literal("form"), forms: Names, ...During }),
    z.strictObject({ kind: z.literal("event"), events: Names, ...During }),
    z.strictObject({
      kind: z.literal("read"),
      operators: Names.optional(),
      purposes: Names.optional(),
      categories: Names.optional(),
      ...During,
    }),
    z.strictObject({
      kind: z.literal("disclosed"),
      recipients: Names.optional(),
      countries: Names.optional(),
      categories: Names.optional(),
      ...During,
    }),
    z.strictObject({ kind: z.literal("registered"), ...During }),
    z.strictObject({ kind: z.literal("people"), people: z.array(z.uuid()).min(1).max(1000) }),
  ]),
);

/** Whom it concerns (`filter`) and which categories of data (`categories`, names of the policy). */
export const ScopeBody = z.strictObject({ filter: ScopeFilter, categories: Names });

/** Of how many people data of a category is concerned. */
export const CategoryCount = z.object({ category: z.string(), title: Words, people: z.int().nonnegative() });

/** The people an incident concerns, once they are frozen. */
export const IncidentScope = z.object({
  filter: ScopeFilter,
  categories: z.array(z.object({ category: z.string(), title: Words })),
  /** `freezing` while people are still being written down; it goes on after a restart. */
  state: z.enum(["freezing", "frozen"]),
  frozenBy: z.string(),
  frozenAt: Instant,
  /** People it concerns: found or named, less those taken out. */
  people: z.int().nonnegative(),
  named: z.int().nonnegative(),
  removed: z.int().nonnegative(),
});

/** What a person writes of a notice; the categories of data and the contact come from the scope and the policy. */
export const WRITTEN_ELEMENTS = [
  "happened",
  "cause",
  "impact",
  "taken",
  "coming",
  "advice",
  "remedy",
] as const;
export const NOTICE_ELEMENTS = [...WRITTEN_ELEMENTS, "categories", "contact"] as const;

/** What an operator writes. */
export const Text = z.string().trim().max(10_000);
/** Each element by language of the policy. What is empty or left out is lacking, and keeps the notice from being approved. */
export const IncidentNoticeBody = z.strictObject({
  texts: z.partialRecord(z.enum(WRITTEN_ELEMENTS), z.record(z.string().max(35), Text)),
  /** Version of the notice these texts were written over; 0 for the first. Problem `words-changed` where somebody saved another. */
  over: z.int().nonnegative(),
});

/** An element a notice lacks, in which language, and who asks for it. */
export const LackingElement = z.object({
  element: z.enum(NOTICE_ELEMENTS),
  language: z.string(),
  /** The rule of law, and the clause that promises it. */
  cite: z.string(),
  clause: z.string(),
});

export const IncidentNotice = z.object({
  /** Counts up with every change. */
  version: z.int().positive(),
  texts: z.partialRecord(z.enum(WRITTEN_ELEMENTS), Words),
  lacking: z.array(LackingElement),
  /** How it reads, by language, to somebody whom every category concerns. */
  preview: z.record(z.string(), z.object({ subject: z.string(), paragraphs: z.array(z.string()) })),
  writtenBy: z.string(),
  writtenAt: Instant,
  approvedBy: z.string().nullable(),
  approvedAt: Instant.nullable(),
  /** Whether the operator who asks may approve this version: complete, and nothing of it their own writing. */
  mayApprove: z.boolean(),
  state: z.enum(["draft", "approved", "sending", "paused"]),
  /** Its id among the notices, once it was started. */
  notice: z.uuid().nullable(),
});

/**
 * How people of an incident stand. `told`; `waiting`: a channel is at it; `announced`: covered by an announcement, for nothing
 * else reached them; the others are untold: `not-asked` when nothing was ever sent to them, `refused` by the gate, `failed`
 * when no channel reached them, `returned` when what was sent came back, `unknown` when nobody can say whether it arrived.
 */
export const INCIDENT_GROUPS = [
  "told",
  "waiting",
  "announced",
  "not-asked",
  "refused",
  "failed",
  "returned",
  "unknown",
] as const;

export const IncidentGroup = z.object({
  group: z.enum(INCIDENT_GROUPS),
  people: z.int().nonnegative(),
  /** Why they stay untold, where somebody has recorded it for as many as there are now. */
  reason: z.string().nullable(),
});

export const IncidentPerson = z.object({
  person: z.uuid(),
  group: z.enum(INCIDENT_GROUPS),
  categories: z.array(z.string()),
  named: z.boolean(),
  /** What was tried, the oldest first. */
  tried: z.array(z.object({ at: Instant, channel: z.string().nullable(), outcome: z.string() })),
});

export const REPORT_STAGES = ["first", "further", "summary"] as const;
/** One item of a report, in the regulator's order. */
export const ReportItem = z.object({
  key: z.string(),
  title: Words,
  cite: z.string(),
  /** In the first report, later, or in the summary. */
  stage: z.enum(REPORT_STAGES),
  /** `false` where the desk fills it in by itself. */
  written: z.boolean(),
  text: z.string(),
  lacking: z.boolean(),
});

/** A stage of the report as it was handed in. */
export const Filing = z.object({
  id: z.uuid(),
  stage: z.enum(REPORT_STAGES),
  /** The deadlines it met or was handed in for. */
  deadlines: z.array(z.string()),
  to: z.string(),
  reference: z.string(),
  by: z.string(),
  at: Instant,
  recordedAt: Instant,
  /** SHA-256 of the document as it was handed in, hexadecimal. */
  document: z.string(),
});

/** One step as the log has it. */
export const IncidentStep = z.object({
  kind: z.string(),
  at: Instant,
  by: z.string().nullable(),
  /** Its place in the log; `null` for the moment before it has one. */
  index: z.int().nonnegative().nullable(),
});

export const IncidentRow = z.object({
  id: z.uuid(),
  /** Counts up, without gaps; rehearsals have a series of their own. */
  number: z.int().positive(),
  rehearsal: z.boolean(),
  state: z.enum(["reported", "triaged", "closed"]),
  /** When the company came to know: every clock starts here. */
  knownAt: Instant,
  reportedBy: z.string(),
  level: IncidentLevel.nullable(),
  people: z.int().nonnegative(),
  untold: z.int().nonnegative(),
  /** The next deadline that nobody has met, passed ones first; `null` when there is none. */
  next: IncidentDeadline.nullable(),
});

export const Incident = IncidentRow.extend({
  reportedAt: Instant,
  /** Sealed where it is kept: staff may have named somebody. */
  report: z.object({ seen: z.string(), where: z.string(), suspected: z.string() }),
  triage: z
    .object({
      facts: IncidentFacts,
      proposed: IncidentGrade,
      level: IncidentLevel,
      reason: z.string(),
      by: z.string(),
      at: Instant,
    })
    .nullable(),
  /** The levels there are under the governing law, the lowest first. */
  levels: z.array(IncidentLevel),
  deadlines: z.array(IncidentDeadline),
  scope: IncidentScope.nullable(),
  notice: IncidentNotice.nullable(),
  groups: z.array(IncidentGroup),
  items: z.array(ReportItem),
  filings: z.array(Filing),
  handlingEndedAt: Instant.nullable(),
  closedBy: z.string().nullable(),
  closedAt: Instant.nullable(),
  /** What still stands against closing, in words. */
  openEnds: z.array(Words),
  steps: z.array(IncidentStep),
});

/** The yearly drill (GB/T 35273 10.1). */
export const Drill = z.object({
  cite: z.string(),
  lastHeldAt: Instant.nullable(),
  /** `null` when none was ever held: it is due now. */
  dueAt: Instant.nullable(),
  overdue: z.boolean(),
});

/** Whether a person is marked as test, by whom and since when; `index` is the mark's place in the log, `null` before it has one. */
export const TestMark = z.object({
  person: z.uuid(),
  markedBy: z.string(),
  markedAt: Instant,
  index: z.int().nonnegative().nullable(),
});
