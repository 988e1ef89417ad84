import { createHash } from "node:crypto";
import type { Bundle } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import { formatKept } from "../receipts/receipts.ts";
import type { Operator } from "../staff/operators.ts";
import type { ServiceTables } from "../tables.ts";
import { noticeClause, regulatorClause } from "./clauses.ts";
import { findDeadlines } from "./clock-state.ts";
import { GROUP, type Group } from "./groups.ts";
import { findApproved } from "./notice.ts";
import { recordStep } from "./record-step.ts";
import { getIncident, type IncidentRow, lockIncident } from "./rows.ts";
import { openTexts } from "./sealed-texts.ts";
import { factsOf } from "./triage.ts";

/** People of one page of the list. */
const PAGE = 2000;

const CONTAINS = {
  en: "What the company hands over of one incident: the clauses on law and courts; what was decided and when; the notice as it read; each report as it was handed in; how each person stands, by a pseudonym that the company and the person can work out and nobody else; and the receipt of every step, from which anybody can check offline, with `avow verify`, that none was left out, changed or dated back. It holds no address and no name of anybody concerned.",
  zh: "本文件为公司就一起安全事件提交的证据，包括：关于适用法律与管辖法院的条款；各项决定及其时间；告知内容原文；历次提交主管部门的报告原文；每一当事人的告知情况（以假名标识，仅公司与本人可以对应）；以及每一步骤的回执。任何人均可用 `avow verify` 离线核验各步骤无遗漏、无篡改、无倒签。其中不含任何当事人的姓名和联系方式。",
} as const;

/**
 * The evidence of an incident as one file, written a page of people at a time. That it was made, and the digest of the list of
 * people as it was written, is the last step of the incident's chain, so that list and receipts stand together. A file that was cut
 * off is no JSON.
 * @throws {ProblemError} `not-found`
 */
export async function writePack(
  context: Context,
  operator: Operator,
  id: string,
): Promise<ReadableStream<Uint8Array>> {
  await getIncident(context.db, id);
  const parts = writeParts(context, operator, id);
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
}

async function* writeParts(
  context: Context,
  operator: Operator,
  id: string,
): AsyncGenerator<string, undefined> {
  const hash = createHash("sha256");
  let people = 0;
  yield `{\n "format": "avow-incident-pack/1",\n "deliveries": [`;
  for await (const line of listDeliveries(context, id)) {
    hash.update(`${people === 0 ? "" : "\n"}${line}`);
    yield `${people === 0 ? "" : ","}\n${line}`;
    people += 1;
  }
  const deliveries = hash.digest("hex");
  const step = await transact(context.db, async (tx) => {
    await lockIncident(tx, id);
    return recordStep(context, tx, id, {
      kind: "pack-made",
      clause: context.bundle.law.courtsClause,
      facts: { people, deliveries },
      by: operator.name,
    });
  });
  context.ledger.kick();
  await context.ledger.logged(step);
  const rest = await transact(context.db, async (tx) => makeRest(context, tx, await getIncident(tx, id)));
  yield `\n ],\n${JSON.stringify(rest, null, 1).slice(2)}\n`;
  return undefined;
}

async function makeRest(
  context: Context,
  tx: Tx,
  row: IncidentRow,
): Promise<Readonly<Record<string, unknown>>> {
  const { bundle, version, ledger } = context;
  return {
    contains: CONTAINS,
    controller: bundle.controller,
    law: [bundle.law.clause, bundle.law.courtsClause].map((clause) => quoteClause(bundle, clause)),
    promises: [...new Set([noticeClause(bundle), regulatorClause(bundle)])].map((clause) =>
      quoteClause(bundle, clause),
    ),
    policy: version,
    incident: {
      id: row.id,
      number: row.number,
      rehearsal: row.rehearsal,
      knownAt: row.known_at,
      reportedAt: row.reported_at,
      facts: factsOf(row),
      rank: row.rank,
      categories: row.scope_categories ?? [],
      approvedAt: row.approved_at,
      handlingEndedAt: row.handling_ended_at,
      closedAt: row.closed_at,
    },
    deadlines: await findDeadlines(context, tx, row),
    notice: await findApproved(context, tx, row),
    approved: row.approved_digest,
    filings: await listFiled(context, tx, row.id),
    log: { origin: ledger.origin, trust: ledger.trustPolicy(), checkpoint: ledger.checkpoint() },
    receipts: await listStepReceipts(context, tx, row.id),
  };
}

function quoteClause({ clauses }: Bundle, id: string) {
  return { clause: id, words: { ...clauses.find((clause) => clause.id === id)?.words } };
}

async function listFiled(context: Context, tx: Tx, incident: string) {
  const rows = await tx
    .withTables<ServiceTables>()
    .selectFrom("incident_filing")
    .select([
      "id",
      "stage",
      "deadlines",
      "recipient as to",
      "reference",
      "at",
      "recorded_at as recordedAt",
      "document",
    ])
    .where("incident", "=", incident)
    .orderBy("at")
    .execute();
  return Promise.all(
    rows.map(async (row) => {
      const kept = await openTexts<{ markdown: string }>(context, tx, { incident, name: `filing/${row.id}` });
      return { ...row, markdown: kept?.markdown ?? "" };
    }),
  );
}

/** The receipts of the incident's steps, the oldest first, each a whole `.tlog-proof` file. */
async function listStepReceipts(context: Context, tx: Tx, incident: string): Promise<readonly string[]> {
  const rows = await tx
    .withTables<ServiceTables>()
    .selectFrom("incident_step")
    .select("id")
    .where("incident", "=", incident)
    .orderBy("sequence")
    .execute();
  const receipts: string[] = [];
  for (const { id } of rows) {
    const kept = await context.vault.openEvidence(tx, incident, id);
    if (kept !== null) receipts.push(await formatKept(context, id, kept));
  }
  return receipts;
}

/** How each person stands, a line of JSON each, in the order of their ids. */
async function* listDeliveries({ db }: Context, incident: string): AsyncGenerator<string> {
  let after: string | null = null;
  for (;;) {
    const { rows }: { rows: { person: string; group: Group; at: Date }[] } = await sql<{
      person: string;
      group: Group;
      at: Date;
    }>`
      select person, ${GROUP} as "group", state_at as at from incident_person
      where incident = ${incident} and removed_at is null
        and ${after === null ? sql`true` : sql`person > ${after}::uuid`}
      order by person limit ${PAGE}`.execute(db);
    for (const { person, group, at } of rows)
      yield JSON.stringify({ person: pseudonymOf(incident, person), group, at: at.toISOString() });
    after = rows.at(-1)?.person ?? null;
    if (rows.length < PAGE) return;
  }
}

/** A person of one incident: from their account's random id, which nobody else knows, and so not to be guessed. */
function pseudonymOf(incident: string, person: string): string {
  return createHash("sha256").update(`avow/incident/${incident}/${person}`).digest("hex").slice(0, 32);
}
