import { askPermit } from "@avow/gate";
import type { Bundle, Facts } from "@avow/policy";
import type { Counted } from "../activity/tally.ts";
import type { Context } from "../context.ts";

const PURPOSE = "account";

/** A cookie to set, and for how long. */
export interface SessionCookie {
  readonly name: string;
  readonly maxAgeSeconds: number;
}

/** The first cookie of the register that serves the account and that the gate, told of `facts`, lets this person's device keep; and its answer. */
export function askForCookie(
  context: Context,
  person: string,
  facts: Facts,
): { readonly cookie: SessionCookie | null; readonly counted: Omit<Counted, "version"> | null } {
  let counted: Omit<Counted, "version"> | null = null;
  for (const [name, key] of Object.entries(context.bundle.storage)) {
    if (key.kind !== "cookie" || key.purpose !== PURPOSE) continue;
    const operation = { action: "store", by: "portal", purpose: PURPOSE, data: [], key: name } as const;
    const asked = askPermit(context.gate, facts, operation, person);
    if ("permit" in asked)
      return {
        cookie: { name, maxAgeSeconds: secondsOf(key.life) },
        counted: { clause: asked.permit.clause, effect: "permit" },
      };
    counted = { clause: asked.refusal.clause, effect: "refuse" };
  }
  return { cookie: null, counted };
}

const SECONDS = { D: 86_400, H: 3600, M: 60 } as const;

/** Seconds of a register entry's life, which is given in days, hours or minutes. */
function secondsOf(life: string): number {
  const match = /^P(?:(\d+)(D)|T(\d+)([HM]))$/.exec(life);
  if (match === null) throw new TypeError(`a cookie's life cannot be \`${life}\``);
  const unit = match[2] ?? match[4];
  return Number(match[1] ?? match[3]) * SECONDS[unit as keyof typeof SECONDS];
}

/** The clause that lets people refuse cookies: that of the condition under which any may be stored. */
export function cookieClause({ rules, law }: Bundle): string {
  const conditions = rules.filter(({ action }) => action === "store").flatMap(({ when }) => when);
  return conditions.find(({ condition }) => condition.kind === "cookies-accepted")?.clause ?? law.clause;
}
