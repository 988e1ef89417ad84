import type { AnswerOf } from "@avow/contract";
import { askPermit } from "@avow/gate";
import type { Bundle, Facts, Permit } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import { fieldsOf } from "../collection/form-kinds.ts";
import type { Context } from "../context.ts";
import { NAME } from "../people/contact-fields.ts";
import { ABSENT, loadFactsOfMany } from "../people/person.ts";
import { withinLimits } from "../people/within-limits.ts";
import { factsAbout, listEachChoices } from "./each-choices.ts";
import { gatherValues, openRecords } from "./open-records.ts";
import { findPseudonyms } from "./pseudonym.ts";
import {
  listRecords,
  listSubmissions,
  type RecordRow,
  type SubmissionFilter,
  type SubmissionRow,
} from "./rows.ts";

type Publication = AnswerOf<"publications">[number];

/** Most publications an answer holds; of more, the latest. */
const MOST_PUBLISHED = 1000;

/**
 * What is published of a form, the oldest first. The gate is asked about every item at this very moment, under what its author
 * chose about this item: for the text under one consent, for the name under another. Without the second a pseudonym stands
 * there. That an item may be published was evidenced when its author chose so; reading it leaves nothing.
 */
export async function listPublications(
  context: Context,
  filter: SubmissionFilter & { readonly form: string },
): Promise<Publication[]> {
  return transact(context.db, async (tx) => {
    const rows = await listSubmissions(tx, filter, MOST_PUBLISHED);
    const ids = rows.map(({ id }) => id);
    const people = [...new Set(rows.map(({ person }) => person))];
    const facts = await loadFactsOfMany(tx, people, ABSENT);
    const choices = await listEachChoices(tx, ids);
    const records = await listRecords(tx, ids, "live");
    const pseudonyms = await findPseudonyms(tx, people);
    const published: Publication[] = [];
    for (const row of rows) {
      const ofAuthor = facts.get(row.person);
      const pseudonym = pseudonyms.get(row.person);
      if (ofAuthor === undefined || pseudonym === undefined) continue;
      const item: Item = {
        row,
        facts: factsAbout(context.bundle, ofAuthor, choices.get(row.id) ?? []),
        records: records.get(row.id) ?? [],
      };
      const values = await readText(context, tx, item);
      if (Object.keys(values).length === 0) continue;
      const name = await readName(context, tx, item);
      published.push({
        id: row.id,
        form: row.form,
        about: row.about,
        at: row.at.toISOString(),
        by: name === null ? { kind: "pseudonym", name: pseudonym } : { kind: "name", name },
        values,
      });
    }
    return published;
  });
}

interface Item {
  readonly row: SubmissionRow;
  /** Of the author, about this item. */
  readonly facts: Facts;
  readonly records: readonly RecordRow[];
}

/** What of an item's own fields may be published, for the purpose it was collected for. */
async function readText(context: Context, tx: Tx, item: Item): Promise<Record<string, string>> {
  const { bundle } = context;
  const fields = fieldsOf(bundle, item.row.form);
  const values: Record<string, string> = {};
  for (const [purpose, rows] of Map.groupBy(item.records, (row) => row.purpose)) {
    const data = publishable(bundle, purpose).filter((path) => fields.includes(path));
    const permit = askToPublish(context, item, purpose, data);
    if (permit === null) continue;
    const records = rows.map(({ record }) => record);
    Object.assign(values, gatherValues(records, await openRecords(context, tx, permit, records)));
  }
  return values;
}

/** The author's name, where they agreed that it stands beside this item; else `null`. */
async function readName(context: Context, tx: Tx, item: Item): Promise<string | null> {
  const { bundle } = context;
  for (const [purpose, { each }] of Object.entries(bundle.purposes)) {
    if (each !== true || !publishable(bundle, purpose).includes(NAME)) continue;
    const permit = askToPublish(context, item, purpose, [NAME]);
    if (permit === null) continue;
    const records = await heldWith(context, tx, item.row.person, NAME);
    const opened = await openRecords(context, tx, permit, records);
    const name = gatherValues(records, opened)[NAME];
    if (name !== undefined) return name;
  }
  return null;
}

function publishable(bundle: Bundle, purpose: string): readonly string[] {
  return bundle.rules
    .filter((rule) => rule.action === "publish" && rule.purpose === purpose)
    .flatMap(({ data }) => data);
}

function askToPublish(
  context: Context,
  { facts, row }: Item,
  purpose: string,
  data: readonly string[],
): Permit | null {
  if (data.length === 0) return null;
  const publishing = { action: "publish", by: "portal", purpose, data } as const;
  const shown = { ...publishing, data: withinLimits(context.gate, facts, publishing) };
  const asked = askPermit(context.gate, facts, shown, row.person);
  return "permit" in asked ? asked.permit : null;
}

/** The person's records that hold a field. */
async function heldWith(context: Context, tx: Tx, person: string, path: string): Promise<readonly string[]> {
  const held = await context.vault.holdings(tx, person);
  return held
    .filter(({ category, fields }) => fields.some((name) => `${category}.${name}` === path))
    .map(({ record }) => record);
}
