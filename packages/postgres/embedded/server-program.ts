import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Fault } from "../fault.ts";
import type { Account } from "./account.ts";

/** PostgreSQL's programs and the user they run as. */
export interface Programs {
  readonly binaries: string;
  readonly account: Account | undefined;
}

interface Call {
  readonly program: "initdb" | "postgres";
  /** The data folder it works on; it is also its working folder. */
  readonly folder: string;
  readonly args: readonly string[];
}

/**
 * Nothing of this process's environment: it may hold keys, and what runs as nobody can be read by others who do.
 * The language is fixed because a server's failures are told apart by their words.
 */
const ENVIRONMENT = { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };

/**
 * Starts one of PostgreSQL's programs, apart from the terminal: Ctrl-C does not reach it.
 *
 * Under root the account may have no way to `folder` through its parents. The working folder is entered before the
 * account is taken on, and `/proc/self/cwd` leads there without a walk, for the program and all its children.
 */
export function spawnProgram({ binaries, account }: Programs, { program, folder, args }: Call): ChildProcess {
  return spawn(join(binaries, "bin", program), args, {
    ...account,
    cwd: folder,
    env: { ...ENVIRONMENT, PGDATA: account ? "/proc/self/cwd" : folder },
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
}

/**
 * Runs a program to its end.
 * @throws {Fault} as {@link programFault}
 */
export async function runProgram(
  programs: Programs,
  call: Call & { readonly input?: string },
): Promise<void> {
  const child = spawnProgram(programs, call);
  const lines = keepLastLines(child);
  child.stdin?.on("error", () => {}); // it ended before it read; its exit status says why
  child.stdin?.end(call.input);
  const [status] = await once(child, "close").catch((cause) => {
    throw programFault(call.program, lines, cause);
  });
  if (status !== 0) throw programFault(call.program, lines);
}

/** The latest lines a program writes, at most twelve; the array goes on changing as it writes. */
export function keepLastLines(child: ChildProcess, onLine?: (line: string) => void): readonly string[] {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on("line", (line) => {
      if (lines.push(line) > 12) lines.shift();
      onLine?.(line);
    });
  }
  return lines;
}

/** Why a program failed: `disk-full` (retryable) or `embedded-failed`, with its last lines as help. */
export function programFault(program: string, lines: readonly string[], cause?: unknown): Fault {
  const isDiskFull = lines.some((line) => line.includes("No space left on device"));
  const said = lines.filter((line) => line.trim() !== "").join("\n");
  return new Fault({
    code: isDiskFull ? "disk-full" : "embedded-failed",
    message: isDiskFull ? `\`${program}\` found no space left on the disk` : `\`${program}\` failed`,
    retryable: isDiskFull,
    help: said || "look into the cause",
    cause,
  });
}
