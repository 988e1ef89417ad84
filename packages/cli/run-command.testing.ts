import type { Call, Command } from "./command.ts";

/** What a command ended with and wrote. */
export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command as the command line does, outside a terminal, under an empty environment. */
export async function runCommand(
  command: Command,
  given: readonly string[],
  options: Call["options"] = {},
): Promise<Ran> {
  const written = { out: "", err: "" };
  const exit = await command.run(
    { arguments: given, options, environment: {} },
    {
      out: (text) => {
        written.out += text;
      },
      err: (text) => {
        written.err += text;
      },
      color: false,
    },
  );
  return { exit, ...written };
}
