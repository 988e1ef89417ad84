import type { CallerOptions } from "@avow/contract";
import type { Bundle } from "@avow/policy";
import type { Context } from "hono";
import type { Session } from "./session.ts";
import type { Language } from "./words.ts";

/** Where the centre is mounted; every address it writes begins with it. */
export const BASE = "/privacy";
/** Where the service worker is served, under its name in the register, and nothing else. */
export const WORKERS = `${BASE}/worker/`;

/** A policy, and the SHA-256 of its bundle in hexadecimal. */
export interface CurrentPolicy {
  readonly bundle: Bundle;
  readonly version: string;
}

/** What the centre needs of its surroundings. */
export interface CentreOptions {
  /** The policy in force now; asked at every request, for another version may take its place while this runs. */
  readonly policy: () => CurrentPolicy;
  /** The API of the contract, in this process or another. */
  readonly service: CallerOptions["fetch"];
  /** Origin under which people reach the centre, without a slash at the end. */
  readonly publicUrl: string;
  readonly assets: {
    /** Path of one script that `buildCentre` made: it checks receipts. */
    readonly verifier: string;
    /** Path of the other: the gate, for the page on which anyone may ask it. */
    readonly asker: string;
    /** Path of a third: it turns push notifications on and off. */
    readonly pusher: string;
    /** Path of the service worker that shows them. */
    readonly worker: string;
  };
  /** Told of everything thrown that was answered with a page; never with a personal value. */
  readonly report: (error: unknown) => void;
}

/** Whose page is asked for, in which language, and under which policy: the same from the beginning of a page to its end. */
export interface Visit {
  readonly language: Language;
  readonly policy: CurrentPolicy;
  readonly session: Session | null;
}

export type CentreEnv = { Variables: { visit: Visit } };
export type CentreContext = Context<CentreEnv>;
