import { type Database, transact } from "@avow/postgres";
import type { Erasure, ErasureJournal } from "./erasure-journal.ts";
import { destroyPerson } from "./people.ts";
import { tablesOf } from "./tables.ts";

const BATCH = 500;

/** The nil UUID (RFC 9562 §5.9) sorts before every person's. */
const BEFORE_ALL = "00000000-0000-0000-0000-000000000000";

/**
 * Brings database and journal to agree; call it at every start, before anything is served. Whoever the journal names
 * and a restored backup brought back is erased again, at the time it names; whoever the database erased just before
 * a crash is entered in the journal. Returns how many of each there were; a second call finds none.
 * @throws {Fault} `erasure-journal-damaged`; `erasure-journal-unusable`
 */
export async function replayErasures(
  db: Database,
  journal: ErasureJournal,
): Promise<{ readonly erased: number; readonly journalled: number }> {
  const named = new Set<string>();
  let erased = 0;
  let batch: Erasure[] = [];
  for await (const erasure of journal.erasures()) {
    named.add(erasure.person);
    batch.push(erasure);
    if (batch.length < BATCH) continue;
    erased += await eraseReturned(db, batch);
    batch = [];
  }
  erased += await eraseReturned(db, batch);
  return { erased, journalled: await journalMissing(db, journal, named) };
}

/** One transaction a person, so that a replay cut short has done part of its work, and the next does the rest. */
async function eraseReturned(db: Database, batch: readonly Erasure[]): Promise<number> {
  if (batch.length === 0) return 0;
  const alive = await tablesOf(db)
    .selectFrom("vault_person")
    .select("person")
    .where("wrapped_key", "is not", null)
    .where(
      "person",
      "in",
      batch.map(({ person }) => person),
    )
    .execute();
  const returned = new Map(batch.map(({ person, at }) => [person, at]));
  for (const { person } of alive) {
    const at = returned.get(person);
    if (at !== undefined) await transact(db, (tx) => destroyPerson(tx, person, at));
  }
  return alive.length;
}

async function journalMissing(
  db: Database,
  journal: ErasureJournal,
  named: ReadonlySet<string>,
): Promise<number> {
  let journalled = 0;
  let page = await selectErased(db, BEFORE_ALL);
  for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
    for (const erasure of page) {
      if (named.has(erasure.person)) continue;
      await journal.append(erasure);
      journalled += 1;
    }
    page = await selectErased(db, last.person);
  }
  return journalled;
}

/** The next tombstones after `last`, in the order of their ids. */
async function selectErased(db: Database, last: string): Promise<readonly Erasure[]> {
  const rows = await tablesOf(db)
    .selectFrom("vault_person")
    .select(["person", "erased_at"])
    .where("erased_at", "is not", null)
    .$narrowType<{ erased_at: Date }>()
    .where("person", ">", last)
    .orderBy("person")
    .limit(BATCH)
    .execute();
  return rows.map(({ person, erased_at }) => ({ person, at: erased_at }));
}
