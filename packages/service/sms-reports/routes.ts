import { createHash, timingSafeEqual } from "node:crypto";
import type { Hono } from "hono";
import { parseAliyunReports } from "../channels/sms/aliyun-report.ts";
import { isSignedByTwilio, parseTwilioReport } from "../channels/sms/twilio-report.ts";
import type { Context } from "../context.ts";
import { anyone } from "../http/authenticate-site.ts";
import { mount } from "../http/mount.ts";
import { ProblemError } from "../http/problem.ts";
import type { Notices } from "../notices/notice.ts";
import { makeTwilioReportUrl, type SmsReporting } from "./report-address.ts";
import { takeSmsReport } from "./take-report.ts";

export interface SmsReportsOptions {
  readonly notices: Pick<Notices, "findCopy" | "settleCopy">;
  readonly reporting: SmsReporting;
}

/** More than any status callback has. */
const LONGEST_CALLBACK = 16 * 1024;

/** Where providers of text messages report. An answer tells nobody which messages are known. */
export function mountSmsReports(
  app: Hono,
  context: Context,
  { notices, reporting }: SmsReportsOptions,
): void {
  mount(app, "aliyunReport", anyone, async ({ path, http }) => {
    if (reporting?.provider !== "aliyun" || !isSame(path("token"), reporting.token)) throw nothingHere();
    const reports = parseAliyunReports(await http.req.text());
    if (reports === null)
      throw new ProblemError("body-malformed", {
        detail: "the reports are not what `SmsReport` pushes",
        help: "send a JSON array",
      });
    for (const report of reports)
      await takeSmsReport(context, notices, { report, provider: "Alibaba Cloud" });
    return { code: 0, msg: "接收成功" };
  });
  mount(app, "twilioReport", anyone, async ({ path, http }) => {
    if (reporting?.provider !== "twilio") throw nothingHere();
    const body = await http.req.text();
    if (body.length > LONGEST_CALLBACK)
      throw new ProblemError("too-large", { detail: `a report is at most ${LONGEST_CALLBACK} bytes` });
    const form = new URLSearchParams(body);
    const url = `${makeTwilioReportUrl(context.publicUrl)}/${path("reference")}`;
    const signature = http.req.header("x-twilio-signature") ?? "";
    if (!isSignedByTwilio({ url, form }, signature, reporting.authToken))
      throw new ProblemError("report-unsigned", { detail: "the signature is missing, or of another report" });
    const report = parseTwilioReport(form, path("reference"));
    if (report !== null) await takeSmsReport(context, notices, { report, provider: "Twilio" });
    return undefined;
  });
}

function isSame(given: string, wanted: string): boolean {
  return timingSafeEqual(digest(given), digest(wanted));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** As of an address that never was one. */
function nothingHere(): ProblemError {
  return new ProblemError("not-found", { detail: "there is nothing at this address" });
}
