import type { Hono } from "hono";
import type { MailChannel } from "./channels/mail.ts";
import { createMailbox } from "./channels/mailbox.ts";
import { createSmtpChannel } from "./channels/smtp.ts";
import type { Config } from "./config.ts";
import { dataPaths } from "./config.ts";
import { workDeliveries } from "./contact/deliver.ts";
import { mountContact } from "./contact/routes.ts";
import type { Context } from "./context.ts";
import { type ContextOptions, createContext } from "./create-context.ts";
import { createApp } from "./http/app.ts";
import { createJobs } from "./jobs/jobs.ts";
import { createOperators } from "./staff/operators.ts";
import { mountStaff } from "./staff/routes.ts";

export interface ServiceOptions extends Omit<ContextOptions, "dataDir" | "publicUrl" | "consoleUrl"> {
  readonly config: Config;
  /** Mounts what people see, under the service's own guards: the privacy centre, the console. */
  readonly mountPages: (app: Hono, context: Context) => void;
}

/** A composed service: its HTTP face, and its life. */
export interface Service {
  readonly app: Hono;
  readonly context: Context;
  /** What the company's own site authenticates with. */
  readonly siteKey: string;
  readonly mail: Pick<MailChannel, "kind" | "server">;
  /** A one-time token that creates the first operator; `null` once there is one. */
  firstOperatorToken(): Promise<string | null>;
  /** Ends jobs, ledger and journal in order. Nothing acknowledged is lost before, during or after. The store stays open. */
  stop(): Promise<void>;
}

/**
 * Composes the service over an open store, and starts its jobs and its ledger.
 * @throws {Fault} whatever was found wrong; nothing is served then
 */
export async function createService(options: ServiceOptions): Promise<Service> {
  const { config, store, now, report, bundle } = options;
  const { context, keys, close } = await createContext({
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
  await workDeliveries(context, jobs, {
    mail,
    from: config.mailFrom ?? bundle.controller?.email ?? `noreply@${new URL(config.publicUrl).hostname}`,
  });
  const app = createApp(context, {
    siteKey: keys.siteKey,
    trustProxy: config.trustProxy,
    logFolder: dataPaths(config.dataDir).log,
    report,
    mountMore(inner) {
      mountContact(inner, context, { jobs, mail, operators });
      mountStaff(inner, context, { operators, mail, trustProxy: config.trustProxy });
      options.mountPages(inner, context);
    },
  });
  return {
    app,
    context,
    siteKey: keys.siteKey,
    mail,
    firstOperatorToken: () => operators.firstLink(),
    async stop() {
      await jobs.stop();
      await close();
    },
  };
}
