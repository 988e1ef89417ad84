import { connect } from "@avow/postgres";
import { loadIndexPolicy } from "../../../tests/support/index-policy.ts";
import { createContext } from "../create-context.ts";
import type { ApprovalEffects } from "./propose.ts";

/** Approvals of which nobody is told, for tests of versions alone. */
export const NOBODY_TOLD: ApprovalEffects = {
  earliest: async (_context, _tx, { at }) => at,
  approved: async () => {},
  withdrawn: async () => {},
};

/** A node in a process of its own, over a test's database and data folder, whose clock stands at `at`; prints the version it runs. */
export async function runNode(o: { url: string; dataDir: string; at: string }): Promise<void> {
  const { context } = await createContext({
    readFolder: loadIndexPolicy,
    store: connect({ url: o.url }),
    dataDir: o.dataDir,
    publicUrl: "http://localhost:4000",
    consoleUrl: "http://localhost:4001",
    now: () => new Date(o.at),
    report: (error) => process.stderr.write(`${String(error)}\n`),
  });
  process.stdout.write(`${context.version}\n`);
}
