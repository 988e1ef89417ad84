import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { runScript } from "../../../tests/support/script.ts";

const room = join(import.meta.dirname, "start-embedded.ts");

/** A process of its own that starts a server on `dataDir` and then lives until it is killed. */
export function startElsewhere(dataDir: string, o: { uid?: number; room?: string; tmpdir?: string } = {}) {
  const script = runScript(
    `${o.tmpdir ? `process.env.TMPDIR = ${JSON.stringify(o.tmpdir)};` : ""}
    const { startEmbedded } = await import(${JSON.stringify(o.room ?? room)});
    const { url, pid } = await startEmbedded({ dataDir: ${JSON.stringify(dataDir)}, fsync: false });
    console.log(JSON.stringify({ url, pid }));
    setInterval(() => {}, 1000);`,
    o.uid === undefined ? {} : { uid: o.uid },
  );
  return {
    kill: script.kill,
    async started(): Promise<{ url: string; pid: number }> {
      return JSON.parse(await script.nextLine());
    },
  };
}

/** The pid of the death watch over `dataDir`. */
export async function watcherOf(dataDir: string): Promise<number> {
  const { stdout } = await promisify(execFile)("ps", ["-ww", "-eo", "pid=,args="]);
  const line = stdout.split("\n").find((each) => each.includes("watcher") && each.endsWith(` ${dataDir}`));
  return Number.parseInt(line ?? "", 10);
}

/** The user a server of this process's runs as. */
export function serverUser(): { uid?: number } {
  return process.getuid?.() === 0 ? { uid: 65534 } : {};
}
