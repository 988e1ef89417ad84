import { askPermit } from "@avow/gate";
import type { Permit } from "@avow/policy";
import type { Context } from "../context.ts";
import { refusalProblem } from "../http/problem.ts";
import type { Question } from "./plan.ts";

/** What of a visit tells one visitor from another. */
const WHO = ["visit.address", "visit.browser", "visit.system"];

/** What each breakdown is made of, beside that. */
const OF: Readonly<Record<Question["by"], readonly string[]>> = {
  total: [],
  page: ["visit.page"],
  section: ["visit.page"],
  region: ["visit.address"],
  system: ["visit.system"],
  browser: ["visit.browser"],
  referrer: ["visit.referrer"],
};

/**
 * The gate's leave to make one answer of the visit log.
 * @throws {ProblemError} `refused`, where the policy in force does not release statistics of these data
 */
export function askToRelease({ gate }: Pick<Context, "gate">, { by }: Question): Permit {
  const data = [...new Set([...WHO, ...OF[by]])].sort();
  const operation = { action: "release", by: "portal", purpose: "statistics", data } as const;
  const asked = askPermit(gate, { person: null, cookies: "not-asked" }, operation, null);
  if ("refusal" in asked) throw refusalProblem(asked.refusal);
  return asked.permit;
}
