import { z } from "zod";
import { route } from "./route.ts";
import { Choice, ChoiceBody, Instant, ReceiptHandle } from "./shapes.ts";

/** What a submission is about, in the site's own names, such as `article/tea-horse-road`; never a personal value. */
const About = z
  .string()
  .max(160)
  .regex(/^[a-z0-9][a-z0-9/._-]*$/, "must be lower-case letters, digits, `/`, `.`, `_` and `-`");
const Name = z.string().max(64);
/** Where a submission stands, in the site's own word: it goes into the evidence, so it holds no value. */
const State = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9-]*$/, "must be lower-case letters, digits and `-`");
const Values = z.record(z.string().max(128), z.string().max(100_000));

/** One choice made about this one thing, such as showing one's name beside one comment. */
export const SubmissionChoice = z.object({
  purpose: z.string(),
  clause: z.string(),
  ask: z.record(z.string(), z.string()),
  /** Identity of the words asked now. */
  wording: z.string(),
  state: z.enum(["never-asked", "granted", "refused", "withdrawn"]),
  since: Instant.nullable(),
});

/** A form a person filled in while logged in: a comment, an order, a vote. */
export const Submission = z.object({
  id: z.uuid(),
  form: z.string(),
  about: z.string().nullable(),
  at: Instant,
  /** `placed` at first; the site's own word for where it stands, such as `paid`; `withdrawn` when nothing of it is used any more. */
  state: z.string(),
  /** What was filled in, by `category.field`, with what was attached later; `null` where nobody may open it. */
  values: z.record(z.string(), z.string().nullable()),
  choices: z.array(SubmissionChoice),
});

/** Something published: who stands beside it is a pseudonym, or the name where its owner agreed to that for this one thing. */
export const Publication = z.object({
  id: z.uuid(),
  form: z.string(),
  about: z.string().nullable(),
  at: Instant,
  by: z.object({ kind: z.enum(["pseudonym", "name"]), name: z.string() }),
  values: z.record(z.string(), z.string()),
});

export const submissionRoutes = {
  /**
   * Keeps a filled-in form of the person who is logged in. Where its purposes stand on consent, the consent is either given
   * already or given here, with the words that were on the screen. Problems: those of the form door; `card-number`;
   * `refused` with the clause; `wording-changed`.
   */
  submit: route({
    method: "POST",
    path: "/v1/me/forms/:form",
    caller: "person",
    status: 201,
    body: z.strictObject({
      about: About.nullable().default(null),
      values: Values,
      /** Choices made with this form, by purpose: the hash of the words that were on the screen. */
      choices: z.record(Name, ChoiceBody).default({}),
    }),
    answer: z.object({ submission: Submission, receipt: ReceiptHandle }),
  }),
  submissions: route({
    method: "GET",
    path: "/v1/me/submissions",
    caller: "person",
    status: 200,
    query: z.strictObject({ form: Name.optional(), about: About.optional() }),
    body: null,
    answer: z.array(Submission),
  }),
  /** Takes a submission back: what was filled in is erased. An order stays for its declared time (`refused`). */
  withdrawSubmission: route({
    method: "DELETE",
    path: "/v1/me/submissions/:id",
    caller: "person",
    status: 200,
    body: null,
    answer: z.object({ receipt: ReceiptHandle }),
  }),
  chooseForSubmission: route({
    method: "PUT",
    path: "/v1/me/submissions/:id/choices/:purpose",
    caller: "person",
    status: 200,
    body: ChoiceBody,
    answer: z.object({ submission: Submission, receipt: ReceiptHandle }),
  }),
  /** The questions that may be put to this person now: only those they have never answered. */
  questions: route({
    method: "GET",
    path: "/v1/me/questions",
    caller: "person",
    status: 200,
    body: null,
    answer: z.array(Choice),
  }),

  /** What is published of a form, oldest first; each item is asked of the gate when it is read. */
  publications: route({
    method: "GET",
    path: "/v1/publications",
    caller: "site",
    status: 200,
    query: z.strictObject({ form: Name, about: About.optional(), id: z.uuid().optional() }),
    body: null,
    answer: z.array(Publication),
  }),
  /** How many chose what in a form, such as the votes of a poll: counts alone, by field and value. */
  counts: route({
    method: "GET",
    path: "/v1/counts",
    caller: "site",
    status: 200,
    query: z.strictObject({ form: Name, about: About.optional() }),
    body: null,
    answer: z.object({
      submissions: z.int().nonnegative(),
      fields: z.record(z.string(), z.record(z.string(), z.int().nonnegative())),
    }),
  }),
  /** Moves a submission on, as a paid order; the same move twice is one. Problem `state-unfit` where it is in another state than `from`. */
  moveSubmission: route({
    method: "PUT",
    path: "/v1/submissions/:id/state",
    caller: "site",
    status: 200,
    body: z.strictObject({ from: State, to: State }),
    answer: z.object({ state: z.string(), moved: z.boolean() }),
  }),
  /** Adds what the site learned about a submission from elsewhere, as a payment provider's answer, through a form of its own; once for each `key`. */
  attach: route({
    method: "POST",
    path: "/v1/submissions/:id/forms/:form",
    caller: "site",
    status: 201,
    body: z.strictObject({ key: z.string().min(1).max(128), values: Values }),
    answer: z.object({ attached: z.boolean(), receipt: ReceiptHandle.nullable() }),
  }),
  /** The fields of one submission that may leave to a recipient, as an order's price to the payment provider (2.4.3). */
  discloseSubmission: route({
    method: "POST",
    path: "/v1/submissions/:id/disclosures",
    caller: "site",
    status: 200,
    body: z.strictObject({
      recipient: Name,
      purpose: Name,
      fields: z.array(z.string().max(128)).min(1).max(50),
    }),
    answer: z.object({ values: z.record(z.string(), z.string()), receipt: ReceiptHandle }),
  }),

  /** Submissions for who works on them: only the fields that `purpose` opens to an operator. */
  cases: route({
    method: "GET",
    path: "/console/api/cases",
    caller: "operator",
    status: 200,
    query: z.strictObject({ form: Name, purpose: Name }),
    body: null,
    answer: z.array(Submission.omit({ choices: true }).extend({ person: z.uuid() })),
  }),
  /** The answers to a questionnaire as counts by field and value; remarks are not in it. */
  research: route({
    method: "GET",
    path: "/console/api/research/:form",
    caller: "operator",
    status: 200,
    body: null,
    answer: z.object({
      invited: z.object({ answered: z.int().nonnegative(), refused: z.int().nonnegative() }),
      /** Figures under this are withheld (`null`). */
      least: z.int().positive(),
      fields: z.record(z.string(), z.record(z.string(), z.int().nonnegative().nullable())),
    }),
  }),
};
