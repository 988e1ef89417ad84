import { ProblemError } from "./problem.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The part of a path that must be an id.
 * @throws {ProblemError} `not-found`, without asking the database about what is no id
 */
export function idIn(part: string): string {
  if (UUID.test(part)) return part;
  throw new ProblemError("not-found", { detail: "there is nothing at this address" });
}
