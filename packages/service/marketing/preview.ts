import { randomUUID } from "node:crypto";
import { type Tx, transact } from "@avow/postgres";
import type { Context } from "../context.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Governing } from "../policy-versions/governing.ts";
import type { ServiceTables } from "../tables.ts";
import { askPeople, type Verdict } from "./ask-people.ts";
import { type Campaign, getCampaign, viewCampaigns } from "./campaign-rows.ts";
import { getLicence } from "./licences.ts";
import { lockNextPeople, PAGES_A_RUN } from "./pages.ts";
import type { Exclusion } from "./tables.ts";

/** The job that asks about everybody; its data are the campaign's id and the preview's. */
const PREVIEW_CAMPAIGN = "preview-campaign";

/**
 * Begins to count who would get a campaign, and who would not and why; what was counted before is forgotten.
 * @throws {ProblemError} `not-found`
 */
export async function beginPreview(
  context: Context,
  jobs: Pick<Jobs, "enqueue">,
  id: string,
): Promise<Campaign> {
  return transact(context.db, async (tx) => {
    const row = await getCampaign(tx, id);
    const tables = tx.withTables<ServiceTables>();
    const { people } = await tables
      .selectFrom("account")
      .select(({ fn }) => fn.countAll<string>().as("people"))
      .executeTakeFirstOrThrow();
    const begun = {
      id: randomUUID(),
      people: Number(people),
      asked: 0,
      cursor: null,
      would_get: 0,
      excluded: "[]",
      begun_at: context.now(),
      finished_at: null,
    };
    await tables
      .insertInto("campaign_preview")
      .values({ campaign: id, ...begun })
      .onConflict((conflict) => conflict.column("campaign").doUpdateSet(begun))
      .execute();
    await jobs.enqueue(tx, PREVIEW_CAMPAIGN, { campaign: id, preview: begun.id });
    const [campaign] = await viewCampaigns(tx, [row]);
    if (campaign === undefined) throw new TypeError("a row has a view");
    return campaign;
  });
}

/** Counts for previews as they are asked for. One that was begun anew is left. */
export function workPreviews(governing: Pick<Governing, "current">, jobs: Jobs): Promise<void> {
  return jobs.work(PREVIEW_CAMPAIGN, async ({ campaign = "", preview = "" }) => {
    for (let page = 1; ; page += 1) {
      const context = await governing.current();
      const isLast = page === PAGES_A_RUN;
      const isDone = await transact(context.db, async (tx) => {
        const done = await previewPage(context, tx, { campaign, preview });
        if (!done && isLast) await jobs.enqueue(tx, PREVIEW_CAMPAIGN, { campaign, preview });
        return done;
      });
      if (isDone || isLast) return;
    }
  });
}

/** Asks about the next people; whether there are none left. */
export async function previewPage(
  context: Context,
  tx: Tx,
  of: { readonly campaign: string; readonly preview: string },
): Promise<boolean> {
  const tables = tx.withTables<ServiceTables>();
  const row = await tables
    .selectFrom("campaign_preview")
    .selectAll()
    .where("campaign", "=", of.campaign)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined || row.id !== of.preview || row.finished_at !== null) return true;
  const people = await lockNextPeople(tx, row.cursor);
  const campaign = await getCampaign(tx, of.campaign);
  const licence = campaign.licence === null ? null : await getLicence(tx, campaign.licence);
  const verdicts = [...(await askPeople(context, tx, { campaign, licence }, people)).values()];
  const last = people.at(-1) ?? null;
  await tables
    .updateTable("campaign_preview")
    .set({
      asked: row.asked + people.length,
      cursor: last ?? row.cursor,
      would_get: row.would_get + verdicts.filter(({ kind }) => kind === "gets").length,
      excluded: JSON.stringify(countExclusions(row.excluded, verdicts)),
      finished_at: last === null ? context.now() : null,
    })
    .where("campaign", "=", of.campaign)
    .execute();
  return last === null;
}

function countExclusions(before: readonly Exclusion[], verdicts: readonly Verdict[]): readonly Exclusion[] {
  const found = verdicts.flatMap((verdict): readonly Exclusion[] =>
    verdict.kind === "gets" ? [] : [{ clause: verdict.clause, code: verdict.code, people: 1 }],
  );
  const alike = Map.groupBy([...before, ...found], ({ clause, code }) => `${clause ?? ""} ${code}`);
  return [...alike.values()].flatMap(([first, ...more]) =>
    first === undefined
      ? []
      : [{ ...first, people: more.reduce((sum, { people }) => sum + people, first.people) }],
  );
}
