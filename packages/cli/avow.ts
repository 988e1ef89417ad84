import { parseArgs } from "node:util";
import type { Command } from "./command.ts";
import { misuse, type Output } from "./output.ts";

/** Every command, in the order of the help; each is loaded only when it is called. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import("./start.ts")).startCommand,
  init: async () => (await import("./init.ts")).initCommand,
  import: async () => (await import("./import.ts")).importCommand,
  check: async () => (await import("./check.ts")).checkCommand,
  build: async () => (await import("./build.ts")).buildCommand,
  document: async () => (await import("./document.ts")).documentCommand,
  diff: async () => (await import("./diff.ts")).diffCommand,
  ask: async () => (await import("./ask.ts")).askCommand,
  decide: async () => (await import("./decide.ts")).decideCommand,
  publish: async () => (await import("./publish.ts")).publishCommand,
  "sms-reports": async () => (await import("./sms-reports.ts")).smsReportsCommand,
  verify: async () => (await import("./verify.ts")).verifyCommand,
};

const output: Output = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  color: process.stdout.isTTY === true && !process.env.NO_COLOR,
};

/** Runs one command and returns its exit code. */
async function main([name, ...words]: readonly string[]): Promise<number> {
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    output.out(helpOf(await Promise.all(Object.values(COMMANDS).map((load) => load()))));
    return 0;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) return misuse(output, `there is no command \`${name}\``, "run `avow help`");
  const command = await load();
  const parsed = parseWords(words, command);
  if (typeof parsed === "string")
    return misuse(output, parsed, `run \`avow help\`, or \`avow ${name} --help\``);
  const { values, positionals } = parsed;
  if (values.help === true) {
    output.out(helpOf([command]));
    return 0;
  }
  const { least, most } = command.takes;
  if (positionals.length < least)
    return misuse(output, `\`${name}\` needs an argument`, `avow ${command.usage}`);
  if (positionals.length > most)
    return misuse(
      output,
      `\`${name}\` takes ${most === 1 ? "one argument" : `at most ${most} arguments`}`,
      "put JSON and questions in single quotes",
    );
  return command.run({ arguments: positionals, options: values, environment: process.env }, output);
}

function parseWords(words: readonly string[], { options }: Command) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { ...options, help: { type: "boolean", short: "h" } },
    });
  } catch (error) {
    return error instanceof Error
      ? (error.message.split(".")[0] ?? "").toLowerCase()
      : "the arguments cannot be read";
  }
}

function helpOf(commands: readonly Command[]): string {
  const lines = commands.flatMap(({ usage, does, more = [] }) => [
    `  ${`avow ${usage}`.padEnd(30)} ${does}`,
    ...more.map((line) => `${" ".repeat(33)}${line}`),
  ]);
  return `avow makes a privacy policy run\n\n${lines.join("\n")}\n`;
}

process.exitCode = await main(process.argv.slice(2));
