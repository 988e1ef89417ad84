import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A second process, for what one process cannot show. */
export interface Script {
  readonly pid: number;
  /** The next line it printed. Rejects with what it complained of when it ends instead. */
  nextLine(): Promise<string>;
  /** kill -9; fulfils when it is gone. */
  kill(): Promise<void>;
}

/**
 * Runs TypeScript as a module of its own process.
 * @param o.uid when this process is root: the user to run as
 * @example const script = runScript(`console.log(process.pid)`); await script.nextLine()
 */
export function runScript(code: string, o: { uid?: number; cwd?: string } = {}): Script {
  return runProgram(process.execPath, ["--input-type=module-typescript", "--eval", code], o);
}

/** Runs a line of shell, which any user of the machine may, wherever the checkout lies. */
export function runShell(line: string, o: { uid?: number } = {}): Script {
  return runProgram("/bin/sh", ["-c", line], { ...o, cwd: "/" });
}

function runProgram(program: string, given: readonly string[], o: { uid?: number; cwd?: string }): Script {
  const identity = o.uid === undefined ? {} : { uid: o.uid, gid: o.uid };
  const child = spawn(program, given, { ...identity, cwd: o.cwd, stdio: ["ignore", "pipe", "pipe"] });
  const exited = once(child, "close");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let complaint = "";
  child.stderr.on("data", (chunk) => {
    complaint += chunk;
  });
  if (child.pid === undefined) throw new Error(`${program} could not be started`);
  return {
    pid: child.pid,
    async nextLine() {
      const { done, value } = await lines.next();
      if (!done) return value;
      await exited;
      throw new Error(`the script ended: ${complaint}`);
    },
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
