import { askPermit } from "@avow/gate";
import type { Permit } from "@avow/policy";
import type { Context } from "../context.ts";
import { ProblemError, refusalProblem } from "../http/problem.ts";
import type { Declared } from "./write-lines.ts";

const FORM = "visit";
export const ADDRESS = "visit.address";
/** Without these there is no visit to record. */
const NEEDED = ["visit.page", "visit.access", "visit.status", ADDRESS];

/** What the policy in force lets be recorded of a visit. */
export interface PermittedVisits {
  /** To collect the fields of the form for the first purpose that the address serves. */
  readonly permit: Permit;
  readonly declared: Declared;
}

/**
 * Asks the gate for leave to record visits, as the form `visit` declares them, for each purpose apart. Nobody is identified.
 * @throws {ProblemError} `refused` when one purpose is; `form-unknown`; `field-undeclared` when a field is missing without which
 * nothing is recorded
 */
export function permitVisits({ bundle, gate }: Pick<Context, "bundle" | "gate">): PermittedVisits {
  const form = Object.hasOwn(bundle.forms, FORM) ? bundle.forms[FORM] : undefined;
  if (form === undefined)
    throw new ProblemError("form-unknown", { detail: "the policy does not say that visits are recorded" });
  const declared = new Set<string>(form.fields.map(({ field }) => field));
  const missing = NEEDED.filter((field) => !declared.has(field));
  if (missing.length > 0)
    throw new ProblemError("field-undeclared", {
      detail: "the policy's form `visit` leaves out what every visit has, so none may be recorded",
      clause: form.clause,
      errors: missing.map((at) => ({ at, message: "is not declared" })),
    });
  const permits = [...new Set(form.fields.flatMap(({ purposes }) => purposes))].map((purpose) => {
    const data = form.fields.filter(({ purposes }) => purposes.includes(purpose)).map(({ field }) => field);
    const asked = askPermit(
      gate,
      { person: null, cookies: "not-asked" },
      { action: "collect", by: "portal", purpose, form: FORM, data },
      null,
    );
    if ("refusal" in asked) throw refusalProblem(asked.refusal);
    return asked.permit;
  });
  const permit = permits.find(({ operation }) => operation.data.includes(ADDRESS));
  if (permit === undefined) throw new TypeError("a declared field serves no purpose");
  return {
    permit,
    declared: {
      referrer: declared.has("visit.referrer"),
      system: declared.has("visit.system"),
      browser: declared.has("visit.browser"),
    },
  };
}
