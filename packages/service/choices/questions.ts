import { transact } from "@avow/postgres";
import type { Context } from "../context.ts";
import type { ServiceTables } from "../tables.ts";
import { type Choice, listChoices } from "./choices.ts";

/**
 * The questions that may be put to a person of the site's own accord: those never answered, and whose purpose they have not
 * objected to. An answer is remembered by its purpose for as long as the account stands, so that neither other words nor a
 * new version of the policy asks again; nor does another name, where the version says what it was before.
 */
export async function listQuestions(context: Context, person: string): Promise<Choice[]> {
  return transact(context.db, async (tx) => {
    const answered = await tx
      .withTables<ServiceTables>()
      .selectFrom("choice")
      .select("purpose")
      .where("person", "=", person)
      .execute();
    const known = new Set(answered.map(({ purpose }) => purpose));
    const formerNames = context.bundle.formerly.purposes ?? {};
    const choices = await listChoices(context, tx, person);
    return choices.filter(
      ({ purpose, objection }) =>
        !known.has(purpose) &&
        !known.has(formerNames[purpose] ?? "") &&
        (objection === null || objection.at === null),
    );
  });
}
