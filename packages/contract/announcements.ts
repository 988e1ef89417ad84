import { z } from "zod";
import { route } from "./route.ts";
import { Instant, Words } from "./shapes.ts";

/** What an announcement may be of. */
export const ANNOUNCED_SUBJECTS = ["incident", "policy-change"] as const;

/** A text as an operator writes it: by language, and where one is missing or empty the service names it. */
const Written = z.record(
  z.string().max(16),
  z
    .string()
    .max(10_000)
    // What neither a page nor a feed can hold.
    .regex(/^(?:[\t\n\r]|[^\p{Cc}\p{Cs}\uFFFE\uFFFF])*$/u, "holds a control character"),
);

/** What an operator writes. */
export const AnnouncementBody = z.strictObject({
  subject: z.strictObject({ kind: z.enum(ANNOUNCED_SUBJECTS), id: z.string().min(1).max(64) }),
  /** Why telling each person is difficult; it is shown with the announcement. */
  reason: Written,
  title: Written,
  /** What must be said, by element. */
  elements: z.record(z.string().max(64), Written),
  /** When it begins to be shown; at once after approval when absent. */
  from: Instant.optional(),
  until: Instant,
});

/** Counts of the people an announcement concerns. */
export const AnnouncementStanding = z.object({
  people: z.int().nonnegative(),
  told: z.int().nonnegative(),
  /** Who can be reached and has not been tried; while there are any, nothing is announced in their stead (2.3.8). */
  untried: z.int().nonnegative(),
});

const Withdrawal = z.object({ at: Instant, reason: Words });

/** An announcement as operators see it. */
export const Announcement = z.object({
  id: z.uuid(),
  subject: z.object({ kind: z.enum(ANNOUNCED_SUBJECTS), id: z.string() }),
  /** Of a rehearsal: shown to operators alone. */
  rehearsal: z.boolean(),
  reason: Words,
  title: Words,
  elements: z.record(z.string(), Words),
  state: z.enum(["draft", "scheduled", "current", "ended", "withdrawn"]),
  from: Instant,
  until: Instant,
  draftedBy: z.string(),
  draftedAt: Instant,
  approvedBy: z.string().nullable(),
  approvedAt: Instant.nullable(),
  /** How the people stood when it was approved. */
  standing: AnnouncementStanding.nullable(),
  withdrawal: Withdrawal.extend({ by: z.string() }).nullable(),
  /** Where the log tells of its publication; `null` before. */
  index: z.int().nonnegative().nullable(),
  mayApprove: z.boolean(),
});

/** An announcement as everyone may see it in a list, a banner or a feed. */
export const PublishedAnnouncement = z.object({
  id: z.uuid(),
  of: z.enum(ANNOUNCED_SUBJECTS),
  title: Words,
  state: z.enum(["current", "ended", "withdrawn"]),
  from: Instant,
  until: Instant,
});

/** The whole of it. */
export const AnnouncementPage = PublishedAnnouncement.extend({
  reason: Words,
  elements: z.array(z.object({ title: Words, text: Words })),
  withdrawal: Withdrawal.nullable(),
  /** Where the log tells of its publication; `null` for the moment before it has a place. */
  index: z.int().nonnegative().nullable(),
});

export const announcementRoutes = {
  /** Those that were ever shown, the newest first. */
  announcements: route({
    method: "GET",
    path: "/v1/announcements",
    caller: "anyone",
    status: 200,
    body: null,
    answer: z.array(PublishedAnnouncement),
  }),
  /** One of them; it stays readable when its time is over and when it is withdrawn. */
  announcement: route({
    method: "GET",
    path: "/v1/announcements/:id",
    caller: "anyone",
    status: 200,
    body: null,
    answer: AnnouncementPage,
  }),
  /** An Atom feed (RFC 4287) of the newest, in one of the policy's languages. Where people reach the privacy centre, so that readers can. */
  announcementFeed: route({
    method: "GET",
    path: "/privacy/:language/announcements/feed.atom",
    caller: "anyone",
    status: 200,
    body: null,
    answer: null,
  }),
  announcementDesk: route({
    method: "GET",
    path: "/console/api/announcements",
    caller: "operator",
    status: 200,
    body: null,
    answer: z.object({
      announcements: z.array(Announcement),
      /** What each kind must say, in order. */
      elements: z.record(z.enum(ANNOUNCED_SUBJECTS), z.array(z.object({ id: z.string(), title: Words }))),
      /** For how long each is shown at least. */
      leastDays: z.int().positive(),
    }),
  }),
  /** Problem `announcement-unfit` with each text that lacks; `refused` (2.3.8) where people could be told instead. */
  draftAnnouncement: route({
    method: "POST",
    path: "/console/api/announcements",
    caller: "operator",
    status: 201,
    body: AnnouncementBody,
    answer: Announcement,
  }),
  /** Writes a draft anew; whoever did is its author, whom another must approve. */
  reviseAnnouncement: route({
    method: "PUT",
    path: "/console/api/announcements/:id",
    caller: "operator",
    status: 200,
    body: AnnouncementBody,
    answer: Announcement,
  }),
  /** Publishes another operator's draft. */
  approveAnnouncement: route({
    method: "POST",
    path: "/console/api/announcements/:id/approval",
    caller: "operator",
    status: 200,
    body: null,
    answer: Announcement,
  }),
  /** Takes a draft or a publication back, with a reason in every language. What was shown stays readable, with that reason. */
  withdrawAnnouncement: route({
    method: "POST",
    path: "/console/api/announcements/:id/withdrawal",
    caller: "operator",
    status: 200,
    body: z.strictObject({ reason: Written }),
    answer: Announcement,
  }),
};
