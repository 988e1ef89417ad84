/**
 * Runs the tests whose confidence grows with time, for longer than `npm test` can wait: the same ones, which are short there. Knobs
 * already set are kept.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** What each knob is set to, and the tests that read it. */
const KNOBS: Readonly<Record<string, { readonly value: string; readonly tests: readonly string[] }>> = {
  /** How often the service is killed. */
  AVOW_KILLS: { value: "200", tests: ["tests/faults/kill.test.ts"] },
  /** How often a process is killed that appends to the log. */
  AVOW_LEDGER_KILLS: { value: "50", tests: ["packages/ledger/durability.test.ts"] },
  /** To how many people a notice is sent while service, worker and database are killed. */
  AVOW_SEND_PEOPLE: { value: "20000", tests: ["tests/faults/send-to-many.test.ts"] },
  /** Over how many generated policies gate and reference are held together, sixty questions each. */
  AVOW_BUNDLES: { value: "40000", tests: ["packages/gate/laws.test.ts"] },
  /** How many policies are broken in their files and checked. */
  AVOW_BROKEN_POLICIES: { value: "50000", tests: ["packages/policy/mutations.test.ts"] },
  /** Every bit of a receipt is turned, not one of each byte. */
  AVOW_ALTERATIONS: { value: "every", tests: ["packages/evidence/verify.test.ts"] },
  /** How many generated mails, malformed ones among them, come in. */
  AVOW_MAILS: { value: "20000", tests: ["packages/service/correspondence/mail-fuzz.test.ts"] },
  /** Walks in a browser go through both languages and every look: `tests/support/breadth.ts`. */
  AVOW_BREADTH: {
    value: "whole",
    tests: [
      "apps/advertisers/browser.test.ts",
      "tests/e2e/campaigns.test.ts",
      "tests/e2e/correspondence.test.ts",
      "tests/e2e/everybody.test.ts",
      "tests/e2e/policy-pages.test.ts",
      "tests/e2e/portal-device.test.ts",
      "tests/e2e/portal-published.test.ts",
      "tests/e2e/reaching.test.ts",
      "tests/e2e/shop.test.ts",
    ],
  },
};

const values = Object.fromEntries(Object.entries(KNOBS).map(([knob, { value }]) => [knob, value]));
const tests = Object.values(KNOBS).flatMap(({ tests }) => tests);
const { status } = spawnSync(
  process.execPath,
  [join("node_modules", "vitest", "vitest.mjs"), "run", ...tests, ...process.argv.slice(2)],
  { env: { ...values, ...process.env }, stdio: "inherit" },
);
process.exitCode = status ?? 1;
