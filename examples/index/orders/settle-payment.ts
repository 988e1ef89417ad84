import type { Avow } from "@avow/client";
import type { Amount } from "../payments/port.ts";

/** A payment that came about, whoever brought the news: the provider's notice, or the provider's answer when asked. */
export interface PaidOrder {
  readonly event: string;
  readonly order: string;
  readonly reference: string;
  readonly amount: Amount;
}

/**
 * What came of it. `order-unfit`: there is no such order any more, or it was cancelled, so the money is owed back;
 * `refused`: the service turned it away for good; `later`: it has to be tried again.
 */
export type Settled = "settled" | "order-unfit" | "refused" | "later";

const LATER = [429, 500, 503, 507];

/**
 * Keeps the payment with its order, once for each event, and then moves the order on. Both may be repeated: whatever of it was
 * done before is not done twice.
 */
export async function settlePayment(avow: Avow, paid: PaidOrder): Promise<Settled> {
  const path = { id: paid.order };
  const attached = await avow.asSite("attach", {
    path: { ...path, form: "payment" },
    body: {
      key: paid.event,
      values: {
        "payment.reference": paid.reference,
        "payment.amount": paid.amount,
        "payment.result": "paid",
      },
    },
  });
  if (!attached.ok) return settledBy(attached.problem);
  const moved = await avow.asSite("moveSubmission", { path, body: { from: "placed", to: "paid" } });
  return moved.ok ? "settled" : settledBy(moved.problem);
}

function settledBy({ code, status }: { readonly code: string; readonly status: number }): Settled {
  if (code === "state-unfit" || code === "submission-unknown") return "order-unfit";
  return LATER.includes(status) ? "later" : "refused";
}
