/** The rows of one batch and one UTC day, ready to be written. */
export interface DayRows {
  /** ISO 8601. */
  readonly day: string;
  readonly count: number;
  /** Lines as `copy visit (…) from stdin` takes them, and as `copy … to stdout` gives them back, `at` as ISO 8601. */
  readonly lines: Uint8Array;
  /** The addresses in the order of the lines, sealed. */
  readonly addresses: Uint8Array;
}

/** A batch that was permitted, and waits to be written. */
export interface WaitingBatch {
  /** UUID in lower case. */
  readonly batch: string;
  /** Version of the policy under which it was permitted. */
  readonly version: string;
  /** Clause that permitted it. */
  readonly clause: string;
  readonly days: readonly DayRows[];
}

/** Columns of `visit` in the order of the lines. */
export const COLUMNS = [
  "at",
  "page",
  "section",
  "access",
  "referrer",
  "referrer_host",
  "status",
  "duration_ms",
  "region",
  "system",
  "system_version",
  "browser",
  "browser_version",
  "visitor",
  "shown",
  "clicked",
  "returned",
  "batch",
  "place",
] as const;
