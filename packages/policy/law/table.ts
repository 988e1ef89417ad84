import type { Text } from "../model.ts";
import { WORKING_YEARS } from "./calendars.ts";
import { INSTRUMENTS } from "./instruments.ts";
import { type LegalRule, RULE_SETS, type RuleSet, type Treatment } from "./rule-sets.ts";
import { sayClock, sayThreshold } from "./say-limits.ts";

const VERIFIED: Readonly<Record<LegalRule["verified"], Text>> = {
  read: { en: "text read", zh: "已查阅原文" },
  secondary: { en: "secondary source", zh: "二手资料" },
  unchecked: { en: "**not verified**", zh: "**未核对**" },
};

const KINDS: readonly (readonly [Treatment["kind"], Text])[] = [
  ["check", { en: "checked when the policy is built", zh: "构建政策时检查" }],
  ["enforce", { en: "enforced by the running software", zh: "由运行中的软件执行" }],
  ["clock", { en: "a time, computed from the data", zh: "期限，由数据计算" }],
  ["threshold", { en: "a threshold, computed from the data", zh: "门槛，由数据计算" }],
  ["people", { en: "for people", zh: "由人履行" }],
];

const INTRODUCTION = `# What the law asks, and what becomes of it here 法律的要求及其处置

Written by \`node scripts/write-law-table.ts\` from \`packages/policy/law/\`; a test holds the two together. It is what was
read of each law, rule by rule, with how far it was verified. It is not legal advice.

本表由 \`node scripts/write-law-table.ts\` 根据 \`packages/policy/law/\` 的数据生成，并由测试保证一致。所载为逐条查阅法律所得，
并注明核对程度，不构成法律意见。

Every rule is one of these:

- **check** — the build refuses or warns of a policy that falls short, with the diagnostics named. 政策不符合的，构建时报错或警示。
- **enforce** — the part named holds every operation to it; "to be built" says that nothing does yet. 由所列部件逐次执行；注明“待建”的，目前尚无部件执行。
- **clock** — its times are computed (\`law/clocks.ts\`); what starts them is the part that handles the event. 期限由程序计算，由处理该事件的部件启动。
- **threshold** — whether it applies by number is computed from a count (\`law/thresholds.ts\`), with a warning from 80 %. 是否适用由计数计算，达到八成时预警。
- **people** — software cannot do it: what somebody has to do is said. 软件无法代行，表中写明须由人完成的事项。

A rule that is not yet in force is not applied; \`avow check\` announces it where it will be held to. A proposal is neither.
尚未施行的规则不予适用，届时须遵守的由 \`avow check\` 提示；草案既不适用，也不提示。
`;

/** `docs/law.md`: every rule of every law, with what becomes of it. The same data give the same text. */
export function makeLawTable(): string {
  const sets = Object.values(RULE_SETS);
  return [INTRODUCTION, makeCounts(sets), ...sets.map(makeSection), makeInstruments(), makeCalendars()].join(
    "\n",
  );
}

function makeCounts(sets: readonly RuleSet[]): string {
  const rows = sets.map(({ title, rules }) => [
    say(title),
    ...KINDS.map(([kind]) => String(rules.filter(({ treatment }) => treatment.kind === kind).length)),
    String(rules.length),
    String(rules.filter(isToBeBuilt).length),
    String(rules.filter(({ verified }) => verified === "unchecked").length),
  ]);
  const sums = Array.from({ length: KINDS.length + 3 }, (_, index) =>
    String(rows.reduce((sum, row) => sum + Number(row[index + 1]), 0)),
  );
  const head = [
    "law 法律",
    ...KINDS.map(([kind]) => kind),
    "all 合计",
    "to be built 待建",
    "not verified 未核对",
  ];
  return `## Counts 统计\n\n${makeTable(head, [...rows, ["**all 合计**", ...sums]])}`;
}

function isToBeBuilt({ treatment }: LegalRule): boolean {
  const held = treatment.kind === "check" ? treatment.besides : treatment;
  return held?.kind === "enforce" && held.by === null;
}

function makeSection({ name, title, timeZone, rules }: RuleSet): string {
  const head = [
    "rule",
    "source 出处",
    "when 情形",
    "what it asks 要求",
    "in force 施行",
    "verified 核对",
    "here 处置",
  ];
  const rows = rules.map((rule) => [
    rule.id,
    `${rule.instrument} ${rule.article}`.trim(),
    say(rule.trigger),
    say(rule.duty) + (rule.doubt === undefined ? "" : `<br>_${rule.doubt.en}_<br>_${rule.doubt.zh}_`),
    formatForce(rule),
    say(VERIFIED[rule.verified]),
    [formatTreatment(rule.treatment), ...listLimits(rule).map(say)].join("<br>"),
  ]);
  return `## ${title.en} ${title.zh} (\`${name}\`)\n\nDays begin and end in ${timeZone}.\n\n${makeTable(head, rows)}`;
}

function formatForce({ status, effective, until }: LegalRule): string {
  if (status === "proposal") return "proposal, not law<br>草案，非法律";
  return until === undefined ? effective : `${effective}, until ${until}`;
}

function formatTreatment(treatment: Treatment): string {
  switch (treatment.kind) {
    case "check": {
      const codes = treatment.codes.map((code) => `\`${code}\``).join(", ");
      const besides = treatment.besides === undefined ? "" : `<br>${formatTreatment(treatment.besides)}`;
      return `**check**: ${codes}${besides}`;
    }
    case "enforce":
      return treatment.by === null
        ? `**enforce**, to be built 待建: ${say(treatment.brings)}`
        : `**enforce**: \`${treatment.by}\``;
    case "people":
      return `**people**: ${say(treatment.todo)}`;
    default:
      return `**${treatment.kind}**`;
  }
}

function listLimits({ clocks, thresholds }: LegalRule): readonly Text[] {
  return [...(clocks ?? []).map(sayClock), ...(thresholds ?? []).map(sayThreshold)];
}

function makeInstruments(): string {
  const head = ["key", "instrument 文件", "in force 施行", "verified 核对", "where it was read 查阅出处"];
  const rows = Object.entries(INSTRUMENTS).map(([key, { title, designation, effective, verified, read }]) => [
    key,
    [title.en, title.zh, designation].filter((part) => part !== undefined).join("<br>"),
    effective ?? "–",
    say(VERIFIED[verified]),
    read,
  ]);
  return `## Instruments 文件\n\n${makeTable(head, rows)}`;
}

function makeCalendars(): string {
  const rows = Object.entries(WORKING_YEARS).flatMap(([calendar, years]) =>
    Object.entries(years).map(([year, { notice, verified, off, worked }]) => [
      calendar,
      year,
      off.map((holiday) => holiday.replace("/", " – ")).join("<br>"),
      worked.join("<br>"),
      notice,
      say(VERIFIED[verified]),
    ]),
  );
  const head = ["calendar", "year 年", "off 放假", "worked 上班", "notice 通知", "verified 核对"];
  const text =
    "Working days of any other year or calendar are counted as Mondays to Fridays, and the result says that the calendar is not known.\n其他年份和日历按周一至周五计算，结果中注明日历未知。";
  return `## Working days 工作日\n\n${makeTable(head, rows)}\n${text}\n`;
}

function say(text: Readonly<Partial<Record<string, string>>>): string {
  return [text.en, text.zh].filter((part) => part !== undefined).join("<br>");
}

function makeTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("");
}
