import { ProblemError } from "./problem.ts";

/** The problem an act ends in; fails when it ends otherwise. */
export async function problemOf(act: Promise<unknown>): Promise<ProblemError["details"]> {
  const error = await act.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ProblemError)) throw new Error(`expected a problem, got ${String(error)}`);
  return error.details;
}
