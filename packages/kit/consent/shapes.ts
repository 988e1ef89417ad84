import type { ConsentPlan, StorageKind } from "@avow/policy";

/** How a browser itself refuses: Global Privacy Control, or the older Do Not Track. */
export type Signal = "gpc" | "dnt";

/** Yes or no by purpose; what is not there is no. */
export type Choices = Readonly<Record<string, boolean>>;

/** A choice the server has kept. */
export interface RecordedChoice {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  readonly choices: Choices;
  /** Hash of the words it answered; under other words it opens nothing. */
  readonly wording: string;
  readonly signal: Signal | null;
}

/** What the server knows of the visitor: in the page as JSON under `#avow-choice`, and the answer of `GET /.avow/choice`. */
export interface PageChoice {
  readonly choice: RecordedChoice | null;
  /** The refusal the browser sent with its request. */
  readonly signal: Signal | null;
  /** Names of declared cookies that came with the request although the choice permits them no more. */
  readonly unwanted: readonly string[];
}

/** All the kit needs to begin. */
export interface Page {
  readonly plan: ConsentPlan;
  readonly known: PageChoice;
  /** Where the policy is read, if the page says it. */
  readonly policy: string | null;
}

/**
 * What a choice could not do in this page: stop a `script` that has run, reach a `host` that the page's Content-Security-Policy
 * from before the choice forbids, both mended by loading the page anew; or remove something kept, which is named.
 */
export interface Leftover {
  readonly kind: StorageKind | "script" | "host";
  readonly name: string;
}

/**
 * How the last choice stands: `kept` by the server (or none was made), on its way, `failed` and tried again later, or
 * `outdated`, which the server refused for good because the page's words are no longer in force.
 */
export type Saving = "kept" | "saving" | "failed" | "outdated";

/** One moment; a new object whenever anything changes. */
export interface ConsentState {
  /** The last choice the server acknowledged. */
  readonly choice: RecordedChoice | null;
  readonly signal: Signal | null;
  readonly saving: Saving;
  /** An answer for every question: yes only where it is acknowledged, not being withdrawn, and no signal refuses. */
  readonly answers: Choices;
  /** Whether there is something to ask: a question, no signal, and no choice made under these words. */
  readonly asks: boolean;
  readonly left: readonly Leftover[];
}

/** The visitor's choice, as everything in the page asks for it. */
export interface Consent {
  readonly plan: ConsentPlan;
  readonly state: ConsentState;
  /** Whether a purpose is agreed to; a purpose the plan does not ask about is not. */
  isOpen(purpose: string): boolean;
  /** Whether a key or host of the plan may be used; `null` needs never are, for only a session decides them. */
  permits(needs: readonly string[] | null): boolean;
  /** Chooses for every question: what `choices` lacks is no. A no holds at once, a yes when the server has it. */
  choose(choices: Choices): void;
  /** Tries a failed save again now. */
  retry(): void;
  /** Says what could not be done; called by what carries the choice out. */
  note(left: readonly Leftover[]): void;
  /** Calls `listener` after every change, until the returned function is called. */
  subscribe(listener: () => void): () => void;
}
