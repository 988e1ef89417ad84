import { randomUUID } from "node:crypto";
import { ledgerMigrations } from "@avow/ledger";
import { migrate } from "@avow/postgres";
import { vaultMigrations } from "@avow/vault";
import { sql } from "kysely";
import { expect, it, onTestFinished } from "vitest";
import { openTestDatabase } from "../../../tests/support/database.ts";
import { serviceMigrations } from "../migrations.ts";

it("[law 8] messages of before are carried over under their ids: what was queued goes on, what is over stays over", async () => {
  const database = await openTestDatabase();
  onTestFinished(() => database.drop());
  const { db } = database.store;
  const before = Object.entries(serviceMigrations.migrations).filter(([name]) => name < "0013");
  const earlier = { ...serviceMigrations, migrations: Object.fromEntries(before) };
  await migrate(db, [vaultMigrations, ledgerMigrations, earlier]);
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

  await migrate(db, [vaultMigrations, ledgerMigrations, serviceMigrations]);

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
