/** What a person can do about one purpose. */
export const ACTS = ["agree", "refuse", "object", "lift", "unsubscribe"] as const;
export type Act = (typeof ACTS)[number];

/** A person's standing towards one purpose. */
export interface Standing {
  readonly consent: "never-asked" | "granted" | "refused" | "withdrawn";
  readonly objected: boolean;
}

export const NEVER_ASKED: Standing = { consent: "never-asked", objected: false };

/** The standing after an act, by the policy's words and without a look at the service's code. */
export function after({ consent, objected }: Standing, act: Act): Standing {
  const withdrawn = consent === "granted" ? "withdrawn" : consent;
  switch (act) {
    case "agree":
      return { consent: "granted", objected: false };
    case "refuse":
      return {
        consent: consent === "granted" || consent === "withdrawn" ? "withdrawn" : "refused",
        objected,
      };
    case "object":
      return { consent: withdrawn, objected: true };
    case "lift":
      return { consent, objected: false };
    case "unsubscribe":
      return objected ? { consent, objected } : { consent: withdrawn, objected: true };
  }
}

export function permits({ consent, objected }: Standing): boolean {
  return consent === "granted" && !objected;
}

/** What the test knows of one person: what was acknowledged to them, and what may or may not have happened. */
export interface Person {
  readonly email: string;
  /** Whether their account is known to exist; `maybe` while a registration was not answered. */
  exists: "yes" | "maybe";
  /** Of a log-in that was acknowledged. */
  token: string | null;
  standing: Standing;
  /** Sent and not answered: it happened, or it did not. */
  pending: Act | null;
  /** They said no, were told that it stands, and have asked for nothing since: no message may reach anybody. */
  noStands: boolean;
  /** Receipts that were answered, and their place in the log. */
  readonly receipts: Map<string, number>;
  /** Messages to them that were acknowledged as queued. */
  readonly messages: Set<string>;
  /** From the newest message they got. */
  unsubscribeToken: string | null;
}

export function makePerson(email: string): Person {
  return {
    email,
    exists: "maybe",
    token: null,
    standing: NEVER_ASKED,
    pending: null,
    noStands: true,
    receipts: new Map(),
    messages: new Set(),
    unsubscribeToken: null,
  };
}
