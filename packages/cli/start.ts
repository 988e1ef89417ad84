import { mkdir, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { buildCentre, createCentre } from "@avow/centre";
import { connectAvow } from "@avow/client";
import { buildConsole, createConsole } from "@avow/console";
import { createPortal } from "@avow/example-index";
import { connect, type Embedded, Fault, type Lock, lockFolder, startEmbedded } from "@avow/postgres";
import { type Config, createService, dataPaths, readConfig } from "@avow/service";
import { getRequestListener } from "@hono/node-server";
import { buildFrom } from "./build.ts";
import { EXIT_MISUSE, type Output } from "./output.ts";

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
  const built = await buildFrom(policyFolder(), output);
  if ("exit" in built)
    throw new Fault({ code: "policy-unsound", message: "the policy does not pass `avow check`" });

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

  const verifier = await buildCentre(join(paths.built, "centre"));
  await buildConsole(join(paths.built, "console"));
  const service = await createService({
    ...built,
    store,
    config,
    now: () => new Date(),
    report,
    mountPages(app, context) {
      app.route("/console", createConsole({ dir: join(paths.built, "console") }));
      const sessionCookie = sessionCookieOf(context.bundle);
      app.route(
        "/privacy",
        createCentre({
          bundle: context.bundle,
          version: context.version,
          sessionCookie,
          clearCookie: `${sessionCookie}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax`,
          service: async (request) => app.fetch(request),
          publicUrl: context.publicUrl,
          assets: { verifier },
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
  const why = await Promise.race([ending, database.then(() => "the database ended")]);
  output.out(`\nstopping: ${why}\n`);
}

function policyFolder(): string {
  return new URL("../../policies/index", import.meta.url).pathname;
}

function sessionCookieOf(bundle: {
  readonly storage: Readonly<Record<string, { readonly kind: string; readonly purpose: string }>>;
}): string {
  const found = Object.entries(bundle.storage).find(
    ([, key]) => key.kind === "cookie" && key.purpose === "account",
  );
  return found?.[0] ?? "";
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
  lines.push("", "Ctrl-C stops everything.", "");
  return lines.join("\n");
}

/** An error as a line for the operator: code, what, and help; never a stack, never a value. */
function describe(error: unknown): string {
  if (error instanceof Fault)
    return `error[${error.code}]: ${error.message}\n${error.help === undefined ? "" : `  = help: ${error.help}\n`}`;
  const code = (error as { code?: unknown } | null)?.code;
  return `error: ${error instanceof Error ? error.name : "something"} broke${typeof code === "string" ? ` (${code})` : ""}\n`;
}
