import type { AnswerOf } from "@avow/contract";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import type { ServiceTables } from "../tables.ts";
import { type AnnouncementRow, findIndex, stateOf } from "./announcement-rows.ts";
import type { Subjects } from "./subject.ts";

export type Published = AnswerOf<"announcements">[number];
export type PublishedPage = AnswerOf<"announcement">;

/** Most announcements a list shows, the newest first. */
const MOST_LISTED = 100;

/** What was ever shown to everyone, the newest first. A rehearsal never is. */
export async function listPublished(context: Context): Promise<Published[]> {
  const now = context.now();
  const rows = await selectShown(context, now).orderBy("shown_from", "desc").limit(MOST_LISTED).execute();
  return rows.map((row) => makePublished(row, now));
}

/**
 * One of them, whole.
 * @throws {ProblemError} `not-found`, also for a draft and for what is to be shown later
 */
export async function getPublished(context: Context, subjects: Subjects, id: string): Promise<PublishedPage> {
  const now = context.now();
  const row = await selectShown(context, now).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw new ProblemError("not-found", { detail: "there is no such announcement" });
  const { withdrawn_at, withdrawn_reason } = row;
  return {
    ...makePublished(row, now),
    reason: row.reason,
    elements: subjects[row.subject_kind].elements.map(({ id: element, title }) => ({
      title: { ...title },
      text: row.elements[element] ?? {},
    })),
    withdrawal:
      withdrawn_at === null ? null : { at: withdrawn_at.toISOString(), reason: withdrawn_reason ?? {} },
    index: await findIndex(context, row.entry),
  };
}

/** Approved, no rehearsal, and its time came before it was taken back, if it was. */
function selectShown({ db }: Context, now: Date) {
  return db
    .withTables<ServiceTables>()
    .selectFrom("announcement")
    .selectAll()
    .where("approved_at", "is not", null)
    .where("rehearsal", "=", false)
    .where("shown_from", "<=", now)
    .where(({ eb, or, ref }) =>
      or([eb("withdrawn_at", "is", null), eb("withdrawn_at", ">=", ref("shown_from"))]),
    );
}

function makePublished(row: AnnouncementRow, now: Date): Published {
  const state = stateOf(row, now);
  return {
    id: row.id,
    of: row.subject_kind,
    title: row.title,
    state: state === "ended" || state === "withdrawn" ? state : "current",
    from: row.shown_from.toISOString(),
    until: row.shown_until.toISOString(),
  };
}
