import type { AnswerOf, BodyOf } from "@avow/contract";
import {
  type Bundle,
  citeRule,
  type LegalRule,
  listLaws,
  listRulesInForce,
  listStandings,
  type Text,
  type Threshold,
} from "@avow/policy";

export type IncidentFacts = BodyOf<"gradeIncident">;
export type IncidentGrade = AnswerOf<"gradeIncident">;
export type IncidentLevel = IncidentGrade["level"];

/** Names in the law's data of what an incident is graded by. */
const GRADING = ["people-affected", "loss-cny"];
const LOWEST: Text = { en: "general", zh: "一般" };
const UNGRADED: Text = { en: "not graded by this law", zh: "本法不分级" };

/** The levels of the governing law on `day`, the lowest first; a law that does not grade has one. */
export function listLevels(bundle: Bundle, day: string): readonly IncidentLevel[] {
  const cases = gradingOf(bundle, day)
    .flatMap(({ thresholds = [] }) => thresholds)
    .flatMap(({ case: title }) => (title === undefined ? [] : [title]));
  const titles = [...new Map(cases.map((title) => [title.en, title])).values()];
  return [titles.length === 0 ? UNGRADED : LOWEST, ...titles].map((title, rank) => ({
    rank,
    title: wordsOf(title),
  }));
}

/**
 * The level that numbers propose under the governing law on `day`: the highest whose threshold a number reaches. What nobody
 * has counted, and what comes near, is `open`: the guide's general clauses have no numbers, so that a person decides.
 */
export function gradeIncident(bundle: Bundle, facts: IncidentFacts, day: string): IncidentGrade {
  const levels = listLevels(bundle, day);
  const lowest = levels[0] ?? { rank: 0, title: wordsOf(UNGRADED) };
  const counts = {
    ...(facts.peopleAffected === null ? {} : { "people-affected": facts.peopleAffected }),
    ...(facts.lossCny === null ? {} : { "loss-cny": facts.lossCny }),
  };
  let level = lowest;
  const because: IncidentGrade["because"] = [];
  const open: IncidentGrade["open"] = [];
  for (const { rule, threshold, count, standing } of listStandings(gradingOf(bundle, day), counts)) {
    const said = { rule: rule.id, cite: citeRule(rule), text: sayStanding(threshold, count) };
    const reached = levels.find(({ title }) => title.en === threshold.case?.en);
    if (reached === undefined) continue;
    if (standing === "within" || standing === "leaving") {
      because.push(said);
      if (reached.rank > level.rank) level = reached;
    } else if (standing === "near" || standing === "unknown") open.push(said);
  }
  return { level, because, open };
}

/** The rules of the governing law by which incidents are graded. */
function gradingOf({ law }: Bundle, day: string): readonly LegalRule[] {
  return listRulesInForce(listLaws(law)[0] ?? "", day).filter(({ thresholds = [] }) =>
    thresholds.some((one) => one.case !== undefined && GRADING.includes(one.counts)),
  );
}

function sayStanding({ counts, from, case: title }: Threshold, count: number | null) {
  const least = (from ?? 0).toLocaleString("en");
  const found = count?.toLocaleString("en");
  const [what, whatZh, unit] =
    counts === "people-affected"
      ? ["people affected", "影响人数", "人"]
      : ["yuan of direct loss", "直接经济损失", "元"];
  return {
    en: `${title?.en ?? ""}: from ${least} ${what}; ${found === undefined ? "not counted yet" : `counted: ${found}`}`,
    zh: `${title?.zh ?? ""}：${whatZh}${least}${unit}以上；${found === undefined ? "尚未统计" : `现为 ${found} ${unit}`}`,
  };
}

/** A text of the law's data as the contract has words. */
export function wordsOf(text: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(text).flatMap(([language, words]) => (words === undefined ? [] : [[language, words]])),
  );
}
