import { hkdfSync } from "node:crypto";
import { routes } from "@avow/contract";
import { type Config, dataPaths } from "../config.ts";
import { openOperatorSecret } from "../keys.ts";

/** What delivery reports of text messages are known by; `null` where none are awaited. */
export type SmsReporting =
  | { readonly provider: "aliyun"; readonly token: string }
  | { readonly provider: "twilio"; readonly authToken: string }
  | null;

/** Where Twilio is asked to report, before the reference of a message. */
export function makeTwilioReportUrl(publicUrl: string): string {
  return `${publicUrl}${routes.twilioReport.path.replace("/:reference", "")}`;
}

/**
 * Alibaba Cloud signs no report, so that the address itself must not be guessed: its last part is derived (HKDF-SHA256) from the
 * deployment's own secret, and stays the same when the account's keys change.
 */
export function readSmsReporting({ outreach: { sms } }: Config, operatorSecret: string): SmsReporting {
  if (sms === null || sms.reportHours === null) return null;
  if (sms.provider === "twilio") return { provider: "twilio", authToken: sms.secret };
  const token = Buffer.from(hkdfSync("sha256", operatorSecret, "", "avow sms reports", 32));
  return { provider: "aliyun", token: token.toString("base64url") };
}

/**
 * The address to enter in Alibaba Cloud's console, for an operator to see and for no log; `null` where no report is awaited, or
 * Twilio is told with every message.
 * @throws {Fault} `key-file-missing` before the first start
 */
export async function findAliyunReportUrl(config: Config): Promise<string | null> {
  const { sms } = config.outreach;
  if (sms?.provider !== "aliyun" || sms.reportHours === null) return null;
  const reporting = readSmsReporting(config, await openOperatorSecret(dataPaths(config.dataDir)));
  return reporting?.provider === "aliyun"
    ? `${config.publicUrl}${routes.aliyunReport.path.replace(":token", reporting.token)}`
    : null;
}
