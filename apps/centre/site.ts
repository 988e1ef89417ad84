import type { CallerOptions } from "@avow/contract";
import type { Bundle } from "@avow/policy";
import type { Context } from "hono";
import type { Session } from "./session.ts";
import type { Language } from "./words.ts";

/** Where the centre is mounted; every address it writes begins with it. */
export const BASE = "/privacy";

/** What the centre needs of its surroundings. */
export interface CentreOptions {
  readonly bundle: Bundle;
  /** SHA-256 of the bundle, hexadecimal: the version of the policy in force. */
  readonly version: string;
  /** Name of the cookie that carries a person's session, where they accepted cookies. The centre never sets it. */
  readonly sessionCookie: string;
  /** The `Set-Cookie` value with which the portal removes that cookie; sent once everything is erased. */
  readonly clearCookie: string;
  /** The API of the contract, in this process or another. */
  readonly service: CallerOptions["fetch"];
  /** Origin under which people reach the centre, without a slash at the end. */
  readonly publicUrl: string;
  readonly assets: {
    /** Path of the script that `buildCentre` made. */
    readonly verifier: string;
  };
  /** Told of everything thrown that was answered with a page; never with a personal value. */
  readonly report: (error: unknown) => void;
}

/** Whose page is asked for, and in which language. */
export interface Visit {
  readonly language: Language;
  readonly session: Session | null;
}

export type CentreEnv = { Variables: { visit: Visit } };
export type CentreContext = Context<CentreEnv>;
