import { mkdir, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { buildCentre, createCentre } from "@avow/centre";
import { connectAvow } from "@avow/client";
import { buildConsole, createConsole } from "@avow/console";
import { createPortal } from "@avow/example-index";
import type { PolicySource } from "@avow/policy";
import { connect, type Embedded, Fault, type Lock, lockFolder, startEmbedded } from "@avow/postgres";
import { type Config, createService, dataPaths, readConfig } from "@avow/service";
import { getRequestListener } from "@hono/node-server";
import { buildFrom } from "./build.ts";
import type { Command } from "./command.ts";
import { loadPolicy } from "./load-policy.ts";
import { EXIT_MISUSE, type Output } from "./output.ts";

export const startCommand: Command = {
  usage: "start",
  does: "run everything: database, service, portal, centre, console",
  takes: { least: 0, most: 0 },
  options: {},
  run: ({ environment }, output) => start(environment, output),
};

/** Exit code when the world does not allow a start: a taken port, a missing key, another instance (`EX_UNAVAILABLE`). */
const EXIT_UNAVAILABLE = 69;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `avow start`: runs the database, the service, the portal, the privacy centre and the console in one process until it is
 * told to end, then ends them in order.
 */
export async function start(environment: Environment, output: Output): Promise<number> {
  const read = readConfig(environment);
  if (!read.ok) {
    for (const { key, wants } of read.faults)
      output.err(`error: \`${key}\` cannot be used\n  = help: it wants ${wants}\n`);
    return EXIT_MISUSE;
  }
  const ending = untilToldToEnd();
  const running: (() => Promise<unknown>)[] = [];
  try {
    await run(read.config, output, running, ending);
    return 0;
  } catch (error) {
    output.err(describe(error));
    return EXIT_UNAVAILABLE;
  } finally {
    for (const stop of running.reverse()) await stop().catch((error: unknown) => output.err(describe(error)));
  }
}

/** Starts everything in order, noting for each how to end it, and waits for the end. */
async function run(
  config: Config,
  output: Output,
  running: (() => Promise<unknown>)[],
  ending: Promise<string>,
): Promise<void> {
  const paths = dataPaths(config.dataDir);
  const lock: Lock = await lockFolder(config.dataDir);
  running.push(() => lock.release());
  await buildFrom(POLICY_FOLDER, output); // prints what is wrong with it; what governs may be another version

  const report = (error: unknown) => output.err(describe(error));
  let database: Promise<void> = new Promise(() => {});
  let url = config.databaseUrl;
  if (url === null) {
    const embedded: Embedded = await startEmbedded({ dataDir: paths.postgres });
    running.push(() => embedded.stop());
    database = embedded.exited;
    url = embedded.url;
  }
  let closing = false;
  // A connection that is lost while everything ends is no news.
  const store = connect({ url, poolSize: 16, onIdleError: (error) => closing || report(error) });
  running.push(() => {
    closing = true;
    return store.close();
  });

  const assets = await buildCentre(join(paths.built, "centre"));
  await buildConsole(join(paths.built, "console"));
  const service = await createService({
    readFolder,
    store,
    config,
    now: () => new Date(),
    report,
    mountPages(app, context) {
      app.route("/console", createConsole({ dir: join(paths.built, "console") }));
      app.route(
        "/privacy",
        createCentre({
          policy: () => ({ bundle: context.bundle, version: context.version }),
          service: async (request) => app.fetch(request),
          publicUrl: context.publicUrl,
          assets,
          report,
        }),
      );
    },
  });
  running.push(() => service.stop());
  await mkdir(config.dataDir, { recursive: true });
  await writeFile(paths.trust, service.context.ledger.trustPolicy());
  running.push(await listen(service.app.fetch, config.host, config.port, "AVOW_PORT"));

  const avow = await connectAvow({
    serviceUrl: `http://127.0.0.1:${config.port}`,
    siteKey: service.siteKey,
    fetch: async (request) => service.app.fetch(request),
  });
  const portal = createPortal({
    avow,
    trustProxy: config.trustProxy,
    report: (what) => output.err(`portal: ${what}\n`),
  });
  running.push(await listen(portal.fetch, config.host, config.portalPort, "AVOW_PORTAL_PORT"));

  const token = await service.firstOperatorToken();
  output.out(welcome(config, service.mail.server, token));
  output.out(aboutFolder(service.context.version, await service.folder()));
  output.out("\nCtrl-C stops everything.\n");
  const why = await Promise.race([ending, database.then(() => "the database ended")]);
  output.out(`\nstopping: ${why}\n`);
}

const POLICY_FOLDER = fileURLToPath(new URL("../../policies/index", import.meta.url));

async function readFolder(): Promise<PolicySource | null> {
  const loaded = await loadPolicy(POLICY_FOLDER);
  return loaded.ok ? loaded.source : null;
}

/** What a folder that does not hold the version in force means; nothing where it does. */
function aboutFolder(
  version: string,
  folder: { readonly version: string | null; readonly differs: boolean },
): string {
  if (!folder.differs) return "";
  const shown = relative(process.cwd(), POLICY_FOLDER) || POLICY_FOLDER;
  return [
    "",
    `The policy in ${shown} is not the one in force, and changes nothing.`,
    `  in force        ${version}`,
    `  in the folder   ${folder.version ?? "does not pass `avow check`"}`,
    ...(folder.version === null ? [] : [`  to propose it   npx avow publish ${shown}`]),
    "",
  ].join("\n");
}

/** Serves on a port, or says whose it is to free; returns how to stop. */
async function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  host: string,
  port: number,
  key: string,
): Promise<() => Promise<void>> {
  const server: Server = createServer(getRequestListener(fetch));
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      reject(
        new Fault({
          code: cause.code === "EADDRINUSE" ? "port-in-use" : "port-unusable",
          message:
            cause.code === "EADDRINUSE"
              ? `port ${port} is taken by another program`
              : `port ${port} cannot be used`,
          help: `free it, or choose another with ${key}`,
          cause,
        }),
      );
    });
    server.listen(port, host, resolve);
  });
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 2000).unref();
    });
}

function untilToldToEnd(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve(signal));
  });
}

function welcome(config: Config, mailServer: string | null, token: string | null): string {
  const lines = [
    "",
    "Avow is running.",
    `  portal          ${config.publicUrl}/`,
    `  policy          ${config.publicUrl}/en/policy`,
    `  privacy centre  ${config.publicUrl}/privacy`,
    `  console         ${config.consoleUrl}/console/`,
    `  mail            ${mailServer ?? "kept in the console's mailbox; nothing leaves this machine"}`,
    `  data            ${config.dataDir}`,
  ];
  if (token !== null)
    lines.push("", "Create the first operator, once:", `  ${config.consoleUrl}/console/first#${token}`);
  return `${lines.join("\n")}\n`;
}

/** An error as a line for the operator: code, what, and help; never a stack, never a value. */
function describe(error: unknown): string {
  if (error instanceof Fault)
    return `error[${error.code}]: ${error.message}\n${error.help === undefined ? "" : `  = help: ${error.help}\n`}`;
  const code = (error as { code?: unknown } | null)?.code;
  return `error: ${error instanceof Error ? error.name : "something"} broke${typeof code === "string" ? ` (${code})` : ""}\n`;
}
