/** An amount as people and the provider read it: currency (ISO 4217), a space, and two decimals, such as `CNY 28.00`. */
export type Amount = `${string} ${string}`;

/** Where a payment stands. `failed` may be tried again on the provider's page; `paid` and `closed` are final. */
export type PaymentStatus = "open" | "failed" | "paid" | "closed";

/** A payment as its provider knows it. The order's reference is its name on both sides, so that an order has one payment. */
export interface Payment {
  /** The portal's reference of the order. */
  readonly order: string;
  /** The provider's own reference; it cannot be guessed. */
  readonly reference: string;
  readonly amount: Amount;
  readonly status: PaymentStatus;
  /** The provider's page where the person pays, and where alone a card number is typed (2.1.4). */
  readonly page: string;
  /** Identity of the event that made it `paid`; `null` before. */
  readonly event: string | null;
}

/** What the portal tells the provider: these four and nothing else. */
export interface PaymentRequest {
  readonly order: string;
  /** What is paid for, as the order says it. */
  readonly item: string;
  readonly amount: Amount;
  /** Path on the portal to which the provider sends the person back. */
  readonly returnTo: string;
}

/** What the provider tells the portal by itself, verified. */
export interface Notice {
  /** The same event always has the same identity, however often it is delivered. */
  readonly event: string;
  readonly order: string;
  readonly reference: string;
  readonly amount: Amount;
  readonly outcome: "paid" | "failed";
}

/** Why a notice was not believed. */
export type NoticeFault = "unsigned" | "forged" | "stale" | "replayed" | "malformed";

/**
 * What the portal needs of a payment provider. WeChat Pay, Alipay and others that know a payment by the merchant's own
 * order reference fit behind it; the stand-in beside it behaves like one of them. No card number passes through it.
 */
export interface PaymentPort {
  /**
   * Begins the payment of an order, or finds the one it has: asked twice, there is one payment.
   * @throws {PaymentUnavailable}
   */
  createPayment(request: PaymentRequest): Promise<Payment>;
  /** The payment of an order; `null` when none was begun. @throws {PaymentUnavailable} */
  findPayment(order: string): Promise<Payment | null>;
  /**
   * Closes an order, so that it can no longer be paid, whether or not its payment was begun. What is paid already stays
   * `paid`. A second call changes nothing.
   * @throws {PaymentUnavailable}
   */
  closePayment(order: string): Promise<"closed" | "paid">;
  /** Verifies what arrived as a notice, before anything in it is believed. */
  readNotice(signature: string | null, body: string): { readonly notice: Notice } | { fault: NoticeFault };
}

/** The provider could not be reached, or did not answer in time or in its own words. It may be tried again. */
export class PaymentUnavailable extends Error {
  override readonly name = "PaymentUnavailable";
  readonly code = "payment-unavailable";
  readonly retryable = true;
}

const AMOUNT = /^[A-Z]{3} \d{1,9}\.\d{2}$/;

/** Whether a text is an amount. */
export function isAmount(text: unknown): text is Amount {
  return typeof text === "string" && AMOUNT.test(text);
}
