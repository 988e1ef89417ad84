import { z } from "zod";
import type { SmsAccount } from "./channels/sms/provider.ts";

/** How people are reached beside e-mail; what is `null`, or kept with nobody, is kept in the console's mailbox. */
export interface OutreachConfig {
  /** Whether staff print and post letters. */
  readonly letters: "staff" | "mailbox";
  /** Who makes telephone calls. */
  readonly calls:
    | { readonly by: "staff" | "mailbox" }
    | { readonly by: "gateway"; readonly url: string; readonly secret: string };
  readonly sms:
    | (Omit<SmsAccount, "reportUrl"> & {
        readonly provider: "aliyun" | "twilio";
        /** How long a report of each message is awaited; `null` where none is. */
        readonly reportHours: number | null;
      })
    | null;
  /** Whom a push service may write to, `mailto:` or `https:`; it turns push notifications on. */
  readonly pushContact: string | null;
}

/** The environment's part of it. */
export const OUTREACH_ENVIRONMENT = {
  AVOW_LETTERS: z.enum(["staff", "mailbox"]).default("mailbox"),
  AVOW_CALLS: z.enum(["staff", "mailbox"]).default("mailbox"),
  AVOW_CALLS_URL: z.url({ protocol: /^https?$/ }).optional(),
  AVOW_CALLS_SECRET: z.string().min(32).optional(),
  AVOW_SMS_PROVIDER: z.enum(["aliyun", "twilio"]).optional(),
  AVOW_SMS_KEY: z.string().min(1).optional(),
  AVOW_SMS_SECRET: z.string().min(1).optional(),
  AVOW_SMS_FROM: z.string().min(1).optional(),
  AVOW_SMS_TEMPLATE: z.string().min(1).optional(),
  AVOW_SMS_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  AVOW_SMS_REPORT_HOURS: z.coerce.number().int().min(1).max(72).optional(),
  AVOW_PUSH_CONTACT: z
    .string()
    .regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/)
    .optional(),
} as const;

const Outreach = z.object(OUTREACH_ENVIRONMENT);
type Values = z.infer<typeof Outreach>;

export const OUTREACH_WANTED: Readonly<Record<keyof Values, string>> = {
  AVOW_LETTERS: "`staff` when your staff print and post letters, else `mailbox`",
  AVOW_CALLS: "`staff` when your staff make telephone calls, else `mailbox`",
  AVOW_CALLS_URL: "where a telephony gateway takes calls, such as `https://calls.example.com/v1/calls`",
  AVOW_CALLS_SECRET: "at least 32 characters that the telephony gateway knows too",
  AVOW_SMS_PROVIDER: "`aliyun` or `twilio`",
  AVOW_SMS_KEY: "the AccessKey id (Alibaba Cloud) or the account SID (Twilio)",
  AVOW_SMS_SECRET: "the AccessKey secret (Alibaba Cloud) or the auth token (Twilio)",
  AVOW_SMS_FROM: "the approved sign name (Alibaba Cloud), or a number or messaging service SID (Twilio)",
  AVOW_SMS_TEMPLATE: "the code of an approved template whose one variable is `text` (Alibaba Cloud)",
  AVOW_SMS_ENDPOINT: "another address of the provider, such as `https://sms.example.com`",
  AVOW_SMS_REPORT_HOURS: "how long to await the provider's report of a message, from 1 to 72 hours",
  AVOW_PUSH_CONTACT: "whom push services may write to, such as `mailto:privacy@example.com`",
};

/** The key that is missing beside those that are there; `null` when none is. */
export function findMissing(values: Values): keyof Values | null {
  const needed: readonly (keyof Values)[] = [
    ...(values.AVOW_SMS_PROVIDER === undefined
      ? []
      : (["AVOW_SMS_KEY", "AVOW_SMS_SECRET", "AVOW_SMS_FROM"] as const)),
    ...(values.AVOW_SMS_PROVIDER === "aliyun" ? (["AVOW_SMS_TEMPLATE"] as const) : []),
    ...(values.AVOW_CALLS_URL === undefined ? [] : (["AVOW_CALLS_SECRET"] as const)),
  ];
  return needed.find((key) => values[key] === undefined) ?? null;
}

/** What the environment says; nothing is missing from it. */
export function makeOutreachConfig(values: Values): OutreachConfig {
  const { AVOW_SMS_PROVIDER: provider, AVOW_CALLS_URL: url } = values;
  return {
    letters: values.AVOW_LETTERS,
    calls:
      url === undefined
        ? { by: values.AVOW_CALLS }
        : { by: "gateway", url, secret: values.AVOW_CALLS_SECRET ?? "" },
    sms:
      provider === undefined
        ? null
        : {
            provider,
            key: values.AVOW_SMS_KEY ?? "",
            secret: values.AVOW_SMS_SECRET ?? "",
            from: values.AVOW_SMS_FROM ?? "",
            template: values.AVOW_SMS_TEMPLATE ?? null,
            endpoint: values.AVOW_SMS_ENDPOINT ?? null,
            reportHours: values.AVOW_SMS_REPORT_HOURS ?? null,
          },
    pushContact: values.AVOW_PUSH_CONTACT ?? null,
  };
}
