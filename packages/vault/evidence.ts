import { Fault, type Tx } from "@avow/postgres";
import { sql } from "kysely";
import type { KeyEncryptionKey } from "./keys.ts";
import { lockKeys, readWithKey, writeWithKey } from "./people.ts";
import { type Context, open, seal } from "./seal.ts";
import { tablesOf } from "./tables.ts";

interface EvidenceId {
  readonly person: string;
  readonly id: string;
}

/** Seals `bytes` under the person's key. @throws {Fault} `evidence-exists`: what was kept is never replaced */
export async function putEvidence(
  { tx, kek, nonce }: { readonly tx: Tx; readonly kek: KeyEncryptionKey; readonly nonce: () => Uint8Array },
  { person, id, bytes }: EvidenceId & { readonly bytes: Uint8Array },
): Promise<void> {
  const context = contextOf({ person, id });
  const sealed = await writeWithKey({ tx, kek, person }, (key) =>
    seal({ key, nonce: nonce(), context, plain: bytes }),
  );
  const written = await tablesOf(tx)
    .insertInto("vault_evidence")
    .values({ person, id, sealed })
    .onConflict((conflict) => conflict.columns(["person", "id"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  if (written === undefined) throw exists(id);
}

function exists(id: string): Fault {
  return new Fault({
    code: "evidence-exists",
    message: `evidence \`${id}\` is kept already, and is never replaced`,
  });
}

/** As {@link putEvidence}, of several people, in as many statements as of one. */
export async function putEvidenceOfMany(
  { tx, kek, nonce }: { readonly tx: Tx; readonly kek: KeyEncryptionKey; readonly nonce: () => Uint8Array },
  kept: readonly (EvidenceId & { readonly bytes: Uint8Array })[],
): Promise<void> {
  if (kept.length === 0) return;
  await lockKeys(
    tx,
    kept.map(({ person }) => person),
  );
  const sealed: Buffer[] = [];
  for (const { person, id, bytes } of kept)
    sealed.push(
      await writeWithKey({ tx, kek, person }, (key) =>
        seal({ key, nonce: nonce(), context: contextOf({ person, id }), plain: bytes }),
      ),
    );
  const { rows } = await sql<{ id: string }>`
    insert into vault_evidence (person, id, sealed)
    select person, id, sealed from unnest(
      ${kept.map(({ person }) => person)}::uuid[], ${kept.map(({ id }) => id)}::text[], ${sealed}::bytea[]
    ) as kept (person, id, sealed)
    on conflict (person, id) do nothing returning id`.execute(tx);
  const written = new Set(rows.map(({ id }) => id));
  const there = kept.find(({ id }) => !written.has(id));
  if (there !== undefined) throw exists(there.id);
}

/** The bytes kept, or `null` when there are none or the person is erased. */
export async function readEvidence(
  { tx, kek }: { readonly tx: Tx; readonly kek: KeyEncryptionKey },
  { person, id }: EvidenceId,
): Promise<Uint8Array | null> {
  const row = await tablesOf(tx)
    .selectFrom("vault_evidence")
    .select("sealed")
    .where("person", "=", person)
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined) return null;
  const context = contextOf({ person, id });
  return readWithKey({ tx, kek, person }, (key) => open({ key, context, sealed: row.sealed }));
}

function contextOf({ person, id }: EvidenceId): Context {
  return ["avow/vault/evidence/1", person, id];
}
