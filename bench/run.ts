import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { arch, cpus, platform } from "node:os";
import { benchDecide } from "./decide.ts";
import { benchLanguage } from "./language.ts";
import { benchRegister } from "./register.ts";

/** Runs every bench and prints the table; `--write` puts it on top of `RESULTS.md`, with date, commit and machine. */
const decide = await benchDecide();
const register = await benchRegister();
const language = await benchLanguage();

const lines = [
  "### Decisions a second, the same question",
  "",
  "| engine | decisions/s |",
  "|---|--:|",
  ...decide.rows.map(
    ({ name, opsPerSecond }) => `| ${name} | ${Math.round(opsPerSecond).toLocaleString("en")} |`,
  ),
  "",
  ...decide.notes.map((note) => `- ${note}`),
  "",
  "### Registrations a second",
  "",
  "| what | per second |",
  "|---|--:|",
  `| gate, vault and evidence, answered with an index in the log | ${Math.round(register.registered)} |`,
  `| the same rows inserted plainly | ${Math.round(register.plain)} |`,
  "",
  `- ratio of times: ${register.ratio.toFixed(2)} (to be at most 2.5); fsync on, 16 at once, rounds in turns, median; password hashing left out of both`,
  "",
  "### The policy language, milliseconds",
  "",
  "| policy | what | ms | times its baseline | baseline |",
  "|---|---|--:|--:|---|",
  ...language.rows.map(
    ({ policy, what, took, ratio, baseline }) =>
      `| ${policy} | ${what} | ${took.toFixed(1)} | ${ratio.toFixed(2)} | ${baseline} |`,
  ),
  "",
  ...language.notes.map((note) => `- ${note}`),
  "",
];
const table = lines.join("\n");
process.stdout.write(`${table}\n`);

if (process.argv.includes("--write")) {
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  const [cpu] = cpus();
  const heading = `## ${new Date().toISOString().slice(0, 10)}, after ${commit}, Node ${process.versions.node}, ${cpus().length} × ${cpu?.model.trim()}, ${platform()} ${arch()}`;
  const file = new URL("RESULTS.md", import.meta.url);
  const [title = "", ...rest] = readFileSync(file, "utf8").split(/\n(?=## )/);
  writeFileSync(file, [title.trimEnd(), `\n${heading}\n\n${table}`, ...rest].join("\n"));
}
