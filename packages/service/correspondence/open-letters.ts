import type { AnswerOf } from "@avow/contract";
import type { Permit } from "@avow/policy";
import type { Tx } from "@avow/postgres";
import type { Context } from "../context.ts";
import { openRecords } from "../submissions/open-records.ts";
import { listRecords, type RecordRow } from "../submissions/rows.ts";
import { Envelope, FILE_CONTENT, FILE_NAME, FILE_TYPE, SUBJECT, TEXT } from "./letter-fields.ts";
import { type EnclosureRow, type LetterRow, listEnclosureRows, listLetterRows } from "./letter-rows.ts";
import { splitOwnWords } from "./own-words.ts";

export type Letter = AnswerOf<"letters">[number];

/** Fields of letters, as one permit opens them. */
export const LETTER_FIELDS: readonly string[] = [SUBJECT, TEXT, FILE_NAME, FILE_TYPE, FILE_CONTENT];

type Opened = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * A person's letters, opened under a permit for {@link LETTER_FIELDS}: the texts and the names of what was enclosed, not its content.
 * The caller holds the person's lock.
 */
export async function openLetters(
  context: Context,
  tx: Tx,
  permit: Permit,
  person: string,
): Promise<readonly Letter[]> {
  const rows = await listLetterRows(tx, person);
  const enclosures = await listEnclosureRows(tx, person);
  const records = await listRecords(
    tx,
    rows.map(({ id }) => id),
    "live",
  );
  const texts = new Map(
    [...records].map(([id, theirs]) => [
      id,
      theirs.filter(({ category }) => category === "letter").map(recordOf),
    ]),
  );
  const opened = await openRecords(context, tx, permit, [
    ...[...texts.values()].flat(),
    ...rows.flatMap(({ envelope }) => envelope ?? []),
    ...[...enclosures.values()].flat().map(recordOf),
  ]);
  return rows.map((row) => ({
    ...describe(row, opened, texts.get(row.id) ?? []),
    enclosures: (enclosures.get(row.id) ?? []).flatMap((one) => describeEnclosure(one, opened)),
  }));
}

function recordOf({ record }: Pick<RecordRow, "record">): string {
  return record;
}

function describe(row: LetterRow, opened: Opened, texts: readonly string[]): Omit<Letter, "enclosures"> {
  const written = new Map(texts.flatMap((record) => [...(opened.get(record) ?? [])]));
  const { own, quoted } = splitOwnWords(written.get(TEXT) ?? "");
  const envelope = row.envelope === null ? undefined : opened.get(row.envelope)?.get(FILE_CONTENT);
  const hasOriginal = (row.original ?? []).length > 0;
  return {
    id: row.id,
    at: row.at.toISOString(),
    door: row.door ?? "form",
    proof: row.door === null ? "session" : row.proof,
    from: envelope === undefined ? null : Envelope.parse(JSON.parse(envelope)).from,
    automatic: row.automatic ?? false,
    unreadable: row.unreadable ?? false,
    subject: written.get(SUBJECT) ?? "",
    text: own,
    quoted,
    original: hasOriginal ? row.size : null,
    ended: row.ended ?? [],
    delivery: row.delivery,
  };
}

function describeEnclosure({ record, size, mark }: EnclosureRow, opened: Opened): Letter["enclosures"] {
  const label = opened.get(record);
  if (label === undefined) return [];
  return [{ id: record, name: label.get(FILE_NAME) ?? "", type: label.get(FILE_TYPE) ?? "", size, mark }];
}
