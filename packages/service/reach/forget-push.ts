import { transact } from "@avow/postgres";
import type { Context } from "../context.ts";
import { lockPerson } from "../people/person.ts";
import { recordEvent } from "../receipts/record-event.ts";
import { endRecords } from "../submissions/end-records.ts";

/**
 * Erases the push subscription a person had at `until`, because the push service knows it no more; one that came later stays.
 * The second time there is nothing to do. Takes the person's lock, after whoever sends has let go of it.
 */
export async function forgetPush(context: Context, person: string, until: Date): Promise<void> {
  await transact(context.db, async (tx) => {
    if (!(await lockPerson(tx, person))) return;
    const held = await context.vault.holdings(tx, person);
    const records = held
      .filter(({ category, fields, collectedAt }) => isPush(category, fields) && collectedAt <= until)
      .map(({ record }) => record);
    if (records.length === 0) return;
    const { erased } = await endRecords(context, tx, person, records);
    await recordEvent(context, tx, person, {
      kind: "subscription-ended",
      clause: context.bundle.data.reach?.clause ?? context.bundle.law.clause,
      facts: { erased },
    });
  });
}

function isPush(category: string, fields: readonly string[]): boolean {
  return category === "reach" && fields.every((name) => name === "push");
}
