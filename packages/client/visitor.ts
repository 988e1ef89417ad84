import type { Bundle, Facts } from "@avow/policy";
import type { Signal } from "./signal.ts";

/** What the site knows of who asks; it decides which cookies may be set and which hosts the page may reach. */
export interface Visitor {
  readonly loggedIn: boolean;
  readonly cookies: Facts["cookies"];
  /** Yes or no by purpose, as `readChoice` gives them or the account holds them; absent where nothing was chosen. */
  readonly choices?: Readonly<Record<string, boolean>>;
  /** Versions whose limits hold for the person, as `me` names them. */
  readonly heldTo?: readonly string[];
}

/**
 * The facts the gate is asked with. Where the browser itself refuses, that stands for a refusal of everything that can be
 * refused: no consent holds, cookies are refused, and whatever can be objected to is objected to (GDPR 21(5)).
 */
export function factsOf(bundle: Bundle, visitor: Visitor, signal: Signal | null): Facts {
  const consents = Object.entries(visitor.choices ?? {}).map(([purpose, agreed]) => [
    purpose,
    // When it was chosen stands in its record; no rule asks.
    { kind: agreed && signal === null ? ("granted" as const) : ("refused" as const), at: 0 },
  ]);
  const objectable = Object.entries(bundle.purposes).flatMap(([purpose, { objection }]) =>
    objection !== undefined && signal !== null ? [[purpose, 0]] : [],
  );
  return {
    person: {
      loggedIn: visitor.loggedIn,
      consents: Object.fromEntries(consents),
      objections: Object.fromEntries(objectable),
      ...(visitor.heldTo !== undefined && { heldTo: visitor.heldTo }),
    },
    cookies: signal === null ? visitor.cookies : "refused",
  };
}

/** A role to ask the gate as: what the register and the hosts say holds for every role. */
export function anyRole(bundle: Bundle): string {
  return Object.keys(bundle.roles)[0] ?? "";
}
