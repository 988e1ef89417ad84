import { type AnswerOf, routes } from "@avow/contract";
import type { Database } from "@avow/postgres";
import { sql } from "kysely";
import { findFirstDay } from "./days.ts";
import {
  DELTA_OF_ANSWER,
  isStandard,
  type Kind,
  LEAST_VISITORS,
  makeTerms,
  PARTS_OF_RHO,
  STANDARD_DAY_PARTS,
  sigmaOf,
  YEAR_PARTS,
} from "./plan.ts";

export type Budget = AnswerOf<"budget">;

/** The account of one calendar year, in parts of ρ: what is asked about its days is charged here, whenever it is asked. */
export interface Account {
  readonly spent: number;
  /** Kept for the standard answers of the days that can still get them. */
  readonly reserved: number;
  /** For all other questions. */
  readonly left: number;
}

/** The probability that stands beside ε for a whole year; half is for names, half for turning ρ into ε. */
export const DELTA_OF_YEAR = 1e-6;

/** What has been spent of a year, and what is kept. Read under the lock of publication, nothing can be spent meanwhile. */
export async function readAccount(db: Database, year: number): Promise<Account> {
  const first = (await findFirstDay(db)) ?? "";
  const begin = first > `${year}-01-01` ? first : `${year}-01-01`;
  const end = `${year + 1}-01-01`;
  const { rows } = await sql<{ spent: number; kept_for: number }>`
    select coalesce(sum(parts), 0)::int8 as spent,
      greatest(0, (${end}::date - ${begin}::date)::int8 * ${STANDARD_DAY_PARTS}::int8
        - coalesce(sum(parts) filter (where standard and day >= ${begin}::date), 0)::int8) as kept_for
    from statistic
    where day >= ${`${year}-01-01`}::date and day < ${end}::date`.execute(db);
  const { spent, kept_for } = rows[0] ?? { spent: 0, kept_for: 0 };
  const reserved = Math.min(kept_for, YEAR_PARTS - spent);
  return { spent, reserved, left: YEAR_PARTS - spent - reserved };
}

/** Whether an account can pay for one more answer of this kind. The reserve pays for the standard ones. */
export function canPay({ reserved, left }: Account, kind: Kind): boolean {
  const { parts } = makeTerms(kind);
  return parts <= (isStandard(kind) ? reserved : left);
}

/** The account as advertisers and operators see it. */
export async function getBudget(db: Database, year: number): Promise<Budget> {
  const { spent, reserved, left } = await readAccount(db, year);
  const rho = (parts: number) => parts / PARTS_OF_RHO;
  return {
    year,
    rho: { year: rho(YEAR_PARTS), spent: rho(spent), reserved: rho(reserved), left: rho(left) },
    epsilon: Number(epsilonOf(rho(YEAR_PARTS), DELTA_OF_YEAR / 2).toFixed(2)),
    delta: DELTA_OF_YEAR,
    leastVisitors: LEAST_VISITORS,
    plan: KINDS.map((kind) => {
      const { parts, variance, threshold, contributions } = makeTerms(kind);
      const sigma = Number(sigmaOf(variance).toFixed(2));
      return { ...kind, standard: isStandard(kind), rho: rho(parts), sigma, threshold, contributions };
    }),
  };
}

/** ε of ρ-zCDP at δ: ρ + 2√(ρ ln(1/δ)) (Bun and Steinke 2016, proposition 1.3). */
export function epsilonOf(rho: number, delta: number): number {
  return rho + 2 * Math.sqrt(rho * Math.log(1 / delta));
}

const { measure: MEASURE, by: BREAKDOWN } = routes.statistic.query.shape;

/** Every kind of question there is. */
export const KINDS: readonly Kind[] = MEASURE.options.flatMap((measure) =>
  BREAKDOWN.options.map((by) => ({ measure, by })),
);

/**
 * With how much probability a year's answers may name a cell that is there because of one visitor: as many answers as the
 * budget pays for at the least price there is.
 */
export const DELTA_OF_NAMES =
  (DELTA_OF_ANSWER * YEAR_PARTS) / Math.min(...KINDS.map((kind) => makeTerms(kind).parts));
