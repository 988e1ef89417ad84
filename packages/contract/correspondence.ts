import { z } from "zod";
import { route } from "./route.ts";
import { Instant, ReceiptHandle } from "./shapes.ts";

/** What staff may be asked for in a letter. */
export const LETTER_REQUESTS = ["access", "correct", "erase", "export", "complaint"] as const;
const LetterRequest = z.enum(LETTER_REQUESTS);

/** A person's letters in a list: who, how many and when, and nothing that is written in them. */
export const ThreadRow = z.object({
  person: z.uuid(),
  letters: z.int().nonnegative(),
  latestAt: Instant,
  /** Letters that came since staff last answered, or said that no answer is needed. */
  waiting: z.int().nonnegative(),
  /** Requests found in their letters that are open. */
  requests: z.array(LetterRequest),
});

/** What was sent with a letter. */
export const Enclosure = z.object({
  id: z.uuid(),
  name: z.string(),
  /** By its content. */
  type: z.string(),
  /** Bytes. */
  size: z.int().nonnegative(),
  /** `mismatched`: its content is of another type than its name says; `executable`: it runs, or may. */
  mark: z.enum(["inert", "unknown", "mismatched", "executable"]),
});

/** One letter of a thread, opened. What was erased of it since is empty. */
export const Letter = z.object({
  id: z.uuid(),
  at: Instant,
  /** By mail, by the site without a log-in, by a form while logged in, or from staff. */
  door: z.enum(["mail", "site", "form", "staff"]),
  /**
   * What shows that it is theirs: a log-in, a reply address only they were told, or nothing but the address it names; `null` of what
   * staff wrote.
   */
  proof: z.enum(["session", "token", "claimed"]).nullable(),
  /** As the letter itself says; `null` where it says nothing. */
  from: z.object({ name: z.string(), address: z.string() }).nullable(),
  automatic: z.boolean(),
  /** It could not be taken apart; the original holds all of it. */
  unreadable: z.boolean(),
  subject: z.string(),
  /** Their own words, and what they quote of earlier letters. */
  text: z.string(),
  quoted: z.string(),
  enclosures: z.array(Enclosure),
  /** Bytes of the mail as it came; `null` for what did not come by mail. */
  original: z.int().nonnegative().nullable(),
  /** Purposes it ended by a word in it, or by staff who read it. */
  ended: z.array(z.string()),
  /** Where a letter of ours stands: `sent`, `queued`, `failed` and the like; `null` for one that came. */
  delivery: z.string().nullable(),
});

/** A purpose somebody may object to. */
const Objectable = z.object({
  purpose: z.string(),
  title: z.record(z.string(), z.string()),
  objectedAt: Instant.nullable(),
});

/** A person's thread, opened for a purpose. */
export const Thread = z.object({
  person: z.uuid(),
  /** Whom it is with: the account's, or the correspondent's. */
  name: z.string(),
  email: z.string(),
  hasAccount: z.boolean(),
  /** The clause under which it was opened. */
  clause: z.string(),
  /** The oldest first. */
  letters: z.array(
    Letter.extend({
      /** What is hinted at in it, for staff to decide: that they want no more of something, or a request. */
      hints: z.array(z.enum(["objection", ...LETTER_REQUESTS])),
    }),
  ),
  requests: z.array(
    z.object({
      id: z.uuid(),
      letter: z.uuid(),
      request: LetterRequest,
      openedAt: Instant,
      closedAt: Instant.nullable(),
    }),
  ),
  objectable: z.array(Objectable),
});

const Purpose = z.string().max(64);

export const correspondenceRoutes = {
  threads: route({
    method: "GET",
    path: "/console/api/threads",
    caller: "operator",
    status: 200,
    body: null,
    answer: z.array(ThreadRow),
  }),
  /** Opens a person's letters for a purpose the policy allows; each opening leaves evidence with them. Problem: `refused`. */
  thread: route({
    method: "GET",
    path: "/console/api/threads/:person",
    caller: "operator",
    status: 200,
    query: z.strictObject({ purpose: Purpose }),
    body: null,
    answer: Thread,
  }),
  /** Answers by e-mail; the answer is kept in the thread too. Problems: `refused`; `field-missing`; `card-number`. */
  replyInThread: route({
    method: "POST",
    path: "/console/api/threads/:person/replies",
    caller: "operator",
    status: 202,
    body: z.strictObject({ subject: z.string().max(1000), text: z.string().max(200_000) }),
    answer: z.object({ letter: z.uuid(), receipt: ReceiptHandle }),
  }),
  /** No answer is needed to what came until now. */
  settleThread: route({
    method: "POST",
    path: "/console/api/threads/:person/settlement",
    caller: "operator",
    status: 204,
    body: null,
    answer: null,
  }),
  /** The objection that staff read in a letter (2.4.9). */
  objectFromThread: route({
    method: "POST",
    path: "/console/api/threads/:person/letters/:letter/objection",
    caller: "operator",
    status: 200,
    body: z.strictObject({ purpose: Purpose }),
    answer: z.object({ receipt: ReceiptHandle }),
  }),
  openLetterRequest: route({
    method: "POST",
    path: "/console/api/threads/:person/letters/:letter/requests",
    caller: "operator",
    status: 201,
    body: z.strictObject({ request: LetterRequest }),
    answer: z.object({ id: z.uuid() }),
  }),
  closeLetterRequest: route({
    method: "POST",
    path: "/console/api/threads/:person/requests/:id/closure",
    caller: "operator",
    status: 204,
    body: null,
    answer: null,
  }),
  /** What was sent with a letter; to be saved, never shown. */
  enclosure: route({
    method: "GET",
    path: "/console/api/threads/:person/enclosures/:id",
    caller: "operator",
    status: 200,
    query: z.strictObject({ purpose: Purpose }),
    body: null,
    answer: null,
  }),
  /** The mail as it came. */
  originalLetter: route({
    method: "GET",
    path: "/console/api/threads/:person/letters/:letter/original",
    caller: "operator",
    status: 200,
    query: z.strictObject({ purpose: Purpose }),
    body: null,
    answer: null,
  }),

  /** A person's own letters and the answers to them, the oldest first. They write in it by the form `contact`. */
  letters: route({
    method: "GET",
    path: "/v1/me/letters",
    caller: "person",
    status: 200,
    body: null,
    answer: z.array(Letter),
  }),
  ownEnclosure: route({
    method: "GET",
    path: "/v1/me/letters/enclosures/:id",
    caller: "person",
    status: 200,
    body: null,
    answer: null,
  }),
  ownOriginal: route({
    method: "GET",
    path: "/v1/me/letters/:letter/original",
    caller: "person",
    status: 200,
    body: null,
    answer: null,
  }),

  /**
   * A letter from somebody who is not logged in, with the address to answer to; it is a claim. Problems: those of the form door;
   * `too-many-attempts`.
   */
  writeLetter: route({
    method: "POST",
    path: "/v1/letters",
    caller: "site",
    status: 202,
    body: z.strictObject({
      name: z.string().max(1000),
      email: z.string().max(1000),
      subject: z.string().max(1000),
      text: z.string().max(100_000),
    }),
    answer: z.object({ letter: z.uuid() }),
  }),
} as const;
