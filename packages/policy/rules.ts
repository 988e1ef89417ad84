import type { BoundCondition, Rule } from "./bundle.ts";
import { isConsent, requiresConsent } from "./check/consent.ts";
import { findConsentDemand, findMinorsDemand } from "./law/floors.ts";
import type { LegalRule } from "./law/rule-sets.ts";
import type { Action, AnyModel, ClauseId, Condition, Purpose } from "./model.ts";
import { sortedEntries } from "./sorted-entries.ts";

/** Objecting stops what is done for a purpose; entering a form, the register of cookies and erasure have rules of their own. */
const BEYOND_OBJECTION: readonly Action[] = ["collect", "store", "erase"];

/**
 * The rules of a model that `checkPolicy` finds no error in: forms, storage keys and hosts by name, then permits as written. To
 * each, the hold of a dispute, objection, the demands of `laws` and the pace of messages are added. Where a law demands what the policy does
 * not, the condition bears the clause of the law and the rule's id.
 */
export function compileRules(model: AnyModel, laws: readonly LegalRule[]): readonly Rule[] {
  const rules = [
    ...compileForms(model),
    ...compileStorage(model),
    ...compileHosts(model),
    ...compilePermits(model),
  ];
  return rules.map((rule) => ({
    ...rule,
    when: [
      ...holdOn(model, rule),
      ...objectionTo(model, rule),
      ...rule.when,
      ...floorsOf(model, rule, laws),
      ...paceOf(model, rule),
    ],
  }));
}

/** Everyone may enter a form; where a field serves a purpose that stands on consent, only with that consent. */
function compileForms(model: AnyModel): readonly Rule[] {
  return sortedEntries(model.forms).flatMap(([form, { clause, fields }]) => {
    const purposes = [...new Set(fields.flatMap((field) => field.purposes))];
    return purposes.map((purpose): Rule => {
      const data = fields.filter((field) => field.purposes.includes(purpose)).map(({ field }) => field);
      const when = consentTo(model, purpose);
      return { ...makeRule(model, { clause, action: "collect", purpose, data, when }), form };
    });
  });
}

function compileStorage(model: AnyModel): readonly Rule[] {
  return sortedEntries(model.storage).map(([key, { clause, purpose, when }]) => ({
    ...makeRule(model, { clause, action: "store", purpose, data: [], when: bind(when, clause) }),
    key,
  }));
}

/** Reaching a host is disclosing to who answers there; only with consent where its purpose stands on it. */
function compileHosts(model: AnyModel): readonly Rule[] {
  return sortedEntries(model.hosts ?? {}).map(([, { clause, purpose, data, recipient }]) => ({
    ...makeRule(model, { clause, action: "disclose", purpose, data, when: consentTo(model, purpose) }),
    recipient: [recipient],
  }));
}

function compilePermits(model: AnyModel): readonly Rule[] {
  return model.permits.map(({ clause, action, purpose, data, by, channel, recipient, when = [] }) => ({
    ...makeRule(model, { clause, action, purpose, data, when: bind(when, clause) }),
    by,
    channel: channel ?? null,
    recipient: recipient ?? null,
  }));
}

/** A rule for every role, not narrowed to a form, channel, recipient or key. */
function makeRule(
  model: AnyModel,
  parts: Pick<Rule, "clause" | "action" | "purpose" | "data" | "when">,
): Rule {
  return {
    ...parts,
    by: Object.keys(model.roles).sort(),
    form: null,
    channel: null,
    recipient: null,
    key: null,
  };
}

function consentTo(model: AnyModel, purpose: string): readonly BoundCondition[] {
  const declared = findPurpose(model, purpose);
  return declared !== undefined && isConsent(declared.basis)
    ? [{ condition: { kind: "consent", purpose }, clause: declared.clause, source: null }]
    : [];
}

function bind(conditions: readonly Condition[], ruleClause: ClauseId): readonly BoundCondition[] {
  return conditions.map(({ clause, ...condition }) => ({
    condition,
    clause: clause ?? ruleClause,
    source: null,
  }));
}

/** What a dispute needs is not erased, under the clause that says who decides disputes. */
function holdOn({ law }: AnyModel, { action }: Rule): readonly BoundCondition[] {
  return action === "erase"
    ? [{ condition: { kind: "not-held" }, clause: law.courtsClause, source: null }]
    : [];
}

function objectionTo(model: AnyModel, { action, purpose }: Rule): readonly BoundCondition[] {
  const clause = findPurpose(model, purpose)?.objection;
  if (clause === undefined || BEYOND_OBJECTION.includes(action)) return [];
  return [{ condition: { kind: "not-objected", purpose }, clause, source: null }];
}

/** Messages for a purpose that has a pace wait for no condition of their own to be held to it. */
function paceOf(model: AnyModel, { action, purpose }: Rule): readonly BoundCondition[] {
  const pace = findPurpose(model, purpose)?.pace;
  if (pace === undefined || action !== "contact") return [];
  return [{ condition: { kind: "within-pace", purpose }, clause: pace.clause, source: null }];
}

function floorsOf(model: AnyModel, rule: Rule, laws: readonly LegalRule[]): readonly BoundCondition[] {
  const own = rule.when.map(({ condition }) => condition);
  const { clause } = model.law;
  // One consent lifts every demand, so the first is the one that is cited.
  const asking = requiresConsent(own, rule.purpose) ? undefined : findConsentDemand(model, rule, laws);
  const sparing = own.some(({ kind }) => kind === "not-minor")
    ? undefined
    : findMinorsDemand(model, rule, laws);
  const consent: Condition = { kind: "consent", purpose: rule.purpose };
  return [
    ...(asking === undefined ? [] : [{ condition: consent, clause, source: asking.id }]),
    ...(sparing === undefined
      ? []
      : [{ condition: { kind: "not-minor" } as const, clause, source: sparing.id }]),
  ];
}

function findPurpose(model: AnyModel, id: string): Purpose<string> | undefined {
  return Object.hasOwn(model.purposes, id) ? model.purposes[id] : undefined;
}
