import type { Refusal } from "@avow/policy";
import type { Tx } from "@avow/postgres";
import type { Context } from "../context.ts";
import { findTestPeople } from "../people/test-people.ts";
import type { StoredNotice } from "./claim.ts";
import { clauseOfPurpose } from "./settle-deliveries.ts";

/** Why something may not go to a person, whatever the gate permits; `null` where nothing stands against it. */
export type Bar = (person: string) => Refusal | null;

/**
 * Whom a notice may not reach because it is a rehearsal: everybody who is not marked as test at this moment, however they came
 * onto its list. The caller holds the locks of these people. A notice that is none bars nobody.
 */
export async function loadBar(
  context: Context,
  tx: Tx,
  of: { readonly notice: StoredNotice; readonly people: readonly string[] },
): Promise<Bar> {
  const { rehearsal, purpose } = of.notice;
  if (!rehearsal) return () => null;
  const test = await findTestPeople(tx, of.people);
  const refusal: Refusal = {
    effect: "refuse",
    clause: clauseOfPurpose(context, purpose),
    code: "not-permitted",
    reason: {
      en: "This is an exercise, and goes to people marked as test alone.",
      zh: "本次为演练，仅可发送给标记为测试的人员。",
    },
    remedy: null,
    source: null,
  };
  return (person) => (test.has(person) ? null : refusal);
}
