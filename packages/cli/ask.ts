import { join } from "node:path";
import { type Answer, askPolicy, QUESTION_FORMS } from "@avow/policy";
import { buildFrom } from "./build.ts";
import { type Command, textOption } from "./command.ts";
import { misuse, type Output } from "./output.ts";

export const askCommand: Command = {
  usage: "ask QUESTION",
  does: "what the policy can ever permit   [--policy FOLDER] [--json]",
  more: QUESTION_FORMS,
  takes: { least: 1, most: 1 },
  options: { policy: { type: "string" }, json: { type: "boolean" } },
  run: (call, output) =>
    ask(
      {
        question: call.arguments[0] ?? "",
        policy: textOption(call, "policy") ?? join("policies", "index"),
        json: call.options.json === true,
      },
      output,
    ),
};

interface AskOptions {
  readonly question: string;
  readonly policy: string;
  readonly json: boolean;
}

/** `avow ask QUESTION`: every permission the question is about. Exits 0 when the question was understood. */
async function ask({ question, policy, json }: AskOptions, output: Output): Promise<number> {
  const built = await buildFrom(policy, output);
  if ("exit" in built) return built.exit;
  const asked = askPolicy(built.bundle, question);
  if (!asked.ok) return misuse(output, asked.message, asked.help);
  const { answer } = asked;
  output.out(json ? `${JSON.stringify({ ...answer, policy: built.version }, null, 2)}\n` : inWords(answer));
  return 0;
}

function inWords({ question, findings, summary }: Answer): string {
  return Object.keys(question)
    .map((language) => {
      const found = findings.map(
        ({ sentence, way: { clause, when } }) =>
          `  ${[...new Set([clause, ...when.map((bound) => bound.clause)])].join(", ").padEnd(14)} ${sentence[language]}\n`,
      );
      return `${question[language]}\n${found.join("")}${summary[language]}\n`;
    })
    .join("\n");
}
