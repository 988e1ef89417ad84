import { access, mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import {
  COLLECTED,
  checkPolicy,
  formatDiagnostics,
  type GivenAnswers,
  makeStartingPolicy,
  parseAnswers,
  STARTING_LAWS,
} from "@avow/policy";
import { cancel, confirm, intro, isCancel, multiselect, outro, select, text } from "@clack/prompts";
import { type Call, type Command, textOption } from "./command.ts";
import { loadPolicy } from "./load-policy.ts";
import { EXIT_MISUSE, misuse, type Output } from "./output.ts";

/** Answers that are text, in the order they are asked for. */
const TEXTS = [
  "id",
  "name",
  "address",
  "email",
  "telephone",
  "law",
  "languages",
  "collects",
  "effective",
] as const;

export const initCommand: Command = {
  usage: "init [FOLDER]",
  does: "write a policy to start from; asks what it is not told",
  more: [
    "[--name N] [--address A] [--email E] [--telephone T] [--id ID]",
    `[--law ${STARTING_LAWS.join("|")}] [--languages en,zh] [--collects ${Object.keys(COLLECTED).join(",")}]`,
    "[--marketing] [--effective DAY] [--yes]",
  ],
  takes: { least: 0, most: 1 },
  options: {
    ...Object.fromEntries(TEXTS.map((name) => [name, { type: "string" as const }])),
    marketing: { type: "boolean" },
    yes: { type: "boolean", short: "y" },
  },
  run: (call, output) => init(call, output),
};

/**
 * `avow init [FOLDER]`: writes `policy.ts`, its words and its properties into a folder that holds none of them yet, and checks
 * them. In a terminal it asks for what no option says; elsewhere, or with `--yes`, what is missing is an error.
 */
async function init(call: Call, output: Output): Promise<number> {
  const folder = call.arguments[0] ?? "policy";
  const asks = process.stdin.isTTY === true && process.stdout.isTTY === true && call.options.yes !== true;
  const said: GivenAnswers = {
    ...Object.fromEntries(TEXTS.map((name) => [name, textOption(call, name)])),
    marketing: call.options.marketing === true,
  };
  const given = asks ? await ask(said) : said;
  if (given === null) {
    cancel("nothing was written");
    return EXIT_MISUSE;
  }
  const parsed = parseAnswers({
    ...given,
    id: given.id ?? nameOf(folder),
    effective: given.effective ?? new Date().toISOString().slice(0, 10),
  });
  if (!parsed.ok) {
    for (const { answer, message, help } of parsed.flaws)
      output.err(`error: ${message}\n  = help: --${answer}: ${help}\n`);
    return EXIT_MISUSE;
  }
  const files = makeStartingPolicy(parsed.answers);
  for (const name of Object.keys(files))
    if (await exists(join(folder, name)))
      return misuse(
        output,
        `\`${join(folder, name)}\` is there already`,
        "name a folder that holds no policy",
      );
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, text] of Object.entries(files))
      await writeFile(join(folder, name), text, { flag: "wx" });
  } catch (error) {
    return misuse(
      output,
      `\`${folder}\` cannot be written (${(error as NodeJS.ErrnoException).code})`,
      "name another",
    );
  }
  for (const name of Object.keys(files)) output.out(`  ${join(folder, name)}\n`);
  return report(folder, output);
}

/** Checks what was written, and says what comes next. */
async function report(folder: string, output: Output): Promise<number> {
  if (!canImport(folder)) {
    output.out("\nThe policy imports `@avow/policy`: install it with `npm install @avow/policy`.\n");
    return 0;
  }
  const loaded = await loadPolicy(folder);
  if (!loaded.ok) return misuse(output, `${loaded.file}: ${loaded.message}`, loaded.help);
  const diagnostics = checkPolicy(loaded.source);
  const sources = Object.fromEntries(loaded.files.map(({ file, source }) => [file, source]));
  if (diagnostics.length > 0) output.err(`${formatDiagnostics(diagnostics, sources, output)}\n\n`);
  output.out(`\nNow put your own words into it, and run \`avow check ${folder}\` as you go.\n`);
  return diagnostics.some(({ severity }) => severity === "error") ? 1 : 0;
}

/** Asks in the terminal for what is not said yet; `null` when the person breaks off. */
async function ask(said: GivenAnswers): Promise<GivenAnswers | null> {
  intro("A privacy policy to start from");
  const answers: Record<string, string | undefined> = { ...said, marketing: undefined };
  for (const [name, message] of Object.entries(QUESTIONS)) {
    if (answers[name] !== undefined) continue;
    const answer = await text({ message, validate: (value) => (value?.trim() ? undefined : "needed") });
    if (isCancel(answer)) return null;
    answers[name] = answer;
  }
  if (answers.law === undefined) {
    const law = await select({
      message: "Under which law?",
      options: STARTING_LAWS.map((value) => ({ value, label: LAW_LABELS[value] })),
    });
    if (isCancel(law)) return null;
    answers.law = law;
  }
  for (const [name, message, options] of [
    ["languages", "In which languages?", { zh: "中文", en: "English" }],
    ["collects", "What do people enter to open an account?", COLLECTED_LABELS],
  ] as const) {
    if (answers[name] !== undefined) continue;
    const chosen = await multiselect({
      message,
      options: Object.entries<string>(options).map(([value, label]) => ({ value, label })),
      required: true,
    });
    if (isCancel(chosen)) return null;
    answers[name] = chosen.join(",");
  }
  const marketing =
    said.marketing || (await confirm({ message: "Do you ask people for consent to advertising by e-mail?" }));
  if (isCancel(marketing)) return null;
  outro("Written from your answers:");
  return { ...answers, marketing };
}

const QUESTIONS = {
  name: "Which company answers for the data?",
  address: "Where can it be written to?",
  email: "Which e-mail address do people reach?",
  telephone: "Which telephone number?",
} as const;

const LAW_LABELS = {
  CN: "mainland China",
  EU: "European Union",
  UK: "United Kingdom",
  CA: "California",
} as const;

const COLLECTED_LABELS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(COLLECTED).map(([name, { title }]) => [name, title.en]),
);

/** A name for the policy from that of its folder. */
function nameOf(folder: string): string {
  const last = resolve(folder).split(/[\\/]/).at(-1) ?? "";
  return last.replace(/[^A-Za-z0-9_-]/g, "").replace(/^[^A-Za-z]+/, "") || "policy";
}

function canImport(folder: string): boolean {
  try {
    createRequire(join(resolve(folder), "policy.ts")).resolve("@avow/policy");
    return true;
  } catch {
    return false;
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
