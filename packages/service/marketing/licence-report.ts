import type { AnswerOf } from "@avow/contract";
import { transact } from "@avow/postgres";
import type { Context } from "../context.ts";
import type { Notices } from "../notices/notice.ts";
import { writeRecords } from "../statistics/write-csv.ts";
import { LEAST } from "../submissions/count.ts";
import type { ServiceTables } from "../tables.ts";
import { countUsed, getLicence, makeLicence } from "./licences.ts";

type Report = AnswerOf<"licenceReport">;

/**
 * What a licence's holder is told of the campaigns sent for it: to how many people each that has ended was sent, unless they are few. While a
 * campaign runs it is told nothing, since two reports one message apart would tell of one person.
 * @throws {ProblemError} `not-found`
 */
export async function reportLicence(context: Context, notices: Notices, id: string): Promise<Report> {
  return transact(context.db, async (tx) => {
    const row = await getLicence(tx, id);
    const used = (await countUsed(tx)).get(id) ?? 0;
    const { holder, from, until, state } = makeLicence(row, used, context.now());
    const campaigns = await tx
      .withTables<ServiceTables>()
      .selectFrom("campaign")
      .innerJoin("notice", "notice.id", "campaign.notice")
      .select(["campaign.subject", "campaign.started_at", "notice.id as notice", "notice.state"])
      .where("campaign.licence", "=", id)
      .orderBy("campaign.started_at")
      .execute();
    const told: Report["campaigns"] = [];
    for (const { subject, started_at, notice, state: stands } of campaigns) {
      const isOver = stands === "finished" || stands === "cancelled";
      const { sent } = (await notices.progress(tx, notice)).states;
      told.push({
        subject,
        startedAt: (started_at ?? context.now()).toISOString(),
        sent: isOver && sent >= LEAST ? sent : null,
      });
    }
    return { licence: { id, holder, from, until, state }, campaigns: told, least: LEAST };
  });
}

/** A report as CSV, to be handed to the licence's holder; a figure that is withheld is an empty field. */
export function writeReport({ campaigns }: Report, language: string): string {
  return writeRecords([
    ["campaign", "started", "sent"],
    ...campaigns.map(({ subject, startedAt, sent }) => [
      subject[language] ?? "",
      startedAt,
      sent?.toString() ?? "",
    ]),
  ]);
}
