import { stat } from "node:fs/promises";
import { Fault } from "../fault.ts";

/** The user a server runs as when this process is root: PostgreSQL refuses to be root. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

const NOBODY: Account = { uid: 65534, gid: 65534 };

/**
 * The account for the server on `dataDir`: its owner, or nobody for a folder still to be made.
 * `undefined` when this process is an ordinary user; the server then runs as the same one.
 * @throws {Fault} `embedded-unsupported` on Windows, and for root elsewhere than on Linux
 */
export async function accountFor(dataDir: string): Promise<Account | undefined> {
  if (!process.getuid) throw unsupported("on Windows");
  if (process.getuid() !== 0) return undefined;
  if (process.platform !== "linux") throw unsupported("as root on this system");
  const owner = await stat(dataDir).catch(() => undefined);
  return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : NOBODY;
}

function unsupported(where: string): Fault {
  return new Fault({
    code: "embedded-unsupported",
    message: `the embedded PostgreSQL does not run ${where}`,
    help: "give the url of a PostgreSQL of your own, or run as an ordinary user of Linux or macOS",
  });
}
