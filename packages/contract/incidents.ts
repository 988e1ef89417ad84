import { z } from "zod";
import { route } from "./route.ts";
import { GeneratedDocument, Instant, Words } from "./shapes.ts";

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

const CategoryCount = z.object({ category: z.string(), title: Words, people: z.int().nonnegative() });

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

const Text = z.string().trim().max(10_000);
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

const Reason = z.string().trim().min(1).max(2000);
const base = "/console/api/incidents";

export const incidentRoutes = {
  /** Open ones first, then the newest; at most 200. */
  incidents: route({
    method: "GET",
    path: base,
    caller: "operator",
    status: 200,
    body: null,
    answer: z.object({
      incidents: z.array(IncidentRow),
      drill: Drill.nullable(),
      /** How many people are marked as test, on whom a rehearsal can be held. */
      testPeople: z.int().nonnegative(),
    }),
  }),
  /** What a scope can be asked by. */
  scopeChoices: route({
    method: "GET",
    path: "/console/api/scope-choices",
    caller: "operator",
    status: 200,
    body: null,
    answer: z.object({
      categories: z.array(z.object({ id: z.string(), title: Words })),
      forms: z.array(z.object({ id: z.string(), title: Words })),
      recipients: z.array(z.object({ id: z.string(), title: Words, countries: z.array(z.string()) })),
      purposes: z.array(z.object({ id: z.string(), title: Words })),
      operators: z.array(z.object({ id: z.string(), name: z.string() })),
      events: z.array(z.string()),
    }),
  }),
  /** Any operator reports. `knownAt` is now when absent, and never later (problem `time-unfit`). */
  reportIncident: route({
    method: "POST",
    path: base,
    caller: "operator",
    status: 201,
    body: z.strictObject({
      seen: z.string().trim().min(1).max(10_000),
      where: z.string().trim().max(2000),
      /** Data and systems that may be concerned. */
      suspected: z.string().trim().max(2000),
      knownAt: Instant.optional(),
      rehearsal: z.boolean(),
    }),
    answer: Incident,
  }),
  incident: route({
    method: "GET",
    path: `${base}/:id`,
    caller: "operator",
    status: 200,
    body: null,
    answer: Incident,
  }),
  /** What level these facts propose; changes nothing. */
  gradeIncident: route({
    method: "POST",
    path: `${base}/:id/grade`,
    caller: "operator",
    status: 200,
    body: IncidentFacts,
    answer: IncidentGrade,
  }),
  /** Decides the level; `rank` below the proposed one needs a reason, and so does any later change (problem `reason-missing`). */
  triageIncident: route({
    method: "PUT",
    path: `${base}/:id/triage`,
    caller: "operator",
    status: 200,
    body: z.strictObject({
      facts: IncidentFacts,
      rank: z.int().nonnegative(),
      reason: z.string().trim().max(2000),
    }),
    answer: Incident,
  }),
  /** Counts whom a scope would take in; in a rehearsal among people marked as test alone. */
  previewScope: route({
    method: "POST",
    path: `${base}/:id/scope/preview`,
    caller: "operator",
    status: 200,
    body: ScopeBody,
    answer: z.object({ people: z.int().nonnegative(), categories: z.array(CategoryCount) }),
  }),
  /** Freezes the people of a scope, once (problem `state-unfit`); more are named one by one. */
  freezeScope: route({
    method: "PUT",
    path: `${base}/:id/scope`,
    caller: "operator",
    status: 202,
    body: ScopeBody,
    answer: Incident,
  }),
  /** A page of people by group, in the order of their ids. */
  incidentPeople: route({
    method: "GET",
    path: `${base}/:id/people`,
    caller: "operator",
    status: 200,
    query: z.strictObject({
      group: z.enum(INCIDENT_GROUPS).optional(),
      after: z.uuid().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    body: null,
    answer: z.object({ people: z.array(IncidentPerson), next: z.uuid().nullable() }),
  }),
  /** Names people the query did not find; they are told as the others are. */
  nameIncidentPeople: route({
    method: "POST",
    path: `${base}/:id/people`,
    caller: "operator",
    status: 200,
    body: z.strictObject({ people: z.array(z.uuid()).min(1).max(1000), reason: Reason }),
    answer: z.object({ added: z.int().nonnegative(), unknown: z.array(z.uuid()) }),
  }),
  /** Takes somebody out whom it does not concern; nobody who was told (problem `state-unfit`). */
  removeIncidentPerson: route({
    method: "POST",
    path: `${base}/:id/people/:person/removal`,
    caller: "operator",
    status: 204,
    body: z.strictObject({ reason: Reason }),
    answer: null,
  }),
  /** Saves a draft; any change takes an approval back. Not after it began to be sent (problem `state-unfit`). */
  writeIncidentNotice: route({
    method: "PUT",
    path: `${base}/:id/notice`,
    caller: "operator",
    status: 200,
    body: IncidentNoticeBody,
    answer: IncidentNotice,
  }),
  /** Problems `notice-incomplete` with every element that lacks; `approval-own`; `words-changed`. */
  approveIncidentNotice: route({
    method: "POST",
    path: `${base}/:id/notice/approval`,
    caller: "operator",
    status: 200,
    body: z.strictObject({ version: z.int().positive() }),
    answer: IncidentNotice,
  }),
  /** Begins to send, or goes on. Problem `state-unfit` before it is approved and the people are frozen. */
  sendIncidentNotice: route({
    method: "POST",
    path: `${base}/:id/notice/sending`,
    caller: "operator",
    status: 202,
    body: null,
    answer: IncidentNotice,
  }),
  /** Nothing of it leaves after this is answered, until it goes on. */
  pauseIncidentNotice: route({
    method: "DELETE",
    path: `${base}/:id/notice/sending`,
    caller: "operator",
    status: 200,
    body: null,
    answer: IncidentNotice,
  }),
  /** Records why a group stays untold; it holds for as many people as are in it now. */
  explainUntold: route({
    method: "PUT",
    path: `${base}/:id/untold/:group`,
    caller: "operator",
    status: 200,
    body: z.strictObject({ reason: Reason }),
    answer: z.array(IncidentGroup),
  }),
  /** Saves what staff write of the report to the authority, by the key of the item. */
  writeIncidentReport: route({
    method: "PUT",
    path: `${base}/:id/report`,
    caller: "operator",
    status: 200,
    body: z.strictObject({ items: z.record(z.string().max(64), Text) }),
    answer: z.array(ReportItem),
  }),
  /** The report as it stands, in one language of the policy. */
  incidentReport: route({
    method: "GET",
    path: `${base}/:id/report`,
    caller: "operator",
    status: 200,
    query: z.strictObject({ stage: z.enum(REPORT_STAGES), language: z.string().max(35) }),
    body: null,
    answer: GeneratedDocument,
  }),
  /**
   * Records that a stage was handed in. Problems: `report-incomplete` where an item of that stage lacks; `reason-missing` where it
   * comes after one of its deadlines and nobody has recorded why.
   */
  fileIncidentReport: route({
    method: "POST",
    path: `${base}/:id/filings`,
    caller: "operator",
    status: 201,
    body: z.strictObject({
      stage: z.enum(REPORT_STAGES),
      language: z.string().max(35),
      /** Ids of the deadlines it is handed in for. */
      deadlines: z.array(z.string().max(64)).max(20),
      /** The office that took it. */
      to: z.string().trim().min(1).max(200),
      /** The number it gave; no personal data. */
      reference: z.string().trim().max(200),
      /** When; now if absent, and never later. */
      at: Instant.optional(),
      /** Why it is late, for every deadline of it that has passed and of which nobody has said so. */
      lateReason: z.string().trim().max(2000).optional(),
    }),
    answer: Filing,
  }),
  /** Records why a time has passed. Problem `state-unfit` for one that has not; of a closed incident too. */
  explainLateness: route({
    method: "PUT",
    path: `${base}/:id/lateness`,
    caller: "operator",
    status: 200,
    body: z.strictObject({ deadline: z.string().max(64), reason: Reason }),
    answer: Incident,
  }),
  /** The incident itself is over; the time of the summary begins (problem `state-unfit` when it was ended before). */
  endIncidentHandling: route({
    method: "POST",
    path: `${base}/:id/handling-end`,
    caller: "operator",
    status: 200,
    body: z.strictObject({ at: Instant.optional() }),
    answer: Incident,
  }),
  /** Closes it. Problem `incident-unfinished` (clause 2.3.6) with what stands against it. */
  closeIncident: route({
    method: "POST",
    path: `${base}/:id/closing`,
    caller: "operator",
    status: 200,
    body: null,
    answer: Incident,
  }),
  /** One JSON file for a court or an authority, which `avow verify` checks offline. */
  incidentPack: route({
    method: "GET",
    path: `${base}/:id/pack`,
    caller: "operator",
    status: 200,
    body: null,
    answer: null,
  }),
  /** Everybody who is marked as test, a page at a time, in the order of their ids. */
  testPeople: route({
    method: "GET",
    path: "/console/api/test-people",
    caller: "operator",
    status: 200,
    query: z.strictObject({
      after: z.uuid().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    body: null,
    answer: z.object({ people: z.array(TestMark), next: z.uuid().nullable() }),
  }),
  /** The mark of one person; `null` where they are not marked. */
  testPerson: route({
    method: "GET",
    path: "/console/api/people/:person/test",
    caller: "operator",
    status: 200,
    body: null,
    answer: z.object({ mark: TestMark.nullable() }),
  }),
  /** Marks a person as test, or as test no longer, with a receipt for them: a rehearsal reaches nobody else. Problem `not-found`. */
  markTestPerson: route({
    method: "PUT",
    path: "/console/api/people/:person/test",
    caller: "operator",
    status: 200,
    body: z.strictObject({ test: z.boolean() }),
    answer: z.object({ mark: TestMark.nullable() }),
  }),
};
