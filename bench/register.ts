import { randomBytes, randomUUID } from "node:crypto";
import { transact } from "@avow/postgres";
import { sql } from "kysely";
import { keepRegistration } from "../packages/service/accounts/register.ts";
import { openHouse } from "./open-house.ts";

const PEOPLE = 1500;
const AT_ONCE = 16;
const ROUNDS = 5;

export interface RegisterBench {
  /** Registrations a second, median of the rounds. */
  readonly registered: number;
  readonly plain: number;
  /** Time of a registration over time of the same rows inserted plainly. */
  readonly ratio: number;
}

/**
 * Registers people through gate, vault and evidence, each answered with its index in the log, and inserts the same rows
 * plainly into the same PostgreSQL; fsync on, 16 at once, in turns. Hashing the password is left out of both: it is meant
 * to be slow.
 */
export async function benchRegister(): Promise<RegisterBench> {
  const { context, store, close } = await openHouse({ poolSize: AT_ONCE + 4 });
  try {
    await makePlainTables(store.db);
    const rounds: { registered: number; plain: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const plain = await perSecond(() => insertPlainly(store.db));
      const registered = await perSecond(() => keepRegistration(context, "registration", filled()));
      if (round > 0) rounds.push({ registered, plain });
    }
    const ratios = rounds.map(({ registered, plain }) => plain / registered);
    return {
      registered: median(rounds.map((one) => one.registered)),
      plain: median(rounds.map((one) => one.plain)),
      ratio: median(ratios),
    };
  } finally {
    await close();
  }
}

function filled(): ReadonlyMap<string, string> {
  return new Map([
    ["contact.name", "Lin Yue"],
    ["contact.email", `${randomUUID()}@example.com`],
    ["contact.telephone", "+86 571 5550 0101"],
    ["account.password", `$argon2id$v=19$m=19456,t=2,p=1$${"A".repeat(22)}$${"A".repeat(43)}`],
    ["account.language", "en"],
  ]);
}

async function perSecond(act: () => Promise<unknown>): Promise<number> {
  let left = PEOPLE;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left-- > 0) await act();
    }),
  );
  return (PEOPLE / (performance.now() - began)) * 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

type Db = Parameters<typeof transact>[0];

/** The rows a registration leaves, in tables of the same columns and keys, without sealing, gate or log. */
async function makePlainTables(db: Db): Promise<void> {
  for (const [copy, table] of PLAIN)
    await sql`create table ${sql.table(copy)} (like ${sql.table(table)} including defaults including indexes)`.execute(
      db,
    );
}

const PLAIN = [
  ["plain_person", "vault_person"],
  ["plain_record", "vault_record"],
  ["plain_lookup", "vault_lookup"],
  ["plain_evidence", "vault_evidence"],
  ["plain_account", "account"],
  ["plain_head", "evidence_head"],
  ["plain_receipt", "receipt"],
  ["plain_entry", "ledger_entry"],
  ["plain_tally", "decision_tally"],
] as const;

const SEALED = Buffer.alloc(220, 7);
const DIGEST_BYTES = 32;

/** One registration's rows, of the same sizes, in one transaction: one statement a row, as a plain application would. */
async function insertPlainly(db: Db): Promise<void> {
  const person = randomUUID();
  const entry = randomUUID();
  const now = new Date();
  const digest = randomBytes(DIGEST_BYTES);
  await transact(db, async (tx) => {
    const insert = [
      sql`insert into plain_person (person, wrapped_key, kek_id, created_at) values (${person}, ${SEALED.subarray(0, 61)}, 'plain', ${now})`,
      sql`insert into plain_account (person, created_at) values (${person}, ${now})`,
      sql`insert into plain_head (person, sequence, head) values (${person}, 0, null)`,
      ...["contact", "account"].map(
        (category) => sql`insert into plain_record (person, record, category, fields, sealed, collected_at)
          values (${person}, ${randomUUID()}, ${category}, ${["name", "email"]}, ${SEALED}, ${now})`,
      ),
      sql`insert into plain_lookup (person, field, digest, records) values (${person}, 'contact.email', ${digest}, ${[randomUUID()]})`,
      sql`insert into plain_entry (id, leaf, index) values (${entry}, ${SEALED.subarray(0, 33)}, null)`,
      sql`insert into plain_evidence (person, id, sealed) values (${person}, ${entry}, ${Buffer.alloc(480, 7)})`,
      sql`insert into plain_receipt (person, id, sequence, kind, clause, at) values (${person}, ${entry}, 1, 'person-registered', '2.1.1', ${now})`,
      sql`insert into plain_tally (version, clause, hour, permitted, refused) values (${"0".repeat(64)}, '2.1.1', ${now}, 1, 0)`,
    ];
    for (const statement of insert) await statement.execute(tx);
  });
}

if (import.meta.main) {
  const { registered, plain, ratio } = await benchRegister();
  process.stdout.write(
    `registered ${registered.toFixed(0)}/s, plain ${plain.toFixed(0)}/s, ratio ${ratio.toFixed(2)}\n`,
  );
}
