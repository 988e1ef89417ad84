import type { Tx } from "@avow/postgres";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import { lockPerson } from "../people/person.ts";
import { recordEvents } from "../receipts/record-events.ts";
import type { ServiceTables } from "../tables.ts";
import { type StoredDelivery, type StoredNotice, shareNotice } from "./claim.ts";
import { insertCopies } from "./copies.ts";
import { type Kinds, unknownKind } from "./hand-over.ts";
import { forgetSettledBatches } from "./handover-notes.ts";
import type { Copy, DeliveryState, NoticeKind, Said } from "./notice.ts";
import { clauseOfPurpose, settleDeliveries } from "./settle-deliveries.ts";

/**
 * Settles what a report says of one copy of a message, which need not be the latest. Of the latest it decides how the delivery goes
 * on. Of an earlier one it is heard once, and only while nobody knew: a copy that came back changes nothing more, and one that arrived
 * has told the person, so that nothing is sent again. Either way it leaves evidence. A report that repeats or contradicts what was
 * said before changes nothing, and leaves none. Shares the notice and takes the person's lock, in this order.
 * @returns `false` where there is no such copy any more
 */
export async function settleCopy(
  { context, kinds }: { readonly context: Context; readonly kinds: Kinds },
  tx: Tx,
  copy: Copy,
  said: Said,
): Promise<boolean> {
  const notice = await shareNotice(tx, copy.notice);
  const kind = notice === null ? undefined : kinds.get(notice.kind);
  if (notice === null || kind === undefined) throw unknownKind();
  if (!(await lockPerson(tx, copy.person))) return false;
  const delivery = await findDelivery(tx, copy);
  if (delivery === undefined) return false;
  const of = { notice, kind, delivery };
  const isLatest = delivery.channel === copy.channel && delivery.attempts === copy.attempt;
  if (isLatest && isOpen(delivery.state, said)) {
    await settleLatest(context, tx, of, said);
    return true;
  }
  if (isLatest && delivery.state === "sent") return true;
  const kept = await hear(tx, copy, said);
  if (kept === null) return true;
  if (said.kind === "arrived" && UNTOLD.has(delivery.state))
    await putForward(context, tx, { ...of, copy, kept, through: said.through });
  else await recordWord(context, tx, { notice, copy, said });
  return true;
}

async function findDelivery(
  tx: Tx,
  { person, delivery }: Pick<Copy, "person" | "delivery">,
): Promise<StoredDelivery | undefined> {
  return tx
    .withTables<ServiceTables>()
    .selectFrom("delivery")
    .selectAll()
    .where("person", "=", person)
    .where("id", "=", delivery)
    .forUpdate()
    .executeTakeFirst();
}

/** In which nobody has said yet what became of the latest copy. One being handed over has its person's lock with who does. */
const UNSAID: ReadonlySet<DeliveryState> = new Set(["sending", "with-staff", "awaits-report", "unknown"]);
/** In which an earlier copy that arrived makes the difference. */
const UNTOLD: ReadonlySet<DeliveryState> = new Set([...UNSAID, "queued", "failed", "withdrawn"]);

function isOpen(state: DeliveryState, said: Said): boolean {
  if (UNSAID.has(state)) return true;
  if (state === "withdrawn") return said.kind === "arrived";
  return state === "sent" && said.kind === "returned" && said.despite;
}

interface Settling {
  readonly notice: StoredNotice;
  readonly kind: NoticeKind;
  readonly delivery: StoredDelivery;
}

async function settleLatest(
  context: Context,
  tx: Tx,
  { notice, kind, delivery }: Settling,
  said: Said,
): Promise<void> {
  const verdict =
    said.kind === "arrived"
      ? ({ kind: "sent", through: said.through } as const)
      : ({ kind: "next", outcome: "returned", why: said.why } as const);
  await settleDeliveries(context, tx, { notice, kind, settled: [{ delivery, verdict }] });
  if (delivery.state === "sending") await forgetSettledBatches(tx);
  if (verdict.kind === "next") await reopenNotice(tx, notice.id);
}

/** A notice that had finished goes on: there is something to do for it again. */
export async function reopenNotice(tx: Tx, notice: string): Promise<void> {
  await tx
    .withTables<ServiceTables>()
    .updateTable("notice")
    .set({ state: "running" })
    .where("id", "=", notice)
    .where("state", "=", "finished")
    .execute();
}

interface KeptTokens {
  readonly reply_hash: Buffer;
  readonly unsubscribe_hash: Buffer | null;
}

/** Writes down what became of an earlier copy of which nobody knew; `null` when somebody did, or it is none. */
async function hear(tx: Tx, copy: Copy, said: Said): Promise<KeptTokens | null> {
  const { rows } = await sql<KeptTokens>`
    update delivery_copy set outcome = ${said.kind}
    where person = ${copy.person} and delivery = ${copy.delivery} and channel = ${copy.channel}
      and attempt = ${copy.attempt} and outcome = 'unknown'
    returning reply_hash, unsubscribe_hash`.execute(tx);
  return rows[0] ?? null;
}

/** An earlier copy has told the person: it is what the delivery stands at from now on, and the one after it is kept in its place. */
async function putForward(
  context: Context,
  tx: Tx,
  of: Settling & { readonly copy: Copy; readonly kept: KeptTokens; readonly through: string },
): Promise<void> {
  const { notice, kind, copy, kept, through } = of;
  const { channel, attempt: attempts, person, delivery: id } = copy;
  if (UNSAID.has(of.delivery.state) || of.delivery.state === "withdrawn")
    await insertCopies(tx, [{ delivery: of.delivery, outcome: "unknown" }]);
  const place = notice.channels.indexOf(channel);
  const delivery = { ...of.delivery, ...kept, channel, attempts, place };
  const { reply_hash, unsubscribe_hash } = kept;
  await tx
    .withTables<ServiceTables>()
    .updateTable("delivery")
    .set({ reply_hash, unsubscribe_hash })
    .where("person", "=", person)
    .where("id", "=", id)
    .execute();
  await settleDeliveries(context, tx, {
    notice,
    kind,
    settled: [{ delivery, verdict: { kind: "sent", through } }],
  });
}

/** Evidence of what an earlier copy came to, where the delivery does not change; staff see it beside what was tried. */
async function recordWord(
  context: Context,
  tx: Tx,
  { notice, copy, said }: { readonly notice: StoredNotice; readonly copy: Copy; readonly said: Said },
): Promise<void> {
  const { person, delivery, channel, attempt } = copy;
  const word = said.kind === "arrived" ? { through: said.through } : { failure: said.why };
  const facts = { message: delivery, notice: notice.id, purpose: notice.purpose, channel, attempt, ...word };
  const happening = {
    kind: said.kind === "arrived" ? "message-arrived" : "message-returned",
    clause: clauseOfPurpose(context, notice.purpose),
    facts: notice.rehearsal ? { ...facts, rehearsal: true } : facts,
  };
  await recordEvents(context, tx, [{ person, happening }]);
  if (said.kind === "returned")
    await sql`
      update delivery_attempt set outcome = 'returned', failure = ${said.why}, at = ${context.now()}
      where person = ${person} and delivery = ${delivery} and channel = ${channel} and outcome = 'unknown'`.execute(
      tx,
    );
}
