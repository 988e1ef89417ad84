import {
  ACTIONS,
  type Bundle,
  type ClauseId,
  type PermitDecision,
  type Refusal,
  type Rule,
} from "@avow/policy";
import { makeTest, type Test } from "./conditions.ts";
import { OBJECT_KEYS, type ObjectKey } from "./parse-operation.ts";
import { findAccountableClause } from "./refusal.ts";

type Numbers = ReadonlyMap<string, number>;

/** A rule as it is asked: may it apply to this data, and does everything it waits for hold? */
export interface Candidate {
  readonly clause: ClauseId;
  readonly purpose: string;
  readonly permit: PermitDecision;
  readonly fields: ReadonlySet<string>;
  /** One bit a field, see {@link bitOf}. */
  readonly mask: number;
  readonly tests: readonly Test[];
  /** Refusals already made for data this rule lacks, by field. */
  readonly lacking: Map<string, Refusal>;
}

/** The rules that speak of one kind of operation; there is at least one. */
export type Candidates = readonly [Candidate, ...Candidate[]];

/** What an action names beside role and purpose, and the first of its rows. */
interface ActionEntry {
  readonly firstRow: number;
  readonly objectKey: ObjectKey | null;
  /** Numbers of the forms, channels, recipients or keys; `null` for an action that has none. */
  readonly objects: Numbers | null;
}

/** The rules that speak of an action and an object, by column; see {@link columnOf}. */
type Row = readonly (Candidates | undefined)[];

/**
 * The bundle's rules, by number: a row for every action and object, in it a column for every purpose and role, and where
 * they meet the rules that speak of them, in the bundle's order. A row is absent where no rule speaks of any of it.
 */
export interface RuleIndex {
  readonly bundle: Bundle;
  readonly accountableClause: ClauseId;
  readonly actions: ReadonlyMap<string, ActionEntry>;
  readonly roles: Numbers;
  readonly purposes: Numbers;
  readonly fields: Numbers;
  readonly rows: readonly (Row | undefined)[];
  /** Refusals already made where no rule speaks, by row and column; bounded by {@link MOST_KEPT}. */
  readonly unspoken: Map<number, Refusal>;
}

/** Most refusals kept where no rule speaks: beyond it they are made anew, so that asking everything cannot fill memory. */
export const MOST_KEPT = 4096;

const BITS = 31;

/** The bit that stands for field number `field`. Up to 31 fields it is the field's own; beyond, several share one. */
export function bitOf(field: number): number {
  return 1 << (field % BITS);
}

/** Whether masks alone decide, because no two fields share a bit. */
export function masksAreExact(index: RuleIndex): boolean {
  return index.fields.size <= BITS;
}

/** Where a purpose and a role meet in every row. */
export function columnOf(index: Pick<RuleIndex, "roles">, purpose: number, by: number): number {
  return purpose * index.roles.size + by;
}

export function makeRuleIndex(bundle: Bundle): RuleIndex {
  const names = {
    actions: numberActions(bundle),
    roles: numberNames(Object.keys(bundle.roles)),
    purposes: numberNames(Object.keys(bundle.purposes)),
    fields: numberNames(
      Object.entries(bundle.data).flatMap(([category, { fields }]) =>
        Object.keys(fields).map((field) => `${category}.${field}`),
      ),
    ),
  };
  return {
    bundle,
    accountableClause: findAccountableClause(bundle),
    ...names,
    rows: makeRows(bundle, names),
    unspoken: new Map(),
  };
}

type Names = Pick<RuleIndex, "actions" | "roles" | "purposes" | "fields">;

function makeRows(bundle: Bundle, names: Names): RuleIndex["rows"] {
  const rows: ([Candidate, ...Candidate[]] | undefined)[][] = [];
  for (const rule of bundle.rules) {
    const candidate = makeCandidate(bundle, rule, names.fields);
    const columns = findColumns(names, rule);
    for (const at of findRows(names, rule)) {
      const row = rows[at] ?? [];
      rows[at] = row;
      for (const column of columns) {
        const candidates = row[column];
        if (candidates === undefined) row[column] = [candidate];
        else candidates.push(candidate);
      }
    }
  }
  return rows;
}

function makeCandidate(bundle: Bundle, rule: Rule, fields: Numbers): Candidate {
  let mask = 0;
  for (const path of rule.data) {
    const field = fields.get(path);
    if (field !== undefined) mask |= bitOf(field);
  }
  return {
    clause: rule.clause,
    purpose: rule.purpose,
    permit: Object.freeze({ effect: "permit", clause: rule.clause }),
    fields: new Set(rule.data),
    mask,
    tests: rule.when.map((bound) => makeTest(bundle, bound)),
    lacking: new Map(),
  };
}

/** The columns of a rule's purpose and roles, each once. */
function findColumns(names: Names, rule: Rule): ReadonlySet<number> {
  const purpose = names.purposes.get(rule.purpose);
  const roles = rule.by.map((role) => names.roles.get(role)).filter((by) => by !== undefined);
  return new Set(purpose === undefined ? [] : roles.map((by) => columnOf(names, purpose, by)));
}

/** The rows of a rule's action and objects, each once; none where it names an object that its action does not have. */
function findRows({ actions }: Names, rule: Rule): ReadonlySet<number> {
  const action = actions.get(rule.action);
  const named: Readonly<Record<ObjectKey, readonly string[] | null>> = {
    form: rule.form === null ? null : [rule.form],
    channel: rule.channel,
    recipient: rule.recipient,
    key: rule.key === null ? null : [rule.key],
  };
  if (action === undefined) return new Set();
  const { firstRow, objectKey, objects } = action;
  for (const key of Object.keys(named) as ObjectKey[])
    if (key !== objectKey && named[key] !== null) return new Set();
  if (objectKey === null || objects === null) return new Set([firstRow]);
  const numbers = (named[objectKey] ?? []).map((name) => objects.get(name));
  return new Set(numbers.filter((number) => number !== undefined).map((number) => firstRow + number));
}

function numberActions(bundle: Bundle): ReadonlyMap<string, ActionEntry> {
  const declared: Readonly<Record<ObjectKey, Numbers>> = {
    form: numberNames(Object.keys(bundle.forms)),
    channel: numberNames(Object.keys(bundle.channels)),
    recipient: numberNames(Object.keys(bundle.recipients)),
    key: numberNames(Object.keys(bundle.storage)),
  };
  const entries = new Map<string, ActionEntry>();
  let firstRow = 0;
  for (const action of ACTIONS) {
    const objectKey = OBJECT_KEYS[action];
    const objects = objectKey === null ? null : declared[objectKey];
    entries.set(action, { firstRow, objectKey, objects });
    firstRow += objects?.size ?? 1;
  }
  return entries;
}

function numberNames(names: readonly string[]): Numbers {
  const numbers = new Map<string, number>();
  for (const name of names) if (!numbers.has(name)) numbers.set(name, numbers.size);
  return numbers;
}
