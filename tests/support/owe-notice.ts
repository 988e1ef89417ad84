import { randomUUID } from "node:crypto";
import type { Database } from "@avow/postgres";
import { type RawBuilder, sql } from "kysely";
import { AHEAD_MS } from "./avow.ts";

export const OWED_SUBJECT = { en: "An incident", zh: "安全事件" } as const;
const TEXT = { en: "A copy was taken.", zh: "数据副本被窃取。" };

/** Owes people a notice of an incident, as of now by the clock of `startAvow`, which then sends it; returns its id. */
export async function oweNotice(
  db: Database,
  o: {
    /** In the order in which they are tried. */
    readonly channels: readonly [string, ...string[]];
    /** A query of the column `person`. */
    readonly to: RawBuilder<unknown>;
  },
): Promise<string> {
  const id = randomUUID();
  const at = new Date(Date.now() + AHEAD_MS);
  const { channels, to } = o;
  await sql`
    insert into notice (id, kind, purpose, channels, subject, body, rehearsal, state, created_by, created_at, begins_at)
    values (${id}, 'message', 'incident', ${channels}::text[], ${JSON.stringify(OWED_SUBJECT)}::jsonb,
      ${JSON.stringify(TEXT)}::jsonb, false, 'running', 'wei', ${at}, ${at})`.execute(db);
  await sql`
    insert into delivery (person, id, notice, state, place, channel, attempts, due_at)
    select person, gen_random_uuid(), ${id}, 'queued', 0, ${channels[0]}, 0, ${at} from (${to}) as owed`.execute(
    db,
  );
  return id;
}
