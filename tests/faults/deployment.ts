import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AnswerOf, type BodyOf, type CallerOptions, call, type RouteName } from "@avow/contract";
import { dataPaths } from "@avow/service";
import { daytimeOffsetMs } from "../support/daytime.ts";
import { runScript } from "../support/script.ts";
import type { Started } from "./service.testing.ts";

/** What became of a request, as far as its sender can know. A server that died or broke may have done it or not. */
export type Outcome<A> =
  | { readonly kind: "acknowledged"; readonly answer: A; readonly text: string }
  | { readonly kind: "turned-away"; readonly code: string; readonly clause: string | undefined }
  | { readonly kind: "unknown"; readonly code: string };

/** Who asks: the company's site, a person by their token, an operator, or nobody in particular. */
export type As = "site" | "anyone" | "operator" | { readonly person: string };

export interface Sent<N extends RouteName> {
  readonly path?: Readonly<Record<string, string>>;
  readonly body?: BodyOf<N>;
}

/** A service in a process of its own, over a data folder that outlives it. */
export interface Deployment {
  readonly dataDir: string;
  /** Starts it again on the same folder. */
  start(): Promise<void>;
  /** kill -9, of its PostgreSQL as well if asked; at the same moment. */
  kill(o: { readonly postmasterToo: boolean }): Promise<void>;
  ask<N extends RouteName>(as: As, name: N, request?: Sent<N>): Promise<Outcome<AnswerOf<N>>>;
  /** A file beneath `/log/`. */
  logFile(path: string): Promise<Uint8Array | null>;
  /** Ends it for good and removes its folder. */
  drop(): Promise<void>;
}

const OPERATOR = { name: "Wei", email: "wei@index.example", password: "a long enough password" };
const CONSOLE = { origin: "http://localhost:4001", "content-type": "application/json" };

/** A deployment with an operator. @param o.mail url of the mail server it sends through */
export async function createDeployment(o: { readonly mail: string }): Promise<Deployment> {
  const dataDir = await mkdtemp(join(tmpdir(), "avow-kill-"));
  let script = startScript({ dataDir, ...o });
  let started: Started = JSON.parse(await script.nextLine());
  const siteKey = (await readFile(dataPaths(dataDir).siteKey, "utf8")).trim();
  const cookie = await makeOperator(baseUrl(started), started.operatorToken ?? "");
  return {
    dataDir,
    async start() {
      script = startScript({ dataDir, ...o });
      started = JSON.parse(await script.nextLine());
    },
    async kill({ postmasterToo }) {
      const gone = script.kill();
      if (postmasterToo) process.kill(started.postmaster, "SIGKILL");
      await gone;
    },
    async ask(as, name, request = {}) {
      const token = as === "site" ? siteKey : typeof as === "object" ? as.person : undefined;
      const headers = as === "operator" ? { ...CONSOLE, cookie } : {};
      const options = { baseUrl: baseUrl(started), headers, ...(token === undefined ? {} : { token }) };
      return outcomeOf(options, name, request);
    },
    async logFile(path) {
      const response = await fetchWhole(new Request(`${baseUrl(started)}/log/${path}`)).catch(() => null);
      return response?.ok ? new Uint8Array(await response.arrayBuffer()) : null;
    },
    async drop() {
      await script.kill();
      await untilGone(started.postmaster);
      await rm(dataDir, { recursive: true });
    },
  };
}

/** By how much a deployment's clock is ahead of the machine's, so that it is daytime. */
export const AHEAD_MS = daytimeOffsetMs();

function startScript(of: { readonly dataDir: string; readonly mail: string }) {
  const o = { ...of, aheadMs: AHEAD_MS };
  const program = new URL("./service.testing.ts", import.meta.url).href;
  return runScript(
    `import { runService } from ${JSON.stringify(program)}; await runService(${JSON.stringify(o)});`,
    { cwd: import.meta.dirname },
  );
}

function baseUrl({ port }: Started): string {
  return `http://127.0.0.1:${port}`;
}

/** The answer is read whole: half of one acknowledges nothing. */
async function fetchWhole(request: Request): Promise<Response> {
  const response = await fetch(request);
  const body = await response.arrayBuffer();
  return new Response(body.byteLength === 0 ? null : body, response);
}

async function outcomeOf<N extends RouteName>(
  options: Omit<CallerOptions, "fetch">,
  name: N,
  request: Sent<N>,
): Promise<Outcome<AnswerOf<N>>> {
  let lost = false;
  let text = "";
  const fetching = async (sent: Request): Promise<Response> => {
    try {
      const response = await fetchWhole(sent);
      text = await response.clone().text();
      return response;
    } catch (error) {
      lost = true;
      throw error;
    }
  };
  try {
    const called = await call({ ...options, fetch: fetching }, name, request);
    if (called.ok) return { kind: "acknowledged", answer: called.answer, text };
    const { code, status, clause } = called.problem;
    return status >= 500 ? { kind: "unknown", code } : { kind: "turned-away", code, clause };
  } catch (error) {
    if (lost) return { kind: "unknown", code: "connection-lost" };
    throw error;
  }
}

/** Makes the first operator, logs them in and returns the cookie. */
async function makeOperator(base: string, token: string): Promise<string> {
  const made = await outcomeOf({ baseUrl: base, headers: CONSOLE }, "firstOperator", {
    body: { ...OPERATOR, token },
  });
  if (made.kind !== "acknowledged") throw new Error(`no operator could be made: ${made.code}`);
  const { email, password } = OPERATOR;
  const response = await fetch(`${base}/console/auth/sign-in/email`, {
    method: "POST",
    headers: CONSOLE,
    body: JSON.stringify({ email, password }),
  });
  if (!response.ok) throw new Error(`the operator could not log in: ${response.status}`);
  const cookies = response.headers.getSetCookie().map((line) => line.split(";")[0]);
  return cookies.join("; ");
}

async function untilGone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
