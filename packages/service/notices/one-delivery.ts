import type { Refusal } from "@avow/policy";
import type { Tx } from "@avow/postgres";
import { sql } from "kysely";
import type { ServiceTables } from "../tables.ts";
import { refusalToKeep } from "./settle-deliveries.ts";

/** The one delivery of a notice to a person who was added to it. */
export async function getDelivery(tx: Tx, notice: string, person: string): Promise<string> {
  const { id } = await tx
    .withTables<ServiceTables>()
    .selectFrom("delivery")
    .select("id")
    .where("person", "=", person)
    .where("notice", "=", notice)
    .executeTakeFirstOrThrow();
  return id;
}

/** Keeps that a delivery was refused when it was asked for, and ends its notice, which was to one person. */
export async function refuseDelivery(
  tx: Tx,
  of: { readonly person: string; readonly id: string; readonly refusal: Refusal; readonly at: Date },
): Promise<void> {
  const refusal = JSON.stringify(refusalToKeep(of.refusal));
  await sql`
    with refused as (
      update delivery set state = 'refused', settled_at = ${of.at}, refusal = ${refusal}::jsonb
      where person = ${of.person} and id = ${of.id} returning notice
    )
    update notice set state = 'finished' from refused where notice.id = refused.notice`.execute(tx);
}
