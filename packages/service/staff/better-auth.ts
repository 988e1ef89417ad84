import type { Database } from "@avow/postgres";
import { betterAuth } from "better-auth";
import { hashPassword, isPassword } from "../accounts/passwords.ts";

export interface AuthSettings {
  readonly consoleUrl: string;
  /** At least 32 random characters. */
  readonly secret: string;
  readonly report: (error: unknown) => void;
}

/** Where a request's client is named to the rate limit; set by the service itself, never taken from outside. */
export const CLIENT_HEADER = "x-avow-client";

/** Tries of one client in a row; then it waits for `window` seconds. */
const LOG_INS = { window: 60, max: 10 };

const SESSION_SECONDS = 12 * 60 * 60;

/**
 * The options of better-auth, over a database or one open transaction of it. Its tables live in schema `operators`; it
 * sends no mail, calls nobody, writes no log, and keeps neither address nor browser of an operator.
 */
export function authOptions(db: Database, { consoleUrl, secret, report }: AuthSettings, signUp: boolean) {
  const { origin, protocol } = new URL(consoleUrl);
  return {
    appName: "Avow",
    baseURL: origin,
    basePath: "/console/auth",
    trustedOrigins: [origin],
    secret,
    database: { db, type: "postgres", schemaName: "operators", transaction: !signUp },
    emailAndPassword: {
      enabled: true,
      disableSignUp: !signUp,
      autoSignIn: false,
      minPasswordLength: 12,
      maxPasswordLength: 256,
      password: { hash: hashPassword, verify: ({ hash, password }) => isPassword(hash, password) },
    },
    session: { expiresIn: SESSION_SECONDS, disableSessionRefresh: true },
    databaseHooks: {
      session: {
        create: { before: async (session) => ({ data: { ...session, ipAddress: "", userAgent: "" } }) },
      },
    },
    rateLimit: {
      enabled: true,
      storage: "database",
      window: 60,
      max: 300,
      customRules: { "/sign-in/email": LOG_INS, "/change-password": LOG_INS },
    },
    advanced: {
      cookiePrefix: "avow_operator",
      useSecureCookies: protocol === "https:",
      defaultCookieAttributes: { path: "/console", httpOnly: true, sameSite: "strict" },
      ipAddress: { ipAddressHeaders: [CLIENT_HEADER] },
      database: { validateSchema: false },
    },
    telemetry: { enabled: false },
    logger: { disabled: true },
    onAPIError: { onError: report },
  } satisfies Parameters<typeof betterAuth>[0];
}

/** better-auth with these options. */
export function createAuth(db: Database, settings: AuthSettings, o: { readonly signUp: boolean }) {
  return betterAuth(authOptions(db, settings, o.signUp));
}
