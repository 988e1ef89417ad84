import { z } from "zod";
import { route } from "./route.ts";
import { Instant, ReceiptHandle, Words } from "./shapes.ts";

const Name = z.string().min(1).max(64);
const CHANNEL_NAMES = ["email", "letter", "telephone", "sms", "push"] as const;

/** Whether anything may be sent under a licence now; `used-up` when as many messages were as it allows. */
export const LICENCE_STATES = ["to-come", "in-force", "used-up", "lapsed", "ended"] as const;

/** What a third party may have passed on to people through us. It is given counts, and never an address. */
export const LicenceBody = z.strictObject({
  /** The company on whose behalf it is sent. */
  holder: z.string().trim().min(1).max(120),
  purpose: Name,
  /** Kinds of products it may be about. */
  kinds: z.array(Name).min(1).max(50),
  /** Messages in all, to one person each. */
  most: z.int().min(1).max(100_000_000),
  from: Instant,
  until: Instant,
});
export const Licence = LicenceBody.extend({
  id: z.uuid(),
  state: z.enum(LICENCE_STATES),
  /** Messages its campaigns have taken up. */
  used: z.int().nonnegative(),
  createdBy: z.string(),
  createdAt: Instant,
  endedBy: z.string().nullable(),
  endedAt: Instant.nullable(),
});

/** What a licence's holder is told. A count is `null` while its campaign runs, or where it is small enough to tell of one person. */
export const LicenceReport = z.object({
  licence: Licence.pick({ id: true, holder: true, from: true, until: true, state: true }),
  campaigns: z.array(
    z.object({
      subject: Words,
      startedAt: Instant,
      sent: z.int().nonnegative().nullable(),
    }),
  ),
  /** Figures under this are withheld. */
  least: z.int().positive(),
});

/** Whom a campaign is for, of those whom it may go to. There is nothing else to choose people by. */
export const Audience = z.strictObject({
  /** Of those who read this language; `null` for all. */
  language: z.string().max(35).nullable(),
  /** Of customers who recently bought something of this kind; `null` for all, customers or not. */
  bought: Name.nullable(),
});

export const CampaignBody = z.strictObject({
  purpose: Name,
  /** The licence it is sent under, where it is sent for a third party. */
  licence: z.uuid().nullable(),
  /** The kind of product it is about; customers get it only where they recently bought something similar. */
  about: Name.nullable(),
  /** In each of the policy's languages. */
  subject: z.record(z.string(), z.string().trim().min(1).max(200)),
  body: z.record(z.string(), z.string().trim().min(1).max(20_000)),
  /** In the order in which they are tried. */
  channels: z.array(z.enum(CHANNEL_NAMES)).min(1).max(CHANNEL_NAMES.length),
  audience: Audience,
});

/** Who would get it, were it to leave now: everybody is asked about, one after the other. */
export const CampaignPreview = z.object({
  begunAt: Instant,
  finishedAt: Instant.nullable(),
  people: z.int().nonnegative(),
  asked: z.int().nonnegative(),
  wouldGet: z.int().nonnegative(),
  /** Who would not, by the reason; the most first. `clause` is `null` for who is not of its audience. */
  excluded: z.array(
    z.object({ clause: z.string().nullable(), code: z.string(), people: z.int().nonnegative() }),
  ),
});

export const CAMPAIGN_STATES = ["draft", "gathering", "started"] as const;
export const Campaign = CampaignBody.extend({
  id: z.uuid(),
  state: z.enum(CAMPAIGN_STATES),
  /** Who the licence is held by. */
  holder: z.string().nullable(),
  createdAt: Instant,
  startedAt: Instant.nullable(),
  /** The notice it is sent as, which can be watched, paused and cancelled. */
  notice: z.uuid().nullable(),
  /** People it is being sent to, and those it would have been, had its licence allowed more messages. */
  gathered: z.int().nonnegative(),
  beyond: z.int().nonnegative(),
  preview: CampaignPreview.nullable(),
});

/** How a person said no to staff. */
export const OBJECTION_DOORS = ["telephone", "letter", "in-person"] as const;

export const Minor = z.object({ minor: z.boolean(), since: Instant.nullable() });

export const marketingRoutes = {
  licences: route({
    method: "GET",
    path: "/console/api/licences",
    caller: "operator",
    status: 200,
    body: null,
    answer: z.array(Licence),
  }),
  grantLicence: route({
    method: "POST",
    path: "/console/api/licences",
    caller: "operator",
    status: 201,
    body: LicenceBody,
    answer: Licence,
  }),
  /** Ends a licence before its time: nothing more leaves under it, what is queued included. */
  endLicence: route({
    method: "POST",
    path: "/console/api/licences/:id/end",
    caller: "operator",
    status: 200,
    body: null,
    answer: Licence,
  }),
  licenceReport: route({
    method: "GET",
    path: "/console/api/licences/:id/report",
    caller: "operator",
    status: 200,
    body: null,
    answer: LicenceReport,
  }),
  /** The same as CSV (RFC 4180), to be handed to the holder. */
  licenceReportCsv: route({
    method: "GET",
    path: "/console/api/licences/:id/report.csv",
    caller: "operator",
    status: 200,
    body: null,
    answer: null,
  }),
  campaigns: route({
    method: "GET",
    path: "/console/api/campaigns",
    caller: "operator",
    status: 200,
    body: null,
    answer: z.array(Campaign),
  }),
  createCampaign: route({
    method: "POST",
    path: "/console/api/campaigns",
    caller: "operator",
    status: 201,
    body: CampaignBody,
    answer: Campaign,
  }),
  campaign: route({
    method: "GET",
    path: "/console/api/campaigns/:id",
    caller: "operator",
    status: 200,
    body: null,
    answer: Campaign,
  }),
  /** Begins to ask about everybody; the campaign shows how far it is. */
  previewCampaign: route({
    method: "POST",
    path: "/console/api/campaigns/:id/preview",
    caller: "operator",
    status: 202,
    body: null,
    answer: Campaign,
  }),
  startCampaign: route({
    method: "POST",
    path: "/console/api/campaigns/:id/start",
    caller: "operator",
    status: 202,
    body: null,
    answer: Campaign,
  }),
  /** Takes down an objection that a person made to staff; it holds at once, as if made by the person here. */
  objectionHeard: route({
    method: "POST",
    path: "/console/api/people/:person/objections",
    caller: "operator",
    status: 201,
    body: z.strictObject({ purpose: Name, how: z.enum(OBJECTION_DOORS) }),
    answer: z.object({ receipt: ReceiptHandle }),
  }),
  /** Problems: `not-found`. */
  minor: route({
    method: "GET",
    path: "/console/api/people/:person/minor",
    caller: "operator",
    status: 200,
    body: null,
    answer: Minor,
  }),
  /** Marks a person as known to be under 18, or takes the mark away. */
  markMinor: route({
    method: "PUT",
    path: "/console/api/people/:person/minor",
    caller: "operator",
    status: 200,
    body: z.strictObject({ minor: z.boolean() }),
    answer: z.object({ minor: Minor, receipt: ReceiptHandle }),
  }),
  /** A person says of themselves that they are under 18. Staff take it back, not they. */
  declareMinor: route({
    method: "POST",
    path: "/v1/me/minor",
    caller: "person",
    status: 200,
    body: null,
    answer: z.object({ minor: Minor, receipt: ReceiptHandle }),
  }),
};
