import { randomBytes, randomUUID } from "node:crypto";
import type { Store } from "@avow/postgres";
import { normaliseEmail, openKeyFile, type VaultKeys } from "@avow/vault";
import { sql } from "kysely";
import { KEY_BYTES } from "../../packages/vault/keys.ts";
import { createNonces, seal } from "../../packages/vault/seal.ts";

/** Most people added by one statement of each kind. */
const AT_ONCE = 2000;

/**
 * Adds people as registrations leave them: each with a key of their own, sealed contact details and account, found by their address,
 * without the evidence of how they came. Much faster than registering them, for tests and benches of many.
 * @param o.emailOf of the person with this number, from 0
 * @returns their ids
 */
export async function seedPeople(
  { db }: Pick<Store, "db">,
  o: { readonly vaultKey: string; readonly count: number; readonly emailOf: (number: number) => string },
): Promise<readonly string[]> {
  const keys = await openKeyFile(o.vaultKey);
  const nonce = createNonces();
  const people: string[] = [];
  for (let from = 0; from < o.count; from += AT_ONCE) {
    const emails = Array.from({ length: Math.min(AT_ONCE, o.count - from) }, (_, index) =>
      o.emailOf(from + index),
    );
    const rows = await Promise.all(emails.map((email) => makeRow(keys, nonce, email)));
    await insertRows(db, keys.kek.id, rows);
    for (const { person } of rows) people.push(person);
  }
  return people;
}

type Row = Awaited<ReturnType<typeof makeRow>>;

async function makeRow({ kek, indexKey }: VaultKeys, nonce: () => Uint8Array, email: string) {
  const person = randomUUID();
  const key = randomBytes(KEY_BYTES);
  const sealed = (category: string, record: string, values: Readonly<Record<string, string>>): Buffer =>
    seal({
      key,
      nonce: nonce(),
      context: ["avow/vault/1", person, category, record],
      plain: Buffer.from(JSON.stringify(values)),
    });
  const [contact, account] = [randomUUID(), randomUUID()];
  return {
    person,
    wrapped: await kek.wrap(key, person),
    contact,
    sealedContact: sealed("contact", contact, { email, name: "Lin Yue", telephone: "+86 571 5550 0101" }),
    account,
    sealedAccount: sealed("account", account, { language: "zh", password: "none" }),
    digest: indexKey.digest("contact.email", normaliseEmail(email)),
  };
}

async function insertRows(db: Store["db"], kek: string, rows: readonly Row[]): Promise<void> {
  const people = rows.map(({ person }) => person);
  const records = rows.flatMap((row) => [
    { ...row, record: row.contact, sealed: row.sealedContact },
    { ...row, record: row.account, sealed: row.sealedAccount },
  ]);
  await db.transaction().execute(async (tx) => {
    await sql`
      insert into vault_person (person, wrapped_key, kek_id, created_at)
      select person, wrapped, ${kek}, now()
      from unnest(${people}::uuid[], ${rows.map(({ wrapped }) => Buffer.from(wrapped))}::bytea[]) as row (person, wrapped)`.execute(
      tx,
    );
    await sql`
      insert into vault_record (person, record, category, fields, sealed, collected_at)
      select person, record, case place % 2 when 1 then 'contact' else 'account' end,
        case place % 2 when 1 then array['email', 'name', 'telephone'] else array['language', 'password'] end, sealed, now()
      from unnest(
        ${records.map(({ person }) => person)}::uuid[], ${records.map(({ record }) => record)}::uuid[],
        ${records.map(({ sealed }) => sealed)}::bytea[]
      ) with ordinality as row (person, record, sealed, place)`.execute(tx);
    await sql`
      insert into vault_lookup (person, field, digest, records)
      select person, 'contact.email', digest, array[record]
      from unnest(
        ${people}::uuid[], ${rows.map(({ digest }) => digest)}::bytea[], ${rows.map(({ contact }) => contact)}::uuid[]
      ) as row (person, digest, record)`.execute(tx);
    await sql`
      insert into account (person, created_at) select person, now() from unnest(${people}::uuid[]) as row (person)`.execute(
      tx,
    );
    await sql`
      insert into evidence_head (person, sequence, head) select person, 0, null from unnest(${people}::uuid[]) as row (person)`.execute(
      tx,
    );
  });
}
