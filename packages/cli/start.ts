import { mkdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { createAdvertisers } from "@avow/advertisers";
import { buildCentre, createCentre } from "@avow/centre";
import { connectAvow } from "@avow/client";
import { buildConsole, createConsole } from "@avow/console";
import type { PolicySource } from "@avow/policy";
import { connect, type Embedded, Fault, type Lock, lockFolder, startEmbedded } from "@avow/postgres";
import { type Config, createService, dataPaths, readConfig, type Service } from "@avow/service";
import { buildFrom } from "./build.ts";
import { type Command, textOption } from "./command.ts";
import { listen } from "./listen.ts";
import { loadPolicy } from "./load-policy.ts";
import { EXIT_MISUSE, misuse, type Output } from "./output.ts";
import { isSite, type OpenSite, SITES, type Site } from "./sites.ts";

export const startCommand: Command = {
  usage: "start",
  does: "run everything: database, service, portal, centre, console",
  more: ["--site shop runs the example shop, with its own policy and data, in the portal's place"],
  takes: { least: 0, most: 0 },
  options: { site: { type: "string" } },
  async run(call, output) {
    const name = textOption(call, "site") ?? "index";
    if (!isSite(name))
      return misuse(output, `there is no site \`${name}\``, `name one of ${Object.keys(SITES).join(", ")}`);
    return start(SITES[name], call.environment, output);
  },
};

/** Exit code when the world does not allow a start: a taken port, a missing key, another instance (`EX_UNAVAILABLE`). */
const EXIT_UNAVAILABLE = 69;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `avow start`: runs the database, the service, a site, the privacy centre and the console in one process until it is told to
 * end, then ends them in order.
 */
async function start(site: Site, environment: Environment, output: Output): Promise<number> {
  const read = readConfig({ ...environment, AVOW_DATA: environment.AVOW_DATA || site.dataDir });
  if (!read.ok) {
    for (const { key, wants } of read.faults)
      output.err(`error: \`${key}\` cannot be used\n  = help: it wants ${wants}\n`);
    return EXIT_MISUSE;
  }
  const ending = untilToldToEnd();
  const running: (() => Promise<unknown>)[] = [];
  try {
    await run({ site, config: read.config, output, running }, ending);
    return 0;
  } catch (error) {
    output.err(describe(error));
    return EXIT_UNAVAILABLE;
  } finally {
    for (const stop of running.reverse()) await stop().catch((error: unknown) => output.err(describe(error)));
  }
}

/** What is to be started, and where each part notes how to end it. */
interface Start {
  readonly site: Site;
  readonly config: Config;
  readonly output: Output;
  readonly running: (() => Promise<unknown>)[];
}

/** Starts everything in order, noting for each how to end it, and waits for the end. */
async function run({ site, config, output, running }: Start, ending: Promise<string>): Promise<void> {
  const { policyFolder } = site;
  const paths = dataPaths(config.dataDir);
  const lock: Lock = await lockFolder(config.dataDir);
  running.push(() => lock.release());
  await buildFrom(policyFolder, output); // prints what is wrong with it; what governs may be another version

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
    readFolder: () => readFolder(policyFolder),
    store,
    config,
    now: () => new Date(),
    report,
    mountPages(app, context) {
      app.route("/console", createConsole({ dir: join(paths.built, "console") }));
      app.route(
        "/advertisers",
        createAdvertisers({
          policy: () => context.bundle,
          service: async (request) => app.fetch(request),
          publicUrl: context.publicUrl,
          now: context.now,
          report,
        }),
      );
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
  running.push((await listen(service.app.fetch, config.host, config.port, "AVOW_PORT")).stop);

  const avow = await connectAvow({
    serviceUrl: `http://127.0.0.1:${config.port}`,
    siteKey: service.siteKey,
    fetch: async (request) => service.app.fetch(request),
  });
  const open = await site.open({
    avow,
    config,
    built: paths.built,
    report: (what) => output.err(`${what}\n`),
  });
  running.push(open.stop);
  running.push((await listen(open.fetch, config.host, config.portalPort, "AVOW_PORTAL_PORT")).stop);

  const token = await service.firstOperatorToken();
  output.out(welcome(config, open, service.mail.server, token));
  output.out(aboutSignatures(service.dkimRecord));
  output.out(aboutFolder(policyFolder, service.context.version, await service.folder()));
  output.out("\nCtrl-C stops everything.\n");
  const why = await Promise.race([ending, database.then(() => "the database ended")]);
  output.out(`\nstopping: ${why}\n`);
}

async function readFolder(policyFolder: string): Promise<PolicySource | null> {
  const loaded = await loadPolicy(policyFolder);
  return loaded.ok ? loaded.source : null;
}

/** The record that receivers verify the signatures of e-mail with; nothing where none is signed. */
function aboutSignatures(record: Service["dkimRecord"]): string {
  if (record === null) return "";
  return `\nFor receivers to verify the signatures of our e-mail, publish in the DNS:\n  ${record.name} ${record.type} "${record.value}"\n`;
}

/** What a folder that does not hold the version in force means; nothing where it does. */
function aboutFolder(
  policyFolder: string,
  version: string,
  folder: { readonly version: string | null; readonly differs: boolean },
): string {
  if (!folder.differs) return "";
  const shown = relative(process.cwd(), policyFolder) || policyFolder;
  return [
    "",
    `The policy in ${shown} is not the one in force, and changes nothing.`,
    `  in force        ${version}`,
    `  in the folder   ${folder.version ?? "does not pass `avow check`"}`,
    ...(folder.version === null ? [] : [`  to propose it   npx avow publish ${shown}`]),
    "",
  ].join("\n");
}

function untilToldToEnd(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve(signal));
  });
}

function welcome(
  config: Config,
  { beside }: OpenSite,
  mailServer: string | null,
  token: string | null,
): string {
  const lines = [
    "",
    "Avow is running.",
    `  portal          ${config.publicUrl}/`,
    `  policy          ${config.publicUrl}/en/policy`,
    `  privacy centre  ${config.publicUrl}/privacy`,
    `  console         ${config.consoleUrl}/console/`,
    ...beside.map(([name, where]) => `  ${name.padEnd(15)} ${where}`),
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
