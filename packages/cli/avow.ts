import { join } from "node:path";
import { parseArgs } from "node:util";
import { check } from "./check.ts";
import { decide } from "./decide.ts";
import { misuse, type Output } from "./output.ts";
import { start } from "./start.ts";
import { verify } from "./verify.ts";

const HELP = `avow makes a privacy policy run

  avow start                     run everything: database, service, portal, centre, console
  avow check FOLDER              what is wrong with a policy, and what stands behind each clause
  avow decide OPERATION          ask the gate   [--facts JSON] [--policy FOLDER] [--json]
  avow verify RECEIPT            check a receipt offline   [--trust FILE]
                                 exits 0 it verifies, 1 it does not, 2 cannot tell
`;

const output: Output = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  color: process.stdout.isTTY === true && !process.env.NO_COLOR,
};

/** Runs one command and returns its exit code. */
async function main(words: readonly string[]): Promise<number> {
  const parsed = parseWords(words);
  if (typeof parsed === "string") return misuse(output, parsed, "run `avow help`");
  const { values, positionals } = parsed;
  const [command, argument, ...more] = positionals;
  if (command === undefined || command === "help" || values.help) {
    output.out(HELP);
    return 0;
  }
  if (more.length > 0)
    return misuse(output, `\`${command}\` takes one argument`, "put JSON in single quotes");
  if (command === "start") return start(process.env, output);
  if (!["check", "decide", "verify"].includes(command))
    return misuse(output, `there is no command \`${command}\``, "run `avow help`");
  if (argument === undefined) return misuse(output, `\`${command}\` needs an argument`, "run `avow help`");
  const policy = values.policy ?? join("policies", "index");
  if (command === "check") return check(argument, output);
  if (command === "decide")
    return decide({ policy, operation: argument, facts: values.facts, json: values.json ?? false }, output);
  const defaultTrust = join(process.env.AVOW_DATA ?? "data", "trust.txt");
  return verify({ receipt: argument, trust: values.trust, defaultTrust }, output);
}

function parseWords(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        facts: { type: "string" },
        policy: { type: "string" },
        json: { type: "boolean" },
        trust: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    return error instanceof Error
      ? (error.message.split(".")[0] ?? "").toLowerCase()
      : "the arguments cannot be read";
  }
}

process.exitCode = await main(process.argv.slice(2));
