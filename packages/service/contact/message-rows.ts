import type * as shapes from "@avow/contract/shapes";
import type { Database } from "@avow/postgres";
import type { z } from "zod";
import type { ServiceTables } from "../tables.ts";

export type MessageRow = z.infer<typeof shapes.MessageRow>;

/** Most messages a list shows. */
const LIST_LENGTH = 200;

/** The newest messages that operators wrote, to everybody or to one person. */
export async function listMessages(db: Database, person?: string): Promise<MessageRow[]> {
  const all = selectMessages(db);
  const some = person === undefined ? all : all.where("delivery.person", "=", person);
  const rows = await some
    .orderBy("notice.created_at", "desc")
    .orderBy("delivery.id")
    .limit(LIST_LENGTH)
    .execute();
  return rows.map(toMessageRow);
}

/** One message, by its ids. */
export async function getMessage(
  db: Database,
  { person, message }: { readonly person: string; readonly message: string },
): Promise<MessageRow> {
  const row = await selectMessages(db)
    .where("delivery.person", "=", person)
    .where("delivery.id", "=", message)
    .executeTakeFirstOrThrow();
  return toMessageRow(row);
}

function selectMessages(db: Database) {
  return db
    .withTables<ServiceTables>()
    .selectFrom("delivery")
    .innerJoin("notice", "notice.id", "delivery.notice")
    .select([
      "delivery.id",
      "delivery.person",
      "notice.purpose",
      "delivery.channel",
      "notice.subject",
      "delivery.state",
      "notice.created_at",
      "delivery.due_at",
      "delivery.refusal",
      "delivery.failure",
    ])
    .where("notice.kind", "=", "message");
}

function toMessageRow({
  subject,
  created_at,
  due_at,
  refusal,
  ...row
}: Awaited<ReturnType<ReturnType<typeof selectMessages>["executeTakeFirstOrThrow"]>>): MessageRow {
  return {
    ...row,
    subject: subject ?? {},
    createdAt: created_at.toISOString(),
    dueAt: due_at.toISOString(),
    refusal: refusal && { ...refusal, reason: { ...refusal.reason } },
  };
}
