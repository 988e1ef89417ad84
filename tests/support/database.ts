import { randomBytes } from "node:crypto";
import { connect, createDatabase, dropDatabase, type Store } from "@avow/postgres";
import { inject } from "vitest";

/** An empty database of a test file's own. */
export interface TestDatabase {
  readonly url: string;
  readonly store: Store;
  /** Closes the store and removes the database. */
  drop(): Promise<void>;
}

/**
 * Creates a database with a random name on the run's server.
 * @example const database = await openTestDatabase(); afterAll(() => database.drop());
 */
export async function openTestDatabase(): Promise<TestDatabase> {
  const server = inject("postgresUrl");
  const name = `test_${randomBytes(8).toString("hex")}`;
  const url = await createDatabase(server, name);
  const store = connect({ url });
  return {
    url,
    store,
    async drop() {
      await store.close();
      await dropDatabase(server, name);
    },
  };
}
