import { Hono } from "hono";
import type { MailChannel } from "./channels/mail.ts";
import { createMailbox } from "./channels/mailbox.ts";
import { createSmtpChannel } from "./channels/smtp.ts";
import type { Config } from "./config.ts";
import { dataPaths } from "./config.ts";
import { workDeliveries } from "./contact/deliver.ts";
import { mountContact } from "./contact/routes.ts";
import type { Context } from "./context.ts";
import { type ContextOptions, createContext } from "./create-context.ts";
import { purgeDevices } from "./devices/purge.ts";
import { mountDevices } from "./devices/routes.ts";
import { mountDisputes } from "./disputes/routes.ts";
import { mountDocuments } from "./documents/routes.ts";
import { createApp } from "./http/app.ts";
import { createJobs } from "./jobs/jobs.ts";
import { createDailyCheck } from "./policy-versions/check-again.ts";
import { getFolderState } from "./policy-versions/folder-state.ts";
import { mountProposals } from "./policy-versions/proposal-routes.ts";
import { startRetention } from "./retention/retention-beat.ts";
import { createOperators } from "./staff/operators.ts";
import { mountStaff } from "./staff/routes.ts";
import { startBeat } from "./start-beat.ts";
import { mountStatistics } from "./statistics/routes.ts";
import { mountSubmissions } from "./submissions/routes.ts";
import { openRegions } from "./visits/regions.ts";
import { mountVisits } from "./visits/routes.ts";
import { createVisitLog } from "./visits/visit-log.ts";

export interface ServiceOptions extends Omit<ContextOptions, "dataDir" | "publicUrl" | "consoleUrl"> {
  readonly config: Config;
  /**
   * Mounts what people see, under the service's own guards: the privacy centre, the console. Called once for every version of
   * the policy that comes into force.
   */
  readonly mountPages: (app: Hono, context: Context) => void;
}

/** A composed service: its HTTP face, and its life. */
export interface Service {
  readonly app: Hono;
  /** Under the version that governed at the start. */
  readonly context: Context;
  /** What the company's own site authenticates with. */
  readonly siteKey: string;
  readonly mail: Pick<MailChannel, "kind" | "server">;
  /** A one-time token that creates the first operator; `null` once there is one. */
  firstOperatorToken(): Promise<string | null>;
  /** Whether the folder's policy is the one in force; a folder never changes what is. */
  folder(): ReturnType<typeof getFolderState>;
  /** Ends jobs, ledger and journal in order. Nothing acknowledged is lost before, during or after. The store stays open. */
  stop(): Promise<void>;
}

/**
 * Composes the service over an open store, and starts its jobs and its ledger.
 * @throws {Fault} whatever was found wrong; nothing is served then
 */
export async function createService(options: ServiceOptions): Promise<Service> {
  const { config, store, now, report } = options;
  const { context, governing, keys, close } = await createContext({
    ...options,
    dataDir: config.dataDir,
    publicUrl: config.publicUrl,
    consoleUrl: config.consoleUrl,
  });
  const jobs = createJobs({ store, now, report });
  const operators = await createOperators({
    db: store.db,
    now,
    consoleUrl: config.consoleUrl,
    secret: keys.operatorSecret,
    report,
  });
  const mail =
    config.smtpUrl === null ? createMailbox(context.vault) : createSmtpChannel({ url: config.smtpUrl });
  await jobs.start();
  await workDeliveries(governing, jobs, {
    mail,
    from: ({ bundle }) =>
      config.mailFrom ?? bundle.controller?.email ?? `noreply@${new URL(config.publicUrl).hostname}`,
  });
  const visitLog = createVisitLog({ store, vault: context.vault, ledger: context.ledger, now });
  const findRegion = await openRegions();
  const makeApp = (under: Context): Hono =>
    createApp(under, {
      siteKey: keys.siteKey,
      trustProxy: config.trustProxy,
      logFolder: dataPaths(config.dataDir).log,
      report,
      confirm: governing.current,
      mountMore(inner) {
        mountContact(inner, under, { jobs, mail, operators });
        mountDevices(inner, under, { siteKey: keys.siteKey, operators });
        mountDisputes(inner, under, operators);
        mountDocuments(inner, under, operators);
        mountProposals(inner, under, operators);
        mountSubmissions(inner, under, { siteKey: keys.siteKey, operators });
        mountVisits(inner, under, { siteKey: keys.siteKey, operators, log: visitLog, findRegion });
        mountStaff(inner, under, { operators, mail, trustProxy: config.trustProxy });
        mountStatistics(inner, under, { siteKey: keys.siteKey, operators });
        options.mountPages(inner, under);
      },
    });
  const checkDaily = createDailyCheck(report);
  const beat = startBeat(async () => {
    const governs = await governing.current();
    await context.tally.flush();
    await checkDaily(governs);
    await purgeDevices(store.db, now());
  }, report);
  const visitBeat = startBeat(async () => visitLog.keep(await governing.current()), report);
  const retention = startRetention(governing.current, report);
  return {
    app: answerUnder(governing.latest, makeApp),
    context,
    siteKey: keys.siteKey,
    mail,
    firstOperatorToken: () => operators.firstLink(),
    folder: async () => getFolderState(await governing.current()),
    async stop() {
      await jobs.stop();
      await beat.stop();
      await retention.stop();
      await visitBeat.stop();
      await visitLog.stop();
      await context.tally.flush().catch(report);
      await close();
    },
  };
}

/**
 * Answers each request from beginning to end under the version in force when it arrived: with an app of that version's own, so
 * that nothing that answers can see two.
 */
function answerUnder(latest: () => Promise<Context>, makeApp: (context: Context) => Hono): Hono {
  let made: { readonly context: Context; readonly app: Hono } | null = null;
  return new Hono().all("*", async (http) => {
    const context = await latest();
    if (made?.context !== context) made = { context, app: makeApp(context) };
    return made.app.fetch(http.req.raw, http.env);
  });
}
