import { z } from "zod";
import { route } from "./route.ts";
import { Instant, ReceiptHandle, Words } from "./shapes.ts";

/** How somebody answers a change: there is no third way, and silence is none of them. */
export const CHANGE_ANSWERS = ["agreed", "refused"] as const;

/** What one version changes for one person. */
export const MyChange = z.object({
  /** Id of the version's time in force: one that comes back is another change. */
  id: z.uuid(),
  version: z.string(),
  /** When it begins, or began, to govern. */
  from: Instant,
  state: z.enum(["coming", "in-force", "past"]),
  /** What it permits that the limits the person lives under do not. They are asked about it; where there is nothing, they are only told. */
  wider: z.array(z.object({ sentence: Words, clauses: z.array(z.string()) })),
  /** What else is otherwise. */
  other: z.array(Words),
  /** Identity of these sentences, which comes back with an answer. */
  wording: z.string(),
  answer: z.object({ kind: z.enum(CHANGE_ANSWERS), at: Instant, receipt: z.uuid() }).nullable(),
});

export const MyChanges = z.object({
  /** Whether a change is in force that the person has not agreed to, so that earlier limits hold for them. */
  limited: z.boolean(),
  /** Whether a change waits for an answer, in force or to come. */
  open: z.boolean(),
  /** The latest first. */
  changes: z.array(MyChange),
});

export const ChangeAnswerBody = z.strictObject({
  answer: z.enum(CHANGE_ANSWERS),
  /** `wording` of the sentences that were on the screen; an answer to others is turned away. */
  wording: z.string().max(64),
});

/** How far one approved version is with the people it concerns. */
export const ChangeRow = z.object({
  id: z.uuid(),
  version: z.string(),
  title: Words,
  from: Instant,
  state: z.enum(["coming", "in-force", "past"]),
  /** Whether everybody has been looked at; until then the next two go on growing. */
  counted: z.boolean(),
  /** Whom it concerns, and of them who is asked. */
  concerned: z.int().nonnegative(),
  asked: z.int().nonnegative(),
  agreed: z.int().nonnegative(),
  refused: z.int().nonnegative(),
  /** Of those who are asked, who has not answered: the earlier limits hold for them as for those who refused. */
  silent: z.int().nonnegative(),
  /** The notice that tells them; `null` where nobody had to be told, or the policy in force gave no way to. */
  telling: z
    .object({
      notice: z.uuid(),
      state: z.enum(["draft", "running", "paused", "finished", "cancelled"]),
      told: z.int().nonnegative(),
      waiting: z.int().nonnegative(),
      /** Letters and calls that staff have to do. */
      withStaff: z.int().nonnegative(),
      unreached: z.int().nonnegative(),
    })
    .nullable(),
});

export const changeRoutes = {
  /** What versions change for whoever asks, and what they answered. */
  myChanges: route({
    method: "GET",
    path: "/v1/me/changes",
    caller: "person",
    status: 200,
    body: null,
    answer: MyChanges,
  }),
  /** Agrees to a change or refuses it; either may be changed later. Problem `wording-changed` when other sentences apply by now. */
  answerChange: route({
    method: "PUT",
    path: "/v1/me/changes/:id",
    caller: "person",
    status: 200,
    body: ChangeAnswerBody,
    answer: z.object({ change: MyChange, receipt: ReceiptHandle }),
  }),
  changes: route({
    method: "GET",
    path: "/console/api/changes",
    caller: "operator",
    status: 200,
    body: null,
    answer: z.array(ChangeRow),
  }),
  /** Pauses the telling of a change, or goes on with it. */
  setTelling: route({
    method: "PUT",
    path: "/console/api/changes/:id/telling",
    caller: "operator",
    status: 200,
    body: z.strictObject({ state: z.enum(["running", "paused"]) }),
    answer: ChangeRow,
  }),
};
