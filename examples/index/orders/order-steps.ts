import type { Avow, Submission } from "@avow/client";
import { type Payment, type PaymentPort, PaymentUnavailable } from "../payments/port.ts";
import { listGiven, type Person } from "../person-page.ts";
import type { Problem } from "../problems.ts";
import { findProduct, type Product } from "./products.ts";
import { settlePayment } from "./settle-payment.ts";

/** An order, and what the provider knows of its payment: `null` when none was begun or nobody could be asked. */
export interface OrderNow {
  readonly order: Submission;
  readonly payment: Payment | null;
}

/** What a step came to: the order as it now stands, and a sentence's name where there is something to say. */
export type StepNews =
  | "alreadyPaid"
  | "changed"
  | "noPayment"
  | "unreachable"
  | "returnedClosed"
  | { readonly problem: Problem };

/** Where an order's page, or a step of it, is, without the language. */
export function orderPath(step: "one" | "payment" | "cancellation" | "return", order: string): string {
  return `/orders/${step}?order=${order}`;
}

/** The person's own order, or `undefined`; another's is as if there were none. */
export async function findOrder(avow: Avow, person: Person, id: string): Promise<Submission | undefined> {
  const orders = await listGiven(avow, person, { form: "order" });
  return orders.find((order) => order.id === id);
}

/** The order a person has of something already, paid or not yet; one that was cancelled is none. */
export async function findStanding(
  avow: Avow,
  person: Person,
  about: string,
): Promise<Submission | undefined> {
  const orders = await listGiven(avow, person, { form: "order", about });
  return orders.find(({ state }) => state === "paid") ?? orders.find(({ state }) => state === "placed");
}

/**
 * The order as it stands, after asking the provider where it waits for payment: what is paid there is settled here, so that
 * it does not matter whether the person or the notice comes first.
 */
export async function lookAgain(
  avow: Avow,
  payments: PaymentPort | null,
  person: Person,
  order: Submission,
): Promise<OrderNow> {
  if (payments === null || order.state !== "placed") return { order, payment: null };
  const payment = await orNull(payments.findPayment(order.id));
  if (payment === null || payment.status !== "paid" || payment.event === null) return { order, payment };
  await settlePayment(avow, { ...payment, event: payment.event });
  return { order: (await findOrder(avow, person, order.id)) ?? order, payment };
}

/** What the provider says of an order to somebody who is not logged in, but came back from it with the payment's reference. */
export async function findReturned(
  avow: Avow,
  payments: PaymentPort | null,
  came: { readonly order: string; readonly reference: string },
): Promise<Payment | null> {
  const payment = payments === null ? null : await orNull(payments.findPayment(came.order));
  if (payment?.reference !== came.reference) return null;
  if (payment.event !== null) await settlePayment(avow, { ...payment, event: payment.event });
  return payment;
}

/** Whether an order says what its product says today; a price is never taken from a form. */
function isAsSold({ about, values }: Submission): boolean {
  const product = findProduct(about ?? "");
  if (product === undefined) return false;
  return (
    values["order.price"] === product.price &&
    Object.values(product.title).some((title) => title === values["order.item"])
  );
}

/**
 * Begins the payment of an order, or goes on with the one it has. Its item and price leave for the provider through the gate,
 * once (2.4.3).
 */
export async function beginPayment(o: {
  readonly avow: Avow;
  readonly payments: PaymentPort | null;
  readonly order: Submission;
  readonly returnTo: string;
}): Promise<Payment | StepNews> {
  const { avow, payments, order, returnTo } = o;
  if (payments === null) return "noPayment";
  if (!isAsSold(order)) return "changed";
  try {
    const begun = await payments.findPayment(order.id);
    if (begun !== null) return begun.status === "closed" ? "returnedClosed" : begun;
    const disclosed = await avow.asSite("discloseSubmission", {
      path: { id: order.id },
      body: { recipient: "payments", purpose: "orders", fields: ["order.item", "order.price"] },
    });
    if (!disclosed.ok) return { problem: disclosed.problem };
    const { "order.item": item = "" } = disclosed.answer.values;
    const amount = findProduct(order.about ?? "")?.price;
    if (amount === undefined || amount !== disclosed.answer.values["order.price"]) return "changed";
    const payment = await payments.createPayment({ order: order.id, item, amount, returnTo });
    return payment.status === "closed" ? "returnedClosed" : payment;
  } catch (error) {
    if (error instanceof PaymentUnavailable) return "unreachable";
    throw error;
  }
}

/** Cancels an order that is not paid: at the provider first, so that nobody pays for what was cancelled. */
export async function cancelOrder(
  avow: Avow,
  payments: PaymentPort | null,
  order: Submission,
): Promise<"cancelled" | StepNews> {
  try {
    if (payments !== null && (await payments.closePayment(order.id)) === "paid") return "alreadyPaid";
  } catch (error) {
    if (error instanceof PaymentUnavailable) return "unreachable";
    throw error;
  }
  const moved = await avow.asSite("moveSubmission", {
    path: { id: order.id },
    body: { from: "placed", to: "cancelled" },
  });
  if (moved.ok) return "cancelled";
  return moved.problem.code === "state-unfit" ? "alreadyPaid" : { problem: moved.problem };
}

/** What a product's order form takes from the person; the rest is the catalogue's. */
export function fieldsToFill(product: Product): readonly string[] {
  return product.printed ? ["order.address"] : [];
}

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof PaymentUnavailable) return null;
    throw error;
  }
}
