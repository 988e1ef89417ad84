import { join, resolve } from "node:path";
import { z } from "zod";
import {
  findMissing,
  makeOutreachConfig,
  OUTREACH_ENVIRONMENT,
  OUTREACH_WANTED,
  type OutreachConfig,
} from "./outreach-config.ts";

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
  /** Where mail to us comes in; `null` where another server takes it. */
  readonly inbound: {
    readonly host: string;
    readonly port: number;
    readonly domain: string;
    readonly maxBytes: number;
    readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  } | null;
  /** Whom the signatures of e-mail name; `null` where the mail server signs, or nobody does. */
  readonly dkim: { readonly domain: string; readonly selector: string } | null;
  /** Letters, calls, text messages and push notifications. */
  readonly outreach: OutreachConfig;
}

const port = z.coerce.number().int().min(1).max(65_535);
const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost"]);
const DNS_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;

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
  AVOW_INBOUND_PORT: port.or(z.literal("0").transform(() => 0)).default(0),
  AVOW_INBOUND_HOST: z.string().min(1).default("127.0.0.1"),
  AVOW_INBOUND_DOMAIN: z.hostname().optional(),
  AVOW_INBOUND_MAX_BYTES: z.coerce.number().int().min(10_000).max(50_000_000).default(10_000_000),
  AVOW_INBOUND_CERT: z.string().min(1).optional(),
  AVOW_INBOUND_KEY: z.string().min(1).optional(),
  AVOW_DKIM_DOMAIN: z.hostname().optional(),
  AVOW_DKIM_SELECTOR: z.string().regex(DNS_LABEL).default("avow"),
  ...OUTREACH_ENVIRONMENT,
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
  AVOW_INBOUND_PORT: "a port on which mail to us comes in, such as 25, or 0 for none",
  AVOW_INBOUND_HOST: "an address to take mail at, such as `127.0.0.1`",
  AVOW_INBOUND_DOMAIN: "the domain whose mail comes in here, such as `mail.example.com`",
  AVOW_INBOUND_MAX_BYTES: "the longest mail that is taken, from 10000 to 50000000 bytes",
  AVOW_INBOUND_CERT: "a file of a certificate in PEM",
  AVOW_INBOUND_KEY: "a file of the certificate's key in PEM",
  AVOW_DKIM_DOMAIN: "the domain that signs e-mail, such as `example.com`",
  AVOW_DKIM_SELECTOR: "the name of the signing key in the DNS, such as `avow`",
  ...OUTREACH_WANTED,
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
  const missing = findMissing(values);
  if (missing !== null) return { ok: false, faults: [{ key: missing, wants: WANTED[missing] }] };
  const inbound = readInbound(values);
  if (!inbound.ok) return { ok: false, faults: [inbound.fault] };
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
      inbound: inbound.config,
      dkim:
        values.AVOW_DKIM_DOMAIN === undefined
          ? null
          : { domain: values.AVOW_DKIM_DOMAIN, selector: values.AVOW_DKIM_SELECTOR },
      outreach: makeOutreachConfig(values),
    },
  };
}

/** Mail comes in over the network only where a certificate lets its senders encrypt it. */
function readInbound(
  values: z.infer<typeof Environment>,
):
  | { readonly ok: true; readonly config: Config["inbound"] }
  | { readonly ok: false; readonly fault: ConfigFault } {
  const { AVOW_INBOUND_PORT: port, AVOW_INBOUND_HOST: host, AVOW_INBOUND_DOMAIN: domain } = values;
  const { AVOW_INBOUND_CERT: certFile, AVOW_INBOUND_KEY: keyFile } = values;
  const fault = (key: keyof typeof WANTED, wants: string) => ({ ok: false, fault: { key, wants } }) as const;
  if (port === 0) return { ok: true, config: null };
  if (domain === undefined) return fault("AVOW_INBOUND_DOMAIN", WANTED.AVOW_INBOUND_DOMAIN);
  if ((certFile === undefined) !== (keyFile === undefined))
    return fault(certFile === undefined ? "AVOW_INBOUND_CERT" : "AVOW_INBOUND_KEY", "both, or neither");
  const tls = certFile === undefined || keyFile === undefined ? null : { certFile, keyFile };
  if (tls === null && !LOOPBACK.has(host))
    return fault(
      "AVOW_INBOUND_HOST",
      "a loopback address, or AVOW_INBOUND_CERT and AVOW_INBOUND_KEY, so that mail comes in encrypted",
    );
  return { ok: true, config: { host, port, domain, maxBytes: values.AVOW_INBOUND_MAX_BYTES, tls } };
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
    dkimKey: join(dataDir, "keys", "dkim.key"),
    pushKey: join(dataDir, "keys", "push.key"),
    log: join(dataDir, "log"),
    lastSigned: join(dataDir, "ledger-last-signed.json"),
    erasures: join(dataDir, "erasures.journal"),
    /** The log's public key as `avow verify` wants it. */
    trust: join(dataDir, "trust.txt"),
    built: join(dataDir, "built"),
  } as const;
}
