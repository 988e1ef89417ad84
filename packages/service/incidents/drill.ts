import type { AnswerOf } from "@avow/contract";
import { citeRule, listLaws, listRulesInForce, makeDeadline } from "@avow/policy";
import type { Context } from "../context.ts";
import type { ServiceTables } from "../tables.ts";
import { dayIn } from "./deadlines.ts";
import { governingZone } from "./time-zone.ts";

/** When the last drill was held and the next is due; `null` where no law in force asks for drills. */
export async function findDrill({ bundle, db, now }: Context): Promise<AnswerOf<"incidents">["drill"]> {
  const timeZone = governingZone(bundle);
  const rule = listLaws(bundle.law)
    .flatMap((law) => listRulesInForce(law, dayIn(now(), timeZone)))
    .find(({ clocks = [] }) => clocks.some(({ start }) => start === "drill-held"));
  const clock = rule?.clocks?.find(({ start }) => start === "drill-held");
  if (rule === undefined || clock === undefined) return null;
  const { last } = await db
    .withTables<ServiceTables>()
    .selectFrom("incident")
    .select((each) => each.fn.max("closed_at").as("last"))
    .where("rehearsal", "=", true)
    .executeTakeFirstOrThrow();
  const due = last === null ? null : makeDeadline(clock, { start: last.getTime(), timeZone });
  const dueAt = due?.kind === "at" ? new Date(due.until) : null;
  return {
    cite: citeRule(rule),
    lastHeldAt: last?.toISOString() ?? null,
    dueAt: dueAt?.toISOString() ?? null,
    overdue: dueAt === null || dueAt <= now(),
  };
}
