import { mkdtemp, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

/** Root of the checkout. */
export const REPOSITORY = new URL("../..", import.meta.url).pathname;

/** Makes a company's folder in which the packages are installed; whoever asked removes it. */
export async function makeApplication(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "avow-application-"));
  await symlink(join(REPOSITORY, "node_modules"), join(folder, "node_modules"));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }\n');
  return folder;
}
