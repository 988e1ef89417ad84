import { finished } from "node:stream/promises";
import type { Database, Store } from "@avow/postgres";
import { Kysely, PostgresDialect } from "kysely";
import type { PoolClient } from "pg";
import { from } from "pg-copy-streams";

/** The store of one writer, who may also COPY inside its transaction. One transaction at a time. */
export interface CopyingStore {
  readonly db: Database;
  /** Sends rows in the text format of COPY, inside the transaction that is open. */
  copy(statement: string, rows: Uint8Array): Promise<void>;
}

/** A store of its own over the same pool: COPY is no query, so it goes to the transaction's connection past the builder. */
export function createCopyingStore({ pool }: Pick<Store, "pool">): CopyingStore {
  let client: PoolClient | null = null;
  const connect = async (): Promise<PoolClient> => {
    client = await pool.connect();
    return client;
  };
  return {
    db: new Kysely({ dialect: new PostgresDialect({ pool: { connect, end: async () => {}, options: {} } }) }),
    async copy(statement, rows) {
      if (client === null) throw new TypeError("no transaction is open");
      const stream = client.query(from(statement));
      stream.end(rows);
      await finished(stream);
    },
  };
}
