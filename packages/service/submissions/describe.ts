import type { AnswerOf } from "@avow/contract";
import { askPermit } from "@avow/gate";
import { type Tx, transact } from "@avow/postgres";
import type { PersonSession } from "../accounts/sessions.ts";
import { isFile } from "../collection/form-door.ts";
import type { Context } from "../context.ts";
import { loadFacts } from "../people/person.ts";
import { describeChoices, listEachChoices } from "./each-choices.ts";
import { gatherValues, openRecords } from "./open-records.ts";
import { listRecords, listSubmissions, type RecordRow, type SubmissionRow } from "./rows.ts";

export type Submission = AnswerOf<"submissions">[number];

/** The purpose for which a person reads what they gave: their account. */
const PURPOSE = "account";
const MOST_LISTED = 500;

/** What a person gave in forms, the oldest first; of more than 500, the latest. */
export async function listOwnSubmissions(
  context: Context,
  session: PersonSession,
  filter: { readonly form?: string | undefined; readonly about?: string | undefined },
): Promise<Submission[]> {
  return transact(context.db, async (tx) =>
    describeSubmissions(
      context,
      tx,
      session,
      await listSubmissions(tx, { ...filter, person: session.person }, MOST_LISTED),
    ),
  );
}

/** A person's own submissions as they see them, with what the gate lets them open; the rest by its name alone. */
export async function describeSubmissions(
  context: Context,
  tx: Tx,
  session: PersonSession,
  rows: readonly SubmissionRow[],
): Promise<Submission[]> {
  const ids = rows.map(({ id }) => id);
  const choices = await listEachChoices(tx, ids);
  const records = await listRecords(tx, ids, "all");
  const values = await readOwnRecords(context, tx, session, [...records.values()].flat());
  return rows.map(({ id, form, about, at, state }) => ({
    id,
    form,
    about,
    at: at.toISOString(),
    state,
    values: Object.fromEntries(
      (records.get(id) ?? []).flatMap(({ record }) => Object.entries(values.get(record) ?? {})),
    ),
    choices: describeChoices(context.bundle, form, choices.get(id) ?? []),
  }));
}

/** A person's own records, by record; a field that nobody may open is `null`. */
async function readOwnRecords(
  context: Context,
  tx: Tx,
  { person, cookies }: PersonSession,
  rows: readonly RecordRow[],
): Promise<ReadonlyMap<string, Readonly<Record<string, string | null>>>> {
  const wanted = new Set(rows.map(({ record }) => record));
  const held = (await context.vault.holdings(tx, person)).filter(({ record }) => wanted.has(record));
  const pathsOf = new Map(
    held.map(({ record, category, fields }) => [record, fields.map((name) => `${category}.${name}`)]),
  );
  const facts = await loadFacts(tx, person, { loggedIn: true, cookies });
  const paths = [...new Set([...pathsOf.values()].flat())];
  const readable = paths.filter(
    (path) =>
      !isFile(context.bundle, path) &&
      context.gate.decide(facts, { action: "use", by: "person", purpose: PURPOSE, data: [path] }).effect ===
        "permit",
  );
  const operation = { action: "use", by: "person", purpose: PURPOSE, data: readable } as const;
  const asked = askPermit(context.gate, facts, operation, person);
  const shown = [...pathsOf].filter(([, ofRecord]) => ofRecord.some((path) => readable.includes(path)));
  const opened =
    "permit" in asked
      ? await openRecords(
          context,
          tx,
          asked.permit,
          shown.map(([record]) => record),
        )
      : new Map<string, never>();
  return new Map(
    [...pathsOf].map(([record, ofRecord]) => [
      record,
      {
        ...Object.fromEntries(ofRecord.map((path) => [path, null])),
        ...gatherValues([record], opened),
      },
    ]),
  );
}
