import type { MigrationSet } from "@avow/postgres";
import { type Kysely, sql } from "kysely";

/**
 * An entry is inserted pending and gets its index once; nothing else ever happens to it. The trigger refuses the rest to
 * every role that cannot switch triggers off. There is no column of time: the table must not say more than the log.
 */
async function createEntries(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table ledger_entry (
      id uuid primary key,
      leaf bytea not null check (octet_length(leaf) <= 65535),
      index bigint check (index >= 0)
    )`.execute(db);
  await sql`create unique index ledger_entry_index on ledger_entry (index) where index is not null`.execute(
    db,
  );
  await sql`create index ledger_entry_pending on ledger_entry (id) where index is null`.execute(db);
  await sql`
    create function ledger_entry_append_only() returns trigger language plpgsql as $$
    begin
      if tg_op = 'INSERT' then
        if new.index is null then return new; end if;
      elsif tg_op = 'UPDATE' then
        if old.index is null and new.index is not null and new.id = old.id and new.leaf = old.leaf then
          return new;
        end if;
      end if;
      raise exception 'ledger entries are append-only' using errcode = 'restrict_violation';
    end $$`.execute(db);
  await sql`
    create trigger ledger_entry_append_only before insert or update or delete on ledger_entry
    for each row execute function ledger_entry_append_only()`.execute(db);
  await sql`
    create trigger ledger_entry_never_truncated before truncate on ledger_entry
    for each statement execute function ledger_entry_append_only()`.execute(db);
}

/** The ledger's table. */
export const ledgerMigrations: MigrationSet = {
  room: "ledger",
  migrations: { "0001-entries": { up: createEntries } },
};
