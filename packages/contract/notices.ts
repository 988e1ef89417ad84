import { z } from "zod";
import { route } from "./route.ts";
import { Instant } from "./shapes.ts";

const Words = z.record(z.string(), z.string());

export const NOTICE_STATES = ["draft", "running", "paused", "finished", "cancelled"] as const;
/** Every state in which somebody may not have been told; with `sent` they are all there are. */
export const UNTOLD_STATES = [
  "failed",
  "unknown",
  "stopped",
  "withdrawn",
  "refused",
  "queued",
  "sending",
  "with-staff",
  "awaits-report",
] as const;

const Count = z.int().nonnegative();

const NoticeProgress = z.object({
  people: Count,
  /** People in each state of a delivery. */
  states: z.record(z.string(), Count),
  /** The same by the channel their delivery stands at. */
  channels: z.record(z.string(), z.record(z.string(), Count)),
});

/** A message owed or allowed to many people. */
const NoticeRow = z.object({
  id: z.uuid(),
  kind: z.string(),
  /** The incident, campaign, version or template it is of. */
  about: z.string().nullable(),
  purpose: z.string(),
  title: Words,
  /** Of a message that says the same to everybody; `null` of others. */
  subject: Words.nullable(),
  clause: z.string(),
  /** In the order in which they are tried. */
  channels: z.array(z.string()),
  rehearsal: z.boolean(),
  state: z.enum(NOTICE_STATES),
  createdAt: Instant,
  beginsAt: Instant,
});

/** What an operator did to a notice, and, where it was cancelled by itself, why. */
const NoticeAct = z.object({
  kind: z.enum(["paused", "resumed", "cancelled"]),
  by: z.string(),
  at: Instant,
  reason: z.string().nullable(),
});

/** Somebody a notice has not reached, by their id, and each channel that was tried. */
const Untold = z.object({
  person: z.uuid(),
  state: z.enum(UNTOLD_STATES),
  channel: z.string(),
  dueAt: Instant,
  refusal: z.object({ clause: z.string(), code: z.string(), reason: Words }).nullable(),
  failure: z.string().nullable(),
  attempts: z.array(
    z.object({ channel: z.string(), outcome: z.string(), failure: z.string(), times: Count, at: Instant }),
  ),
});

const Blank = z.object({ name: z.string(), title: Words, kind: z.enum(["text", "date"]) });

/** A service message as it may be sent: all but the blanks is declared in code, to a purpose that is not marketing. */
const ServiceTemplate = z.object({
  name: z.string(),
  title: Words,
  purpose: z.string(),
  clause: z.string(),
  channels: z.array(z.string()),
  subject: Words,
  paragraphs: z.array(Words),
  blanks: z.array(Blank),
});

const Audience = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("person"), person: z.uuid() }),
  z.strictObject({ kind: z.literal("everybody") }),
]);

export const noticeRoutes = {
  /** The newest first, without messages and replies to one person. `progress` is `null` of one that is over. */
  notices: route({
    method: "GET",
    path: "/console/api/notices",
    caller: "operator",
    status: 200,
    body: null,
    answer: z.array(NoticeRow.extend({ progress: NoticeProgress.nullable() })),
  }),
  /** One of them, and a page of those it has not reached who are in one state. Problems: `not-found`. */
  notice: route({
    method: "GET",
    path: "/console/api/notices/:id",
    caller: "operator",
    status: 200,
    query: z.strictObject({
      state: z.enum(UNTOLD_STATES).default("failed"),
      /** The last person of the page before. */
      after: z.uuid().optional(),
    }),
    body: null,
    answer: NoticeRow.extend({
      progress: NoticeProgress,
      /** The first one first. */
      acts: z.array(NoticeAct),
      untold: z.array(Untold),
      /** Whether there are more behind the last of this page. */
      more: z.boolean(),
    }),
  }),
  /** Nothing of it leaves once this is answered. Problems of this and the next two: `not-found`; `state-unfit`. */
  pauseNotice: route({
    method: "POST",
    path: "/console/api/notices/:id/pause",
    caller: "operator",
    status: 204,
    body: null,
    answer: null,
  }),
  resumeNotice: route({
    method: "POST",
    path: "/console/api/notices/:id/resume",
    caller: "operator",
    status: 204,
    body: null,
    answer: null,
  }),
  /**
   * As a pause, for good, and everybody it has not reached is withdrawn with evidence of it. People of an incident are untold again;
   * a change of the policy is told of as long as it is to govern.
   */
  cancelNotice: route({
    method: "POST",
    path: "/console/api/notices/:id/cancel",
    caller: "operator",
    status: 204,
    body: z.strictObject({ reason: z.string().trim().min(1).max(2000) }),
    answer: null,
  }),
  /** The templates that the policy in force lets go out as service messages. */
  serviceTemplates: route({
    method: "GET",
    path: "/console/api/service-templates",
    caller: "operator",
    status: 200,
    body: null,
    answer: z.array(ServiceTemplate),
  }),
  /**
   * Sends a service message to one person or to everybody with an account. Blanks of kind `text` are filled in each of the policy's
   * languages under their name and the language (`name.en`), dates once (`name`, ISO 8601). Problems: `refused` where the template is
   * not of a service; `body-malformed`; `not-found`.
   */
  sendService: route({
    method: "POST",
    path: "/console/api/service-messages",
    caller: "operator",
    status: 202,
    body: z.strictObject({
      template: z.string().max(64),
      blanks: z.record(z.string().max(80), z.string().max(200)),
      audience: Audience,
    }),
    answer: z.object({ notice: z.uuid() }),
  }),
} as const;
