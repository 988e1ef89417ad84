import type * as shapes from "@avow/contract/shapes";
import type { Refusal } from "@avow/policy";
import type { Database, Tx } from "@avow/postgres";
import type { Selectable } from "kysely";
import type { z } from "zod";
import type { Context } from "../context.ts";
import { lockPerson } from "../people/person.ts";
import type { ServiceTables } from "../tables.ts";

export type MessageRow = z.infer<typeof shapes.MessageRow>;
export type StoredMessage = Selectable<ServiceTables["message"]>;

/** A message by its ids, as a job carries them. */
export interface MessageIds {
  readonly person: string;
  readonly message: string;
}

/** Most messages a list shows. */
const LIST_LENGTH = 200;

/**
 * Takes the person's lock, then the message's; `null` when either is gone. Everything that changes a message does so
 * under both.
 */
export async function lockMessage(tx: Tx, { person, message }: MessageIds): Promise<StoredMessage | null> {
  if (!(await lockPerson(tx, person))) return null;
  const row = await tx
    .withTables<ServiceTables>()
    .selectFrom("message")
    .selectAll()
    .where("person", "=", person)
    .where("id", "=", message)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

/** What may change of a message after it was written. */
type Change = Partial<
  Pick<
    StoredMessage,
    "state" | "attempts" | "due_at" | "settled_at" | "refusal" | "failure" | "unsubscribe_hash"
  >
>;

/** Changes a message whose lock the caller holds. */
export async function changeMessage(tx: Tx, { person, id }: StoredMessage, change: Change): Promise<void> {
  await tx
    .withTables<ServiceTables>()
    .updateTable("message")
    .set(change)
    .where("person", "=", person)
    .where("id", "=", id)
    .execute();
}

/** The newest messages, of everybody or of one person. */
export async function listMessages(db: Database, person?: string): Promise<MessageRow[]> {
  const all = db.withTables<ServiceTables>().selectFrom("message").selectAll();
  const some = person === undefined ? all : all.where("person", "=", person);
  const rows = await some.orderBy("created_at", "desc").orderBy("id").limit(LIST_LENGTH).execute();
  return rows.map(toMessageRow);
}

export function toMessageRow(row: StoredMessage): MessageRow {
  const { id, person, purpose, channel, subject, state, refusal, failure } = row;
  const [createdAt, dueAt] = [row.created_at.toISOString(), row.due_at.toISOString()];
  return { id, person, purpose, channel, subject, state, createdAt, dueAt, refusal, failure };
}

/** What is kept of a refusal. */
export function refusalToKeep({ clause, code, reason }: Refusal): NonNullable<StoredMessage["refusal"]> {
  return { clause, code, reason: { ...reason } };
}

/** The clause under which messages of a purpose are sent, where no decision is in hand to say it. */
export function clauseOfPurpose({ bundle }: Context, purpose: string): string {
  const declared = Object.hasOwn(bundle.purposes, purpose) ? bundle.purposes[purpose] : undefined;
  return declared?.clause ?? bundle.controller?.clause ?? bundle.law.clause;
}
