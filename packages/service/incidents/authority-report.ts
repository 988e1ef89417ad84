import { createHash, randomUUID } from "node:crypto";
import type { AnswerOf } from "@avow/contract";
import {
  type Bundle,
  citeRule,
  findRuleSet,
  listLaws,
  type Outline,
  type PolicyDocument,
  renderOutlineHtml,
  renderOutlineMarkdown,
} from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import type { Context } from "../context.ts";
import type { ParsedBody } from "../http/mount.ts";
import { ProblemError } from "../http/problem.ts";
import type { Operator } from "../staff/operators.ts";
import type { ServiceTables } from "../tables.ts";
import { regulatorClause } from "./clauses.ts";
import { findDeadlines } from "./clock-state.ts";
import { dayIn, type IncidentDeadline } from "./deadlines.ts";
import { contactIn } from "./elements.ts";
import { listLevels } from "./grade.ts";
import { countGroups } from "./groups.ts";
import { keepLateness, loadLateness } from "./lateness.ts";
import { composingOf } from "./notice.ts";
import { recordStep } from "./record-step.ts";
import type { ReportTexts } from "./report.ts";
import { type Derived, type Item, REPORT_ITEMS, type Stage } from "./report-items.ts";
import { getIncident, type IncidentRow, lockIncident, updateIncident } from "./rows.ts";
import { titleOf } from "./scope.ts";
import { keepTexts, openTexts } from "./sealed-texts.ts";
import { governingZone } from "./time-zone.ts";

export type ReportItem = AnswerOf<"incident">["items"][number];
type Filing = AnswerOf<"fileIncidentReport">;

/** The report to the authority, item by item in the order of each law the policy answers to, in one language. */
export async function listItems(
  context: Context,
  tx: Tx,
  row: IncidentRow,
  language: string,
): Promise<ReportItem[]> {
  const kept = await openTexts<Record<string, string>>(context, tx, {
    incident: row.id,
    name: `items/${row.report_version}`,
  });
  const derived = await deriveTexts(context, tx, row, language);
  const rules = new Map(
    listLaws(context.bundle.law)
      .flatMap((law) => findRuleSet(law)?.rules ?? [])
      .map((rule) => [rule.id, rule]),
  );
  return itemsOf(context.bundle).map(({ key, title, rule, stage, from, optional }) => {
    const text = from === undefined ? (kept?.[key] ?? "") : derived[from];
    const cited = rules.get(rule);
    return {
      key,
      title: { ...title },
      cite: cited === undefined ? rule : citeRule(cited),
      stage,
      written: from === undefined,
      text,
      lacking: text === "" && optional === undefined,
    };
  });
}

/** The language in which an authority of the governing law reads, among the policy's. */
export function reportLanguage({ law, languages }: Bundle): string {
  const wanted = law.governing === "CN" ? "zh" : "en";
  return languages.find((language) => language === wanted) ?? languages[0] ?? "en";
}

/**
 * Saves what staff write of the report; what is left out stays as it was.
 * @throws {ProblemError} `not-found`; `body-malformed` for an item that no law asks for, or that the desk fills in
 */
export async function writeReport(
  context: Context,
  operator: Operator,
  of: { readonly id: string; readonly items: Readonly<Record<string, string>> },
): Promise<ReportItem[]> {
  const { id, items } = of;
  const writable = new Set(
    itemsOf(context.bundle).flatMap(({ key, from }) => (from === undefined ? [key] : [])),
  );
  if (Object.keys(items).some((key) => !writable.has(key)))
    throw new ProblemError("body-malformed", {
      detail: "the report has no such item to write",
      errors: [{ at: "/items", message: "has a key that is none of the items that staff write" }],
    });
  return transact(context.db, async (tx) => {
    const row = await lockIncident(tx, id);
    const before = await openTexts<Record<string, string>>(context, tx, {
      incident: id,
      name: `items/${row.report_version}`,
    });
    const version = row.report_version + 1;
    await keepTexts(context, tx, { incident: id, name: `items/${version}` }, { ...before, ...items });
    const changed = await updateIncident(tx, id, { report_version: version });
    await recordStep(context, tx, id, {
      kind: "report-written",
      clause: regulatorClause(context.bundle),
      facts: { version },
      by: operator.name,
    });
    return listItems(context, tx, changed, reportLanguage(context.bundle));
  });
}

/**
 * The report as it stands, up to a stage.
 * @throws {ProblemError} `not-found`, also for a language the policy does not have
 */
export async function makeReport(
  context: Context,
  of: { readonly id: string; readonly stage: Stage; readonly language: string },
): Promise<PolicyDocument> {
  const { id, stage, language } = of;
  if (!context.bundle.languages.includes(language))
    throw new ProblemError("not-found", { detail: "the policy is not published in this language" });
  return transact(context.db, async (tx) => {
    const row = await getIncident(tx, id);
    return render(row, { stage, language }, await listItems(context, tx, row, language));
  });
}

/**
 * Records that a stage of the report was handed in, with the document as it stands, by whom, when, to whom, under which
 * reference: that alone meets a deadline. One that comes late says why.
 * @throws {ProblemError} `not-found`; `report-incomplete`; `time-unfit`; `reason-missing`; `body-malformed` for a deadline it does
 *   not have
 */
export async function fileReport(
  context: Context,
  operator: Operator,
  filing: { readonly id: string } & ParsedBody<"fileIncidentReport">,
): Promise<Filing> {
  const { id, stage, language, to, reference } = filing;
  const now = context.now();
  const at = filing.at === undefined ? now : new Date(filing.at);
  if (!context.bundle.languages.includes(language))
    throw new ProblemError("not-found", { detail: "the policy is not published in this language" });
  return transact(context.db, async (tx) => {
    const row = await lockIncident(tx, id);
    if (at > now || at < row.known_at)
      throw new ProblemError("time-unfit", {
        detail: "a report is handed in after the incident became known, and before that is recorded",
      });
    const running = await findDeadlines(context, tx, row);
    requireDeadlines(
      filing.deadlines,
      running.map((one) => one.id),
    );
    await explainLate(context, tx, {
      incident: id,
      operator,
      reason: filing.lateReason ?? "",
      late: running.filter(
        (one) => filing.deadlines.includes(one.id) && at.toISOString() >= one.dueAt && one.lateness === null,
      ),
    });
    const items = await listItems(context, tx, row, language);
    requireItems(context.bundle, items, stage);
    const { markdown } = render(row, { stage, language }, items);
    const document = createHash("sha256").update(markdown).digest("hex");
    const deadlines = [...new Set(filing.deadlines)].sort();
    const made = { id: randomUUID(), stage, deadlines, reference, by: operator.name, at, document };
    await tx
      .withTables<ServiceTables>()
      .insertInto("incident_filing")
      .values({ ...made, incident: id, recipient: to, recorded_at: now })
      .execute();
    await keepTexts(context, tx, { incident: id, name: `filing/${made.id}` }, { markdown });
    await recordStep(context, tx, id, {
      kind: "report-filed",
      clause: regulatorClause(context.bundle),
      facts: { stage, deadlines, document, handedInAt: at.toISOString() },
      by: operator.name,
    });
    return { ...made, to, at: at.toISOString(), recordedAt: now.toISOString() };
  });
}

/** The reason goes before the report, which may have to say it (GDPR 33(1)). */
async function explainLate(
  context: Context,
  tx: Tx,
  of: {
    readonly incident: string;
    readonly operator: Operator;
    readonly reason: string;
    readonly late: readonly IncidentDeadline[];
  },
): Promise<void> {
  const { late, reason } = of;
  if (late.length > 0 && reason === "")
    throw new ProblemError("reason-missing", {
      detail: `it is handed in after the time of ${late.map(({ cite }) => cite).join(", ")}`,
      help: "say why it is late; the report and the evidence say it too",
      clause: regulatorClause(context.bundle),
      errors: [{ at: "/lateReason", message: "is needed for what is late" }],
    });
  for (const { id: deadline } of late) await keepLateness(context, tx, { ...of, deadline });
}

/** A law whose own items are not known is reported to by those of the GDPR, which most of them follow. */
function itemsOf({ law }: Bundle): readonly Item[] {
  const wanted = new Set(
    listLaws(law).map((name) => (name === "CN" || name === "UK" ? name : ("EU" as const))),
  );
  return [...wanted].flatMap((name) => REPORT_ITEMS[name]);
}

function requireDeadlines(named: readonly string[], running: readonly string[]): void {
  if (named.every((id) => running.includes(id))) return;
  throw new ProblemError("body-malformed", {
    detail: "the report is handed in for a deadline this incident does not have",
    errors: [{ at: "/deadlines", message: "names none of its deadlines" }],
  });
}

function requireItems(bundle: Bundle, items: readonly ReportItem[], stage: Stage): void {
  const lacking = items.filter((item) => item.stage === stage && item.lacking);
  if (lacking.length === 0) return;
  throw new ProblemError("report-incomplete", {
    detail: "something the authority asks for at this stage is not there yet",
    clause: regulatorClause(bundle),
    errors: lacking.map(({ key, cite }) => ({ at: `/items/${key}`, message: `is asked for by ${cite}` })),
  });
}

/** The stages of a document: the first facts stand in a later one again, the summary stands alone. */
const INCLUDES: Readonly<Record<Stage, readonly Stage[]>> = {
  first: ["first"],
  further: ["first", "further"],
  summary: ["summary"],
};

const TITLES: Readonly<Record<Stage, { readonly en: string; readonly zh: string }>> = {
  first: { en: "Report of an incident: first facts", zh: "网络安全事件报告（首报）" },
  further: { en: "Report of an incident: further facts", zh: "网络安全事件报告（续报）" },
  summary: { en: "Report of an incident: summary", zh: "网络安全事件处置总结报告" },
};

/** Stands over every document of a rehearsal. */
const NOT_TO_BE_FILED = {
  en: "This is an exercise. Nothing of what follows has happened, and this document is not to be filed with any authority.",
  zh: "本文件为应急演练材料，所述情况并未实际发生，不得报送任何主管部门。",
} as const;

function render(
  { number, rehearsal, known_at }: IncidentRow,
  { stage, language }: { readonly stage: Stage; readonly language: string },
  items: readonly ReportItem[],
): PolicyDocument {
  const zh = language.startsWith("zh");
  const title = TITLES[stage][zh ? "zh" : "en"];
  const label = rehearsal ? (zh ? "【演练】" : "[EXERCISE] ") : "";
  const outline: Outline = {
    language,
    title: `${label}${title} ${known_at.toISOString().slice(0, 4)}-${number}`,
    separator: zh ? "；" : "; ",
    blocks: [
      ...(rehearsal ? [{ kind: "paragraph", text: NOT_TO_BE_FILED[zh ? "zh" : "en"] } as const] : []),
      {
        kind: "facts",
        rows: items
          .filter((item) => INCLUDES[stage].includes(item.stage))
          .map((item) => ({
            name: `${item.title[zh ? "zh" : "en"]}${zh ? "（" : " ("}${item.cite}${zh ? "）" : ")"}`,
            says: item.text === "" ? ["—"] : item.text.split("\n"),
          })),
      },
    ],
  };
  return {
    title: outline.title,
    html: renderOutlineHtml(outline),
    markdown: renderOutlineMarkdown(outline),
  };
}

/** Rules that ask a late report for the reasons of its delay. */
const OF_33_1 = ["EU-16", "UK-05"];

/** What the desk knows by itself, in one language; empty where it does not know it yet. */
async function deriveTexts(
  context: Context,
  tx: Tx,
  row: IncidentRow,
  language: string,
): Promise<Readonly<Record<Derived, string>>> {
  const { bundle } = context;
  const zh = language.startsWith("zh");
  const zone = governingZone(bundle);
  const report = await openTexts<ReportTexts>(context, tx, { incident: row.id, name: "report" });
  const composing = await composingOf(context, tx, row);
  const level = listLevels(bundle, dayIn(row.known_at, zone))[row.rank ?? -1];
  const contact = contactIn(bundle, language) ?? "";
  return {
    unit: contact,
    known: [sayInstant(row.known_at, zone, language), report?.where ?? ""]
      .filter((part) => part !== "")
      .join("\n"),
    level: level?.title[zh ? "zh" : "en"] ?? "",
    categories: composing.categories
      .map((category) => titleOf(bundle, category)[language] ?? category)
      .join(zh ? "、" : ", "),
    people: row.scope_done ? sayPeople(await countGroups(tx, row.id), zh) : "",
    advice: composing.texts.advice?.[language] ?? "",
    delay: (await loadLateness(context, tx, row.id))
      .filter(({ deadline }) => OF_33_1.some((rule) => deadline.startsWith(`${rule}/`)))
      .map(({ reason }) => reason)
      .join("\n"),
    contact,
  };
}

function sayPeople(counts: ReadonlyMap<string, number>, zh: boolean): string {
  const people = [...counts.values()].reduce((sum, one) => sum + one, 0);
  const told = counts.get("told") ?? 0;
  return zh ? `涉及 ${people} 人，已告知 ${told} 人` : `${people} people, of whom ${told} are told`;
}

function sayInstant(at: Date, timeZone: string, language: string): string {
  const text = new Intl.DateTimeFormat(language.startsWith("zh") ? "zh-CN" : "en-GB", {
    dateStyle: "long",
    timeStyle: "short",
    timeZone,
  }).format(at);
  return `${text} (${timeZone})`;
}
