import type { Tx } from "@avow/postgres";
import type { Selectable } from "kysely";
import type { ServiceTables } from "../tables.ts";
import { LETTER_FORMS } from "./letter-fields.ts";

export type EnclosureRow = Selectable<ServiceTables["enclosure"]>;

/** Most letters of a person that are shown, the latest. */
const MOST_LETTERS = 200;

/** A person's letters, the oldest first, with where those of ours stand. What a form gave has no row but its submission's. */
export async function listLetterRows(tx: Tx, person: string) {
  const rows = await tx
    .withTables<ServiceTables>()
    .selectFrom("submission")
    .leftJoin("letter", (join) =>
      join.onRef("letter.person", "=", "submission.person").onRef("letter.id", "=", "submission.id"),
    )
    .leftJoin("delivery", (join) =>
      join.onRef("delivery.person", "=", "letter.person").onRef("delivery.notice", "=", "letter.notice"),
    )
    .select([
      "submission.id",
      "submission.at",
      "letter.door",
      "letter.proof",
      "letter.automatic",
      "letter.unreadable",
      "letter.envelope",
      "letter.original",
      "letter.size",
      "letter.ended",
      "delivery.state as delivery",
    ])
    .where("submission.person", "=", person)
    .where("submission.form", "in", [...LETTER_FORMS])
    .where("submission.state", "<>", "withdrawn")
    .orderBy("submission.at", "desc")
    .orderBy("submission.id")
    .limit(MOST_LETTERS)
    .execute();
  return rows.toReversed();
}
export type LetterRow = Awaited<ReturnType<typeof listLetterRows>>[number];

/** What was sent with a person's letters, by letter. */
export async function listEnclosureRows(
  tx: Tx,
  person: string,
): Promise<ReadonlyMap<string, readonly EnclosureRow[]>> {
  const rows = await tx
    .withTables<ServiceTables>()
    .selectFrom("enclosure")
    .selectAll()
    .where("person", "=", person)
    .orderBy("place")
    .execute();
  return Map.groupBy(rows, ({ letter }) => letter);
}
