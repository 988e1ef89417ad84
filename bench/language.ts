import {
  type AnyModel,
  type Bundle,
  buildBundle,
  checkPolicy,
  comparePolicies,
  listPermissions,
  type PolicySource,
} from "@avow/policy";
import { diffWordsWithSpace } from "diff";
import { fromMarkdown } from "mdast-util-from-markdown";
import { loadPolicy } from "../packages/cli/load-policy.ts";
import { SHOP, toSource } from "../packages/policy/fixtures/shop.ts";

const PURPOSES = 500;
const CATEGORIES = 200;
const RECIPIENTS = 100;
const ROUNDS = 7;

export interface LanguageBench {
  readonly rows: readonly {
    readonly policy: string;
    readonly what: string;
    /** Median, in milliseconds. */
    readonly took: number;
    readonly baseline: string;
    /** Time taken over time of the baseline. */
    readonly ratio: number;
  }[];
  readonly notes: readonly string[];
}

/**
 * What the policy language costs on the Index policy and on one of 500 purposes, 200 categories of data and 100 recipients:
 * check, build, the list of all that is permitted, and the difference to a version with a rule, a time and a sentence
 * otherwise. Each against work of the same size in the same run, in turns.
 */
export async function benchLanguage(): Promise<LanguageBench> {
  const loaded = await loadPolicy(new URL("../policies/index", import.meta.url).pathname);
  if (!loaded.ok) throw new Error(loaded.message);
  return {
    rows: [...measure("Index", loaded.source), ...measure("large", makeLargePolicy())],
    notes: [
      `Median of ${ROUNDS} rounds in turns after one of warm-up, one thread. Large: ${PURPOSES} purposes, ${CATEGORIES} categories, ${RECIPIENTS} recipients.`,
      "Parsing: the same words as CommonMark with mdast, without checking anything. JSON: the bundle to text and back. Text: the words of both versions with jsdiff, without knowing what they mean.",
      "`avow check` adds the start of Node, and loading the model, to the time of check.",
    ],
  };
}

function measure(policy: string, source: PolicySource): LanguageBench["rows"] {
  const before = build(source);
  const after = edit(before);
  const words = Object.values(source.words).map((file) => file.source);
  const [parse, json, text] = [
    { name: "parsing the words", run: () => words.map((one) => fromMarkdown(one)) },
    { name: "JSON of the bundle", run: () => JSON.parse(JSON.stringify(before)) },
    {
      name: "difference of the text",
      run: () => before.clauses.map((clause, at) => diffText(clause, after.clauses[at])),
    },
  ] as const;
  const tasks = [
    { what: "check", against: parse, run: () => checkPolicy(source) },
    { what: "build", against: parse, run: () => buildBundle(source) },
    { what: "all that is permitted", against: json, run: () => listPermissions(before) },
    { what: "difference", against: text, run: () => comparePolicies(before, after) },
  ];
  const timed = tasks.map((task) => ({ ...task, own: [] as number[], baseline: [] as number[] }));
  for (let round = 0; round <= ROUNDS; round++)
    for (const { run, against, own, baseline } of timed) {
      const [mine, theirs] = [milliseconds(run), milliseconds(against.run)];
      if (round === 0) continue;
      own.push(mine);
      baseline.push(theirs);
    }
  return timed.map(({ what, against, own, baseline }) => ({
    policy,
    what,
    took: median(own),
    baseline: against.name,
    ratio: median(own) / median(baseline),
  }));
}

function build(source: PolicySource): Bundle {
  const built = buildBundle(source);
  if (built.ok) return built.bundle;
  const [first] = built.diagnostics.filter(({ severity }) => severity === "error");
  throw new Error(`${built.diagnostics.length} diagnostics: ${first?.message}`);
}

type Clause = Bundle["clauses"][number];

function diffText(before: Clause, after: Clause | undefined): unknown {
  return Object.entries(before.words).map(([language, words]) =>
    diffWordsWithSpace(words, after?.words[language] ?? ""),
  );
}

/** The next version: one rule has lost its conditions and its last field, another is gone, and a clause is reworded. */
function edit(bundle: Bundle): Bundle {
  const [gone, changed, ...rest] = bundle.rules.toReversed();
  if (gone === undefined || changed === undefined) throw new Error("the policy permits too little");
  const [first, ...others] = bundle.clauses;
  if (first === undefined) throw new Error("the policy has no clauses");
  return {
    ...bundle,
    rules: [...rest.toReversed(), { ...changed, when: [], data: changed.data.slice(0, -1) }],
    clauses: [{ ...first, words: { en: "Another sentence.", zh: "另一句话。" } }, ...others],
  };
}

function milliseconds(run: () => unknown): number {
  const began = performance.now();
  run();
  return performance.now() - began;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const both = (text: string) => ({ en: text, zh: text });
const range = (count: number) => Array.from({ length: count }, (_, at) => at);

/**
 * The tests' shop, grown: every category has three fields and a form, every purpose a clause that uses fields of forty
 * categories and discloses ten fields to every recipient, so that there are 50,000 points at which something is permitted.
 */
function makeLargePolicy(): PolicySource {
  const { model, words } = toSource(SHOP);
  const shop = model as AnyModel;
  const purposes = range(PURPOSES).map((at) => ({ id: `p${at}`, clause: `3.${at + 1}`, at }));
  const categories = range(CATEGORIES).map((at) => `c${at}`);
  const fieldsOf = (from: number, count: number) =>
    range(count).map((at) => `c${(from + at) % CATEGORIES}.f0` as const);
  const large: AnyModel = {
    ...shop,
    recipients: {
      ...shop.recipients,
      ...record(range(RECIPIENTS), (at) => [
        `r${at}`,
        { clause: "2.1.3", title: both(`Recipient ${at}`), kind: "processor", countries: ["CN"] },
      ]),
    },
    data: {
      ...shop.data,
      ...record(categories, (id) => [
        id,
        {
          clause: "2.1.1",
          title: both(`Category ${id}`),
          retention: { start: "account-closed", keep: "P30D" },
          fields: record(range(3), (at) => [
            `f${at}`,
            { title: both(`Field ${at} of ${id}`), type: "text", maxLength: 99 },
          ]),
        },
      ]),
    },
    purposes: {
      ...shop.purposes,
      ...record(purposes, ({ id, clause, at }) => [
        id,
        { clause, title: both(`to do ${at}`), basis: "contract" },
      ]),
    },
    forms: {
      ...shop.forms,
      ...record(categories, (id) => [
        `form-${id}`,
        {
          clause: "2.1.1",
          title: both(`Form ${id}`),
          fields: range(3).map((at) => ({
            field: `${id}.f${at}` as const,
            required: false,
            purposes: ["p0"] as const,
          })),
        },
      ]),
    },
    permits: [
      ...shop.permits,
      ...purposes.flatMap(({ id, clause, at }): AnyModel["permits"] => [
        { clause, action: "use", purpose: id, data: fieldsOf(at, 40), by: ["clerk"] },
        {
          clause,
          action: "disclose",
          purpose: id,
          data: fieldsOf(at, 10),
          by: ["clerk"],
          recipient: range(RECIPIENTS).map((one) => `r${one}`),
        },
      ]),
    ],
    clauses: {
      ...shop.clauses,
      ...record(purposes, ({ clause }) => [clause, { status: "enforced", by: ["gate"] }]),
    },
  };
  const grow = (language: string, heading: string, sentence: string) => {
    const items = purposes.map(
      ({ id, at }) => `${at + 1}. ${sentence.replace("PURPOSE", `{{purpose.${id}.title}}`)}`,
    );
    return {
      file: `${language}.md`,
      source: `${words[language]?.source.trimEnd()}\n\n## 3 ${heading}\n\n${items.join("\n")}\n`,
    };
  };
  return {
    model: large,
    words: {
      en: grow("en", "Purposes", "We use what we need PURPOSE, and pass on what the recipient needs."),
      zh: grow("zh", "目的", "我们使用必要的信息，用于PURPOSE，并提供接收方所必需的部分。"),
    },
  };
}

function record<T, V>(
  items: readonly T[],
  entry: (item: T) => readonly [string, V],
): Readonly<Record<string, V>> {
  return Object.fromEntries(items.map(entry));
}

if (import.meta.main) {
  const { rows } = await benchLanguage();
  for (const { policy, what, took, baseline, ratio } of rows)
    process.stdout.write(`${policy} ${what}: ${took.toFixed(1)} ms, ${ratio.toFixed(2)} × ${baseline}\n`);
}
