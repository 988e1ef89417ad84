import { createCipheriv, createHash } from "node:crypto";
import { type Database, transact } from "@avow/postgres";
import { sql } from "kysely";
import { createDays, lockDays } from "../visits/days.ts";
import type { RandomBytes } from "./discrete-gaussian.ts";

/** Bytes that look random and are the same for the same seed (AES-256 in counter mode). */
export function seededBytes(seed: string): RandomBytes {
  const key = createHash("sha256").update(seed).digest();
  const stream = createCipheriv("aes-256-ctr", key, Buffer.alloc(16));
  return (count) => stream.update(Buffer.alloc(count));
}

/** A visit as far as statistics look at one; what is left out is as for a page that was shown. */
export interface PlantedVisit {
  /** Tells visitors apart; sixteen hexadecimal digits come of it. */
  readonly visitor: number;
  /** Minutes after midnight. */
  readonly minute?: number;
  readonly page?: string;
  readonly section?: string;
  readonly region?: string | null;
  readonly system?: string | null;
  readonly browser?: string | null;
  readonly referrer?: string | null;
  readonly status?: number;
  readonly shown?: readonly string[];
  readonly clicked?: string | null;
}

/** Puts visits into the log of a day, as the intake leaves them there. */
export async function plantVisits(db: Database, day: string, visits: readonly PlantedVisit[]): Promise<void> {
  await makeDay(db, day);
  const rows = visits.map((visit) => ({
    page: "/en/",
    section: "home",
    region: "CN",
    system: "Windows",
    browser: "Firefox",
    referrer: null,
    status: 200,
    shown: [],
    clicked: null,
    ...visit,
    minute: visit.minute ?? 0,
    visitor: visit.visitor.toString(16).padStart(16, "0"),
  }));
  await sql`
    insert into visit (at, page, section, access, referrer_host, status, duration_ms, region, system, browser, visitor, shown,
      clicked, batch, place)
    select ${`${day}T00:00:00Z`}::timestamptz + minute * interval '1 minute', page, section, 'free', referrer, status, 1, region,
      system, browser, decode(visitor, 'hex'), array(select jsonb_array_elements_text(shown)::uuid), clicked,
      gen_random_uuid(), 0
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (minute int, page text, section text, referrer text,
      status int, region text, system text, browser text, visitor text, shown jsonb, clicked uuid)`.execute(
    db,
  );
}

/**
 * Puts a whole day of visitors into the log, made inside the database: each sees one to five pages of forty in eight sections,
 * the second half of them some hours later.
 */
export async function plantDay(
  db: Database,
  { day, visitors, most = 5 }: { readonly day: string; readonly visitors: number; readonly most?: number },
): Promise<void> {
  await makeDay(db, day);
  await sql`
    insert into visit (at, page, section, access, referrer_host, status, duration_ms, region, system, browser, visitor, shown,
      batch, place)
    select ${`${day}T00:00:00Z`}::timestamptz + (who % 40000) * interval '1 second'
        + view * interval '2 minutes' + case when view > ${most}::int / 2 then interval '9 hours' else interval '0' end,
      '/en/articles/' || spread % 40, 'section-' || spread % 8, 'free', 'site-' || who % 9 || '.example', 200, 5,
      (array['CN', 'CN', 'CN', 'SG', 'US', 'DE'])[1 + who % 6], (array['Windows', 'Android', 'iOS'])[1 + who % 3],
      (array['Chrome', 'Firefox', 'Safari', 'Edge'])[1 + who % 4], int8send(who), '{}', gen_random_uuid(), 0
    from generate_series(1::int8, ${visitors}::int8) as who,
      generate_series(0, (who % ${most}::int8)::int) as view,
      lateral (select ((who * 7919 + view * 104729) % 1000003)::int as spread) as drawn`.execute(db);
  await sql`analyze visit`.execute(db);
}

async function makeDay(db: Database, day: string): Promise<void> {
  await transact(db, async (tx) => {
    await lockDays(tx);
    await createDays(tx, [day]);
  });
}
