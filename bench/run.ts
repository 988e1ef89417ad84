import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { arch, cpus, platform } from "node:os";
import { runScript } from "../tests/support/script.ts";
import { benchBanner } from "./banner.ts";
import { benchConsentWrite } from "./consent-write.ts";
import { benchDecide } from "./decide.ts";
import { benchIncidentScope } from "./incident-scope.ts";
import { benchLanguage } from "./language.ts";
import { benchNotices } from "./notices.ts";
import { benchRegister } from "./register.ts";
import { benchStatistics } from "./statistics.ts";
import { benchVisits } from "./visits.ts";

/**
 * Runs every bench and prints the table; `--write` puts it on top of `RESULTS.md`, with date, commit and machine. With `--whole` what is
 * large is as large as it gets, which takes most of an hour: without, a tenth or less, and the table says how much.
 */
const isWhole = process.argv.includes("--whole");
const decide = await runAlone("decide.ts", benchDecide);
const register = await runAlone("register.ts", benchRegister);
const language = await runAlone("language.ts", benchLanguage);
const visits = await runAlone("visits.ts", benchVisits);
const consent = await runAlone("consent-write.ts", benchConsentWrite);
const banner = await runAlone("banner.ts", benchBanner);
const notices = await runAlone("notices.ts", benchNotices, { people: isWhole ? 1_000_000 : 20_000 });
const statistics = await runAlone("statistics.ts", benchStatistics, {
  visits: isWhole ? 10_000_000 : 1_000_000,
});
const scope = await runAlone("incident-scope.ts", benchIncidentScope, {
  people: isWhole ? 1_000_000 : 100_000,
});

/** What a bench answers in a process of its own: nothing that another has left in memory weighs on it, or on its baseline. */
async function runAlone<Given extends readonly unknown[], Answer>(
  file: string,
  bench: (...given: Given) => Promise<Answer>,
  ...given: Given
): Promise<Answer> {
  const script = runScript(
    `import { ${bench.name} } from "./${file}";
     process.stdout.write(JSON.stringify(await ${bench.name}(...${JSON.stringify(given)})) + "\\n");`,
    { cwd: import.meta.dirname },
  );
  const answer: Answer = JSON.parse(await script.nextLine());
  await script.kill();
  return answer;
}

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
  "### Visits a second",
  "",
  "| what | per second |",
  "|---|--:|",
  `| accepted by the service: read, permitted, sealed, evidenced and durable | ${Math.round(visits.accepted).toLocaleString("en")} |`,
  `| the same rows by a bare COPY | ${Math.round(visits.copied).toLocaleString("en")} |`,
  "",
  `- ratio: ${visits.ratio.toFixed(2)} (to be at least 0.5); fsync on, 1000 visits of 10,000 visitors a request, 50 requests at once, 10,000 rows a COPY, rounds in turns, median; the sender shares the process`,
  "",
  "### Messages a second, to a mail server of this machine",
  "",
  "| what | per second |",
  "|---|--:|",
  `| notices: gate, vault, evidence, DKIM | ${Math.round(notices.noticed).toLocaleString("en")} |`,
  `| nodemailer's pool, the same words unsigned | ${Math.round(notices.bare).toLocaleString("en")} |`,
  `| nodemailer's pool with its DKIM | ${Math.round(notices.bareSigned).toLocaleString("en")} |`,
  "",
  `- ratio to the unsigned pool: ${notices.ratio.toFixed(2)} (to be at least 0.6); as many connections, the mail server in a process of its own, fsync on, rounds in turns, median`,
  `- one notice to ${notices.one.people.toLocaleString("en")} people: ${notices.one.seconds.toFixed(0)} s; this process held ${Math.round(notices.one.beganMb)} MB before it and at most ${Math.round(notices.one.mostMb)} MB while it was sent`,
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
  "### Writing a choice, milliseconds (p50)",
  "",
  "| whose | at no rows | at 1 M rows | ratio |",
  "|---|--:|--:|--:|",
  `| a visitor's, on a device | ${consent.empty.device.toFixed(1)} | ${consent.full.device.toFixed(1)} | ${consent.ratio.device.toFixed(2)} |`,
  `| a person's, with an account | ${consent.empty.person.toFixed(1)} | ${consent.full.person.toFixed(1)} | ${consent.ratio.person.toFixed(2)} |`,
  "",
  "- ratio to be at most 1.2; each until it has its index in the log, fsync on, one after another and by turns into both stores",
  "",
  "### Time to a visible banner",
  "",
  "| banner | ms | times the hand-written | bytes, gzip | long tasks |",
  "|---|--:|--:|--:|--:|",
  ...banner.rows.map(
    ({ name, visibleMs, ratio, gzipBytes, longTasks }) =>
      `| ${name} | ${visibleMs.toFixed(0)} | ${ratio.toFixed(2)} | ${gzipBytes.toLocaleString("en")} | ${longTasks} |`,
  ),
  "",
  ...banner.notes.map((note) => `- ${note}`),
  "",
  `### Statistics of a day of ${statistics.visits.toLocaleString("en")} visits`,
  "",
  "| answer | seconds |",
  "|---|--:|",
  ...statistics.rows.map(({ name, seconds }) => `| ${name} | ${seconds.toFixed(1)} |`),
  `| the standard set | ${statistics.seconds.toFixed(1)} |`,
  "",
  `- ${statistics.visitors.toLocaleString("en")} visitors; the database's processes held at most ${statistics.serverMb === null ? "(not known here)" : `${Math.round(statistics.serverMb)} MB`} of their own beside the cache they share, this process grew by ${Math.round(statistics.processMb)} MB`,
  "",
  `### The scope of an incident, over ${scope.people.toLocaleString("en")} people and ${scope.receipts.toLocaleString("en")} rows of evidence`,
  "",
  "| what | seconds |",
  "|---|--:|",
  `| people and categories counted | ${scope.previewSeconds.toFixed(1)} |`,
  `| ${scope.found.toLocaleString("en")} people frozen, each with their categories | ${scope.freezeSeconds.toFixed(1)} |`,
  "",
  `- two categories or kinds of event in a month, but not whom one operator read; nothing is opened; this process grew by ${Math.round(scope.memoryMiB)} MiB`,
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
