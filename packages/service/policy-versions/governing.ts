import { type Earlier, prepareGate } from "@avow/gate";
import { bundleVersion } from "@avow/policy";
import { Fault, type Tx, transact } from "@avow/postgres";
import type { Context, Standing } from "../context.ts";
import type { ServiceTables } from "../tables.ts";
import { parseKeptBundle } from "./build-source.ts";
import { lockPublication, logStep } from "./publication-lock.ts";
import { listTerms, type Term, TRUST_MS, termAt } from "./terms.ts";

/** Which version of the policy governs, in a process that many versions pass through. */
export interface Governing {
  /**
   * The context under the version in force now. A request or a job asks once, and keeps what it got to its end.
   * @throws {Fault} `store-unreachable` when the terms cannot be read; `policy-altered` when what is kept under a version's
   *   number is something else
   */
  current(): Promise<Context>;
  /**
   * The same, or, while the store is away, the one that governed when it was last there: for pages and files, which without
   * the store can do nothing.
   * @throws {Fault} as {@link current}, before that first succeeded
   */
  latest(): Promise<Context>;
}

/**
 * Follows the terms in the database. What was read is trusted for {@link TRUST_MS}, less than any version is approved before it
 * governs: so no node misses the moment, and none keeps a state of its own. Nothing is decided under a version before the log
 * was told that it governs.
 */
export function createGoverning(standing: Standing): Governing {
  const terms = createTermReader(standing);
  let entered: { readonly id: string; readonly context: Promise<Context> } | null = null;
  let last: Context | null = null;

  const enter = ({ id }: Term): Promise<Context> => {
    if (entered?.id !== id) {
      const entering = { id, context: enterTerm(standing, id) };
      entered = entering;
      entering.context.catch(() => {
        if (entered === entering) entered = null;
      });
    }
    return entered.context;
  };
  const current = async (): Promise<Context> => {
    const at = standing.now();
    const term = termAt(await terms(at), at);
    if (term === undefined) throw notThere();
    last = await enter(term);
    return last;
  };
  return {
    current,
    async latest() {
      try {
        return await current();
      } catch (error) {
        if (last === null || !(error instanceof Fault && error.retryable)) throw error;
        return last;
      }
    },
  };
}

/** The terms as they were read {@link TRUST_MS} ago at most; however many ask at once, they are read once. */
function createTermReader({ db }: Standing): (at: Date) => Promise<readonly Term[]> {
  let read: { readonly at: Date; readonly terms: Promise<readonly Term[]> } | null = null;
  return (at) => {
    if (read === null || Math.abs(at.getTime() - read.at.getTime()) > TRUST_MS) {
      const reading = { at, terms: transact(db, listTerms) };
      read = reading;
      reading.terms.catch(() => {
        if (read === reading) read = null;
      });
    }
    return read.terms;
  };
}

/** Begins a term, if no other process has: the version is kept for good, and the log is told, in one transaction. */
async function enterTerm(standing: Standing, id: string): Promise<Context> {
  const { version, bundle, earlier } = await transact(standing.db, async (tx) => {
    const tables = tx.withTables<ServiceTables>();
    await lockPublication(tx);
    const row = await tables
      .selectFrom("policy_proposal")
      .select(["version", "bundle", "effective_at", "entered_at"])
      .where("id", "=", id)
      .where("withdrawn_at", "is", null)
      .executeTakeFirst();
    if (row === undefined) throw notThere();
    const bundle = parseKeptBundle(row.bundle);
    if (bundleVersion(bundle) !== row.version) throw altered(row.version);
    const earlier = await listEarlier(tx, row.effective_at);
    if (row.entered_at !== null) return { ...row, bundle, earlier };
    const now = standing.now();
    const entry = await logStep(standing, tx, {
      kind: "policy-current",
      policy: bundle.id,
      version: row.version,
      effectiveAt: row.effective_at,
    });
    await tables.updateTable("policy_proposal").set({ entered_at: now }).where("id", "=", id).execute();
    await tables
      .insertInto("policy_version")
      .values({ version: row.version, policy: bundle.id, bundle: row.bundle, first_run_at: now, entry })
      .onConflict((conflict) => conflict.column("version").doNothing())
      .execute();
    return { ...row, bundle, earlier };
  });
  standing.ledger.kick();
  return { ...standing, bundle, version, gate: prepareGate(bundle, version, earlier) };
}

/** What governed before a time, in order: the limits that hold for whoever has not agreed to what came after. */
async function listEarlier(tx: Tx, before: Date): Promise<readonly Earlier[]> {
  const rows = await tx
    .withTables<ServiceTables>()
    .selectFrom("policy_proposal")
    .select(["version", "bundle"])
    .where("entered_at", "is not", null)
    .where("effective_at", "<", before)
    .orderBy("effective_at")
    .execute();
  // A version that came back is asked about at its last time.
  const last = new Map<string, string>();
  for (const { version, bundle } of rows) {
    last.delete(version);
    last.set(version, bundle);
  }
  return [...last].map(([version, text]) => {
    const bundle = parseKeptBundle(text);
    if (bundleVersion(bundle) !== version) throw altered(version);
    return { version, bundle };
  });
}

function notThere(): Fault {
  return new Fault({
    code: "policy-missing",
    message: "no version of the policy governs",
    help: "restore the database; the service publishes a policy of its own accord only where there never was one",
  });
}

function altered(version: string): Fault {
  return new Fault({
    code: "policy-altered",
    message: `what is kept as version ${version} of the policy is not that version`,
    help: "restore the table `policy_proposal`; nothing is decided under a policy that was altered",
  });
}
