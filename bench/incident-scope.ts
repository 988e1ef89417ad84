import { transact } from "@avow/postgres";
import { sql } from "kysely";
import type { Context } from "../packages/service/context.ts";
import { reportIncident } from "../packages/service/incidents/report.ts";
import {
  freezeScope,
  previewScope,
  type ScopeBody,
  writeScope,
} from "../packages/service/incidents/scope.ts";
import type { Jobs } from "../packages/service/jobs/jobs.ts";
import type { Operator } from "../packages/service/staff/operators.ts";
import { openHouse } from "./open-house.ts";

/** What finding the people of an incident took. */
export interface ScopeBench {
  readonly people: number;
  readonly receipts: number;
  /** People the scope takes in. */
  readonly found: number;
  readonly previewSeconds: number;
  readonly freezeSeconds: number;
  /** How much more memory the process held at its most, in MiB, while it counted and froze. */
  readonly memoryMiB: number;
}

const OPERATOR: Operator = { id: "op-1", name: "Wei", email: "wei@index.example" };
const BEGAN = Date.parse("2026-01-01T00:00:00Z");
/** Ten receipts a person, over 300 days. */
const EACH = 10;
const DAY_MS = 86_400_000;

/** Whose orders were collected in a month, or of whom a case was read in it, but not those whose data one operator opened. */
const SCOPE: ScopeBody = {
  filter: {
    kind: "all",
    of: [
      {
        kind: "any",
        of: [
          { kind: "held", categories: ["order"], from: day(60), until: day(90) },
          { kind: "event", events: ["case-read"], from: day(60), until: day(90) },
        ],
      },
      { kind: "not", of: { kind: "read", operators: ["op-7"] } },
    ],
  },
  categories: ["order", "contact"],
};

/**
 * The scope of an incident over so many people, ten times as many rows of evidence, and twice as many records: counted, and then
 * frozen. The rows are made, not lived: what is sealed is noise, which no scope opens.
 */
export async function benchIncidentScope({ people }: { readonly people: number }): Promise<ScopeBench> {
  const now = new Date("2026-11-23T02:00:00Z");
  const { context, close } = await openHouse({ now: () => now });
  try {
    await fill(context, people);
    return await measure(context, people);
  } finally {
    await close();
  }
}

async function measure(context: Context, people: number): Promise<ScopeBench> {
  const jobs: Pick<Jobs, "enqueue"> = { enqueue: async () => {} };
  const id = await reportIncident(context, OPERATOR, {
    seen: "it",
    where: "",
    suspected: "",
    rehearsal: false,
  });
  const memory = watchMemory();
  const began = performance.now();
  const preview = await previewScope(context, id, SCOPE);
  const counted = performance.now();
  await freezeScope(context, jobs as Jobs, OPERATOR, { id, scope: SCOPE });
  await writeScope(context, id);
  const frozen = performance.now();
  const memoryMiB = memory.stop();
  const { rows } = await sql<{ found: string }>`
    select count(*) as found from incident_person where incident = ${id}`.execute(context.db);
  const found = Number(rows[0]?.found);
  if (found !== preview.people) throw new Error(`${preview.people} people were counted, and ${found} frozen`);
  return {
    people,
    receipts: people * EACH,
    found,
    previewSeconds: (counted - began) / 1000,
    freezeSeconds: (frozen - counted) / 1000,
    memoryMiB,
  };
}

/** Fills the tables in the order in which a service would have: evidence as time goes by, everybody's in turns. */
async function fill(context: Context, people: number): Promise<void> {
  const statements = [
    sql`insert into vault_person (person, wrapped_key, kek_id, created_at)
      select md5('p' || i)::uuid, '\\x00', 'bench', ${new Date(BEGAN)} from generate_series(1, ${people}::int) i`,
    sql`insert into account (person, created_at) select person, created_at from vault_person where kek_id = 'bench'`,
    sql`insert into vault_record (person, record, category, fields, sealed, collected_at)
      select md5('p' || (i % ${people}::int + 1))::uuid, md5('r' || i)::uuid,
        case when i < ${people}::int then 'contact' else 'order' end, '{name}', decode(md5('s' || i), 'hex'),
        ${new Date(BEGAN)}::timestamptz + (i * 150.0 / ${people}::int) * interval '1 day'
      from generate_series(0, ${people}::int * 2 - 1) i`,
    sql`insert into receipt (person, id, sequence, kind, clause, at)
      select md5('p' || (i % ${people}::int + 1))::uuid, md5('e' || i)::uuid, i / ${people}::int + 1,
        (array['form-submitted', 'case-read', 'data-read', 'consent-given'])[i % 4 + 1], '2.4.3',
        ${new Date(BEGAN)}::timestamptz + (i * 30.0 / ${people}::int) * interval '1 day'
      from generate_series(0, ${people}::int * ${EACH}::int - 1) i`,
    sql`insert into data_access (person, day, kind, party, purpose, categories, first_at, last_at)
      select md5('p' || i)::uuid, '2026-03-10', 'read', 'op-' || i % 20, 'orders', '{order}',
        '2026-03-10T08:00:00Z', '2026-03-10T08:00:00Z'
      from generate_series(1, ${people}::int) i where i % 5 = 0`,
  ];
  for (const statement of statements)
    await transact(context.db, async (tx) => {
      // What refers to what is right by the way it is made, and ten million times looking would take most of the time.
      await sql`set local session_replication_role = replica`.execute(tx);
      await statement.execute(tx);
    });
  for (const table of ["account", "vault_record", "receipt", "data_access"])
    await sql`analyze ${sql.table(table)}`.execute(context.db);
}

function watchMemory(): { stop(): number } {
  const began = process.memoryUsage().rss;
  let most = began;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 20);
  return {
    stop() {
      clearInterval(timer);
      return (Math.max(most, process.memoryUsage().rss) - began) / 2 ** 20;
    },
  };
}

function day(number: number): string {
  return new Date(BEGAN + number * DAY_MS).toISOString();
}
