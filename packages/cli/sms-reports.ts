import { Fault } from "@avow/postgres";
import { findAliyunReportUrl, readConfig } from "@avow/service";
import type { Call, Command } from "./command.ts";
import { EXIT_MISUSE, misuse, type Output } from "./output.ts";

export const smsReportsCommand: Command = {
  usage: "sms-reports",
  does: "print where Alibaba Cloud is to report text messages",
  more: ["the address lets reports in, so it is printed here and written to no log"],
  takes: { least: 0, most: 0 },
  options: {},
  run: printAddress,
};

async function printAddress({ environment }: Call, output: Output): Promise<number> {
  const read = readConfig(environment);
  if (!read.ok) {
    for (const { key, wants } of read.faults)
      misuse(output, `\`${key}\` cannot be used`, `it wants ${wants}`);
    return EXIT_MISUSE;
  }
  try {
    const url = await findAliyunReportUrl(read.config);
    if (url === null)
      return misuse(
        output,
        "no report is awaited that has an address of its own",
        "set AVOW_SMS_PROVIDER=aliyun and AVOW_SMS_REPORT_HOURS; Twilio is told the address with every message",
      );
    output.out(`${url}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return misuse(output, error.message, "run `avow start` once, or put the keys back from your backup");
  }
}
