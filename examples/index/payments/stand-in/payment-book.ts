import { randomBytes } from "node:crypto";
import type { Amount, Notice, PaymentStatus } from "../port.ts";

/** A payment as the stand-in keeps it, in memory. */
export interface BookedPayment {
  readonly order: string;
  readonly reference: string;
  readonly item: string;
  readonly amount: Amount;
  readonly returnTo: string;
  status: PaymentStatus;
  event: string | null;
}

export interface PaymentBook {
  /** The payment of an order, begun now or before; `differs` when it was begun with another item or amount. */
  open(asked: Pick<BookedPayment, "order" | "item" | "amount" | "returnTo">): BookedPayment | "differs";
  findByOrder(order: string): BookedPayment | undefined;
  findByReference(reference: string): BookedPayment | undefined;
  /** Closes what is not paid; an order nobody began to pay is closed too, so that it cannot be begun later. */
  close(order: string): "closed" | "paid";
  /** Notes an outcome and tells of it; nothing happens to what is paid or closed. */
  settle(payment: BookedPayment, outcome: Notice["outcome"]): void;
}

/** @param notify told of each event once; it is the deliveries' work to get it through */
export function createPaymentBook(notify: (notice: Notice) => void): PaymentBook {
  const byOrder = new Map<string, BookedPayment>();
  const closed = new Set<string>();
  const isFinal = (payment: BookedPayment) => payment.status === "paid" || payment.status === "closed";
  return {
    open(asked) {
      const known = byOrder.get(asked.order);
      if (known !== undefined)
        return known.item === asked.item && known.amount === asked.amount ? known : "differs";
      const payment: BookedPayment = {
        ...asked,
        reference: `pay_${randomBytes(16).toString("hex")}`,
        status: closed.has(asked.order) ? "closed" : "open",
        event: null,
      };
      byOrder.set(asked.order, payment);
      return payment;
    },
    findByOrder: (order) => byOrder.get(order),
    findByReference: (reference) => [...byOrder.values()].find((each) => each.reference === reference),
    close(order) {
      const payment = byOrder.get(order);
      if (payment?.status === "paid") return "paid";
      closed.add(order);
      if (payment !== undefined) payment.status = "closed";
      return "closed";
    },
    settle(payment, outcome) {
      if (isFinal(payment)) return;
      const event = `evt_${randomBytes(16).toString("hex")}`;
      payment.status = outcome;
      if (outcome === "paid") payment.event = event;
      const { order, reference, amount } = payment;
      notify({ event, order, reference, amount, outcome });
    },
  };
}
