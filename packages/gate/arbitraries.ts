import {
  ACTIONS,
  type Action,
  type BoundCondition,
  type Bundle,
  type Condition,
  type Rule,
  type StorageKey,
} from "@avow/policy";
import fc from "fast-check";
import { indexBundle, makeRule } from "./fixtures.ts";
import type { Earlier } from "./limits.ts";
import { OBJECT_KEYS } from "./parse-operation.ts";

/** Names as policies use them, and as JavaScript would like to answer them by itself. */
const NAMES = {
  role: ["operator", "person", "__proto__"],
  purpose: ["account", "marketing", "constructor"],
  form: ["registration", "toString"],
  channel: ["email", "valueOf"],
  recipient: ["carrier", "hasOwnProperty"],
  key: ["session", "__proto__"],
};
const PATHS = ["contact.email", "contact.name", "account.language", "__proto__.constructor"];
const WIDE = Array.from({ length: 40 }, (_, at) => `wide.f${at}`);
const STRANGE = [
  "",
  "ghost",
  "anna@example.com",
  "contact",
  "contact.ghost",
  7,
  null,
  undefined,
  {},
  ["contact.email"],
];
const CLAUSES = ["1.1", "2.1.1", "2.2.7", "2.4.3", "2.4.8", "2.4.9"];

const title = { en: "title", zh: "名称" };
const clause = fc.constantFrom(...CLAUSES);

function declare<V>(names: readonly string[], make: (at: number) => V): fc.Arbitrary<Record<string, V>> {
  const declared = fc.oneof(
    { weight: 5, arbitrary: fc.constant([...names]) },
    { weight: 1, arbitrary: fc.subarray([...names], { minLength: 1 }) },
  );
  return declared.map((some) => Object.fromEntries(some.map((name, at) => [name, make(at)])));
}

/** A number from 0 to `most`, each as likely as the next; `fc.nat` prefers the small ones. */
function even(most: number): fc.Arbitrary<number> {
  return fc.constantFrom(...Array.from({ length: most + 1 }, (_, at) => at));
}

/** One record that satisfies every table of named elements at once, as the gate reads only clauses and titles. */
function elements(names: readonly string[]) {
  return declare(names, (at) => ({
    clause: CLAUSES[at % CLAUSES.length] ?? "2",
    title,
    countries: ["CN"],
    basis: "consent" as const,
    fields: [],
    purpose: "account",
    life: "PT1H" as const,
    setBy: "index.example",
    when: [],
  }));
}

function asCookies(
  keys: Readonly<Record<string, Omit<StorageKey<string, string>, "kind">>>,
): Bundle["storage"] {
  return Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, { ...key, kind: "cookie" }]));
}

function dataOf(paths: readonly string[]): Bundle["data"] {
  const data: Record<string, Bundle["data"][string]> = Object.create(null);
  for (const path of paths) {
    const [category = "", field = ""] = path.split(".");
    const fields = { ...data[category]?.fields };
    Object.defineProperty(fields, field, { value: { title, type: "text", maxLength: 9 }, enumerable: true });
    data[category] = { clause: "2.1.1", title, retention: { start: "collected", keep: "P1Y" }, fields };
  }
  return data;
}

const condition: fc.Arbitrary<Condition> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("consent" as const),
      purpose: fc.constantFrom(...NAMES.purpose),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("not-objected" as const),
      purpose: fc.constantFrom(...NAMES.purpose),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "logged-in" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "cookies-accepted" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "not-held" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "not-minor" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "similar-purchase" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "licensed" as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("within-pace" as const),
      purpose: fc.constantFrom(...NAMES.purpose),
    }),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom("phase-of-moon", "not a name")
      .map((kind) => ({ kind }) as unknown as Condition),
  },
);

const bound: fc.Arbitrary<BoundCondition> = fc.record({
  condition,
  clause,
  source: fc.constantFrom(null, null, "cn.pipl.23"),
});

const rule: fc.Arbitrary<Rule> = fc
  .record({
    clause,
    action: fc.constantFrom(...ACTIONS),
    purpose: fc.constantFrom(...NAMES.purpose),
    data: fc.oneof(
      fc.subarray(PATHS, { minLength: 1 }),
      fc.subarray([...PATHS.slice(0, 2), ...WIDE], { minLength: 1 }),
    ),
    by: fc.subarray(NAMES.role, { minLength: 1 }),
    when: fc.array(bound, { maxLength: 2 }),
    object: even(1),
    stray: even(19),
  })
  .map(({ object, stray, ...rest }) => {
    const key = stray === 0 ? "channel" : OBJECT_KEYS[rest.action];
    const name = key === null || stray === 1 ? null : (NAMES[key][object] ?? null);
    if (key === null || name === null) return makeRule(rest);
    return makeRule({
      ...rest,
      [key]: key === "form" || key === "key" ? name : [name, "ghost", ...NAMES[key]],
    });
  });

/** Bundles in which every kind of rule and condition occurs, with few names, so that questions meet them. */
export const bundles: fc.Arbitrary<Bundle> = fc
  .record({
    controller: fc.constantFrom(...Array.from({ length: 9 }, () => indexBundle.controller), null),
    clauses: fc.constantFrom(indexBundle.clauses, []),
    languages: fc.constantFrom(["en", "zh"], ["zh-Hans", "fr"], ["__proto__"]),
    roles: elements(NAMES.role),
    purposes: elements(NAMES.purpose),
    channels: elements(NAMES.channel),
    recipients: elements(NAMES.recipient),
    forms: elements(NAMES.form),
    storage: elements(NAMES.key).map(asCookies),
    paths: fc.oneof(
      fc.subarray(PATHS, { minLength: 1 }),
      fc.constant(PATHS),
      fc.constant([...PATHS, ...WIDE]),
    ),
    rules: fc.array(rule, { minLength: 1, maxLength: 8 }),
  })
  .map(({ paths, ...rest }) => ({ ...indexBundle, ...rest, data: dataOf(paths) }));

const consent = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom("granted", "granted", "refused", "withdrawn"),
      at: fc.nat(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      null,
      true,
      {},
      { kind: "granted" },
      { kind: "granted", at: Number.NaN },
      { kind: "perhaps", at: 1 },
    ),
  },
);

const person = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record(
      {
        loggedIn: fc.boolean(),
        consents: fc
          .uniqueArray(fc.tuple(fc.constantFrom(...NAMES.purpose), consent), { selector: ([name]) => name })
          .map((entries) => Object.fromEntries(entries)),
        objections: fc
          .array(fc.constantFrom(...NAMES.purpose), { maxLength: 1 })
          .map((names) => Object.fromEntries(names.map((name) => [name, 1]))),
        held: fc.constantFrom<unknown>(false, false, true, "no"),
        minor: fc.constantFrom<unknown>(false, false, true, "no"),
        purchases: fc.constantFrom<unknown>("none", "similar", "other", 1),
        reached: fc.oneof(
          fc.array(fc.constantFrom(...NAMES.purpose), { maxLength: 1 }),
          fc.constantFrom<unknown>("none", null),
        ),
        heldTo: fc.oneof(
          { weight: 6, arbitrary: fc.constant([]) },
          { weight: 3, arbitrary: fc.subarray(["first", "second"]) },
          { weight: 1, arbitrary: fc.constantFrom<unknown>(["unknown"], ["third"], "first", [7], null) },
        ),
        under: fc.oneof(
          {
            weight: 6,
            arbitrary: fc.dictionary(
              fc.constantFrom("first", "second", "third"),
              fc.record(
                {
                  purchases: fc.constantFrom("none", "similar", "other"),
                  reached: fc.array(fc.constantFrom(...NAMES.purpose), { maxLength: 1 }),
                },
                { requiredKeys: [] },
              ),
              { maxKeys: 2 },
            ),
          },
          {
            weight: 1,
            arbitrary: fc.constantFrom<unknown>(undefined, null, "first", { first: null }, { first: 7 }),
          },
        ),
      },
      { requiredKeys: ["loggedIn", "consents", "objections"] },
    ),
  },
  { weight: 1, arbitrary: fc.constant(null) },
);

/** Stands for facts that throw when they are read, which fast-check could not print. */
const UNREADABLE = "unreadable";

const facts: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 19,
    arbitrary: fc.record(
      {
        person,
        cookies: fc.constantFrom("accepted", "accepted", "refused", "not-asked"),
        licence: fc.constantFrom<unknown>("held", "held", "lapsed", "none", true),
      },
      { requiredKeys: ["person", "cookies"] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(
      null,
      "facts",
      {},
      { cookies: "accepted" },
      { person: null },
      { person: 1, cookies: "accepted" },
      { person: { loggedIn: "yes", consents: {}, objections: {} }, cookies: "accepted" },
      { person: { loggedIn: true, consents: null, objections: {} }, cookies: "accepted" },
      { person: { loggedIn: true, consents: {} }, cookies: "accepted" },
      Object.create({ person: null, cookies: "accepted" }),
      UNREADABLE,
    ),
  },
);

/** What is asked of a bundle: one of its rules, and how the question strays from it. */
const strays = fc.record({
  rule: even(7),
  by: even(2),
  object: even(9),
  fields: fc.nat(),
  extra: even(9),
  twist: even(49),
  strange: fc.constantFrom<unknown>(...STRANGE),
  facts,
});
export type Stray = typeof strays extends fc.Arbitrary<infer T> ? T : never;

/** What governed before a bundle: another, and then one with some of its rules. The bundle itself is `third`. */
const pasts = fc.record({ first: bundles, kept: fc.infiniteStream(fc.boolean()) });

/** A bundle, what governed before it, and many questions, most of them near to what one of its rules speaks of. */
export const questions: fc.Arbitrary<{
  readonly bundle: Bundle;
  readonly earlier: readonly Earlier[];
  readonly strays: readonly Stray[];
}> = fc
  .record({
    bundle: bundles,
    past: pasts,
    strays: fc.array(strays, { minLength: 1, maxLength: 120, size: "max" }),
  })
  .map(({ bundle, past: { first, kept }, strays }) => {
    const rules = bundle.rules.filter(() => kept.next().value === true);
    const earlier = [
      { version: "first", bundle: first },
      { version: "second", bundle: { ...bundle, rules } },
    ];
    return { bundle, earlier, strays };
  });

export interface Question {
  readonly facts: unknown;
  readonly operation: unknown;
}

/** The question that `stray` asks of `bundle`. */
export function askNear(bundle: Bundle, stray: Stray): Question {
  const near = bundle.rules[stray.rule % bundle.rules.length] ?? makeRule({});
  const some = near.data.filter((_, at) => ((stray.fields >> (at % 30)) & 1) === 1);
  const data: unknown[] = some.length === 0 ? near.data.slice(0, 1) : some;
  const other = PATHS[stray.extra];
  if (other !== undefined && !data.includes(other) && stray.extra < 2) data.push(other);
  const key = OBJECT_KEYS[near.action];
  const operation: Record<string, unknown> = {
    action: near.action,
    by: near.by[stray.by % near.by.length],
    purpose: near.purpose,
    data,
  };
  if (key !== null) operation[key] = nameNear(near, key, stray.object);
  const facts = stray.facts === UNREADABLE ? throwing({ cookies: "accepted" }, "person") : stray.facts;
  return { facts, operation: twist(operation, stray) };
}

function nameNear(near: Rule, key: keyof typeof NAMES & keyof Rule, at: number): string | undefined {
  const named = near[key];
  const first = typeof named === "string" ? named : named?.[0];
  return at === 0 || first === undefined ? NAMES[key][at % 2] : first;
}

/** Makes one thing in the operation strange, in two questions of five. */
function twist(operation: Record<string, unknown>, { twist: at, strange, extra }: Stray): unknown {
  switch (at) {
    case 0:
      return { ...operation, action: strange };
    case 1:
      return { ...operation, by: strange };
    case 2:
      return { ...operation, purpose: strange };
    case 3:
      return { ...operation, data: strange };
    case 4:
      return { ...operation, data: [...(operation.data as unknown[]), strange] };
    case 5:
      return { ...operation, data: [...(operation.data as unknown[]), ...(operation.data as unknown[])] };
    case 6:
      return { ...operation, data: [] };
    case 7:
    case 8:
    case 9: {
      const key = OBJECT_KEYS[operation.action as Action] ?? "form";
      return { ...operation, [key]: extra < 5 ? "ghost" : strange };
    }
    case 10:
      return { ...operation, channel: strange };
    case 11:
      return { ...operation, form: undefined, recipient: undefined };
    case 12:
      return { ...operation, [typeof strange === "string" ? strange : "note"]: strange };
    case 13:
      return strange;
    case 14:
      return Object.create(operation);
    case 15:
      return Object.assign(Object.create(null), operation);
    case 16:
      return throwing(operation, "by");
    case 17:
      return { ...operation, action: ACTIONS[extra] };
    case 18:
      return { ...operation, by: NAMES.role[extra % 3], purpose: NAMES.purpose[extra % 3] };
    default:
      return operation;
  }
}

function throwing(given: object, key: string): object {
  const get = (): never => {
    throw new Error("unreadable");
  };
  return Object.defineProperty({ ...given }, key, { enumerable: true, get });
}
