import { randomUUID } from "node:crypto";
import { ledgerMigrations } from "@avow/ledger";
import { migrate, transact } from "@avow/postgres";
import { vaultMigrations } from "@avow/vault";
import { sql } from "kysely";
import { expect, it, onTestFinished } from "vitest";
import { openTestDatabase } from "../../../tests/support/database.ts";
import { serviceMigrations } from "../migrations.ts";
import { findNoted } from "./handover-notes.ts";

/** A database as it was before a migration, and how to bring it up to now. */
async function openBefore(migration: string) {
  const database = await openTestDatabase();
  onTestFinished(() => database.drop());
  const { db } = database.store;
  const before = Object.entries(serviceMigrations.migrations).filter(([name]) => name < migration);
  const earlier = { ...serviceMigrations, migrations: Object.fromEntries(before) };
  await migrate(db, [vaultMigrations, ledgerMigrations, earlier]);
  return { db, catchUp: () => migrate(db, [vaultMigrations, ledgerMigrations, serviceMigrations]) };
}

it("[law 8] what was noted of hand-overs stays known: which attempt was begun, and whether it was accepted", async () => {
  const { db, catchUp } = await openBefore("0023");
  const [open, accepted] = [randomUUID(), randomUUID()];
  await sql`
    insert into delivery_handover (delivery, attempts, accepted)
    values (${open}, 2, false), (${accepted}, 1, true)`.execute(db);

  await catchUp();

  const asked = [
    { id: open, attempts: 2 },
    { id: accepted, attempts: 1 },
  ];
  expect(await transact(db, (tx) => findNoted(tx, asked))).toEqual(
    new Map([
      [open, false],
      [accepted, true],
    ]),
  );
  expect(await transact(db, (tx) => findNoted(tx, [{ id: open, attempts: 3 }]))).toEqual(new Map());
});

it("[law 8] messages of before are carried over under their ids: what was queued goes on, what is over stays over", async () => {
  const { db, catchUp } = await openBefore("0013");
  const person = randomUUID();
  const [queued, sent] = [randomUUID(), randomUUID()];
  await sql`insert into account (person, created_at) values (${person}, now())`.execute(db);
  for (const [id, state] of [
    [queued, "queued"],
    [sent, "sent"],
  ])
    await sql`
      insert into message (person, id, purpose, channel, subject, body, state, attempts, created_by, created_at, due_at, settled_at, unsubscribe_hash)
      values (${person}, ${id}, 'marketing', 'email', '{"en": "News"}', '{"en": "There is news."}', ${state}, 1, 'Wei', now(), now(),
        case when ${state} = 'sent' then now() end, ${Buffer.from(id ?? "")})`.execute(db);
  await sql`insert into mailbox (person, id, at) values (${person}, ${sent}, now())`.execute(db);

  await catchUp();

  const { rows } = await sql`
    select notice.kind, notice.state as notice, notice.subject ->> 'en' as subject, delivery.id, delivery.state,
      delivery.unsubscribe_hash is not null as ends, mailbox.channel as kept
    from delivery join notice on notice.id = delivery.notice left join mailbox on mailbox.delivery = delivery.id
    order by delivery.state`.execute(db);
  const both = { kind: "message", subject: "News", ends: true };
  expect(rows).toEqual([
    { ...both, id: queued, notice: "running", state: "queued", kept: null },
    { ...both, id: sent, notice: "finished", state: "sent", kept: "email" },
  ]);
});
