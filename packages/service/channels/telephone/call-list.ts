import type { Vault } from "@avow/vault";
import type { ServiceTables } from "../../tables.ts";
import type { KeepingChannel } from "../parcel.ts";
import { sealParcel } from "../sealed-parcel.ts";

/** Telephone calls, kept until staff make them. */
export function createCallList(vault: Vault): KeepingChannel {
  return {
    kind: "keeps",
    name: "telephone",
    with: "staff",
    async keep(tx, parcel) {
      const { person } = parcel;
      await tx
        .withTables<ServiceTables>()
        .insertInto("call")
        .values({
          person,
          id: await sealParcel(vault, tx, parcel),
          delivery: parcel.id,
          kept_at: parcel.at,
          due_at: parcel.at,
          unanswered: 0,
          taken_by: null,
          taken_until: null,
          ended_at: null,
          outcome: null,
        })
        .execute();
    },
  };
}
