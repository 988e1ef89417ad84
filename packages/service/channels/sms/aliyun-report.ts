import { z } from "zod";
import { parseReference } from "../report-reference.ts";
import { readCode, type SmsReport } from "./report.ts";

/** Of what Alibaba Cloud pushes (`SmsReport`, HTTP batch push), all that is read: the number is not. */
const Pushed = z.object({ out_id: z.string(), success: z.boolean(), err_code: z.unknown() });

/**
 * Reads a push of delivery reports: a JSON array, of single messages and of batches alike. What is about messages of somebody else's,
 * or of another shape, is passed over; `null` where the body is no array at all.
 * @see https://help.aliyun.com/zh/sms/developer-reference/smsreport-2
 */
export function parseAliyunReports(body: string): readonly SmsReport[] | null {
  const pushed = readArray(body);
  return (
    pushed?.flatMap((one) => {
      const report = Pushed.safeParse(one);
      const of = report.success ? parseReference(report.data.out_id.split(".", 1)[0] ?? "") : null;
      if (!report.success || of === null) return [];
      const { success, err_code } = report.data;
      return [
        {
          of,
          outcome: success ? { kind: "arrived" } : { kind: "failed", code: readCode(err_code) },
        } as const,
      ];
    }) ?? null
  );
}

function readArray(body: string): readonly unknown[] | null {
  try {
    const read: unknown = JSON.parse(body);
    return Array.isArray(read) ? read : null;
  } catch {
    return null;
  }
}
