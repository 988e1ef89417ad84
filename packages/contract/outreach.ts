import { z } from "zod";
import { route } from "./route.ts";
import { Instant, ReceiptHandle } from "./shapes.ts";

const Words = z.record(z.string(), z.string());

/** Letters printed together. */
const LetterRun = z.object({
  id: z.uuid(),
  madeBy: z.string(),
  madeAt: Instant,
  /** When staff said that it is in the post. */
  postedAt: Instant.nullable(),
  /** Counts: all of it, those set into the file, posted, come back, and dropped because they could not or may not be sent. */
  letters: z.int().nonnegative(),
  printed: z.int().nonnegative(),
  posted: z.int().nonnegative(),
  returned: z.int().nonnegative(),
  dropped: z.int().nonnegative(),
});

const LetterRuns = z.object({
  /** Letters that wait for a run. */
  waiting: z.int().nonnegative(),
  /** The latest first. */
  runs: z.array(LetterRun),
});

/** A call one operator has taken, with what it needs opened for it. */
const TakenCall = z.object({
  id: z.uuid(),
  person: z.uuid(),
  name: z.string(),
  number: z.string(),
  /** The language to speak. */
  language: z.string(),
  subject: z.string(),
  paragraphs: z.array(z.string()),
  footer: z.array(z.string()),
  purpose: z.string(),
  title: Words,
  clause: z.string(),
  /** Calls nobody answered. */
  unanswered: z.int().nonnegative(),
  /** Until when nobody else is given it. */
  takenUntil: Instant,
});

/** A purpose somebody may object to on the telephone. */
const Objectable = z.object({ purpose: z.string(), title: Words, clause: z.string() });

export const CALL_OUTCOMES = ["reached", "no-answer", "wrong-number", "objected"] as const;
/** What a telephony gateway may report: a machine that took the words is nobody who heard them. */
export const GATEWAY_OUTCOMES = [...CALL_OUTCOMES, "busy", "voicemail"] as const;

const Note = z.string().max(2000).default("");
const Purposes = z.array(z.string().max(64)).max(20);

/** One way by which a person is reached today. */
const Way = z.object({
  channel: z.string(),
  title: Words,
  /** The field it needs, by `category.field`. */
  field: z.string(),
  /** Whether the person has given it. */
  given: z.boolean(),
  /** What they may be told through it now: what the policy permits, and they have not refused. */
  purposes: z.array(z.object({ id: z.string(), title: Words, clause: z.string() })),
});

const Reach = z.object({
  clause: z.string(),
  ways: z.array(Way),
  /** `null` where none is given. */
  address: z.string().nullable(),
  /** Until when the browser has subscribed that did so last; `null` where none has. */
  push: z.object({ until: Instant }).nullable(),
  /** What a browser would subscribe with now; `null` where no push is sent, or the policy's register has no service worker. */
  pushOffer: z
    .object({
      /** The key of whoever sends (RFC 8292). */
      key: z.string(),
      /** The service worker's name in the register. */
      worker: z.string(),
      /** When what is registered now has had its declared life. */
      until: Instant,
    })
    .nullable(),
});

/** What people give so that they can be reached; an empty value takes it back. */
export const REACH_FIELDS = ["address", "push"] as const;

/** Letters, calls, and the ways to reach a person (2.3.7). */
export const outreachRoutes = {
  reach: route({
    method: "GET",
    path: "/v1/me/reach",
    caller: "person",
    status: 200,
    body: null,
    answer: Reach,
  }),
  /**
   * Keeps one way to reach the person in the place of the one before, or takes it back. Problems: those of the form door;
   * `field-malformed` for a push subscription that leads nowhere public or is over; `refused` where the policy does not let this
   * person's browser keep the service worker.
   */
  setReach: route({
    method: "PUT",
    path: "/v1/me/reach/:field",
    caller: "person",
    status: 200,
    body: z.strictObject({ value: z.string().max(8000) }),
    answer: z.object({ reach: Reach, receipt: ReceiptHandle.nullable() }),
  }),

  letterRuns: route({
    method: "GET",
    path: "/console/api/letter-runs",
    caller: "operator",
    status: 200,
    body: null,
    answer: LetterRuns,
  }),
  /** Puts all letters that wait into one run. Problem `nothing-waits`. */
  makeLetterRun: route({
    method: "POST",
    path: "/console/api/letter-runs",
    caller: "operator",
    status: 201,
    body: null,
    answer: LetterRun,
  }),
  /** The run as one PDF, streamed. Each letter's opening leaves evidence with its person; one not permitted any more is left out. */
  printLetterRun: route({
    method: "GET",
    path: "/console/api/letter-runs/:id/pdf",
    caller: "operator",
    status: 200,
    body: null,
    answer: null,
  }),
  /** Says that a run is in the post: a job tells each delivery. Problem `state-unfit` before it was printed whole. */
  postLetterRun: route({
    method: "PUT",
    path: "/console/api/letter-runs/:id/posted",
    caller: "operator",
    status: 200,
    body: null,
    answer: LetterRun,
  }),
  /** A letter that came back, by the number printed on it; the same twice is one. Problem `letter-unknown`. */
  returnLetter: route({
    method: "POST",
    path: "/console/api/letter-returns",
    caller: "operator",
    status: 200,
    body: z.strictObject({ number: z.string().max(40) }),
    answer: z.object({ number: z.string(), again: z.boolean() }),
  }),

  calls: route({
    method: "GET",
    path: "/console/api/calls",
    caller: "operator",
    status: 200,
    body: null,
    answer: z.object({
      /** Calls that may be made now, and those that wait for their hour. */
      due: z.int().nonnegative(),
      later: z.int().nonnegative(),
      /** Those that are with somebody. */
      taken: z.int().nonnegative(),
      objectable: z.array(Objectable),
    }),
  }),
  /** The caller's call, or else the next one, opened for them alone for a while; `null` where none is due. */
  takeCall: route({
    method: "POST",
    path: "/console/api/calls/next",
    caller: "operator",
    status: 200,
    body: null,
    answer: z.object({ call: TakenCall.nullable() }),
  }),
  /** What came of a call. Problem `state-unfit` when it is somebody else's by now. */
  endCall: route({
    method: "PUT",
    path: "/console/api/calls/:id/outcome",
    caller: "operator",
    status: 200,
    body: z.strictObject({
      outcome: z.enum(CALL_OUTCOMES),
      note: Note,
      /** For `objected`: at least one. */
      objectTo: Purposes.default([]),
    }),
    answer: z.object({ outcome: z.enum(CALL_OUTCOMES) }),
  }),
  /** What somebody said when they rang us: objections, at once, and a note. */
  telephoneNote: route({
    method: "POST",
    path: "/console/api/people/:person/telephone-notes",
    caller: "operator",
    status: 201,
    body: z.strictObject({ note: Note, objectTo: Purposes.default([]) }),
    answer: z.object({ objections: z.int().nonnegative(), noted: z.boolean() }),
  }),
  /**
   * Alibaba Cloud's reports of text messages (`SmsReport`, HTTP batch push), which are not signed: the token lets them in.
   * See `channels/sms/README.md`.
   */
  aliyunReport: route({
    method: "POST",
    path: "/v1/reports/sms/aliyun/:token",
    caller: "anyone",
    status: 200,
    body: null,
    answer: z.object({ code: z.literal(0), msg: z.string() }),
  }),
  /** Twilio's report of one text message: a status callback, form-encoded and signed. */
  twilioReport: route({
    method: "POST",
    path: "/v1/reports/sms/twilio/:reference",
    caller: "anyone",
    status: 204,
    body: null,
    answer: null,
  }),
  /** A telephony gateway's answer about one call, signed as its requests are (see `channels/telephone/README.md`). */
  callReport: route({
    method: "POST",
    path: "/v1/reports/calls",
    caller: "anyone",
    status: 204,
    body: null,
    answer: null,
  }),
};
