import { join } from "node:path";
import { parseFacts, prepareGate } from "@avow/gate";
import type { Decision, Facts, Operation } from "@avow/policy";
import { buildFrom } from "./build.ts";
import { type Command, textOption } from "./command.ts";
import { misuse, type Output } from "./output.ts";

export const decideCommand: Command = {
  usage: "decide OPERATION",
  does: "ask the gate   [--facts JSON] [--policy FOLDER] [--earlier FOLDER] [--json]",
  more: ["--earlier: what governed before; whoever `heldTo` names is held to another is refused"],
  takes: { least: 1, most: 1 },
  options: {
    facts: { type: "string" },
    policy: { type: "string" },
    earlier: { type: "string" },
    json: { type: "boolean" },
  },
  run: (call, output) =>
    decide(
      {
        policy: textOption(call, "policy") ?? join("policies", "index"),
        operation: call.arguments[0] ?? "",
        facts: textOption(call, "facts"),
        earlier: textOption(call, "earlier"),
        json: call.options.json === true,
      },
      output,
    ),
};

/** Facts of somebody about whom nothing is known yet. */
const NOTHING_KNOWN: Facts = {
  person: { loggedIn: false, consents: {}, objections: {}, held: false },
  cookies: "not-asked",
};

export interface DecideOptions {
  readonly policy: string;
  readonly operation: string;
  /** JSON of the facts; somebody who has chosen nothing and is not logged in when absent. */
  readonly facts: string | undefined;
  /** Folder of the version that governed before, whose limits `heldTo` may name by its number. */
  readonly earlier?: string | undefined;
  readonly json: boolean;
}

/** `avow decide OPERATION`: the gate's answer. Exits 0 for a permit, 1 for a refusal. */
export async function decide(options: DecideOptions, output: Output): Promise<number> {
  const operation = parseJson(options.operation);
  if (!operation.ok) return misuse(output, "the operation is not JSON", EXAMPLE);
  const given =
    options.facts === undefined ? { ok: true as const, value: NOTHING_KNOWN } : parseJson(options.facts);
  if (!given.ok) return misuse(output, "the facts are not JSON", FACTS_EXAMPLE);
  const facts = parseFacts(given.value);
  if (!facts.ok) return misuse(output, `the facts are malformed at \`${facts.why.part}\``, FACTS_EXAMPLE);
  const built = await buildFrom(options.policy, output);
  if ("exit" in built) return built.exit;
  const before = options.earlier === undefined ? null : await buildFrom(options.earlier, output);
  if (before !== null && "exit" in before) return before.exit;
  const gate = prepareGate(built.bundle, built.version, before === null ? [] : [before]);
  // `decide` is total: what is no operation is refused as such.
  const decision = gate.decide(facts.facts, operation.value as Operation);
  output.out(
    options.json
      ? `${JSON.stringify({ ...decision, policy: built.version })}\n`
      : inWords(decision, built.version),
  );
  return decision.effect === "permit" ? 0 : 1;
}

const EXAMPLE =
  'such as \'{"action":"contact","by":"operator","purpose":"marketing","channel":"email","data":["contact.email"]}\'';
const FACTS_EXAMPLE = `such as '${JSON.stringify(NOTHING_KNOWN)}'`;

function parseJson(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

function inWords(decision: Decision, version: string): string {
  const lines = [`${decision.effect} (clause ${decision.clause})`];
  if (decision.effect === "refuse") {
    lines.push(`  code:   ${decision.code}`);
    for (const [language, reason] of Object.entries(decision.reason))
      lines.push(`  ${`${language}:`.padEnd(8)}${reason}`);
    if (decision.source !== null) lines.push(`  law:    ${decision.source}`);
    lines.push(
      `  lifted: ${decision.remedy === null ? "by nothing the person can do" : Object.values(decision.remedy).join(" to ")}`,
    );
  }
  lines.push(`  policy: ${version}`);
  return `${lines.join("\n")}\n`;
}
