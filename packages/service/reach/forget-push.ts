import { startOfSpan } from "@avow/policy";
import { transact } from "@avow/postgres";
import type { EndOfSubscription } from "../channels/push/subscription.ts";
import type { Context } from "../context.ts";
import { lockPerson } from "../people/person.ts";
import { recordEvent } from "../receipts/record-event.ts";
import { endRecords, WITHDRAWN } from "../submissions/end-records.ts";
import type { ServiceTables } from "../tables.ts";
import { findPushWorker } from "./push-worker.ts";
import { FORM } from "./ways.ts";

/**
 * Erases the push subscription a person had at `until`; one that came later stays. The second time there is nothing to do. Takes the
 * person's lock, after whoever sends has let go of it.
 */
export async function forgetPush(
  context: Context,
  person: string,
  { until, why }: { readonly until: Date; readonly why: EndOfSubscription },
): Promise<void> {
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
      facts: { erased, why },
    });
  });
}

function isPush(category: string, fields: readonly string[]): boolean {
  return category === "reach" && fields.every((name) => name === "push");
}

/** So many people are looked for at a time. */
const BATCH = 500;

/**
 * Ends every subscription that is as old as the service worker that shows it may become, and all of them where the register has no
 * such worker any more. It may stop between two people and begin again.
 */
export async function endOldPush(context: Context, goesOn: () => boolean): Promise<void> {
  const worker = findPushWorker(context.bundle);
  const now = context.now();
  const until = worker === null ? now : new Date(startOfSpan(now.getTime(), worker.life));
  let people: readonly string[] = [];
  do {
    people = await listSubscribed(context, until, people.at(-1) ?? null);
    for (const person of people) {
      if (!goesOn()) return;
      await forgetPush(context, person, { until, why: "life-over" });
    }
  } while (people.length === BATCH);
}

/** People who subscribed before and have not taken it back, in the order of their ids. */
async function listSubscribed(
  { db }: Context,
  until: Date,
  after: string | null,
): Promise<readonly string[]> {
  let rows = db
    .withTables<ServiceTables>()
    .selectFrom("submission")
    .select("person")
    .distinct()
    .where("form", "=", FORM)
    .where("about", "=", "push")
    .where("state", "<>", WITHDRAWN)
    .where("at", "<=", until)
    .orderBy("person")
    .limit(BATCH);
  if (after !== null) rows = rows.where("person", ">", after);
  return (await rows.execute()).map(({ person }) => person);
}
