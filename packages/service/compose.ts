import type * as shapes from "@avow/contract/shapes";
import { Hono } from "hono";
import type { z } from "zod";
import { createChangeSubject } from "./announcements/change-subject.ts";
import { mountAnnouncements } from "./announcements/routes.ts";
import { mountCalls } from "./calls/routes.ts";
import { createChangeKind } from "./changes/change-kind.ts";
import { mountChanges } from "./changes/routes.ts";
import { createSteps } from "./changes/steps.ts";
import { createApprovalEffects, workTelling } from "./changes/telling.ts";
import { type DnsRecord, makeDkimRecord } from "./channels/dkim.ts";
import type { Config } from "./config.ts";
import { dataPaths } from "./config.ts";
import { messageKind } from "./contact/message-kind.ts";
import { mountContact } from "./contact/routes.ts";
import type { Context } from "./context.ts";
import { startInbound } from "./correspondence/inbound.ts";
import { createParser } from "./correspondence/parser.ts";
import { createReceiver } from "./correspondence/receive.ts";
import { replyKind } from "./correspondence/reply.ts";
import { mountCorrespondence } from "./correspondence/routes.ts";
import { createLetterRate } from "./correspondence/write-letter.ts";
import { type ContextOptions, createContext } from "./create-context.ts";
import { purgeDevices } from "./devices/purge.ts";
import { mountDevices } from "./devices/routes.ts";
import { mountDisputes } from "./disputes/routes.ts";
import { mountDocuments } from "./documents/routes.ts";
import { createApp } from "./http/app.ts";
import { incidentSubject } from "./incidents/groups.ts";
import { incidentKind } from "./incidents/incident-kind.ts";
import { mountIncidents } from "./incidents/routes.ts";
import { startIncidents } from "./incidents/work.ts";
import { createJobs } from "./jobs/jobs.ts";
import { createFontShelf } from "./letters/fonts.ts";
import { workPostings } from "./letters/post-run.ts";
import { mountLetters } from "./letters/routes.ts";
import { campaignKind } from "./marketing/campaign-kind.ts";
import { workGatherings } from "./marketing/gather.ts";
import { workPreviews } from "./marketing/preview.ts";
import { mountMarketing } from "./marketing/routes.ts";
import { HOUSE_TEMPLATES } from "./notices/house-templates.ts";
import { createNotices } from "./notices/notices.ts";
import { mountNotices } from "./notices/routes.ts";
import { workService } from "./notices/send-service.ts";
import { createSender } from "./notices/sender.ts";
import { closeChannels, openChannels, openDkim, senderAddress } from "./open-channels.ts";
import { openPushKeys } from "./open-outreach.ts";
import { createDailyCheck } from "./policy-versions/check-again.ts";
import { getFolderState } from "./policy-versions/folder-state.ts";
import { mountProposals } from "./policy-versions/proposal-routes.ts";
import { endOldPush } from "./reach/forget-push.ts";
import { mountReach } from "./reach/routes.ts";
import { startRetention } from "./retention/retention-beat.ts";
import { readSmsReporting } from "./sms-reports/report-address.ts";
import { mountSmsReports } from "./sms-reports/routes.ts";
import { describeMail, type Outgoing } from "./staff/describe-mail.ts";
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
  /** Where e-mail goes. */
  readonly mail: z.infer<typeof shapes.Overview>["mail"];
  /** What to publish in the DNS so that receivers can verify the signatures of e-mail; `null` where nothing is signed here. */
  readonly dkimRecord: DnsRecord | null;
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
  const dkim = await openDkim(config);
  const pushKeys = await openPushKeys(config);
  const channels = openChannels(config, { context, governing, pushKeys, report, dkim });
  const steps = createSteps();
  const kinds = new Map(
    [campaignKind, incidentKind, messageKind, createChangeKind(steps), replyKind].map((kind) => [
      kind.name,
      kind,
    ]),
  );
  const notices = createNotices({ kinds, now });
  const subjects = { incident: incidentSubject, "policy-change": createChangeSubject(notices) };
  const sender = createSender({ governing, kinds, channels, report });
  await jobs.start();
  await workPreviews(governing, jobs);
  await workService(governing, jobs, notices);
  await workGatherings(governing, jobs, notices);
  await workPostings(governing, jobs, notices);
  const fonts = createFontShelf();
  const effects = createApprovalEffects({ jobs, notices, steps });
  await workTelling(governing, { jobs, notices, steps });
  const parser = createParser({ lanes: 2, patienceMs: 20_000 });
  const rate = createLetterRate();
  const visitLog = createVisitLog({ store, vault: context.vault, ledger: context.ledger, now });
  const findRegion = await openRegions();
  const { calls } = config.outreach;
  const gatewaySecret = calls.by === "gateway" ? calls.secret : null;
  const reporting = readSmsReporting(config, keys.operatorSecret);
  const dkimRecord = dkim === null ? null : makeDkimRecord(dkim);
  const outgoingUnder = ({ bundle }: Context): Outgoing => ({
    channels,
    sender: senderAddress(config, bundle),
    inboundDomain: config.inbound?.domain ?? null,
    dkim: dkim === null || dkimRecord === null ? null : { domain: dkim.domain, record: dkimRecord },
  });
  const makeApp = (under: Context): Hono =>
    createApp(under, {
      siteKey: keys.siteKey,
      trustProxy: config.trustProxy,
      logFolder: dataPaths(config.dataDir).log,
      report,
      confirm: governing.current,
      mountMore(inner) {
        mountAnnouncements(inner, under, { operators, subjects });
        mountCalls(inner, under, { notices, kinds, operators, gatewaySecret });
        mountContact(inner, under, { notices, channels, operators });
        mountCorrespondence(inner, under, { siteKey: keys.siteKey, operators, notices, parser, rate });
        mountDevices(inner, under, { siteKey: keys.siteKey, operators });
        mountDisputes(inner, under, operators);
        mountDocuments(inner, under, operators);
        mountIncidents(inner, under, { operators, notices, jobs });
        mountLetters(inner, under, { notices, kinds, fonts, jobs, operators, report });
        mountMarketing(inner, under, { jobs, notices, operators });
        mountChanges(inner, under, { steps, notices, operators });
        mountNotices(inner, under, { jobs, notices, operators, templates: HOUSE_TEMPLATES });
        mountProposals(inner, under, { operators, effects });
        mountReach(inner, under, { pushKey: pushKeys?.publicKey ?? null });
        mountSubmissions(inner, under, { siteKey: keys.siteKey, operators });
        mountVisits(inner, under, { siteKey: keys.siteKey, operators, log: visitLog, findRegion });
        mountSmsReports(inner, under, { notices, reporting });
        mountStaff(inner, under, {
          operators,
          outgoing: outgoingUnder(under),
          trustProxy: config.trustProxy,
        });
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
  const incidents = await startIncidents({ governing, jobs, notices, channels, operators, report });
  sender.start();
  const inbound =
    config.inbound === null
      ? null
      : await startInbound({
          ...config.inbound,
          receive: createReceiver({ current: governing.current, notices, parser, report }),
        });
  const retention = startRetention(governing.current, report, [endOldPush]);
  return {
    app: answerUnder(governing.latest, makeApp),
    context,
    siteKey: keys.siteKey,
    mail: describeMail(outgoingUnder(context)),
    dkimRecord,
    firstOperatorToken: () => operators.firstLink(),
    folder: async () => getFolderState(await governing.current()),
    async stop() {
      await inbound?.stop();
      await parser.close();
      await jobs.stop();
      await sender.stop();
      await closeChannels(channels);
      await beat.stop();
      await incidents.stop();
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
