import { prepareGate } from "@avow/gate";
import type { Bundle, Facts, Operation, Rule } from "@avow/policy";
import { createMongoAbility, type RawRuleOf, subject } from "@casl/ability";
import { preparsePolicySet, statefulIsAuthorized } from "@cedar-policy/cedar-wasm/nodejs";
import { newEnforcer, newModelFromString, StringAdapter } from "casbin";
import { indexBundle, letter, makeRule, unasked, willing } from "../packages/gate/fixtures.ts";

const SIZES = [5, 200] as const;
const ROUNDS = 9;
const ROUND_MS = 60;
const WARM_UP_MS = 300;

/**
 * The question: may an operator contact this person by e-mail for marketing, using these fields? It arrives as an operation
 * and facts, and each contestant turns them into what it takes.
 */
interface Contestant {
  readonly name: string;
  ask(facts: Facts, operation: Operation): boolean;
}

export interface DecideBench {
  readonly rows: readonly { readonly name: string; readonly opsPerSecond: number }[];
  /** What each contestant compares, and how it was measured. */
  readonly notes: readonly string[];
}

/**
 * Decisions a second on one core, ours and its peers', on the same question in one run. Before anything is timed, every
 * contestant must have permitted the person who consented and refused the one who did not.
 */
export async function benchDecide(): Promise<DecideBench> {
  const contestants: Contestant[] = [];
  for (const size of SIZES)
    contestants.push(
      makeAvow(size),
      makeAvowQuestion(size),
      makeCasl(size),
      await makeCasbin(size),
      makeCedar(size),
    );
  const entries = contestants.flatMap((contestant) => {
    if (!contestant.ask(willing, letter) || contestant.ask(unasked, letter))
      throw new Error(`${contestant.name} answers wrongly`);
    return [true, false].map((consented) => ({
      name: `${contestant.name}: ${consented ? "permit" : "refuse"}`,
      run: makeRun(contestant, consented),
      rounds: [] as number[],
    }));
  });
  for (const { run } of entries) run(WARM_UP_MS);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const { run, rounds } of entries) rounds.push(run(ROUND_MS));
  return {
    rows: entries.map(({ name, rounds }) => ({ name, opsPerSecond: Math.round(median(rounds)) })),
    notes: [
      `Median of ${ROUNDS} rounds of ${ROUND_MS} ms of processor time, in turns, after ${WARM_UP_MS} ms of warm-up; one thread.`,
      "All compare role, action, purpose, channel, each field, consent and objection, from the same operation and facts. Avow also checks their shape and every name; it answers with the clause, and for a refusal with the reason in two languages and the remedy.",
      "Prepared: the operation is parsed and matched once, as CASL's ability and Cedar's policy set are, and asked under facts that are checked every time; the differential test holds it to the same answers.",
      "CASL: one ability for the role, made once; purpose, channel, consent and objection are conditions of a rule with fields; asked once a field.",
      "casbin: a policy line a field; consent and objection are attributes of the person; `enforceSync`, asked once a field.",
      "Cedar: Node build, policy set parsed once (`statefulIsAuthorized`), fields compared as a set; the call's entities cross into WebAssembly every time.",
      "200 rules: the Index policy's five, and five more for each of 39 other purposes.",
    ],
  };
}

function makeAvow(size: number): Contestant {
  const gate = prepareGate(makeBundle(size), "");
  return {
    name: `Avow, ${size} rules`,
    ask: (facts, operation) => gate.decide(facts, operation).effect === "permit",
  };
}

/** As a door does it that always does the same: the operation prepared once, as CASL's ability is. */
function makeAvowQuestion(size: number): Contestant {
  const question = prepareGate(makeBundle(size), "").question(letter);
  return {
    name: `Avow, prepared, ${size} rules`,
    ask: (facts) => question.ask(facts).effect === "permit",
  };
}

/** The rules that the Index policy states itself, and the same again for as many other purposes as `size` asks for. */
function makeBundle(size: number): Bundle {
  const stated = indexBundle.rules.filter(({ action }) => action !== "collect" && action !== "store");
  const others = otherPurposes(size);
  const rules: Rule[] = others.flatMap((purpose) => stated.map((rule) => makeRule({ ...rule, purpose })));
  const { marketing, ...declared } = indexBundle.purposes;
  if (marketing === undefined) throw new Error("the Index policy has no marketing");
  const purposes = { ...declared, marketing, ...Object.fromEntries(others.map((name) => [name, marketing])) };
  return { ...indexBundle, purposes, rules: [...rules, ...stated] };
}

function otherPurposes(size: number): readonly string[] {
  return Array.from({ length: size / 5 - 1 }, (_, at) => `purpose${at}`);
}

/** The peers' five rules: the same actions, the last of them the one the question is about. */
const PLAIN_ACTIONS = ["use", "read", "show", "erase"] as const;

const FIELDS = ["contact.name", "contact.email"];

function makeCasl(size: number): Contestant {
  type Ability = ReturnType<typeof createMongoAbility>;
  const rulesFor = (purpose: string): RawRuleOf<Ability>[] => [
    ...PLAIN_ACTIONS.map((action) => ({
      action,
      subject: "Person",
      fields: FIELDS,
      conditions: { purpose },
    })),
    {
      action: "contact",
      subject: "Person",
      fields: FIELDS,
      conditions: {
        purpose,
        channel: "email",
        "consents.marketing.kind": "granted",
        "objections.marketing": { $exists: false },
      },
    },
  ];
  const abilities = new Map([
    ["operator", createMongoAbility([...otherPurposes(size), "marketing"].flatMap(rulesFor))],
  ]);
  return {
    name: `CASL, ${size} rules`,
    ask({ person }, { by, action, purpose, channel, data }) {
      const ability = abilities.get(by);
      const about = subject("Person", { purpose, channel, ...person });
      return ability !== undefined && data.every((field) => ability.can(action, about, field));
    },
  };
}

async function makeCasbin(size: number): Promise<Contestant> {
  const model = newModelFromString(`
[request_definition]
r = sub, act, purpose, channel, field, person
[policy_definition]
p = sub, act, purpose, channel, field, consent
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.sub == p.sub && r.act == p.act && r.purpose == p.purpose && r.channel == p.channel && (p.field == "any" || r.field == p.field) && (p.consent == "none" || r.person.consent == p.consent && !r.person.objected)
`);
  const linesFor = (purpose: string): string[] => [
    ...PLAIN_ACTIONS.map((action) => `p, operator, ${action}, ${purpose}, none, any, none`),
    ...FIELDS.map((field) => `p, operator, contact, ${purpose}, email, ${field}, granted`),
  ];
  const lines = [...otherPurposes(size), "marketing"].flatMap(linesFor);
  const enforcer = await newEnforcer(model, new StringAdapter(lines.join("\n")));
  return {
    name: `casbin, ${size} rules`,
    ask({ person }, { by, action, purpose, channel, data }) {
      const about = {
        consent: person?.consents[purpose]?.kind ?? "",
        objected: person?.objections[purpose] !== undefined,
      };
      return data.every((field) => enforcer.enforceSync(by, action, purpose, channel, field, about));
    },
  };
}

function makeCedar(size: number): Contestant {
  const policiesFor = (purpose: string): string[] => [
    ...PLAIN_ACTIONS.map(
      (action) =>
        `permit(principal in Role::"operator", action == Action::"${action}", resource) when { context.purpose == "${purpose}" };`,
    ),
    `permit(principal in Role::"operator", action == Action::"contact", resource) when {
      context.purpose == "${purpose}" && context.channel == "email" && ${JSON.stringify(FIELDS)}.containsAll(context.data) &&
      resource.consents.contains("${purpose}") && !resource.objections.contains("${purpose}") };`,
  ];
  const staticPolicies = [...otherPurposes(size), "marketing"].flatMap(policiesFor).join("\n");
  const preparsedPolicySetId = `decide-${size}`;
  const parsed = preparsePolicySet(preparsedPolicySetId, { staticPolicies });
  if (parsed.type === "failure") throw new Error(parsed.errors.map(({ message }) => message).join("; "));
  const principal = { type: "User", id: "u1" };
  const resource = { type: "Person", id: "p1" };
  return {
    name: `Cedar, ${size} rules`,
    ask({ person }, { by, action, purpose, channel = "", data }) {
      const consents = Object.entries(person?.consents ?? {}).flatMap(([name, { kind }]) =>
        kind === "granted" ? [name] : [],
      );
      const answer = statefulIsAuthorized({
        principal,
        action: { type: "Action", id: action },
        resource,
        context: { purpose, channel, data: [...data] },
        preparsedPolicySetId,
        entities: [
          { uid: principal, attrs: {}, parents: [{ type: "Role", id: by }] },
          {
            uid: resource,
            attrs: { consents, objections: Object.keys(person?.objections ?? {}) },
            parents: [],
          },
        ],
      });
      return answer.type === "success" && answer.response.decision === "allow";
    },
  };
}

/**
 * Asks in batches until `leastMs` of processor time have gone; gives decisions a second of it. Processor time, because what
 * else runs on the machine is nobody's merit; garbage collection is in it.
 */
function makeRun({ ask }: Contestant, consented: boolean): (leastMs: number) => number {
  const facts = consented ? willing : unasked;
  let batch = 10;
  return (leastMs) => {
    const start = process.cpuUsage();
    for (let done = batch; ; done += batch) {
      for (let i = 0; i < batch; i += 1)
        if (ask(facts, letter) !== consented) throw new Error("the answer changed");
      const { user, system } = process.cpuUsage(start);
      const elapsedMs = (user + system) / 1000;
      if (elapsedMs < leastMs) continue;
      batch = Math.max(1, Math.round(done / 20));
      return (done / elapsedMs) * 1000;
    }
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

if (process.argv[1] === import.meta.filename) {
  const { rows, notes } = await benchDecide();
  for (const { name, opsPerSecond } of rows)
    process.stdout.write(`${name.padEnd(28)}${opsPerSecond.toLocaleString("en").padStart(14)} decisions/s\n`);
  process.stdout.write(`\n${notes.join("\n")}\n`);
}
