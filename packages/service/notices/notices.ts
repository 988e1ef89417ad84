import { randomUUID } from "node:crypto";
import { MESSAGE_STATES } from "@avow/contract/shapes";
import type { ChannelName } from "@avow/policy";
import { Fault, type Tx } from "@avow/postgres";
import { sql } from "kysely";
import { hashToken } from "../accounts/sessions.ts";
import type { Context } from "../context.ts";
import { lockPerson } from "../people/person.ts";
import type { ServiceTables } from "../tables.ts";
import { lockNotice, shareNotice } from "./claim.ts";
import { findCopy } from "./copies.ts";
import { type Kinds, unknownKind } from "./hand-over.ts";
import type { DeliveryState, Notices, Progress } from "./notice.ts";
import { reopenNotice, settleCopy } from "./settle-copy.ts";
import { settleDeliveries, type Verdict } from "./settle-deliveries.ts";
import { callOff, steer } from "./steer.ts";

/** The machinery, for the kinds of notices there are. */
export function createNotices({ kinds, now }: { readonly kinds: Kinds; readonly now: () => Date }): Notices {
  return {
    async create(context, tx, request) {
      const { kind, about, purpose, rehearsal, beginsAt, words } = request;
      if (!kinds.has(kind)) throw unknownKind();
      const id = randomUUID();
      await tx
        .withTables<ServiceTables>()
        .insertInto("notice")
        .values({
          id,
          kind,
          about,
          purpose,
          channels: [...request.channels],
          subject: words === undefined ? null : { ...words.subject },
          body: words === undefined ? null : { ...words.body },
          rehearsal,
          state: "draft",
          created_by: request.by,
          created_at: context.now(),
          begins_at: beginsAt,
        })
        .execute();
      return id;
    },
    addPeople: (tx, notice, people) => addPeople(tx, { notice, people, now: now() }),
    start,
    pause: (context, tx, { notice, by }) =>
      steer({ context, kinds }, tx, { notice, act: { kind: "paused", by } }),
    resume: (context, tx, { notice, by }) =>
      steer({ context, kinds }, tx, { notice, act: { kind: "resumed", by } }),
    cancel: (context, tx, { notice, ...act }) =>
      steer({ context, kinds }, tx, { notice, act: { kind: "cancelled", ...act } }),
    callOff,
    settle: (context, tx, of, outcome) => settleOne({ context, kinds }, tx, of, verdictOf(outcome)),
    settleCopy: (context, tx, copy, said) => settleCopy({ context, kinds }, tx, copy, said),
    findCopy: (tx, hash) => findCopy(tx, "reply_hash", hash),
    findReply: (tx, token) => findCopy(tx, "reply_hash", hashToken(token)),
    progress,
  };
}

/** Shares the notice, so that it is not ended meanwhile; the new deliveries' people are touched in the order of their ids. */
async function addPeople(
  tx: Tx,
  o: { readonly notice: string; readonly people: readonly string[]; readonly now: Date },
): Promise<number> {
  const { notice, people } = o;
  await shareNotice(tx, notice);
  const ids = people.map(() => randomUUID());
  const { rows } = await sql<{ id: string }>`
    insert into delivery (person, id, notice, state, place, channel, attempts, due_at)
    select account.person, added.id, notice.id, 'queued', 0, notice.channels[1], 0, greatest(notice.begins_at, ${o.now})
    from unnest(${people}::uuid[], ${ids}::uuid[]) as added (person, id)
    join account using (person), notice
    where notice.id = ${notice} and notice.state <> 'cancelled'
    order by account.person
    on conflict (person, notice) do nothing
    returning id`.execute(tx);
  if (rows.length > 0) await reopenNotice(tx, notice);
  return rows.length;
}

async function start(tx: Tx, notice: string): Promise<void> {
  const found = await lockNotice(tx, notice);
  if (found === null) throw new Fault({ code: "notice-unknown", message: "there is no such notice" });
  await tx
    .withTables<ServiceTables>()
    .updateTable("notice")
    .set({ state: "running" })
    .where("id", "=", notice)
    .where("state", "in", ["draft", "finished"])
    .execute();
}

function verdictOf(outcome: Parameters<Notices["settle"]>[3]): Verdict {
  return outcome.kind === "reached"
    ? { kind: "sent", through: "staff" }
    : { kind: "next", outcome: "returned", why: outcome.why };
}

/** States in which staff may still say what became of a delivery. */
const ANSWERABLE: readonly DeliveryState[] = ["with-staff", "sent", "unknown"];

async function settleOne(
  { context, kinds }: { readonly context: Context; readonly kinds: Kinds },
  tx: Tx,
  { person, delivery: id, channel }: Parameters<Notices["settle"]>[2],
  verdict: Verdict,
): Promise<boolean> {
  const before = await selectDelivery(tx, person, id).executeTakeFirst();
  if (before === undefined) return false;
  const notice = await shareNotice(tx, before.notice);
  const kind = notice === null ? undefined : kinds.get(notice.kind);
  if (notice === null || kind === undefined) throw unknownKind();
  if (!(await lockPerson(tx, person))) return false;
  const delivery = await selectDelivery(tx, person, id).forUpdate().executeTakeFirst();
  if (delivery === undefined) return false;
  if (channel !== undefined && channel !== delivery.channel) return true;
  if (!isAnswerable(delivery.state, verdict)) return true;
  await settleDeliveries(context, tx, { notice, kind, settled: [{ delivery, verdict }] });
  await reopenNotice(tx, notice.id);
  return true;
}

/** What was withdrawn may have left the house before: a letter in the post, a call under way. */
function isAnswerable(state: DeliveryState, { kind }: Verdict): boolean {
  if (state === "withdrawn") return kind === "sent";
  return ANSWERABLE.includes(state) && !(kind === "sent" && state === "sent");
}

function selectDelivery(tx: Tx, person: string, id: string) {
  return tx
    .withTables<ServiceTables>()
    .selectFrom("delivery")
    .selectAll()
    .where("person", "=", person)
    .where("id", "=", id);
}

const progress: Notices["progress"] = async (tx, notice) => {
  const { rows } = await sql<{ channel: ChannelName; state: DeliveryState; people: number }>`
    select channel, state, count(*) as people from delivery where notice = ${notice} group by channel, state`.execute(
    tx,
  );
  return makeProgress(rows);
};

/** Adds up counts by channel and state. */
export function makeProgress(
  rows: readonly { readonly channel: ChannelName; readonly state: DeliveryState; readonly people: number }[],
): Progress {
  const states: Record<string, number> = Object.fromEntries(MESSAGE_STATES.map((state) => [state, 0]));
  const channels: Record<string, Record<string, number>> = {};
  for (const { channel, state, people } of rows) {
    states[state] = (states[state] ?? 0) + people;
    channels[channel] = { ...channels[channel], [state]: people };
  }
  return {
    people: rows.reduce((sum, row) => sum + row.people, 0),
    states: states as Progress["states"],
    channels,
  };
}
