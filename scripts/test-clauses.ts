/**
 * Breaks each mechanism behind each enforced clause in turn, and expects a test that carries the clause's number to fail
 * (law 9). Works on a copy; exits 1 when a mutation survives, or a clause or mechanism has none. Given clauses, mechanisms or
 * parts of what is broken, it tries those alone: `npm run test:clauses -- 2.4.9 legal-hold`.
 */
import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { startEmbedded } from "@avow/postgres";
import { loadPolicy } from "../packages/cli/load-policy.ts";
import { MUTATIONS, type Mutation } from "./clause-mutations.ts";

/** What vitest's report says of one test. */
interface Tested {
  readonly title: string;
  readonly status: string;
}

type Outcome = "killed" | "SURVIVED" | `error: ${string}`;

const root = resolve(import.meta.dirname, "..");

/** Copies every file that git knows or would take. */
function copyFiles(copy: string): void {
  const listed = execFileSync("git", ["ls-files", "-coz", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  for (const file of listed.split("\0").filter((each) => each !== "" && existsSync(join(root, each)))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
}

/** The packages of others are those of the original; our own rooms are the copy's. */
function linkPackages(copy: string): void {
  const modules = join(copy, "node_modules");
  mkdirSync(modules);
  for (const entry of readdirSync(join(root, "node_modules"))) {
    if (entry.startsWith(".")) continue;
    if (entry === "@avow") linkRooms(join("node_modules", entry), copy);
    else if (entry === "avow")
      symlinkSync(readlinkSync(join(root, "node_modules", entry)), join(modules, entry));
    else symlinkSync(join(root, "node_modules", entry), join(modules, entry));
  }
  for (const group of ["packages", "apps", "examples", "policies"])
    for (const room of readdirSync(join(copy, group))) {
      const own = join(group, room, "node_modules");
      if (existsSync(join(root, own))) symlinkSync(join(root, own), join(copy, own));
    }
}

/** These links are relative, so that the same text leads to the copy's rooms. */
function linkRooms(folder: string, copy: string): void {
  mkdirSync(join(copy, folder));
  for (const name of readdirSync(join(root, folder)))
    symlinkSync(readlinkSync(join(root, folder, name)), join(copy, folder, name));
}

/** Runs those tests of the files that carry one of the numbers; `null` when a file could not be run at all. */
function runTests(
  copy: string,
  databaseUrl: string,
  o: { clauses: readonly string[]; files: readonly string[] },
) {
  const numbers = o.clauses.map((clause) => clause.replaceAll(".", "\\.")).join("|");
  const report = join(copy, "report.json");
  rmSync(report, { force: true });
  spawnSync(
    process.execPath,
    [
      join(root, "node_modules/vitest/vitest.mjs"),
      "run",
      ...o.files,
      "-t",
      `\\[(${numbers})\\]`,
      "--bail=1",
      "--reporter=json",
      `--outputFile.json=${report}`,
    ],
    { cwd: copy, env: { ...process.env, AVOW_TEST_DATABASE_URL: databaseUrl }, stdio: "ignore" },
  );
  return readReport(report, o.clauses);
}

interface Report {
  readonly testResults: readonly { readonly assertionResults: readonly Tested[] }[];
}

/** `null` where a file could not be run; unless a test failed, for that ends the run before the other files. */
function readReport(path: string, clauses: readonly string[]): readonly Tested[] | null {
  if (!existsSync(path)) return null;
  const { testResults }: Report = JSON.parse(readFileSync(path, "utf8"));
  const tested = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ title }) => clauses.some((clause) => title.includes(`[${clause}]`)));
  const isBroken = testResults.some(({ assertionResults }) => assertionResults.length === 0);
  return isBroken && !tested.some(({ status }) => status === "failed") ? null : tested;
}

/** Applies one mutation to the copy, runs its tests, and takes it back. */
function tryMutation(copy: string, databaseUrl: string, mutation: Mutation): Outcome {
  const { clause, file, find, replace, tests } = mutation;
  const path = join(copy, file);
  const source = readFileSync(path, "utf8");
  const occurrences = source.split(find).length - 1;
  if (occurrences !== 1) return `error: the text to replace occurs ${occurrences} times`;
  writeFileSync(
    path,
    source.replace(find, () => replace),
  );
  try {
    const tested = runTests(copy, databaseUrl, { clauses: [clause], files: tests });
    if (tested === null) return "error: a test file could not be run";
    if (tested.every(({ status }) => status !== "passed" && status !== "failed"))
      return "error: no test was run";
    return tested.some(({ status }) => status === "failed") ? "killed" : "SURVIVED";
  } finally {
    writeFileSync(path, source);
  }
}

/**
 * `clause mechanism` of everything the Index policy says is enforced; and of the shop's policy, whose clauses bear its name, what
 * only a site with a banner has.
 */
async function listEnforced(): Promise<readonly string[]> {
  const index = await listPairs("index");
  const known = new Set(index.map(([, mechanism]) => mechanism));
  const shop = (await listPairs("shop")).filter(([, mechanism]) => !known.has(mechanism));
  return [
    ...index.map(([clause, mechanism]) => `${clause} ${mechanism}`),
    ...shop.map(([clause, mechanism]) => `shop ${clause} ${mechanism}`),
  ];
}

async function listPairs(policy: string): Promise<readonly (readonly [string, string])[]> {
  const loaded = await loadPolicy(join(root, "policies", policy));
  if (!loaded.ok) throw new Error(loaded.message);
  const { clauses } = loaded.source.model as {
    clauses: Record<string, { status: string; by?: readonly string[] }>;
  };
  return Object.entries(clauses).flatMap(([id, { by = [] }]) =>
    by.map((mechanism) => [id, mechanism] as const),
  );
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function main(only: readonly string[]): Promise<number> {
  const enforced = await listEnforced();
  const tried = MUTATIONS.filter(
    ({ clause, mechanism, what }) =>
      only.length === 0 || only.some((each) => clause === each || mechanism === each || what.includes(each)),
  );
  const covered = new Set(MUTATIONS.map(({ clause, mechanism }) => `${clause} ${mechanism}`));
  const uncovered = enforced.filter((pair) => !covered.has(pair));
  const stray = [...covered].filter((pair) => !enforced.includes(pair));
  const copy = mkdtempSync(join(tmpdir(), "avow-clauses-"));
  const server = await startEmbedded({
    dataDir: join(copy, "postgres"),
    fsync: false,
    settings: { max_connections: "200" },
  });
  try {
    copyFiles(copy);
    linkPackages(copy);
    const clauses = [...new Set(tried.map(({ clause }) => clause))];
    const files = [...new Set(tried.flatMap(({ tests }) => tests))];
    const unbroken = runTests(copy, server.url, { clauses, files });
    const failed = unbroken?.filter(({ status }) => status === "failed") ?? [];
    if (unbroken === null || unbroken.length === 0 || failed.length > 0) {
      print(`before anything was broken, tests fail or cannot be run:`);
      for (const { title } of failed) print(`  ${title}`);
      return 1;
    }
    print(`unbroken: ${unbroken.filter(({ status }) => status === "passed").length} tests pass\n`);
    const outcomes = tried.map((mutation) => {
      const outcome = tryMutation(copy, server.url, mutation);
      const { clause, mechanism, what } = mutation;
      print(`${clause.padEnd(6)} ${mechanism.padEnd(25)} ${what.padEnd(62)} ${outcome}`);
      return outcome;
    });
    const alive = outcomes.filter((outcome) => outcome !== "killed").length;
    print(`\n${outcomes.length - alive} of ${outcomes.length} mutations killed`);
    for (const pair of uncovered) print(`no mutation for ${pair}`);
    for (const pair of stray) print(`a mutation for ${pair}, which the policy does not claim`);
    return alive + uncovered.length + stray.length > 0 ? 1 : 0;
  } finally {
    await server.stop();
    rmSync(copy, { recursive: true });
  }
}

process.exitCode = await main(process.argv.slice(2));
