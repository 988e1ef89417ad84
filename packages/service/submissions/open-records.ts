import { createSink, type Permit } from "@avow/policy";
import type { Tx } from "@avow/postgres";
import type { Context } from "../context.ts";

/** What a permit opens in these records: by record and then by `category.field`. The sink is of the permit's own purpose and fields. */
export async function openRecords(
  context: Context,
  tx: Tx,
  permit: Permit,
  records: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const { purpose, data } = permit.operation;
  const sink = createSink<string, string>({ purpose, fields: data });
  const read = await context.vault.readRecords(tx, permit, records);
  return new Map(
    [...read].map(([record, values]) => [
      record,
      new Map([...values].map(([path, value]) => [path, sink.open(value)])),
    ]),
  );
}

/** The values of several records as one object, those of a later record over those of an earlier. */
export function gatherValues(
  records: readonly string[],
  opened: ReadonlyMap<string, ReadonlyMap<string, string>>,
): Record<string, string> {
  return Object.fromEntries(records.flatMap((record) => [...(opened.get(record) ?? [])]));
}
