import { fillFacts } from "../interpolate.ts";
import type { LegalRule } from "../law/rule-sets.ts";
import { isSensitive } from "../law/sensitive.ts";
import type { AnyModel, NoticeItem } from "../model.ts";
import { isConsent } from "./consent.ts";
import type { LawCheck, LawFinding } from "./law-check.ts";
import { NOTICE_PARTS, type NoticePart } from "./law-notice-parts.ts";
import { EEA, hasRecipientsAbroad, MAINLAND } from "./law-overseas.ts";
import { processes } from "./law-uses.ts";
import type { Subject } from "./subject.ts";

/** Something the text must tell people. */
interface Demand {
  readonly item: NoticeItem;
  /** What it tells, to follow `no clause is named that says`. */
  readonly tells: string;
  readonly rules: readonly string[];
  readonly see?: readonly string[];
  /** Only for such a policy; for every one when absent. */
  readonly when?: (model: AnyModel) => boolean;
  /** The law asks for it without saying that it stands in the policy. */
  readonly severity?: "warning";
}

/** Purposes and categories are not among them: a model names a clause for each, or has not its shape. */
const DEMANDS: readonly Demand[] = [
  {
    item: "legal-bases",
    tells: "on which legal basis each use stands",
    rules: ["EU-06"],
    see: ["EU-01"],
  },
  {
    item: "retention",
    tells: "how long data is kept",
    rules: ["CN-NT-01", "CN-NT-02", "EU-06", "CA-02"],
    see: ["CN-RE-01"],
  },
  { item: "after-retention", tells: "what becomes of data when its time is over", rules: ["CN-NT-02"] },
  {
    item: "rights",
    tells: "which rights people have and how they use them",
    rules: ["CN-NT-01", "CN-NT-02", "EU-06"],
    see: ["EU-08", "CA-03"],
  },
  {
    item: "withdrawal",
    tells: "how people withdraw a consent",
    rules: ["CN-NT-02", "EU-06"],
    see: ["CN-CO-03", "EU-02"],
    when: standsOnConsent,
  },
  {
    item: "account-cancellation",
    tells: "how people close their account",
    rules: ["CN-NT-02"],
    see: ["CN-RT-07"],
    when: hasAccounts,
  },
  {
    item: "portability",
    tells: "how people have their data passed to another company",
    rules: ["CN-NT-02", "EU-06"],
    see: ["CN-RT-03", "EU-10"],
  },
  {
    item: "deceased",
    tells: "what the near relatives of a person who has died may ask for",
    rules: ["CN-NT-01"],
    see: ["CN-RT-10"],
  },
  { item: "complaints", tells: "where people complain", rules: ["CN-NT-05", "UK-02"] },
  {
    item: "authority-complaint",
    tells: "to which authority people may complain",
    rules: ["EU-06"],
  },
  {
    item: "minors",
    tells: "what holds for children and their guardians",
    rules: ["CN-MI-01"],
  },
  {
    item: "sensitive-data",
    tells: "why sensitive data is needed and what its use means for people",
    rules: ["CN-NT-02"],
    see: ["CN-SC-04"],
    when: ({ data }) => Object.values(data).some(({ nature }) => isSensitive(nature)),
  },
  {
    item: "sharing",
    tells: "who receives data, which and what for",
    rules: ["CN-NT-03", "EU-06", "CA-02"],
    see: ["CN-SC-01"],
    when: ({ recipients }) => Object.keys(recipients).length > 0,
  },
  {
    item: "overseas-transfer",
    tells: "who abroad receives data, and how people use their rights there",
    rules: ["CN-SC-05"],
    when: (model) => hasRecipientsAbroad(model, MAINLAND),
  },
  {
    item: "overseas-transfer",
    tells: "that data leaves the European Economic Area, and on which safeguard",
    rules: ["EU-06"],
    see: ["EU-20"],
    when: (model) => hasRecipientsAbroad(model, EEA),
  },
  {
    item: "automated-decisions",
    tells: "what is decided without a person, and how to refuse or contest it",
    rules: ["CN-AD-03", "EU-12"],
    when: (model) => hasNature(model, "automated-decision"),
  },
  {
    item: "plain-ordering",
    tells: "how people turn personalisation off",
    rules: ["CN-AD-01"],
    when: (model) => hasNature(model, "personalisation"),
  },
  {
    item: "cookies",
    tells: "what is stored on people's devices",
    rules: ["CN-CK-01", "EU-21", "UK-03"],
    when: ({ storage }) => Object.keys(storage).length > 0,
  },
  {
    item: "opt-out",
    tells: "how people opt out of the sale and sharing of their data",
    rules: ["CA-07"],
    see: ["CA-02"],
    when: sellsPerhaps,
  },
  { item: "incident-notice", tells: "what people are told of an incident", rules: ["CN-IN-02"] },
  {
    item: "changes",
    tells: "how people are told of changes",
    rules: ["CN-NT-04"],
    severity: "warning",
  },
];

/** What the text must tell, and every part of it. */
export const NOTICE_CHECKS: readonly LawCheck[] = [
  ...DEMANDS.map(
    (demand): LawCheck => ({
      code: "law-notice-missing",
      rules: demand.rules,
      ...(demand.see !== undefined && { see: demand.see }),
      find: (subject) => findUnbound(subject, demand),
    }),
  ),
  {
    code: "law-notice-incomplete",
    rules: [...new Set(NOTICE_PARTS.flatMap(({ parts }) => parts.flatMap(({ rules }) => rules)))],
    find: findUnsaid,
  },
];

function findUnbound({ model }: Subject, { item, tells, when, severity }: Demand): readonly LawFinding[] {
  if (!processes(model) || model.notices?.[item] !== undefined || when?.(model) === false) return [];
  const message = `no clause is named that says ${tells}`;
  const help = `write it, and name the clause in \`notices["${item}"]\``;
  const path = model.notices === undefined ? ["law", "governing"] : ["notices"];
  return [{ path, message, help, atName: true, ...(severity !== undefined && { severity }) }];
}

/** One finding a notice and language, at the first clause named, with every part that none of the clauses speaks of. */
function findUnsaid({ model, words, facts }: Subject, rules: readonly LegalRule[]): readonly LawFinding[] {
  return words.flatMap((written) => {
    const said = facts.get(written.language) ?? new Map();
    return NOTICE_PARTS.flatMap(({ item, parts }): LawFinding[] => {
      const clauses = written.clauses.filter(({ id }) => model.notices?.[item]?.includes(id));
      const [first] = clauses;
      if (first === undefined) return [];
      const text = fillFacts(clauses.map((clause) => clause.words).join("\n"), said);
      const unsaid = parts.filter(
        (part) => isInForce(part, rules) && part.said.get(written.language)?.test(text) === false,
      );
      if (unsaid.length === 0) return [];
      const message = `clause \`${first.id}\` does not say in \`${written.language}\`: ${unsaid.map(({ what }) => what).join("; ")}`;
      const help = `say it there, or name the clause that does in \`notices["${item}"]\``;
      const by = rules.filter(({ id }) => unsaid.some((part) => part.rules.includes(id)));
      return [{ words: written, extent: first.extent, message, help, severity: "warning", by }];
    });
  });
}

function isInForce(part: NoticePart, rules: readonly LegalRule[]): boolean {
  return rules.some(({ id }) => part.rules.includes(id));
}

function standsOnConsent({ purposes }: AnyModel): boolean {
  return Object.values(purposes).some(({ basis }) => isConsent(basis));
}

function hasAccounts({ data, permits, storage }: AnyModel): boolean {
  const conditions = [...permits, ...Object.values(storage)].flatMap(({ when = [] }) => when);
  return (
    conditions.some(({ kind }) => kind === "logged-in") ||
    Object.values(data).some(({ retention }) => retention.start === "account-closed")
  );
}

function hasNature({ purposes }: AnyModel, nature: string): boolean {
  return Object.values(purposes).some((purpose) => purpose.nature === nature);
}

/** Somebody gets data for ends of its own. */
function sellsPerhaps({ recipients }: AnyModel): boolean {
  return Object.values(recipients).some(({ kind = "controller" }) => kind === "controller");
}
