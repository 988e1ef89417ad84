import type { BoundCondition, Bundle, Rule } from "../bundle.ts";
import type { Condition, RENAMED_PARTS } from "../model.ts";
import { compareNames, listFields } from "./permissions.ts";

type Part = (typeof RENAMED_PARTS)[number];

/** A name of the older policy and the one it goes by now. */
export interface Renamed {
  readonly part: Part;
  readonly before: string;
  readonly after: string;
}

/** The older policy in the names of the newer one. */
export interface Translated {
  readonly bundle: Bundle;
  readonly renamed: readonly Renamed[];
  /** Clauses of the newer numbering and the number each had before. */
  readonly clauseBefore: (id: string) => string;
}

type Names = ReadonlyMap<string, string>;

/**
 * Says the older policy in the names of the newer one, by what the newer one declares under `formerly`, so that like can be
 * compared with like. A rename is followed when the older policy has the old name and the newer one the new. Where a name
 * has passed to another part, its former bearer gets one of its own: `email (formerly)`.
 */
export function translateNames(before: Bundle, after: Bundle): Translated {
  const pair = (part: Part, olds: Iterable<string>, news: Iterable<string>): Names =>
    pairNames(new Set(olds), new Set(news), after.formerly[part] ?? {});
  const keys = (part: "roles" | "channels" | "recipients" | "data" | "purposes" | "forms" | "storage") =>
    pair(part, Object.keys(before[part]), Object.keys(after[part]));
  const data = keys("data");
  const inTodaysCategory = new Map([...listFields(before.data)].map((path) => [path, moveField(path, data)]));
  const fields = pair("fields", inTodaysCategory.values(), listFields(after.data));
  const clauses = pair("clauses", clauseIds(before), clauseIds(after));
  const names: Dictionary = {
    roles: keys("roles"),
    channels: keys("channels"),
    recipients: keys("recipients"),
    purposes: keys("purposes"),
    forms: keys("forms"),
    storage: keys("storage"),
    clauses,
    data: new Map([...inTodaysCategory].map(([path, moved]) => [path, fields.get(moved) ?? moved])),
  };
  const followed = { ...names, data, fields };
  const renamed = Object.entries(followed).flatMap(([part, pairs]) =>
    [...pairs]
      .filter(([, now]) => !now.endsWith(FORMERLY))
      .map(([was, now]) => ({ part: part as Part, before: was, after: now })),
  );
  const numbers = new Map([...clauses].map(([was, now]) => [now, was]));
  return {
    bundle: translate(before, names, data),
    renamed,
    clauseBefore: (id) => numbers.get(id) ?? id,
  };
}

const FORMERLY = " (formerly)";

/** Old names whose name is another now. */
function pairNames(
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
  declared: Readonly<Record<string, string>>,
): Names {
  const pairs = new Map<string, string>();
  for (const [now, was] of Object.entries(declared).sort(([a], [b]) => compareNames(a, b)))
    if (now !== was && before.has(was) && after.has(now) && !pairs.has(was)) pairs.set(was, now);
  for (const now of [...pairs.values()])
    if (before.has(now) && !pairs.has(now)) pairs.set(now, `${now}${FORMERLY}`);
  return pairs;
}

function clauseIds({ clauses }: Bundle): readonly string[] {
  return clauses.map(({ id }) => id);
}

function moveField(path: string, categories: Names): string {
  const dot = path.indexOf(".");
  const category = path.slice(0, dot);
  return `${categories.get(category) ?? category}${path.slice(dot)}`;
}

/** New names by old ones; a name that is not here is as it was. `data` holds whole paths. */
type Dictionary = Readonly<Record<Exclude<Part, "fields">, Names>>;

type FieldName = `${string}.${string}`;

function translate(bundle: Bundle, names: Dictionary, categories: Names): Bundle {
  const clause = (id: string): string => names.clauses.get(id) ?? id;
  const cited = <T extends { readonly clause: string }>(part: T): T => ({
    ...part,
    clause: clause(part.clause),
  });
  const { controller, law } = bundle;
  return {
    ...bundle,
    controller: controller === null ? null : cited(controller),
    law: { ...cited(law), courtsClause: clause(law.courtsClause) },
    roles: rename(bundle.roles, names.roles),
    channels: rename(bundle.channels, names.channels),
    recipients: rename(bundle.recipients, names.recipients, cited),
    data: translateData(bundle.data, names, categories),
    purposes: rename(bundle.purposes, names.purposes, ({ objection, ...purpose }) => ({
      ...cited(purpose),
      ...(objection !== undefined && { objection: clause(objection) }),
    })),
    forms: rename(bundle.forms, names.forms, (form) => ({
      ...cited(form),
      fields: form.fields.map((field) => ({
        ...field,
        field: nameIn(names.data, field.field) as FieldName,
        purposes: field.purposes.map((purpose) => nameIn(names.purposes, purpose)) as [string, ...string[]],
      })),
    })),
    storage: rename(bundle.storage, names.storage, (key) => ({
      ...cited(key),
      purpose: nameIn(names.purposes, key.purpose),
      when: key.when.map((condition) => translateCondition(condition, names)),
    })),
    ...(bundle.hosts !== undefined && {
      hosts: rename(bundle.hosts, new Map(), (host) => ({
        ...host,
        clause: clause(host.clause),
        recipient: nameIn(names.recipients, host.recipient),
        purpose: nameIn(names.purposes, host.purpose),
        data: host.data.map((path) => nameIn(names.data, path)) as [FieldName, ...FieldName[]],
      })),
    }),
    notices: Object.fromEntries(
      Object.entries(bundle.notices).map(([item, clauses]) => [item, clauses.map(clause)]),
    ),
    rules: bundle.rules.map((rule) => translateRule(rule, names)),
    clauses: bundle.clauses.map((each) => ({ ...each, id: clause(each.id) })),
  };
}

function rename<T>(
  parts: Readonly<Record<string, T>>,
  names: Names,
  change: (part: T) => T = (part) => part,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [nameIn(names, name), change(part)]));
}

/** A field that has moved to a category which the older policy did not have takes what was said of its own along. */
function translateData(data: Bundle["data"], names: Dictionary, categories: Names): Bundle["data"] {
  const emptied = Object.entries(data).map(([name, category]) => {
    const clause = nameIn(names.clauses, category.clause);
    return { name, category, now: nameIn(categories, name), without: { ...category, clause, fields: {} } };
  });
  const renamed = new Map<string, Bundle["data"][string]>(emptied.map(({ now, without }) => [now, without]));
  for (const { name, category, without } of emptied)
    for (const [field, declared] of Object.entries(category.fields)) {
      const path = nameIn(names.data, `${name}.${field}`);
      const dot = path.indexOf(".");
      const target = renamed.get(path.slice(0, dot)) ?? without;
      const fields = Object.fromEntries([...Object.entries(target.fields), [path.slice(dot + 1), declared]]);
      renamed.set(path.slice(0, dot), { ...target, fields });
    }
  return Object.fromEntries(renamed);
}

function translateRule(rule: Rule, names: Dictionary): Rule {
  return {
    ...rule,
    clause: nameIn(names.clauses, rule.clause),
    purpose: nameIn(names.purposes, rule.purpose),
    data: rule.data.map((path) => nameIn(names.data, path)),
    by: rule.by.map((role) => nameIn(names.roles, role)),
    form: rule.form === null ? null : nameIn(names.forms, rule.form),
    channel: rule.channel?.map((channel) => nameIn(names.channels, channel)) ?? null,
    recipient: rule.recipient?.map((recipient) => nameIn(names.recipients, recipient)) ?? null,
    key: rule.key === null ? null : nameIn(names.storage, rule.key),
    when: rule.when.map(
      (bound): BoundCondition => ({
        ...bound,
        condition: translateCondition(bound.condition, names),
        clause: nameIn(names.clauses, bound.clause),
      }),
    ),
  };
}

function translateCondition(condition: Condition, names: Dictionary): Condition {
  const { clause } = condition;
  return {
    ...condition,
    ...("purpose" in condition && { purpose: nameIn(names.purposes, condition.purpose) }),
    ...(clause !== undefined && { clause: nameIn(names.clauses, clause) }),
  };
}

function nameIn(names: Names, name: string): string {
  return names.get(name) ?? name;
}
