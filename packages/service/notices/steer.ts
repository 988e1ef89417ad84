import type { Tx } from "@avow/postgres";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import type { ServiceTables } from "../tables.ts";
import { findNotice, lockNotice, type StoredNotice } from "./claim.ts";
import { type Kinds, unknownKind } from "./hand-over.ts";
import type { Act } from "./notice.ts";
import { recordAct } from "./record-act.ts";
import { toNotice } from "./settle-deliveries.ts";

/** In which states what is done makes sense. One that has finished may yet be given people, so it can be held. */
const FROM: Readonly<Record<Act["kind"], readonly StoredNotice["state"][]>> = {
  paused: ["running", "finished"],
  resumed: ["paused"],
  cancelled: ["draft", "running", "paused"],
};
const TO = { paused: "paused", resumed: "running", cancelled: "cancelled" } as const;

const STANDS: Readonly<Record<StoredNotice["state"], string>> = {
  draft: "is still being prepared",
  running: "is running",
  paused: "is paused",
  finished: "has finished",
  cancelled: "was cancelled",
};

/**
 * Pauses, resumes or cancels a notice, with evidence of who did and why: nothing of it is being handed over when this returns, and
 * nothing is before `tx` ends. Its kind is asked first, before the notice's lock, and may refuse.
 * @throws {ProblemError} `not-found`; `state-unfit`; what the kind refuses with
 */
export async function steer(
  { context, kinds }: { readonly context: Context; readonly kinds: Kinds },
  tx: Tx,
  { notice: id, act }: { readonly notice: string; readonly act: Act },
): Promise<void> {
  const before = await findNotice(tx, id);
  if (before === null) throw noSuchNotice();
  const kind = kinds.get(before.kind);
  if (kind === undefined) throw unknownKind();
  await kind.steer?.(context, tx, toNotice(before), act);
  const notice = await lockNotice(tx, id);
  if (notice === null) throw noSuchNotice();
  if (!FROM[act.kind].includes(notice.state))
    throw new ProblemError("state-unfit", {
      detail: `this notice ${STANDS[notice.state]}, so it cannot be ${act.kind}`,
    });
  await setState(tx, id, TO[act.kind]);
  await recordAct(context, tx, notice, act);
}

/**
 * Cancels a notice because there is nothing to tell any more; who owns it has seen to the rest. One that is over stays as it is.
 * @throws {ProblemError} `not-found`
 */
export async function callOff(
  context: Context,
  tx: Tx,
  { notice: id, by }: { readonly notice: string; readonly by: Act["by"] },
): Promise<void> {
  const notice = await lockNotice(tx, id);
  if (notice === null) throw noSuchNotice();
  if (!FROM.cancelled.includes(notice.state)) return;
  await setState(tx, id, "cancelled");
  await recordAct(context, tx, notice, { kind: "cancelled", by, reason: null });
}

async function setState(tx: Tx, id: string, state: StoredNotice["state"]): Promise<void> {
  await tx.withTables<ServiceTables>().updateTable("notice").set({ state }).where("id", "=", id).execute();
}

export function noSuchNotice(): ProblemError {
  return new ProblemError("not-found", { detail: "there is no such notice" });
}
