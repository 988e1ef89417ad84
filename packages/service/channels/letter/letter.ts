import type { Vault } from "@avow/vault";
import type { ServiceTables } from "../../tables.ts";
import type { KeepingChannel } from "../parcel.ts";
import { sealParcel } from "../sealed-parcel.ts";

/** Letters, kept until staff print and post them. */
export function createLetterChannel(vault: Vault): KeepingChannel {
  return {
    kind: "keeps",
    name: "letter",
    with: "staff",
    async keep(tx, parcel) {
      const { person } = parcel;
      await tx
        .withTables<ServiceTables>()
        .insertInto("paper_letter")
        .values({
          person,
          id: await sealParcel(vault, tx, parcel),
          delivery: parcel.id,
          state: "waiting",
          kept_at: parcel.at,
          run: null,
          printed_at: null,
          ended_at: null,
        })
        .execute();
    },
  };
}
