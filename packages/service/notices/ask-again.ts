import { askPermit } from "@avow/gate";
import type { ChannelName, Permit, Refusal } from "@avow/policy";
import type { Tx } from "@avow/postgres";
import type { Context } from "../context.ts";
import { loadContactFacts } from "../people/contact-facts.ts";
import { lockPerson } from "../people/person.ts";
import type { ServiceTables } from "../tables.ts";
import { shareNotice } from "./claim.ts";
import { contactOperation } from "./contact-operation.ts";
import { type Kinds, unknownKind } from "./hand-over.ts";
import { loadBar } from "./rehearsal.ts";
import { toNotice } from "./settle-deliveries.ts";

/** Whether what staff are about to do for a delivery may be done now. */
export type Standing =
  | { readonly kind: "permitted"; readonly permit: Permit; readonly purpose: string }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  /** Its notice is paused: it waits. */
  | { readonly kind: "paused" }
  /** It was stopped or withdrawn, or has gone on to another channel; or its person is erased. */
  | { readonly kind: "over" };

/**
 * Asks the gate again before staff print, post or call (law 3). The notice is shared and the person locked until `tx` ends, so that
 * neither a pause nor a person's no comes in between.
 */
export async function askAgain(
  { context, kinds }: { readonly context: Context; readonly kinds: Kinds },
  tx: Tx,
  of: { readonly person: string; readonly delivery: string; readonly channel: ChannelName },
): Promise<Standing> {
  const { person, channel } = of;
  const before = await findDelivery(tx, of);
  if (before === undefined) return { kind: "over" };
  const notice = await shareNotice(tx, before.notice);
  if (notice === null || !(await lockPerson(tx, person))) return { kind: "over" };
  const delivery = await findDelivery(tx, of);
  if (delivery?.state !== "with-staff" || delivery.channel !== channel) return { kind: "over" };
  if (notice.state === "cancelled") return { kind: "over" };
  if (notice.state === "paused") return { kind: "paused" };
  const kind = kinds.get(notice.kind);
  if (kind === undefined) throw unknownKind();
  const { purpose } = notice;
  const base = (await loadContactFacts(context, tx, { people: [person], purpose })).get(person);
  if (base === undefined) throw new TypeError("the facts of a person asked for are there");
  const batch = await kind.prepare(context, tx, toNotice(notice), [person]);
  const operation = contactOperation(context.bundle, { purpose, channel });
  const asked = askPermit(context.gate, batch.facts(person, base), operation, person);
  if ("refusal" in asked) return { kind: "refused", refusal: asked.refusal };
  const barred = (await loadBar(context, tx, { notice, people: [person] }))(person);
  return barred === null
    ? { kind: "permitted", permit: asked.permit, purpose }
    : { kind: "refused", refusal: barred };
}

function findDelivery(tx: Tx, { person, delivery }: { readonly person: string; readonly delivery: string }) {
  return tx
    .withTables<ServiceTables>()
    .selectFrom("delivery")
    .select(["notice", "state", "channel"])
    .where("person", "=", person)
    .where("id", "=", delivery)
    .executeTakeFirst();
}
