/** Runs the tests whose confidence grows with time, for longer than `npm test` can wait. Knobs already set are kept. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** What each knob is set to, and the test that reads it. */
const KNOBS: Readonly<Record<string, { readonly value: string; readonly test: string }>> = {
  /** How often the service is killed. */
  AVOW_KILLS: { value: "200", test: "tests/faults/kill.test.ts" },
  /** To how many people a notice is sent while service, worker and database are killed. */
  AVOW_SEND_PEOPLE: { value: "20000", test: "tests/faults/send-to-many.test.ts" },
  /** Over how many generated policies gate and reference are held together, sixty questions each. */
  AVOW_BUNDLES: { value: "40000", test: "packages/gate/laws.test.ts" },
  /** How many generated mails, malformed ones among them, come in. */
  AVOW_MAILS: { value: "20000", test: "packages/service/correspondence/mail-fuzz.test.ts" },
};

const values = Object.fromEntries(Object.entries(KNOBS).map(([knob, { value }]) => [knob, value]));
const tests = Object.values(KNOBS).map(({ test }) => test);
const { status } = spawnSync(
  process.execPath,
  [join("node_modules", "vitest", "vitest.mjs"), "run", ...tests, ...process.argv.slice(2)],
  { env: { ...values, ...process.env }, stdio: "inherit" },
);
process.exitCode = status ?? 1;
