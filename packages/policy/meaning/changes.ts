import { type Gathered, gatherPoints } from "./gather.ts";
import { conditionKey, conditionsKey, keepLargest, pointKey } from "./permissions.ts";
import type { MeaningChange, Permission, Point, Way } from "./shapes.ts";

/** What has changed, before it is put into words. */
export type Change = Omit<MeaningChange, "sentence">;

/** What is permitted as before, and is cited otherwise: by another clause, or for another legal rule. */
export interface Recited {
  readonly before: Way;
  readonly after: Way;
}

export interface Changes {
  readonly changes: readonly Change[];
  /** Once for each pair of clauses. */
  readonly recited: readonly Recited[];
}

/** What one point's step from some ways to others consists of; the same for every point with the same ways. */
type Step = Omit<Change, "points">;

/** At one point, so many sets of fields are told apart; beyond, what is taken together is told in one. */
const MOST_SETS = 1024;

/**
 * Every operation whose permission changed from `before` to `after` is part of a change, and every change has such an
 * operation: each single one of its fields, or, for what is taken together, all of them.
 */
export function listChanges(before: readonly Permission[], after: readonly Permission[]): Changes {
  const steps = new Map<readonly Way[], Map<readonly Way[], readonly Step[]>>();
  const recited = new Map<string, Recited>();
  const found = pairPoints(before, after).flatMap((pair) => {
    const from = steps.get(pair.before) ?? new Map<readonly Way[], readonly Step[]>();
    steps.set(pair.before, from);
    let step = from.get(pair.after);
    if (step === undefined) {
      step = compareWays(pair.before, pair.after, pair.point.action === "store");
      from.set(pair.after, step);
      if (step.length === 0) for (const one of listRecited(pair.before, pair.after)) addOnce(recited, one);
    }
    return step.map((value) => ({ point: pair.point, same: stepKey(value), value }));
  });
  const changes = gatherPoints(found).map(({ points, value }: Gathered<Step>) => ({ ...value, points }));
  return { changes: changes.sort((a, b) => rank(a) - rank(b)), recited: [...recited.values()] };
}

const NOTHING: readonly Way[] = [];

interface PointPair {
  readonly point: Point;
  readonly before: readonly Way[];
  readonly after: readonly Way[];
}

function pairPoints(before: readonly Permission[], after: readonly Permission[]): readonly PointPair[] {
  const olds = new Map(before.map(({ point, ways }) => [pointKey(point), { point, ways }]));
  const pairs = after.map(({ point, ways }): PointPair => {
    const key = pointKey(point);
    const old = olds.get(key)?.ways ?? NOTHING;
    olds.delete(key);
    return { point, before: old, after: ways };
  });
  return [
    ...pairs,
    ...[...olds.values()].map(({ point, ways }) => ({ point, before: ways, after: NOTHING })),
  ];
}

function compareWays(before: readonly Way[], after: readonly Way[], dataMayBeNone: boolean): readonly Step[] {
  if (waysKey(before) === waysKey(after)) return [];
  const fields = [...new Set([...before, ...after].flatMap(({ data }) => data))].sort();
  const alone = [...(dataMayBeNone ? [[]] : []), ...fields.map((field) => [field])];
  const single = alone.flatMap((data) => makeStep(before, after, data) ?? []);
  // What is done without data is told apart from what is done with some.
  const told = Map.groupBy(single, (step) => `${step.data.length} ${stepKey({ ...step, data: [] })}`);
  const steps = [...told.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined
      ? []
      : [
          withData(
            first,
            group.flatMap(({ data }) => data),
            false,
          ),
        ];
  });
  return [...steps, ...findTogether(before, after, steps)];
}

/** What has changed for fields in one operation and is not told by any one of them. */
function findTogether(before: readonly Way[], after: readonly Way[], told: readonly Step[]): readonly Step[] {
  const sets = listSets([...before, ...after]);
  if (sets === null) {
    const all = [...new Set([...before, ...after].flatMap(({ data }) => data))].sort();
    return [{ ...classify(before, after), data: all, together: true, before, after }];
  }
  const untold = sets.flatMap((set) => {
    const step = makeStep(before, after, set);
    if (step === null) return [];
    const key = termsKey(step);
    const single = new Set(told.filter((other) => termsKey(other) === key).flatMap(({ data }) => data));
    // What takes none of the fields that tell it by themselves.
    const rest = makeStep(
      before,
      after,
      set.filter((field) => !single.has(field)),
    );
    if (rest === null || rest.data.length < 2 || termsKey(rest) !== key) return [];
    return [{ ...rest, together: true }];
  });
  return untold.filter(
    (step) =>
      !untold.some(
        (other) =>
          other.data.length > step.data.length &&
          termsKey(other) === termsKey(step) &&
          step.data.every((field) => other.data.includes(field)),
      ),
  );
}

/**
 * Every set of two or more fields that is what some of `ways` have in common. Any other set meets the same ways as the
 * smallest of these that holds it. `null` when there are too many.
 */
function listSets(ways: readonly Way[]): readonly (readonly string[])[] | null {
  const sets = new Map<string, readonly string[]>();
  for (const { data } of ways) {
    const own = new Set(data);
    const shared = [...sets.values()].map((set) => set.filter((field) => own.has(field)));
    for (const set of [data, ...shared]) if (set.length > 1) sets.set(JSON.stringify(set), set);
    if (sets.size > MOST_SETS) return null;
  }
  return [...sets.values()];
}

/** The step that an operation on exactly `data` takes; `null` when its conditions stay. */
function makeStep(before: readonly Way[], after: readonly Way[], data: readonly string[]): Step | null {
  const was = termsFor(before, data);
  const is = termsFor(after, data);
  if (waysKey(was) === waysKey(is)) return null;
  return { ...classify(was, is), data, together: false, before: was, after: is };
}

/** The alternatives under which all of `data` is permitted. */
function termsFor(ways: readonly Way[], data: readonly string[]): readonly Way[] {
  const covering = ways.filter((way) => data.every((field) => way.data.includes(field)));
  return keepLargest(covering.map((way) => ({ ...way, data })));
}

function classify(was: readonly Way[], is: readonly Way[]): Pick<Step, "kind" | "direction"> {
  if (was.length === 0) return { kind: "permitted", direction: "wider" };
  if (is.length === 0) return { kind: "no-longer-permitted", direction: "narrower" };
  const keptAll = was.every((way) => is.some((other) => covers(other, way)));
  const addsNone = is.every((way) => was.some((other) => covers(other, way)));
  return { kind: "terms", direction: keptAll ? "wider" : addsNone ? "narrower" : "both" };
}

function covers(whole: Way, part: Way): boolean {
  const asked = new Set(part.when.map(({ condition }) => conditionKey(condition)));
  return (
    whole.when.every(({ condition }) => asked.has(conditionKey(condition))) &&
    part.data.every((field) => whole.data.includes(field))
  );
}

/** Clauses do not count: they are cited, and permit nothing. */
function waysKey(ways: readonly Way[]): string {
  return JSON.stringify(ways.map(({ data, when }) => [data, conditionsKey(when)]));
}

function termsKey({ before, after }: Step): string {
  return JSON.stringify([before, after].map((ways) => ways.map(({ when }) => conditionsKey(when))));
}

/** What can be told in one sentence: the same conditions and data, under the same clauses. */
function stepKey(step: Step): string {
  const clauses = [step.before, step.after].map((ways) => ways.map(citationOf));
  return JSON.stringify([termsKey(step), clauses, step.data, step.together]);
}

function citationOf({ clause, when }: Way): unknown {
  return [clause, when.map((bound) => [bound.clause, bound.source])];
}

function withData(step: Step, data: readonly string[], together: boolean): Step {
  const put = (ways: readonly Way[]) => ways.map((way) => ({ ...way, data }));
  return { ...step, data, together, before: put(step.before), after: put(step.after) };
}

function listRecited(before: readonly Way[], after: readonly Way[]): readonly Recited[] {
  return after.flatMap((way, index) => {
    const old = before[index];
    const same = old === undefined || JSON.stringify(citationOf(old)) === JSON.stringify(citationOf(way));
    return same ? [] : [{ before: old, after: way }];
  });
}

function addOnce(recited: Map<string, Recited>, one: Recited): void {
  const key = JSON.stringify([citationOf(one.before), citationOf(one.after)]);
  if (!recited.has(key)) recited.set(key, one);
}

/** What is new comes first, then what is otherwise, then what is gone. */
function rank({ kind, direction }: Step): number {
  if (kind === "permitted") return 0;
  if (kind === "no-longer-permitted") return 4;
  return { wider: 1, both: 2, narrower: 3 }[direction];
}
