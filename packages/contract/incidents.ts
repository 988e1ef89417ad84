import { z } from "zod";
import {
  CategoryCount,
  Drill,
  Filing,
  INCIDENT_GROUPS,
  Incident,
  IncidentFacts,
  IncidentGrade,
  IncidentGroup,
  IncidentNotice,
  IncidentNoticeBody,
  IncidentPerson,
  IncidentRow,
  REPORT_STAGES,
  ReportItem,
  ScopeBody,
  TestMark,
  Text,
} from "./incident-shapes.ts";
import { route } from "./route.ts";
import { GeneratedDocument, Instant, Words } from "./shapes.ts";

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
