import type { Avow } from "@avow/client";
import type { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { PaymentPort } from "../payments/port.ts";
import { SIGNATURE_HEADER } from "../payments/signature.ts";
import type { PortalEnv } from "../site.ts";
import { settlePayment } from "./settle-payment.ts";

/** Where the provider delivers its notices. */
export const NOTICES_PATH = "/payments/notices";

const MOST_BYTES = 4096;

/**
 * The door for the provider's notices. What is not signed, or not lately, or was delivered before, changes nothing; a failed
 * payment is heard and nothing of it is kept; a paid one is settled. 4xx says that trying again will not help, 503 that it will.
 */
export function mountNotices(o: {
  readonly app: Hono<PortalEnv>;
  readonly avow: Avow;
  readonly payments: PaymentPort;
  readonly report: (what: string) => void;
}): void {
  o.app.post(NOTICES_PATH, bodyLimit({ maxSize: MOST_BYTES }), async (http) => {
    const read = o.payments.readNotice(http.req.header(SIGNATURE_HEADER) ?? null, await http.req.text());
    if ("fault" in read) {
      o.report(`a payment notice was turned away: ${read.fault}`);
      return http.json({ taken: false, why: read.fault }, read.fault === "malformed" ? 422 : 401);
    }
    const { notice } = read;
    if (notice.outcome === "failed") return http.json({ taken: true });
    const settled = await settlePayment(o.avow, notice).catch(() => "later" as const);
    if (settled === "settled") return http.json({ taken: true });
    if (settled === "order-unfit")
      o.report(`the payment \`${notice.reference}\` came for an order that is gone; it is owed back`);
    return http.json({ taken: false, why: settled }, settled === "later" ? 503 : 409);
  });
}
