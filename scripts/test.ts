import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Everything `npm test` runs, in this order; the first that fails ends it. */
const STEPS: readonly (readonly [string, string, readonly string[]])[] = [
  ["types", "tsc", ["--noEmit"]],
  ["lint and arrows", "biome", ["check", ".", "--error-on-warnings"]],
  ["unused code", "knip", ["--no-config-hints"]],
];

function run(label: string, command: string, args: readonly string[]): void {
  process.stdout.write(`\n— ${label}\n`);
  const { status } = spawnSync(join("node_modules", ".bin", command), args, { stdio: "inherit" });
  if (status !== 0) {
    process.stdout.write(`\n${label} failed\n`);
    process.exit(status ?? 1);
  }
}

for (const [label, command, args] of STEPS) run(label, command, args);

process.stdout.write("\n— tests\n");
const folder = mkdtempSync(join(tmpdir(), "avow-test-"));
const report = join(folder, "report.json");
const { status } = spawnSync(
  join("node_modules", ".bin", "vitest"),
  ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...process.argv.slice(2)],
  { stdio: "inherit" },
);
try {
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, "utf8"));
  process.stdout.write(`\n${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(status ?? 1);
