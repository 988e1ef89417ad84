import { isAmount, type Payment, type PaymentPort, type PaymentStatus, PaymentUnavailable } from "./port.ts";
import { createNoticeReader } from "./read-notice.ts";

export interface PaymentOptions {
  /** Origin of the provider's interface, without a slash at the end. */
  readonly providerUrl: string;
  /** Key of the portal at the provider. */
  readonly key: string;
  /** Secret under which the provider signs its notices. */
  readonly secret: string;
  /** Where people reach the portal, without a slash at the end; they are sent back there. */
  readonly siteUrl: string;
  /** Replaces the platform's `fetch`, as a test does. */
  readonly fetch?: (request: Request) => Promise<Response>;
  readonly now?: () => Date;
  /** How long the provider may take to answer. */
  readonly patienceMs?: number;
}

/** The portal's line to its payment provider. Creating and closing carry the order as idempotency key, so both may be repeated. */
export function connectPayments(options: PaymentOptions): PaymentPort {
  const { siteUrl, patienceMs = 5000, now = () => new Date() } = options;
  const send = options.fetch ?? ((request: Request) => fetch(request));
  const ask = async (method: string, path: string, body?: object): Promise<Response> => {
    try {
      return await send(
        new Request(`${options.providerUrl}${path}`, {
          method,
          headers: { authorization: `Bearer ${options.key}`, "content-type": "application/json" },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(patienceMs),
        }),
      );
    } catch (cause) {
      throw new PaymentUnavailable("the payment provider cannot be reached", { cause });
    }
  };
  const pathOf = (order: string) => `/v1/payments/${encodeURIComponent(order)}`;
  return {
    createPayment: async ({ order, item, amount, returnTo }) =>
      paymentIn(await ask("PUT", pathOf(order), { item, amount, returnTo: `${siteUrl}${returnTo}` })),
    async findPayment(order) {
      const answer = await ask("GET", pathOf(order));
      return answer.status === 404 ? null : paymentIn(answer);
    },
    async closePayment(order) {
      const answer = await ask("POST", `${pathOf(order)}/close`);
      const status = answer.ok ? memberOf(await jsonOf(answer), "status") : null;
      if (status !== "closed" && status !== "paid") throw unreadable(answer);
      return status;
    },
    readNotice: createNoticeReader({ secret: options.secret, now }),
  };
}

async function paymentIn(answer: Response): Promise<Payment> {
  const body = answer.ok ? await jsonOf(answer) : null;
  const [order, reference, page] = ["order", "reference", "page"].map((name) => memberOf(body, name));
  const [amount, status, event] = ["amount", "status", "event"].map((name) => memberOf(body, name));
  if (typeof order !== "string" || typeof reference !== "string" || typeof page !== "string")
    throw unreadable(answer);
  if (!isAmount(amount) || !isStatus(status) || (event !== null && typeof event !== "string"))
    throw unreadable(answer);
  return { order, reference, page, amount, status, event };
}

function unreadable(answer: Response): PaymentUnavailable {
  return new PaymentUnavailable(`the payment provider answered ${answer.status} in no words we know`);
}

async function jsonOf(answer: Response): Promise<unknown> {
  return answer.json().catch(() => null);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

const STATUSES: readonly unknown[] = ["open", "failed", "paid", "closed"] satisfies PaymentStatus[];

function isStatus(value: unknown): value is PaymentStatus {
  return STATUSES.includes(value);
}
