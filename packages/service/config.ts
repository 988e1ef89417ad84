import { join, resolve } from "node:path";
import { z } from "zod";

/** Everything the environment may say. Each key has its default; a wrong one stops the start and is named. */
export interface Config {
  /** Folder of keys, log and the embedded database; absolute. */
  readonly dataDir: string;
  /** A PostgreSQL 15 or newer; `null` starts the embedded one. */
  readonly databaseUrl: string | null;
  readonly host: string;
  readonly port: number;
  readonly portalPort: number;
  /** Of the stand-in for a payment provider, on this machine alone; 0 takes one that is free. */
  readonly paymentsPort: number;
  /** Where people reach the portal, and the privacy centre beneath it; without a slash at the end. */
  readonly publicUrl: string;
  /** Where operators reach the console, at `/console/`; without a slash at the end. */
  readonly consoleUrl: string;
  /** Whether a proxy in front speaks HTTPS and says so in `X-Forwarded-Proto`. */
  readonly trustProxy: boolean;
  readonly smtpUrl: string | null;
  /** Sender of every message. */
  readonly mailFrom: string | null;
}

const port = z.coerce.number().int().min(1).max(65_535);
const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost"]);

const Environment = z.object({
  AVOW_DATA: z.string().min(1).default("data"),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  AVOW_HOST: z.string().min(1).default("127.0.0.1"),
  AVOW_PORT: port.default(4001),
  AVOW_PORTAL_PORT: port.default(4000),
  AVOW_PAYMENTS_PORT: port.or(z.literal("0").transform(() => 0)).default(4002),
  AVOW_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  AVOW_CONSOLE_URL: z.url({ protocol: /^https?$/ }).optional(),
  AVOW_TRUST_PROXY: z.enum(["0", "1"]).default("0"),
  AVOW_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  AVOW_MAIL_FROM: z.email().optional(),
});

const WANTED: Readonly<Record<keyof z.infer<typeof Environment>, string>> = {
  AVOW_DATA: "a folder, such as `data`",
  DATABASE_URL: "a PostgreSQL address, such as `postgres://user:password@localhost:5432/avow`",
  AVOW_HOST: "an address to listen on, such as `127.0.0.1`",
  AVOW_PORT: "a port from 1 to 65535",
  AVOW_PORTAL_PORT: "a port from 1 to 65535",
  AVOW_PAYMENTS_PORT: "a port from 1 to 65535, or 0 for one that is free",
  AVOW_PUBLIC_URL: "where people reach the portal, such as `https://www.example.com`",
  AVOW_CONSOLE_URL: "where operators reach the service, such as `https://console.example.com`",
  AVOW_TRUST_PROXY: "`1` when an HTTPS proxy stands in front, else `0`",
  AVOW_SMTP_URL: "a mail server, such as `smtps://user:password@mail.example.com`",
  AVOW_MAIL_FROM: "the sender's e-mail address",
};

/** One key of the environment that cannot be used; the value is never repeated, for it may hold a password. */
export interface ConfigFault {
  readonly key: string;
  readonly wants: string;
}

/** Reads the configuration, or says of every wrong key what it wants. */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
):
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] } {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const keys = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))];
    return { ok: false, faults: keys.map((key) => ({ key, wants: WANTED[key as keyof typeof WANTED] })) };
  }
  const values = parsed.data;
  const trustProxy = values.AVOW_TRUST_PROXY === "1";
  if (!LOOPBACK.has(values.AVOW_HOST) && !trustProxy)
    return {
      ok: false,
      faults: [
        {
          key: "AVOW_HOST",
          wants:
            "a loopback address, or AVOW_TRUST_PROXY=1 with an HTTPS proxy in front (the policy allows no plain HTTP over a network)",
        },
      ],
    };
  return {
    ok: true,
    config: {
      dataDir: resolve(values.AVOW_DATA),
      databaseUrl: values.DATABASE_URL ?? null,
      host: values.AVOW_HOST,
      port: values.AVOW_PORT,
      portalPort: values.AVOW_PORTAL_PORT,
      paymentsPort: values.AVOW_PAYMENTS_PORT,
      publicUrl: withoutSlash(values.AVOW_PUBLIC_URL ?? `http://localhost:${values.AVOW_PORTAL_PORT}`),
      consoleUrl: withoutSlash(values.AVOW_CONSOLE_URL ?? `http://localhost:${values.AVOW_PORT}`),
      trustProxy,
      smtpUrl: values.AVOW_SMTP_URL ?? null,
      mailFrom: values.AVOW_MAIL_FROM ?? null,
    },
  };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}

/** Where things lie in the data folder. */
export function dataPaths(dataDir: string) {
  return {
    postgres: join(dataDir, "postgres"),
    vaultKey: join(dataDir, "keys", "vault.key"),
    ledgerKey: join(dataDir, "keys", "ledger.key"),
    siteKey: join(dataDir, "keys", "site.key"),
    operatorSecret: join(dataDir, "keys", "operators.secret"),
    log: join(dataDir, "log"),
    lastSigned: join(dataDir, "ledger-last-signed.json"),
    erasures: join(dataDir, "erasures.journal"),
    /** The log's public key as `avow verify` wants it. */
    trust: join(dataDir, "trust.txt"),
    built: join(dataDir, "built"),
  } as const;
}
