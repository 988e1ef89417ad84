import { type Tx, transact } from "@avow/postgres";
import type { Context } from "../context.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Notices } from "../notices/notice.ts";
import type { Governing } from "../policy-versions/governing.ts";
import type { ServiceTables } from "../tables.ts";
import { askPeople } from "./ask-people.ts";
import { lockCampaign } from "./campaign-rows.ts";
import { countUsed, type LicenceRow, lockLicence } from "./licences.ts";
import { lockNextPeople, PAGES_A_RUN } from "./pages.ts";

/** The job that gives a started campaign's notice its people; its data is the campaign's id. */
const GATHER_CAMPAIGN = "gather-campaign";

/** Owes the gathering, in the transaction that starts the campaign. */
export function enterGathering(jobs: Pick<Jobs, "enqueue">, tx: Tx, campaign: string): Promise<void> {
  return jobs.enqueue(tx, GATHER_CAMPAIGN, { campaign });
}

/** Gathers for started campaigns, and then lets their notices run. */
export function workGatherings(
  governing: Pick<Governing, "current">,
  jobs: Jobs,
  notices: Notices,
): Promise<void> {
  return jobs.work(GATHER_CAMPAIGN, async ({ campaign = "" }) => {
    for (let page = 1; ; page += 1) {
      const context = await governing.current();
      const isLast = page === PAGES_A_RUN;
      const isDone = await transact(context.db, async (tx) => {
        const done = await gatherPage(context, tx, notices, campaign);
        if (!done && isLast) await enterGathering(jobs, tx, campaign);
        return done;
      });
      if (isDone || isLast) return;
    }
  });
}

/**
 * Adds the next people whom the gate would let the campaign go to now, as far as its licence allows messages; whether there are none
 * left. Whoever is refused now is not asked about again: everybody who is added is, when it leaves.
 */
export async function gatherPage(context: Context, tx: Tx, notices: Notices, id: string): Promise<boolean> {
  const campaign = await lockCampaign(tx, id);
  const { notice } = campaign;
  if (notice === null || campaign.gathered_at !== null) return true;
  const people = await lockNextPeople(tx, campaign.cursor);
  const licence = await lockLicence(tx, campaign.licence, "update");
  const verdicts = await askPeople(context, tx, { campaign, licence }, people);
  const getting = people.filter((person) => verdicts.get(person)?.kind === "gets");
  const taken = getting.slice(0, await roomUnder(tx, licence));
  if (taken.length > 0) await notices.addPeople(tx, notice, taken);
  const last = people.at(-1) ?? null;
  await tx
    .withTables<ServiceTables>()
    .updateTable("campaign")
    .set({
      cursor: last ?? campaign.cursor,
      gathered: campaign.gathered + taken.length,
      beyond: campaign.beyond + getting.length - taken.length,
      gathered_at: last === null ? context.now() : null,
    })
    .where("id", "=", id)
    .execute();
  if (last === null) await notices.start(tx, notice);
  return last === null;
}

/** How many more messages a licence allows. */
async function roomUnder(tx: Tx, licence: LicenceRow | null): Promise<number> {
  if (licence === null) return Number.POSITIVE_INFINITY;
  return licence.most - ((await countUsed(tx)).get(licence.id) ?? 0);
}
