import type { ChannelName } from "@avow/policy";
import { createLetterChannel } from "./channels/letter/letter.ts";
import type { Channel } from "./channels/parcel.ts";
import { createPushChannel, type VapidKeys } from "./channels/push/push.ts";
import { openVapidKeys } from "./channels/push/vapid-keys.ts";
import { createAliyunSms } from "./channels/sms/aliyun.ts";
import { createSmsChannel } from "./channels/sms/sms.ts";
import { createTwilioSms } from "./channels/sms/twilio.ts";
import { createCallList } from "./channels/telephone/call-list.ts";
import { createTelephoneGateway } from "./channels/telephone/gateway.ts";
import { type Config, dataPaths } from "./config.ts";
import type { Context } from "./context.ts";
import type { Governing } from "./policy-versions/governing.ts";
import { forgetPush } from "./reach/forget-push.ts";
import { makeTwilioReportUrl } from "./sms-reports/report-address.ts";

/** What the channels beside e-mail stand on. */
export interface OutreachGround {
  /** Under the version that governed at the start: it says whose numbers lack a country, and who signs. */
  readonly context: Context;
  readonly governing: Pick<Governing, "current">;
  /** `null` where no push is sent. */
  readonly pushKeys: VapidKeys | null;
  /** Told of what broke; never given a personal value. */
  readonly report: (error: unknown) => void;
}

/** Letters, calls, text messages and push notifications as configured; `keep` makes the mailbox that stands in for the others. */
export function openOutreach(
  config: Config,
  ground: OutreachGround,
  keep: (name: ChannelName) => Channel,
): Readonly<Record<Exclude<ChannelName, "email">, Channel>> {
  const { letters, sms } = config.outreach;
  const { bundle, vault, now } = ground.context;
  const law = bundle.law.governing;
  const sign = Object.values(bundle.controller?.name ?? {})[0] ?? "";
  return {
    letter: letters === "staff" ? createLetterChannel(vault) : keep("letter"),
    telephone: openTelephone(config, ground) ?? keep("telephone"),
    sms: sms === null ? keep("sms") : openSms(config, sms, { now, sign, law }),
    push: openPush(config, ground) ?? keep("push"),
  };
}

function openTelephone(
  { outreach: { calls }, publicUrl }: Config,
  { context: { vault, bundle, now } }: OutreachGround,
): Channel | null {
  if (calls.by !== "gateway") return calls.by === "staff" ? createCallList(vault) : null;
  const { url, secret } = calls;
  const reportUrl = `${publicUrl}/v1/reports/calls`;
  return createTelephoneGateway({ url, secret, law: bundle.law.governing, reportUrl, now });
}

function openSms(
  { publicUrl }: Config,
  { provider: name, reportHours, ...given }: NonNullable<Config["outreach"]["sms"]>,
  { now, sign, law }: { readonly now: () => Date; readonly sign: string; readonly law: string },
): Channel {
  const account = { ...given, reportUrl: reportHours === null ? null : makeTwilioReportUrl(publicUrl) };
  const provider = name === "aliyun" ? createAliyunSms(account, { now }) : createTwilioSms(account);
  const reportedWithinMs = reportHours === null ? null : reportHours * 3_600_000;
  return createSmsChannel({ provider, sign, law, reportedWithinMs });
}

function openPush(
  { outreach: { pushContact: contact }, publicUrl }: Config,
  { governing, pushKeys: keys, report }: OutreachGround,
): Channel | null {
  if (contact === null || keys === null) return null;
  return createPushChannel({
    keys,
    contact,
    centreUrl: `${publicUrl}/privacy`,
    forget: async (person, until, why) =>
      forgetPush(await governing.current(), person, { until, why }).catch((error: unknown) => report(error)),
  });
}

/**
 * The keys push messages are signed with, of the data folder; `null` where none are sent.
 * @throws {Fault} of a key file that cannot be used
 */
export async function openPushKeys(config: Config): Promise<VapidKeys | null> {
  return config.outreach.pushContact === null ? null : openVapidKeys(dataPaths(config.dataDir).pushKey);
}
