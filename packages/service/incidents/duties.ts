import type { INCIDENT_FLAGS } from "@avow/contract";
import type { Text } from "@avow/policy";

export type IncidentFlag = (typeof INCIDENT_FLAGS)[number];

/** What is known of an incident when its duties are worked out. */
export interface KnownFacts {
  /** `null` while nobody has decided: then every duty that a level could call up runs. */
  readonly rank: number | null;
  readonly people: number | null;
  /** `null` while nobody has answered: then what could be so is taken to be so, and nothing spares anybody. */
  readonly flags: readonly IncidentFlag[] | null;
}

/** A duty of an incident: when a rule of law applies, which of its clocks runs, whom it is owed to and what meets it. */
export interface Duty {
  /** Id of a rule in the law's data, where article, effective dates and clocks stand. */
  readonly rule: string;
  /** Tells duties of one rule apart. */
  readonly part: "authority" | "people" | "summary" | "further";
  readonly metBy: "report" | "people" | "summary";
  /** Which of the rule's clocks, by its start and its place among those. */
  readonly clock: { readonly start: string; readonly place?: number };
  readonly to: Text;
  readonly applies: (known: KnownFacts) => boolean;
}

const has =
  (wanted: IncidentFlag) =>
  ({ flags }: KnownFacts): boolean =>
    flags === null || flags.includes(wanted);
const spared =
  (flag: IncidentFlag) =>
  ({ flags }: KnownFacts): boolean =>
    flags?.includes(flag) ?? false;
const graded = ({ rank }: KnownFacts): boolean => rank === null || rank >= 1;
const from =
  (least: number) =>
  ({ people }: KnownFacts): boolean =>
    people === null || people >= least;
const always = (): boolean => true;

const PEOPLE: Text = { en: "the people concerned", zh: "有关个人" };
const CAC: Text = {
  en: "the cyberspace administration, which protects personal data",
  zh: "网信部门（履行个人信息保护职责的部门）",
};
const SUPERVISOR: Text = { en: "the supervisory authority", zh: "数据保护监管机构" };

const known = { start: "incident-known" } as const;
const breach = { start: "breach-known" } as const;
const report = { part: "authority", metBy: "report" } as const;
const people = { part: "people", metBy: "people", to: PEOPLE } as const;

/**
 * Every duty that the law's data gives an incident a clock for. Until somebody has triaged it, all of them run that could
 * apply, so that none passes while nobody has looked. `CN-IN-04` and article 34(3) of the GDPR spare the people, and never the
 * authority. Article 4 of the Reporting Measures asks for reports from the relatively major level on (较大以上), of each operator to
 * one place: `CN-IN-06` is that of all others (其他网络运营者). Below it article 57 of the Personal Information Protection Law remains.
 */
export const DUTIES: readonly Duty[] = [
  { ...report, rule: "CN-IN-01", clock: known, to: CAC, applies: always },
  { ...people, rule: "CN-IN-01", clock: known, applies: (facts) => !spared("harm-prevented")(facts) },
  { ...people, rule: "CN-IN-03", clock: known, applies: (facts) => !spared("harm-prevented")(facts) },
  {
    ...report,
    rule: "CN-IN-05",
    clock: { start: "risk-found" },
    to: { en: "the authority in charge", zh: "有关主管部门" },
    applies: has("defect"),
  },
  {
    ...report,
    rule: "CN-IN-06",
    clock: known,
    to: { en: "the provincial cyberspace administration", zh: "属地省级网信部门" },
    applies: (facts) =>
      graded(facts) && !spared("critical-infrastructure")(facts) && !spared("state-organ")(facts),
  },
  {
    ...report,
    rule: "CN-IN-07",
    clock: known,
    to: {
      en: "the department that protects critical infrastructure, and the police",
      zh: "关键信息基础设施保护工作部门和公安机关",
    },
    applies: (facts) => graded(facts) && has("critical-infrastructure")(facts),
  },
  {
    ...report,
    rule: "CN-IN-08",
    clock: known,
    to: { en: "the cyberspace office of one’s own department", zh: "本部门网信工作机构" },
    applies: (facts) => graded(facts) && has("state-organ")(facts),
  },
  {
    rule: "CN-IN-12",
    part: "summary",
    metBy: "summary",
    clock: { start: "handling-ended" },
    to: { en: "whoever took the first report", zh: "原受理报告的部门" },
    applies: graded,
  },
  { ...report, rule: "CN-MI-04", clock: known, to: CAC, applies: has("minors") },
  {
    ...people,
    rule: "CN-MI-04",
    clock: known,
    to: { en: "minors and their guardians", zh: "未成年人及其监护人" },
    applies: has("minors"),
  },

  { ...report, rule: "EU-16", clock: breach, to: SUPERVISOR, applies: (facts) => !spared("no-risk")(facts) },
  {
    ...people,
    rule: "EU-18",
    clock: breach,
    applies: (facts) => has("high-risk")(facts) && !spared("harm-prevented")(facts),
  },
  {
    ...report,
    rule: "UK-05",
    clock: breach,
    to: { en: "the Information Commissioner", zh: "英国信息专员" },
    applies: (facts) => !spared("no-risk")(facts),
  },
  { ...people, rule: "CA-18", clock: { start: "breach-discovered" }, applies: always },

  {
    ...report,
    rule: "BR-01",
    clock: known,
    to: { en: "the ANPD", zh: "巴西国家数据保护局" },
    applies: always,
  },
  { ...people, rule: "BR-01", clock: known, applies: always },
  {
    rule: "BR-02",
    part: "further",
    metBy: "report",
    clock: { start: "incident-reported" },
    to: { en: "the ANPD", zh: "巴西国家数据保护局" },
    applies: always,
  },
  {
    ...report,
    rule: "JP-01",
    clock: { start: "incident-known", place: 1 },
    to: { en: "the Personal Information Protection Commission", zh: "日本个人信息保护委员会" },
    applies: from(1001),
  },
  {
    rule: "JP-01",
    part: "further",
    metBy: "report",
    clock: { start: "incident-known", place: 2 },
    to: { en: "the Personal Information Protection Commission", zh: "日本个人信息保护委员会" },
    applies: from(1001),
  },
  { ...people, rule: "JP-02", clock: known, applies: from(1001) },
  { ...people, rule: "KR-01", clock: known, applies: always },
  {
    ...report,
    rule: "KR-02",
    clock: known,
    to: {
      en: "the Personal Information Protection Commission or the internet agency",
      zh: "韩国个人信息保护委员会或互联网振兴院",
    },
    applies: from(1000),
  },
  { ...people, rule: "KR-03", clock: known, applies: always },
  {
    ...report,
    rule: "SG-01",
    clock: { start: "breach-assessed" },
    to: { en: "the Personal Data Protection Commission", zh: "新加坡个人数据保护委员会" },
    applies: from(500),
  },
  { ...people, rule: "IN-01", clock: breach, applies: always },
  {
    ...report,
    rule: "IN-01",
    clock: { start: "breach-known", place: 1 },
    to: { en: "the Data Protection Board", zh: "印度数据保护委员会" },
    applies: always,
  },
];
