import type { AnswerOf, QueryOf } from "@avow/contract";
import { type Tx, transact } from "@avow/postgres";
import type { Context } from "../context.ts";
import { anyOf } from "../people/person.ts";
import type { ServiceTables } from "../tables.ts";
import { findNotice, type StoredNotice } from "./claim.ts";
import type { Notices } from "./notice.ts";
import { listActs } from "./record-act.ts";
import { clauseOfPurpose } from "./settle-deliveries.ts";
import { noSuchNotice } from "./steer.ts";

const LIST_LENGTH = 100;
const PAGE = 50;

/** The newest notices; messages that an operator wrote to one person, and replies, have lists of their own. */
export async function listNotices(context: Context, notices: Notices): Promise<AnswerOf<"notices">> {
  return transact(context.db, async (tx) => {
    const rows = await tx
      .withTables<ServiceTables>()
      .selectFrom("notice")
      .selectAll()
      .where("kind", "<>", "reply")
      .where(({ or, eb }) => or([eb("kind", "<>", "message"), eb("about", "is not", null)]))
      .orderBy("created_at", "desc")
      .orderBy("id")
      .limit(LIST_LENGTH)
      .execute();
    const shown: AnswerOf<"notices"> = [];
    for (const row of rows) {
      const isOver = row.state === "finished" || row.state === "cancelled";
      shown.push({ ...describe(context, row), progress: isOver ? null : await countOf(tx, notices, row.id) });
    }
    return shown;
  });
}

/**
 * One notice, how far it is, and a page of those it has not reached who are in one state.
 * @throws {ProblemError} `not-found`
 */
export async function readNotice(
  context: Context,
  notices: Notices,
  { id, state, after }: QueryOf<"notice"> & { readonly id: string },
): Promise<AnswerOf<"notice">> {
  return transact(context.db, async (tx) => {
    const row = await findNotice(tx, id);
    if (row === null) throw noSuchNotice();
    const page = await listUntold(tx, { id, state, after: after ?? null });
    return {
      ...describe(context, row),
      progress: await countOf(tx, notices, id),
      acts: await listActs(context, tx, id),
      untold: page.slice(0, PAGE),
      more: page.length > PAGE,
    };
  });
}

function describe(context: Context, row: StoredNotice) {
  const { id, kind, about, purpose, subject, channels, rehearsal, state } = row;
  const { purposes } = context.bundle;
  const title = Object.hasOwn(purposes, purpose) ? purposes[purpose]?.title : undefined;
  return {
    id,
    kind,
    about,
    purpose,
    title: { ...title },
    subject: subject && { ...subject },
    clause: clauseOfPurpose(context, purpose),
    channels,
    rehearsal,
    state,
    createdAt: row.created_at.toISOString(),
    beginsAt: row.begins_at.toISOString(),
  };
}

async function countOf(tx: Tx, notices: Notices, id: string) {
  const { people, states, channels } = await notices.progress(tx, id);
  return { people, states: { ...states }, channels: { ...channels } };
}

/** One more than a page of them, by id. */
async function listUntold(
  tx: Tx,
  of: {
    readonly id: string;
    readonly state: QueryOf<"notice">["state"];
    readonly after: string | null;
  },
): Promise<AnswerOf<"notice">["untold"]> {
  const state = of.state ?? "failed";
  const tables = tx.withTables<ServiceTables>();
  const some = tables
    .selectFrom("delivery")
    .select(["person", "id", "channel", "due_at", "refusal", "failure"])
    .where("notice", "=", of.id)
    .where("state", "=", state);
  const rows = await (of.after === null ? some : some.where("person", ">", of.after))
    .orderBy("person")
    .limit(PAGE + 1)
    .execute();
  const attempts = await tables
    .selectFrom("delivery_attempt")
    .select(["delivery", "channel", "outcome", "failure", "times", "at"])
    .where("person", "=", anyOf(rows.map(({ person }) => person)))
    .where("delivery", "=", anyOf(rows.map(({ id }) => id)))
    .orderBy("at")
    .execute();
  const attemptsOf = Map.groupBy(attempts, ({ delivery }) => delivery);
  return rows.map(({ person, id, channel, due_at, refusal, failure }) => ({
    person,
    state,
    channel,
    dueAt: due_at.toISOString(),
    refusal: refusal && { ...refusal, reason: { ...refusal.reason } },
    failure,
    attempts: (attemptsOf.get(id) ?? []).map(({ delivery: _, at, ...attempt }) => ({
      ...attempt,
      at: at.toISOString(),
    })),
  }));
}
