import { personLeaf } from "@avow/evidence";
import { Fault, type Tx } from "@avow/postgres";
import { sql } from "kysely";
import { insertTally } from "../activity/tally.ts";
import type { Context } from "../context.ts";
import { anyOf } from "../people/person.ts";
import type { ServiceTables } from "../tables.ts";
import { encodeHappening, type Happening } from "./record-event.ts";

/** What happened to one person. */
export interface PersonalHappening {
  readonly person: string;
  readonly happening: Happening;
}

/**
 * As `recordEvent`, of several people, each named once, in as many statements as of one. The caller holds the locks of all of them.
 * @throws {Fault} `evidence-head-missing`
 */
export async function recordEvents(
  context: Context,
  tx: Tx,
  happenings: readonly PersonalHappening[],
): Promise<void> {
  if (happenings.length === 0) return;
  const at = context.now();
  const lasts = await findHeads(
    tx,
    happenings.map(({ person }) => person),
  );
  const encoded = happenings.map(({ person, happening }) => {
    const last = lasts.get(person);
    if (last === undefined)
      throw new Fault({ code: "evidence-head-missing", message: "a person has no evidence to continue" });
    return { person, happening, ...encodeHappening(context, person, { happening, last, at }) };
  });
  const ids = await context.ledger.appendMany(
    tx,
    encoded.map(({ commitment }) => personLeaf(commitment)),
  );
  const written = encoded.map((one, place) => ({ ...one, id: ids[place] ?? "" }));
  await context.vault.keepEvidenceOfMany(
    tx,
    written.map(({ person, id, kept }) => ({ person, id, bytes: kept })),
  );
  await sql`
    with written as (
      select * from unnest(
        ${written.map(({ person }) => person)}::uuid[], ${ids}::uuid[],
        ${written.map(({ sequence }) => sequence)}::int8[],
        ${written.map(({ commitment }) => Buffer.from(commitment))}::bytea[],
        ${written.map(({ happening }) => happening.kind)}::text[],
        ${written.map(({ happening }) => happening.clause)}::text[]
      ) as written (person, id, sequence, head, kind, clause)
    ), moved as (
      update evidence_head set sequence = written.sequence, head = written.head
      from written where evidence_head.person = written.person
    )
    insert into receipt (person, id, sequence, kind, clause, at)
    select person, id, sequence, kind, clause, ${at} from written`.execute(tx);
  for (const counted of countAlike(happenings))
    await insertTally({ version: context.version, ...counted }, at, counted.times).execute(tx);
}

async function findHeads(tx: Tx, people: readonly string[]) {
  const rows = await tx
    .withTables<ServiceTables>()
    .selectFrom("evidence_head")
    .select(["person", "sequence", "head"])
    .where("person", "=", anyOf(people))
    .execute();
  return new Map(rows.map(({ person, ...last }) => [person, last]));
}

/** How often each clause permitted and refused among these. */
function countAlike(happenings: readonly PersonalHappening[]) {
  const alike = Map.groupBy(
    happenings,
    ({ happening: { clause, refused } }) => `${refused ? "refuse" : "permit"} ${clause}`,
  );
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { clause, refused } = first.happening;
    return [{ clause, effect: refused ? ("refuse" as const) : ("permit" as const), times: group.length }];
  });
}
