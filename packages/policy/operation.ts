import type { Action, ClauseId, Text } from "./model.ts";

/** What is about to be done with personal data, in names the policy declares. */
export interface Operation {
  readonly action: Action;
  /** Role that does it. */
  readonly by: string;
  readonly purpose: string;
  /** `category.field` of everything touched; empty only for `store`. */
  readonly data: readonly string[];
  /** For `collect`: the form. */
  readonly form?: string;
  /** For `contact`: the channel. */
  readonly channel?: string;
  /** For `disclose` and `transfer`. */
  readonly recipient?: string;
  /** For `store`: the cookie or storage key. */
  readonly key?: string;
}

/** State of one person's consent to one purpose. Absent means never asked. */
export type Consent =
  | { readonly kind: "granted"; readonly at: number }
  | { readonly kind: "refused" | "withdrawn"; readonly at: number };

/** What depends on how much a version lets be sent, and on what it takes for similar; as in {@link Facts}, absent is not known. */
export interface Measured {
  readonly purchases?: "none" | "similar" | "other";
  readonly reached?: readonly string[];
}

/** What is known when an operation is judged. Times are milliseconds since 1970, UTC. */
export interface Facts {
  /** The person concerned; `null` when nobody is identified. */
  readonly person: {
    readonly loggedIn: boolean;
    readonly consents: Readonly<Record<string, Consent>>;
    /** Purposes objected to, and when. */
    readonly objections: Readonly<Record<string, number>>;
    /** Whether a dispute holds the person's data. Absent is not known, and then nothing held could be erased. */
    readonly held?: boolean;
    /** Whether the person is known to be under age. Absent is not known, and then no minor could be spared. */
    readonly minor?: boolean;
    /**
     * What the person has bought, held against what the operation is about: nothing ever, something similar recently, or
     * something else. Absent is not known.
     */
    readonly purchases?: "none" | "similar" | "other";
    /** Purposes for which the person has had all the messages their pace allows. Absent is not known. */
    readonly reached?: readonly string[];
    /**
     * The versions of the policy, by their SHA-256, whose limits still hold for this person: each that governed since the one they
     * last agreed to, or began under, and that permits less in some part than today's. Absent where there is none.
     */
    readonly heldTo?: readonly string[];
    /**
     * By a version of `heldTo`: what the person has bought and had by that version's own measure of it, in the place of what stands
     * here. A version that is not named measures as today's does.
     */
    readonly under?: Readonly<Record<string, Measured>>;
  } | null;
  /** The licence of the third party on whose behalf it is done. Absent where it is done on nobody's behalf. */
  readonly licence?: "held" | "lapsed" | "none";
  /** What the person's device or log-in form said of cookies; a browser signal counts as a refusal. */
  readonly cookies: "accepted" | "refused" | "not-asked";
}

/** Why an operation is refused. */
export const REFUSALS = [
  "malformed",
  "no-controller",
  "action-unknown",
  "role-unknown",
  "purpose-unknown",
  "data-unknown",
  "form-unknown",
  "channel-unknown",
  "recipient-unknown",
  "key-unknown",
  "not-permitted",
  "data-not-permitted",
  "objected",
  "consent-missing",
  "consent-refused",
  "consent-withdrawn",
  "not-logged-in",
  "cookies-refused",
  "held",
  "minor",
  "not-similar",
  "licence-missing",
  "licence-lapsed",
  "pace-reached",
  "change-unanswered",
  "condition-unknown",
] as const;
export type RefusalCode = (typeof REFUSALS)[number];

/** What would lift a refusal, and who can do it. */
export type Remedy =
  | { readonly kind: "consent"; readonly purpose: string }
  | { readonly kind: "withdraw-objection"; readonly purpose: string }
  | { readonly kind: "log-in" }
  | { readonly kind: "accept-cookies" }
  | { readonly kind: "answer-change" };

export interface PermitDecision {
  readonly effect: "permit";
  readonly clause: ClauseId;
}

export interface Refusal {
  readonly effect: "refuse";
  /** The clause that forbids it: the promise nearest to what was tried. */
  readonly clause: ClauseId;
  readonly code: RefusalCode;
  /** A sentence that can be shown to the person, in each language of the policy. */
  readonly reason: Text;
  /** `null` when nothing the person does would lift it. */
  readonly remedy: Remedy | null;
  /** Legal rule that asks for more than the policy does, when that is why. */
  readonly source: string | null;
}

export type Decision = PermitDecision | Refusal;
