import { type Database, transact } from "@avow/postgres";
import { type ErasureJournal, replayErasures } from "@avow/vault";
import type { ServiceTables } from "../tables.ts";

/**
 * Erases again whoever a restored backup brought back, in the vault and in the service's own tables (law 7).
 * Runs at every start, before anything is served.
 */
export async function forgetErased(db: Database, erasures: ErasureJournal): Promise<void> {
  await replayErasures(db, erasures);
  for await (const { person } of erasures.erasures()) {
    await transact(db, async (tx) => {
      await tx.withTables<ServiceTables>().deleteFrom("account").where("person", "=", person).execute();
    });
  }
}
