import { randomUUID } from "node:crypto";
import { Fault, transact } from "@avow/postgres";
import { askToCollect, checkForm, fieldOf } from "../collection/form-door.ts";
import { requireAccountForm } from "../collection/form-kinds.ts";
import type { Context } from "../context.ts";
import { ProblemError, refusalProblem } from "../http/problem.ts";
import { recordFirstEvent } from "../receipts/record-event.ts";
import { type ReceiptHandle, settle } from "../receipts/settle.ts";
import { hashPassword } from "./passwords.ts";

/**
 * Opens an account from a filled-in form: checked at the door, permitted by the gate, sealed into the vault, and evidenced,
 * all in one transaction. The password is kept only as its argon2id hash, and that sealed like everything else.
 * @throws {ProblemError} what {@link checkForm} throws; `email-taken`; `refused`
 */
export async function register(
  context: Context,
  form: string,
  values: Readonly<Record<string, string>>,
): Promise<ReceiptHandle> {
  requireAccountForm(context.bundle, form);
  const checked = new Map(checkForm(context.bundle, form, values));
  for (const [path, value] of checked)
    if (fieldOf(context.bundle, path).type === "password") checked.set(path, await hashPassword(value));
  return keepRegistration(context, form, checked);
}

/** The durable part of {@link register}, for values that passed the door and hold no password in clear. */
export async function keepRegistration(
  context: Context,
  form: string,
  values: ReadonlyMap<string, string>,
): Promise<ReceiptHandle> {
  try {
    return await settle(
      context,
      transact(context.db, async (tx) => {
        const person = await context.vault.createPerson(tx);
        const facts = { person: null, cookies: "not-asked" } as const;
        const asked = askToCollect(context, form, values, { person, by: "portal", facts });
        if ("refusal" in asked) throw refusalProblem(asked.refusal);
        for (const { category, permit, values: fields } of asked.collected) {
          await context.vault.seal(tx, permit, { person, category, record: randomUUID(), values: fields });
        }
        return recordFirstEvent(context, tx, person, {
          kind: "person-registered",
          clause: context.bundle.forms[form]?.clause ?? "",
          facts: { form, fields: [...values.keys()] },
        });
      }),
    );
  } catch (error) {
    if (error instanceof Fault && error.code === "lookup-taken")
      throw new ProblemError("email-taken", {
        detail: "there is already an account with this e-mail address",
        help: "log in, or use another address",
      });
    throw error;
  }
}
