import { timingSafeEqual } from "node:crypto";
import { type Context, Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { isAmount, type Payment } from "../port.ts";
import { outcomeOf } from "./cards.ts";
import { createDeliveries, type DeliveryOptions } from "./deliver-notices.ts";
import { backTo, type Language, paymentPage, STYLE, unknownPage } from "./pages.ts";
import { type BookedPayment, createPaymentBook, type PaymentBook } from "./payment-book.ts";

export interface StandInOptions extends Pick<DeliveryOptions, "secret" | "report"> {
  /** Where people reach this provider, without a slash at the end. */
  readonly publicUrl: string;
  /** The shop's key. */
  readonly key: string;
  /** The shop's origin as registered here: people are sent back to it and nowhere else. */
  readonly siteUrl: string;
  /** Where the shop takes notices. */
  readonly noticesTo: string;
  readonly fetch?: DeliveryOptions["fetch"];
  readonly now?: DeliveryOptions["now"];
  readonly chance?: DeliveryOptions["chance"];
  readonly backoffMs?: number;
}

export interface StandIn {
  readonly app: Hono;
  stop(): void;
}

/**
 * A payment provider to develop and test against, on a port of its own: an interface for the shop, a page where alone a card
 * number is typed, a redirect back, and signed notices. It keeps payments in memory and no card number at all; no money moves.
 */
export function createStandIn(options: StandInOptions): StandIn {
  const deliveries = createDeliveries({
    to: options.noticesTo,
    secret: options.secret,
    report: options.report,
    fetch: options.fetch ?? ((request) => fetch(request)),
    now: options.now ?? (() => new Date()),
    chance: options.chance ?? Math.random,
    backoffMs: options.backoffMs ?? 500,
  });
  const book = createPaymentBook(deliveries.send);
  const app = new Hono();
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        // The browser holds a redirect after a form to the form's rule.
        formAction: ["'self'", options.siteUrl],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
      referrerPolicy: "no-referrer",
      strictTransportSecurity: false,
    }),
  );
  mountShop(app, book, options);
  mountPages(app, book);
  return { app, stop: deliveries.stop };
}

/** What the shop may ask. The order is the idempotency key of creating and closing. */
function mountShop(app: Hono, book: PaymentBook, { key, siteUrl, publicUrl }: StandInOptions): void {
  const shown = ({ order, reference, amount, status, event }: BookedPayment): Payment => ({
    order,
    reference,
    amount,
    status,
    event,
    page: `${publicUrl}/pay/${reference}`,
  });
  app.use("/v1/*", async (http, next) =>
    isSame(http.req.header("authorization") ?? "", `Bearer ${key}`)
      ? next()
      : http.json({ error: "key-wrong" }, 401),
  );
  app.put("/v1/payments/:order", async (http) => {
    const body: unknown = await http.req.json().catch(() => null);
    if (!isRequest(body) || !body.returnTo.startsWith(`${siteUrl}/`))
      return http.json({ error: "request-malformed" }, 422);
    const { item, amount, returnTo } = body;
    const payment = book.open({ order: http.req.param("order"), item, amount, returnTo });
    return payment === "differs" ? http.json({ error: "order-differs" }, 409) : http.json(shown(payment));
  });
  app.get("/v1/payments/:order", (http) => {
    const payment = book.findByOrder(http.req.param("order"));
    return payment === undefined ? http.json({ error: "payment-unknown" }, 404) : http.json(shown(payment));
  });
  app.post("/v1/payments/:order/close", (http) => http.json({ status: book.close(http.req.param("order")) }));
}

type Asked = Pick<BookedPayment, "item" | "amount" | "returnTo">;

function isRequest(body: unknown): body is Asked {
  if (typeof body !== "object" || body === null || Object.keys(body).length !== 3) return false;
  const { item, amount, returnTo } = body as Partial<Record<keyof Asked, unknown>>;
  return typeof item === "string" && isAmount(amount) && typeof returnTo === "string";
}

/** What the person sees. */
function mountPages(app: Hono, book: PaymentBook): void {
  const found = (http: Context) => book.findByReference(http.req.param("reference") ?? "");
  app.get("/style.css", (http) => http.body(STYLE, 200, { "content-type": "text/css; charset=utf-8" }));
  app.get("/pay/:reference", (http) => {
    const payment = found(http);
    return payment === undefined ? unknown(http) : http.html(paymentPage(languageOf(http), payment, "card"));
  });
  app.post("/pay/:reference", async (http) => {
    const payment = found(http);
    if (payment === undefined) return unknown(http);
    const language = languageOf(http);
    if (payment.status === "paid" || payment.status === "closed")
      return http.html(paymentPage(language, payment, "card"));
    const { card } = await http.req.parseBody();
    const outcome = outcomeOf(typeof card === "string" ? card : "");
    if (outcome === "second-step") return http.html(paymentPage(language, payment, "second"));
    if (outcome === "not-a-test-card") return http.html(paymentPage(language, payment, "strange"), 422);
    return settled(http, book, payment, outcome === "paid");
  });
  app.post("/pay/:reference/second-step", async (http) => {
    const payment = found(http);
    if (payment === undefined) return unknown(http);
    const { answer } = await http.req.parseBody();
    return settled(http, book, payment, answer === "yes");
  });
}

function settled(http: Context, book: PaymentBook, payment: BookedPayment, isPaid: boolean) {
  book.settle(payment, isPaid ? "paid" : "failed");
  if (isPaid) return http.redirect(backTo(payment), 303);
  return http.html(paymentPage(languageOf(http), payment, "declined"), 402);
}

function unknown(http: Context) {
  return http.html(unknownPage(languageOf(http)), 404);
}

function languageOf(http: Context): Language {
  const asked = (http.req.header("accept-language") ?? "").slice(0, 2).toLowerCase();
  return asked === "zh" ? "zh" : "en";
}

function isSame(given: string, wanted: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(wanted)];
  return left.length === right.length && timingSafeEqual(left, right);
}
