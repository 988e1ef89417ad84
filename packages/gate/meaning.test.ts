import {
  ACTIONS,
  askPolicy,
  type Bundle,
  type Condition,
  checkProperties,
  comparePolicies,
  type Facts,
  listPermissions,
  type MeaningChange,
  type Operation,
  type Point,
  type Way,
} from "@avow/policy";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bundles } from "./arbitraries.ts";
import { indexBundle, makeRule, withRules } from "./fixtures.ts";
import { OBJECT_KEYS } from "./parse-operation.ts";
import { decideByReference } from "./reference.ts";

/** As policies name things, and as JavaScript would like to answer by itself. */
const ROLES = ["operator", "__proto__"];
const PURPOSES = ["account", "constructor"];
const FIELDS = ["__proto__.constructor", "contact.email", "contact.name"];
const OBJECTS: Readonly<Record<string, readonly string[]>> = {
  form: ["registration", "ghost"],
  channel: ["email", "valueOf"],
  recipient: ["carrier", "hasOwnProperty"],
  key: ["session", "index_session"],
};

/** Every operation of these names, without data too, by point. */
const OPERATIONS = ACTIONS.flatMap((action) => {
  const key = OBJECT_KEYS[action];
  return (key === null ? [null] : (OBJECTS[key] ?? [])).flatMap((object) =>
    ROLES.flatMap((by) => PURPOSES.map((purpose): Point => ({ action, by, purpose, object }))),
  );
}).flatMap((point) => subsets(FIELDS).map((data) => ({ point, data })));

/**
 * Conditions that one bit of {@link ALL_FACTS} meets or fails together, or the facts would be too many to try. So of these kinds
 * only one occurs in any policies that are compared; see {@link withOne}.
 */
const CIRCUMSTANCES = [
  { kind: "not-minor" },
  { kind: "similar-purchase" },
  { kind: "licensed" },
  { kind: "within-pace", purpose: "constructor" },
] as const satisfies readonly Condition[];

/** Every combination of the facts that conditions ask about. */
const ALL_FACTS: readonly Facts[] = subsets(["cookies", "circumstances"]).flatMap((given) => {
  const cookies = given.includes("cookies") ? "accepted" : "refused";
  const fits = given.includes("circumstances");
  const licence = fits ? "held" : "none";
  const people = subsets(["logged-in", "held", ...PURPOSES, ...PURPOSES.map((one) => `not ${one}`)]);
  return [
    { person: null, cookies, licence },
    ...people.map(
      (so): Facts => ({
        person: {
          loggedIn: so.includes("logged-in"),
          held: so.includes("held"),
          minor: !fits,
          purchases: fits ? "similar" : "other",
          reached: fits ? [] : PURPOSES,
          consents: entries(so, () => ({ kind: "granted" as const, at: 1 }), PURPOSES),
          objections: entries(
            so.flatMap((one) => (one.startsWith("not ") ? [one.slice(4)] : [])),
            () => 1,
            PURPOSES,
          ),
        },
        cookies,
        licence,
      }),
    ),
  ];
});

function entries<T>(names: readonly string[], value: () => T, among: readonly string[]) {
  return Object.fromEntries(among.filter((name) => names.includes(name)).map((name) => [name, value()]));
}

function subsets<T>(items: readonly T[]): T[][] {
  const [first, ...others] = items;
  if (first === undefined) return [[]];
  return subsets(others).flatMap((set) => [set, [first, ...set]]);
}

function operationAt({ action, by, purpose, object }: Point, data: readonly string[]): Operation {
  const key = OBJECT_KEYS[action];
  return { action, by, purpose, data, ...(key !== null && object !== null && { [key]: object }) };
}

/** Refusals that are given before any fact is read (SPEC.md, G1 to G7). */
const WHATEVER_THE_FACTS = /^(malformed|no-controller|not-permitted|data-not-permitted|.*-unknown)$/;

/** Under which of {@link ALL_FACTS} the reference permits an operation: a digit for each. */
function permittedUnder(bundle: Bundle, point: Point, data: readonly string[]): string {
  const operation = operationAt(point, data);
  const first = decideByReference(bundle, { person: null, cookies: "refused" }, operation);
  if (first.effect === "refuse" && WHATEVER_THE_FACTS.test(first.code) && first.code !== "condition-unknown")
    return NEVER;
  return ALL_FACTS.map((facts) =>
    decideByReference(bundle, facts, operation).effect === "permit" ? "1" : "0",
  ).join("");
}

const NEVER = ALL_FACTS.map(() => "0").join("");

/** Under which of {@link ALL_FACTS} some of `ways` permits what it holds. */
function metBy(ways: readonly Way[]): string {
  return ALL_FACTS.map((facts) => (ways.some((way) => isMet(way, facts)) ? "1" : "0")).join("");
}

function isMet({ when }: Way, facts: Facts): boolean {
  return when.every(({ condition }) => holds(condition, facts));
}

function holds(condition: Condition, { person, cookies, licence }: Facts): boolean {
  if (condition.kind === "cookies-accepted") return cookies === "accepted";
  if (condition.kind === "licensed") return licence === "held";
  if (person === null) return false;
  switch (condition.kind) {
    case "logged-in":
      return person.loggedIn;
    case "not-held":
      return person.held === false;
    case "not-minor":
      return person.minor === false;
    case "similar-purchase":
      return person.purchases === "similar";
    case "within-pace":
      return person.reached?.length === 0;
    case "consent":
      return Object.hasOwn(person.consents, condition.purpose);
    case "not-objected":
      return !Object.hasOwn(person.objections, condition.purpose);
  }
}

/** A policy in which of {@link CIRCUMSTANCES} only `one` occurs. */
function withOne(one: (typeof CIRCUMSTANCES)[number], bundle: Bundle): Bundle {
  const rules = bundle.rules.map((rule) => ({
    ...rule,
    when: rule.when.map((bound) =>
      CIRCUMSTANCES.some(({ kind }) => kind === bound.condition.kind) ? { ...bound, condition: one } : bound,
    ),
  }));
  return { ...bundle, rules };
}

const isPoint = (one: Point) => (other: Point) => JSON.stringify(one) === JSON.stringify(other);

const CONSENTED: Bundle["purposes"][string] = {
  clause: "2.4.8",
  title: { en: "to build", zh: "建造" },
  basis: "consent",
};
const STRANGE: Bundle["data"][string] = {
  clause: "2.1.1",
  title: { en: "Strange", zh: "奇异信息" },
  retention: { start: "collected", keep: "P1Y" },
  fields: { constructor: { title: { en: "Builder", zh: "建造者" }, type: "text" as const, maxLength: 9 } },
};

/** Few names and many rules at the same points, so that rules meet, cover one another and leave gaps. */
const crowded: fc.Arbitrary<Bundle> = fc
  .array(
    fc.record({
      action: fc.constantFrom(
        "use" as const,
        "use" as const,
        "contact" as const,
        "store" as const,
        "disclose" as const,
      ),
      purpose: fc.constantFrom(...PURPOSES),
      data: fc.subarray(FIELDS),
      by: fc.subarray(ROLES, { minLength: 1 }),
      when: fc.subarray(
        [
          { kind: "logged-in" },
          { kind: "consent", purpose: "account" },
          { kind: "consent", purpose: "constructor" },
          { kind: "not-objected", purpose: "constructor" },
          { kind: "cookies-accepted" },
          { kind: "not-held" },
          { kind: "licensed" },
        ] as const,
        { maxLength: 2 },
      ),
      clause: fc.constantFrom("2.4.3", "2.4.8"),
    }),
    { minLength: 1, maxLength: 7 },
  )
  .map((rules) => ({
    ...indexBundle,
    roles: { ...indexBundle.roles, ["__proto__"]: { title: { en: "this website", zh: "本网站" } } },
    purposes: { ...indexBundle.purposes, constructor: CONSENTED },
    data: { ...indexBundle.data, ["__proto__"]: STRANGE },
    recipients: {
      carrier: { clause: "2.5.1", title: { en: "the carrier", zh: "承运人" }, countries: ["CN", "SG"] },
    },
    rules: rules.map(({ when, ...rule }) =>
      makeRule({
        ...rule,
        ...(rule.action === "contact" && { channel: ["email"] }),
        ...(rule.action === "disclose" && { recipient: ["carrier"] }),
        ...(rule.action === "store" && { key: "index_session" }),
        when: when.map((condition) => ({ condition, clause: rule.clause, source: null })),
      }),
    ),
  }));

/** A bundle of any names but one purpose, about which {@link ALL_FACTS} say nothing, and without the wide records. */
const any: fc.Arbitrary<Bundle> = bundles.map((bundle) => ({
  ...bundle,
  data: Object.fromEntries(Object.entries(bundle.data).filter(([category]) => category !== "wide")),
  rules: bundle.rules.filter(({ purpose, when }) =>
    [purpose, ...when.map(({ condition }) => ("purpose" in condition ? condition.purpose : "account"))].every(
      (named) => PURPOSES.includes(named),
    ),
  ),
}));

/** Two policies of which the second keeps some of the first's rules. */
const steps = fc
  .tuple(
    fc.oneof({ weight: 3, arbitrary: crowded }, { weight: 1, arbitrary: any }),
    fc.infiniteStream(fc.nat(4)),
  )
  .chain(([before, picks]) =>
    fc.oneof({ weight: 3, arbitrary: crowded }, { weight: 1, arbitrary: any }).map((other) => {
      const kept = before.rules.filter(() => (picks.next().value ?? 0) > 0);
      const rules = [...kept, ...other.rules.slice(0, (picks.next().value ?? 0) as number)];
      const one = CIRCUMSTANCES[picks.next().value ?? 0] ?? CIRCUMSTANCES[0];
      const after = { ...((picks.next().value ?? 0) === 0 ? other : before), rules };
      return { before: withOne(one, before), after: withOne(one, after) };
    }),
  );

const login = makeRule({
  data: ["contact.email", "contact.name"],
  by: ROLES,
  when: [{ condition: { kind: "logged-in" }, clause: "2.4.3", source: null }],
});
const consented = makeRule({
  ...login,
  when: [{ condition: { kind: "consent", purpose: "account" }, clause: "2.4.3", source: null }],
});

/** Terms that are wider for some and narrower for others, and fields that may be joined: neither comes up often by chance. */
const otherTerms = { before: withRules(login), after: withRules(consented) };
const joined = {
  before: withRules(...login.data.map((field) => ({ ...login, data: [field] }))),
  after: withRules(login),
};

describe("difference and brute force", () => {
  it("[G30] every operation whose permission changed is in a change of its kind, and every change has such an operation", () => {
    const seen = { kinds: new Set<string>(), together: 0 };
    fc.assert(
      fc.property(steps, ({ before, after }) => {
        const { changes } = comparePolicies(before, after);
        const outcomes = OPERATIONS.map(({ point, data }) => ({
          point,
          data,
          was: permittedUnder(before, point, data),
          is: permittedUnder(after, point, data),
        }));
        for (const outcome of outcomes.filter(({ was, is }) => was !== is)) {
          const kinds = changes.filter((change) => tells(change, outcome)).map(kindOf);
          expect({ outcome, kinds: [...new Set(kinds)] }).toEqual({ outcome, kinds: [kindFrom(outcome)] });
        }
        for (const change of changes) {
          seen.kinds.add(kindOf(change));
          if (change.together) seen.together += 1;
          for (const point of change.points)
            for (const data of witnessesOf(change)) {
              const witness = {
                point,
                data,
                was: permittedUnder(before, point, data),
                is: permittedUnder(after, point, data),
              };
              expect({ change, changed: witness.was !== witness.is }).toEqual({ change, changed: true });
              expect({ change, tells: tells(change, witness) }).toEqual({ change, tells: true });
            }
        }
      }),
      { numRuns: 120, examples: [[otherTerms], [joined]] },
    );
    expect([...seen.kinds].sort()).toEqual([
      "no-longer-permitted narrower",
      "permitted wider",
      "terms both",
      "terms narrower",
      "terms wider",
    ]);
    expect(seen.together).toBeGreaterThan(0);
  });

  it("[G31] what is permitted is exactly what the listed ways permit, and a policy is no different from itself", () => {
    fc.assert(
      fc.property(fc.oneof(crowded, any), fc.constantFrom(...CIRCUMSTANCES), (mixed, one) => {
        const bundle = withOne(one, mixed);
        const permissions = listPermissions(bundle);
        for (const { point, data } of OPERATIONS) {
          const ways = permissions.find((one) => isPoint(point)(one.point))?.ways ?? [];
          const holding = ways.filter((way) => data.every((field) => way.data.includes(field)));
          const listed = data.length === 0 && point.action !== "store" ? NEVER : metBy(holding);
          expect([point, data, listed]).toEqual([point, data, permittedUnder(bundle, point, data)]);
        }
        const { changes, notes, clauses, consequences } = comparePolicies(bundle, structuredClone(bundle));
        expect({ changes, notes, clauses, consequences }).toEqual({
          changes: [],
          notes: [],
          clauses: [],
          consequences: [],
        });
      }),
      { numRuns: 40 },
    );
  });
});

interface Outcome {
  readonly point: Point;
  readonly data: readonly string[];
  readonly was: string;
  readonly is: string;
}

/** Whether an operation is part of a change, as `MeaningChange` says. */
function tells({ points, data, together, before, after }: MeaningChange, outcome: Outcome): boolean {
  const among = outcome.data.filter((field) => data.includes(field)).length;
  const takes = together
    ? among === outcome.data.length && among > 1
    : among > 0 || (data.length === 0 && outcome.data.length === 0);
  return (
    takes &&
    points.some(isPoint(outcome.point)) &&
    metBy(before) === outcome.was &&
    metBy(after) === outcome.is
  );
}

function witnessesOf({ data, together }: MeaningChange): readonly (readonly string[])[] {
  return together || data.length === 0 ? [data] : data.map((field) => [field]);
}

function kindOf({ kind, direction }: MeaningChange): string {
  return `${kind} ${direction}`;
}

function kindFrom({ was, is }: Outcome): string {
  if (was === NEVER) return "permitted wider";
  if (is === NEVER) return "no-longer-permitted narrower";
  const gains = [...is].some((digit, at) => digit > (was[at] ?? ""));
  const loses = [...is].some((digit, at) => digit < (was[at] ?? ""));
  return `terms ${gains && loses ? "both" : gains ? "wider" : "narrower"}`;
}

describe("questions and brute force", () => {
  it("[G32] an answer names every point and field it is about that some facts permit, and no other", () => {
    fc.assert(
      fc.property(crowded, fc.constantFrom(...FIELDS), fc.constantFrom(...ROLES), (bundle, field, role) => {
        const permitted = OPERATIONS.filter(
          ({ point, data }) => data.length < 2 && permittedUnder(bundle, point, data) !== NEVER,
        );
        const withField = permitted.filter(({ data }) => data[0] === field).map(({ point }) => point);
        const by = permitted.filter(({ point }) => point.by === role).map(({ point }) => point);
        const sends = withField.filter(({ action }) => action === "disclose");
        expect(namesOf(bundle, `what may be done with ${field}`)).toEqual(keysOf(withField));
        expect(namesOf(bundle, `where may ${field} go`)).toEqual(keysOf(sends));
        expect(namesOf(bundle, `what may ${role} do`)).toEqual(keysOf(by));
      }),
      { numRuns: 60 },
    );
  });

  it("[G33] what is said to stop when a consent is withdrawn or cookies are refused stops, and nothing else does", () => {
    const lacking = {
      "what changes if consent to constructor is withdrawn": (facts: Facts): Facts =>
        facts.person === null
          ? facts
          : {
              ...facts,
              person: { ...facts.person, consents: without(facts.person.consents, "constructor") },
            },
      "what changes if somebody objects to constructor": (facts: Facts): Facts =>
        facts.person === null
          ? facts
          : {
              ...facts,
              person: { ...facts.person, objections: { ...facts.person.objections, constructor: 1 } },
            },
      "what is refused if cookies are refused": (facts: Facts): Facts => ({ ...facts, cookies: "refused" }),
      "what is refused if nobody is logged in": (facts: Facts): Facts =>
        facts.person === null ? facts : { ...facts, person: { ...facts.person, loggedIn: false } },
    };
    fc.assert(
      fc.property(crowded, fc.constantFrom(...Object.entries(lacking)), (bundle, [question, lose]) => {
        const stops = OPERATIONS.filter(({ point, data }) => {
          const under = permittedUnder(bundle, point, data);
          return ALL_FACTS.some((facts, at) => {
            if (under[at] !== "1") return false;
            return decideByReference(bundle, lose(facts), operationAt(point, data)).effect === "refuse";
          });
        });
        const findings = answerOf(bundle, question).findings;
        const told = ({ point, data }: (typeof OPERATIONS)[number]) =>
          findings.some(
            ({ points, way }) =>
              points.some(isPoint(point)) && data.every((field) => way.data.includes(field)),
          );
        expect(stops.filter((operation) => !told(operation))).toEqual([]);
        for (const { points, way } of findings)
          for (const point of points) expect(stops).toContainEqual({ point, data: way.data });
      }),
      { numRuns: 60 },
    );
  });

  it("[G34] a property holds when no operation breaks it under any facts, and is shown one that does otherwise", () => {
    const seen = new Set<boolean>();
    const property = fc.record({
      deed: fc.constantFrom("use", "contact or disclose", "any operation", "an operation that takes"),
      data: fc.constantFrom("any data", "contact", ...FIELDS),
      by: fc.constantFrom("", ...ROLES.map((role) => ` by ${role}`)),
      without: fc.constantFrom(
        "",
        " without consent",
        " without log-in",
        " without accepted cookies",
        " after an objection",
      ),
    });
    fc.assert(
      fc.property(crowded, property, (bundle, { deed, data, by, without }) => {
        const source = `never: ${deed} ${data}${by}${without}`;
        const diagnostics = checkProperties(bundle, { file: "properties.txt", source });
        const breaking = OPERATIONS.filter(({ point, data: taken }) => {
          if (by !== "" && ` by ${point.by}` !== by) return false;
          if (!isDeed(deed, point.action)) return false;
          if (data !== "any data" && !taken.some((field) => field.startsWith(data))) return false;
          const under = permittedUnder(bundle, point, taken);
          return ALL_FACTS.some((facts, at) => under[at] === "1" && lacks(facts, point.purpose, without));
        });
        seen.add(breaking.length > 0);
        expect([source, diagnostics.map(({ code }) => code)]).toEqual([
          source,
          breaking.length > 0 ? ["property-violated"] : [],
        ]);
        for (const { help = "" } of diagnostics) {
          const [, operation = "", facts = ""] = /decide '(.*)' --facts '(.*)'$/.exec(help) ?? [];
          expect(decideByReference(bundle, JSON.parse(facts), JSON.parse(operation)).effect).toBe("permit");
          const { action, by: role, purpose, data: taken, ...object } = JSON.parse(operation);
          const point = { action, by: role, purpose, object: Object.values(object)[0] ?? null };
          expect(breaking).toContainEqual({ point, data: taken });
          expect(lacks(JSON.parse(facts), purpose, without)).toBe(true);
        }
      }),
      { numRuns: 120 },
    );
    expect(seen.size).toBe(2);
  });
});

function answerOf(bundle: Bundle, question: string) {
  const asked = askPolicy(bundle, question);
  if (!asked.ok) throw new Error(asked.message);
  return asked.answer;
}

function namesOf(bundle: Bundle, question: string): readonly string[] {
  return keysOf(answerOf(bundle, question).findings.flatMap(({ points }) => points));
}

function keysOf(points: readonly Point[]): readonly string[] {
  return [...new Set(points.map((point) => JSON.stringify(point)))].sort();
}

function without<T>(record: Readonly<Record<string, T>>, name: string): Readonly<Record<string, T>> {
  const { [name]: _, ...rest } = record;
  return rest;
}

function isDeed(deed: string, action: string): boolean {
  if (deed === "any operation") return true;
  if (deed === "an operation that takes") return action === "disclose" || action === "transfer";
  return deed.split(" or ").includes(action);
}

function lacks({ person, cookies }: Facts, purpose: string, without: string): boolean {
  switch (without) {
    case " without consent":
      return person === null || !Object.hasOwn(person.consents, purpose);
    case " without log-in":
      return person?.loggedIn !== true;
    case " without accepted cookies":
      return cookies !== "accepted";
    case " after an objection":
      return person !== null && Object.hasOwn(person.objections, purpose);
    default:
      return true;
  }
}
