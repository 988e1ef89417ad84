import { type CallerOptions, call, isSafeTransport, type ProblemDetails } from "@avow/contract";
import { type Bundle, comparePolicies, parseBundle, type Text } from "@avow/policy";
import { readConfig } from "@avow/service";
import { cancel, isCancel, password, text } from "@clack/prompts";
import { buildFrom, makeUpload } from "./build.ts";
import { type Call, type Command, textOption } from "./command.ts";
import { EXIT_MISUSE, misuse, type Output } from "./output.ts";

export const publishCommand: Command = {
  usage: "publish FOLDER",
  does: "propose a policy to the running service; another operator approves it",
  more: [
    "[--at INSTANT] when it is to govern, such as 2027-01-01T00:00:00+08:00",
    "[--service URL] as AVOW_CONSOLE_URL",
    "logs in with AVOW_OPERATOR_EMAIL and AVOW_OPERATOR_PASSWORD, or asks for them",
    "exits 0 proposed, 1 refused, 64 called wrongly, 69 service out of reach",
  ],
  takes: { least: 1, most: 1 },
  options: { at: { type: "string" }, service: { type: "string" } },
  run: publish,
};

const EXIT_REFUSED = 1;
/** `EX_UNAVAILABLE` of sysexits.h. */
const EXIT_UNREACHABLE = 69;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** Why a command ends without having done what it was called for; it has been said. */
class Ended extends Error {
  readonly exit: number;
  constructor(exit: number) {
    super();
    this.exit = exit;
  }
}

async function publish(called: Call, output: Output): Promise<number> {
  const [folder = ""] = called.arguments;
  try {
    const service = serviceOf(called, output);
    const effectiveAt = instantOf(called, output);
    const built = await buildFrom(folder, output);
    if ("exit" in built) return built.exit === EXIT_MISUSE ? EXIT_MISUSE : EXIT_REFUSED;
    const current = await readCurrent(service, output);
    const { options, logOut } = await logIn(service, await askWhoCalls(called, output), output);
    try {
      const body = { source: makeUpload(built.source), ...(effectiveAt && { effectiveAt }) };
      const proposed = await reach(service, output, () => call(options, "propose", { body }));
      if (!proposed.ok) return sayProblem(proposed.problem, output);
      const { answer } = proposed;
      output.out(`proposed ${answer.version}\n  to govern from ${answer.effectiveAt}\n`);
      sayDifference(current, built.bundle, output);
      output.out(
        `\nIt changes nothing until another operator approves it: ${service}/console/versions/${answer.id}\n`,
      );
      return 0;
    } finally {
      await logOut();
    }
  } catch (error) {
    if (error instanceof Ended) return error.exit;
    throw error;
  }
}

/** Where the service is; a password is sent there, so over a network by HTTPS alone. */
function serviceOf(called: Call, output: Output): string {
  const given = textOption(called, "service");
  const read = readConfig({ ...called.environment, ...(given && { AVOW_CONSOLE_URL: given }) });
  if (!read.ok)
    throw new Ended(
      misuse(output, `\`${read.faults[0]?.key}\` cannot be used`, `it wants ${read.faults[0]?.wants}`),
    );
  const { consoleUrl } = read.config;
  const { protocol, host, origin } = new URL(consoleUrl);
  const safe =
    protocol === "https:" || isSafeTransport({ host, forwardedProto: undefined, trustProxy: false });
  if (!safe)
    throw new Ended(misuse(output, `\`${origin}\` is not reached over HTTPS`, "a password is sent there"));
  return origin;
}

function instantOf(called: Call, output: Output): string | null {
  const given = textOption(called, "at");
  if (given === undefined) return null;
  const at = new Date(given);
  if (INSTANT.test(given) && !Number.isNaN(at.getTime())) return at.toISOString();
  const help = "write it with its zone, such as 2027-01-01T00:00:00+08:00";
  throw new Ended(misuse(output, `\`${given}\` is no instant`, help));
}

interface Operator {
  readonly email: string;
  readonly password: string;
}

/** Who proposes, from the environment, or asked for in a terminal. */
async function askWhoCalls({ environment }: Call, output: Output): Promise<Operator> {
  const { AVOW_OPERATOR_EMAIL: email = "", AVOW_OPERATOR_PASSWORD: secret = "" } = environment;
  if (email !== "" && secret !== "") return { email, password: secret };
  if (!(process.stdin.isTTY && process.stdout.isTTY))
    throw new Ended(
      misuse(
        output,
        "it is not known who proposes",
        "set AVOW_OPERATOR_EMAIL and AVOW_OPERATOR_PASSWORD, or run it in a terminal",
      ),
    );
  const address = email === "" ? await text({ message: "Your e-mail address as an operator" }) : email;
  const word = isCancel(address) ? address : await password({ message: "Your password" });
  if (!isCancel(address) && !isCancel(word)) return { email: address, password: word };
  cancel("nothing was proposed");
  throw new Ended(EXIT_MISUSE);
}

async function logIn(
  service: string,
  operator: Operator,
  output: Output,
): Promise<{ readonly options: CallerOptions; readonly logOut: () => Promise<void> }> {
  const headers = { origin: service, "content-type": "application/json" };
  const post = (path: string, more: Readonly<Record<string, string>>, body: unknown) =>
    fetch(`${service}/console/auth/${path}`, {
      method: "POST",
      headers: { ...headers, ...more },
      body: JSON.stringify(body),
    });
  const response = await reach(service, output, () => post("sign-in/email", {}, operator));
  if (!response.ok)
    throw new Ended(
      misuse(
        output,
        response.status === 401
          ? "the e-mail address or the password is wrong"
          : `the service answered ${response.status} to the log-in`,
        "log in to the console to see whether they are right",
      ),
    );
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  return {
    options: { baseUrl: service, fetch: (request) => fetch(request), headers: { ...headers, cookie } },
    async logOut() {
      await post("sign-out", { cookie }, {}).catch(() => {});
    },
  };
}

async function readCurrent(service: string, output: Output): Promise<Bundle> {
  const response = await reach(service, output, () => fetch(`${service}/.well-known/avow/policy.json`));
  const parsed = parseBundle(await response.json().catch(() => null));
  if (parsed.ok) return parsed.bundle;
  throw new Ended(sayUnreachable(service, output));
}

/** Does what needs the service. */
async function reach<T>(service: string, output: Output, act: () => Promise<T>): Promise<T> {
  return act().catch(() => {
    throw new Ended(sayUnreachable(service, output));
  });
}

function sayUnreachable(service: string, output: Output): number {
  output.err(
    `error: there is no service at \`${service}\`\n  = help: start it with \`avow start\`, or name another with --service\n`,
  );
  return EXIT_UNREACHABLE;
}

function sayProblem({ status, code, detail, help, errors = [] }: ProblemDetails, output: Output): number {
  output.err(`error[${code}]: ${detail}\n`);
  for (const { at, message } of errors) output.err(`  ${at}: ${message}\n`);
  if (help !== undefined) output.err(`  = help: ${help}\n`);
  return status >= 500 ? EXIT_UNREACHABLE : EXIT_REFUSED;
}

/** What the version would change, in sentences. */
function sayDifference(current: Bundle, next: Bundle, output: Output): void {
  const { changes, clauses, consequences } = comparePolicies(current, next);
  const say = (title: string, sentences: readonly Text[]) => {
    output.out(`\n${title}: ${sentences.length}\n`);
    for (const sentence of sentences) output.out(`  ${sentence.en ?? Object.values(sentence)[0] ?? ""}\n`);
  };
  say(
    "changes in what is permitted",
    changes.map(({ sentence }) => sentence),
  );
  say(
    "who is to be told or asked",
    consequences.map(({ sentence }) => sentence),
  );
  output.out(`\nclauses whose words differ: ${clauses.length}\n`);
}
