import type { AnswerOf } from "@avow/contract";
import { type Tx, transact } from "@avow/postgres";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import type { Operator } from "../staff/operators.ts";
import type { ServiceTables } from "../tables.ts";
import { listItems, reportLanguage } from "./authority-report.ts";
import { findDeadlines } from "./clock-state.ts";
import { listOpenEnds } from "./closing.ts";
import { dayIn, findNext, type IncidentDeadline } from "./deadlines.ts";
import { findDrill } from "./drill.ts";
import { type IncidentGrade, listLevels } from "./grade.ts";
import { countGroups, type Group, listGroups } from "./groups.ts";
import { viewNotice } from "./notice.ts";
import type { ReportTexts } from "./report.ts";
import { getIncident, type IncidentRow } from "./rows.ts";
import { parseFilter, titleOf } from "./scope.ts";
import { openTexts } from "./sealed-texts.ts";
import { countTestPeople } from "./test-people.ts";
import { governingZone } from "./time-zone.ts";
import { factsOf } from "./triage.ts";

type Incident = AnswerOf<"incident">;
type Listed = AnswerOf<"incidents">["incidents"][number];

/** Most incidents a list shows. */
const MOST_LISTED = 200;

/** Every incident, open ones first, then the newest; the drill; and on how many people one can be held. */
export async function listIncidents(context: Context): Promise<AnswerOf<"incidents">> {
  const rows = await context.db
    .withTables<ServiceTables>()
    .selectFrom("incident")
    .selectAll()
    .orderBy("closed_at", (order) => order.desc().nullsFirst())
    .orderBy("known_at", "desc")
    .limit(MOST_LISTED)
    .execute();
  const incidents: Listed[] = [];
  for (const row of rows)
    incidents.push(
      await transact(context.db, async (tx) =>
        makeListed(context, row, {
          deadlines: await findDeadlines(context, tx, row),
          counts: await countGroups(tx, row.id),
        }),
      ),
    );
  return { incidents, drill: await findDrill(context), testPeople: await countTestPeople(context) };
}

/**
 * An incident with everything that was written of it, as `operator` sees it.
 * @throws {ProblemError} `not-found`
 */
export async function viewIncident(context: Context, operator: Operator, id: string): Promise<Incident> {
  return transact(context.db, async (tx) => {
    const row = await getIncident(tx, id);
    const deadlines = await findDeadlines(context, tx, row);
    const counts = await countGroups(tx, id);
    const report = await openTexts<ReportTexts>(context, tx, { incident: id, name: "report" });
    return {
      ...makeListed(context, row, { deadlines, counts }),
      reportedAt: row.reported_at.toISOString(),
      report: report ?? { seen: "", where: "", suspected: "" },
      triage: await viewTriage(context, tx, row),
      levels: [...levelsOf(context, row)],
      deadlines: [...deadlines],
      scope: await viewScope(context, tx, row, sumOf(counts)),
      notice: row.notice_version === 0 ? null : await viewNotice(context, tx, row, operator),
      groups: await listGroups(context, tx, id),
      items: await listItems(context, tx, row, reportLanguage(context.bundle)),
      filings: await listFilings(tx, id),
      handlingEndedAt: row.handling_ended_at?.toISOString() ?? null,
      closedBy: row.closed_by,
      closedAt: row.closed_at?.toISOString() ?? null,
      openEnds:
        row.closed_at === null ? (await listOpenEnds(context, tx, row)).map(({ words }) => words) : [],
      steps: await listSteps(context, tx, id),
    };
  });
}

function makeListed(
  context: Context,
  row: IncidentRow,
  of: { readonly deadlines: readonly IncidentDeadline[]; readonly counts: ReadonlyMap<Group, number> },
): Listed {
  const people = sumOf(of.counts);
  return {
    id: row.id,
    number: row.number,
    rehearsal: row.rehearsal,
    state: row.closed_at !== null ? "closed" : row.rank === null ? "reported" : "triaged",
    knownAt: row.known_at.toISOString(),
    reportedBy: row.reported_by,
    level: row.rank === null ? null : (levelsOf(context, row)[row.rank] ?? null),
    people,
    untold: people - (of.counts.get("told") ?? 0) - (of.counts.get("announced") ?? 0),
    next: findNext(of.deadlines),
  };
}

async function viewTriage(context: Context, tx: Tx, row: IncidentRow): Promise<Incident["triage"]> {
  const facts = factsOf(row);
  const level = levelsOf(context, row)[row.rank ?? -1];
  if (facts === null || row.proposed === null || row.triaged_at === null || level === undefined) return null;
  const kept = await openTexts<{ reason: string }>(context, tx, {
    incident: row.id,
    name: `triage/${row.triage_version}`,
  });
  return {
    facts,
    // Written by `triageIncident` alone.
    proposed: JSON.parse(row.proposed) as IncidentGrade,
    level,
    reason: kept?.reason ?? "",
    by: row.triaged_by ?? "",
    at: row.triaged_at.toISOString(),
  };
}

function levelsOf({ bundle }: Context, { known_at }: IncidentRow) {
  return listLevels(bundle, dayIn(known_at, governingZone(bundle)));
}

async function viewScope(
  { bundle }: Context,
  tx: Tx,
  row: IncidentRow,
  people: number,
): Promise<Incident["scope"]> {
  if (row.scope_filter === null || row.scope_at === null) return null;
  const { rows } = await sql<{ named: string; removed: string }>`
    select count(*) filter (where named and removed_at is null) as named,
      count(*) filter (where removed_at is not null) as removed
    from incident_person where incident = ${row.id} and (named or removed_at is not null)`.execute(tx);
  return {
    filter: parseFilter(row.scope_filter),
    categories: (row.scope_categories ?? []).map((category) => ({
      category,
      title: titleOf(bundle, category),
    })),
    state: row.scope_done ? "frozen" : "freezing",
    frozenBy: row.scope_by ?? "",
    frozenAt: row.scope_at.toISOString(),
    people,
    named: Number(rows[0]?.named ?? 0),
    removed: Number(rows[0]?.removed ?? 0),
  };
}

async function listFilings(tx: Tx, incident: string): Promise<Incident["filings"]> {
  const rows = await tx
    .withTables<ServiceTables>()
    .selectFrom("incident_filing")
    .select(["id", "stage", "deadlines", "recipient", "reference", "by", "at", "recorded_at", "document"])
    .where("incident", "=", incident)
    .orderBy("at")
    .orderBy("id")
    .execute();
  return rows.map(({ recipient, at, recorded_at, ...row }) => ({
    ...row,
    to: recipient,
    at: at.toISOString(),
    recordedAt: recorded_at.toISOString(),
  }));
}

async function listSteps({ ledger }: Context, tx: Tx, incident: string): Promise<Incident["steps"]> {
  const rows = await tx
    .withTables<ServiceTables>()
    .selectFrom("incident_step")
    .select(["id", "kind", "by", "at"])
    .where("incident", "=", incident)
    .orderBy("sequence")
    .execute();
  return Promise.all(
    rows.map(async ({ id, at, ...row }) => {
      const state = await ledger.state(id);
      return { ...row, at: at.toISOString(), index: "index" in state ? state.index : null };
    }),
  );
}

function sumOf(counts: ReadonlyMap<Group, number>): number {
  return [...counts.values()].reduce((sum, one) => sum + one, 0);
}
