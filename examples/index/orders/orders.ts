import { messagePage } from "../pages/pages.ts";
import { answerPerson, listGiven, type Person } from "../person-page.ts";
import { statusOf, troubleOf } from "../problems.ts";
import { findPerson, type PortalContext, type PortalPart, type Visit, visitOf } from "../site.ts";
import { wordsOf } from "../words.ts";
import {
  beginPayment,
  cancelOrder,
  findOrder,
  findReturned,
  lookAgain,
  orderPath,
  type StepNews,
} from "./order-steps.ts";
import {
  onwardPage,
  orderFormPage,
  orderPage,
  ordersPage,
  productsPage,
  returnedPage,
  sayReturned,
} from "./pages.ts";
import { placeOrder } from "./place-order.ts";
import { findProduct, type Product } from "./products.ts";
import { orderWordsOf } from "./words.ts";

/** Ordering, paying, cancelling, and what was ordered (2.1.4, 2.4.3). */
export function mountOrders(part: PortalPart): void {
  const { app, avow, language } = part;
  const both = ["GET", "POST"];

  app.on(both, `/${language}/products`, (http) =>
    http.html(productsPage(avow, visitOf(http, language, "/products"))),
  );
  app.get(`/${language}/order/:kind/:name`, async (http) => {
    const product = productOf(http);
    if (product === undefined) return nothing(part, http);
    const visit = visitOf(http, language, `/order/${product.about}`);
    return http.html(orderFormPage(avow, visit, product, { entered: {}, trouble: null }));
  });
  app.post(`/${language}/order/:kind/:name`, async (http) => {
    const product = productOf(http);
    return product === undefined ? nothing(part, http) : placeOrder(part, http, product);
  });

  app.on(both, `/${language}/orders`, (http) =>
    answerPerson(part, http, "/orders", async (visit, person) =>
      http.html(ordersPage(avow, visit, await listGiven(avow, person, { form: "order" }))),
    ),
  );
  app.on(both, `/${language}/orders/one`, (http) =>
    answerPerson(part, http, pathOf(http), (visit, person) => show(part, http, { visit, person })),
  );
  app.post(`/${language}/orders/payment`, (http) =>
    answerPerson(part, http, pathOf(http), (visit, person) => pay(part, http, { visit, person })),
  );
  app.post(`/${language}/orders/cancellation`, (http) =>
    answerPerson(part, http, pathOf(http), (visit, person) => cancel(part, http, { visit, person })),
  );
  app.on(both, `/${language}/orders/return`, (http) => comeBack(part, http));
}

interface Asking {
  readonly visit: Visit;
  readonly person: Person;
}

function productOf(http: PortalContext): Product | undefined {
  return findProduct(`${http.req.param("kind")}/${http.req.param("name")}`);
}

/** The order a request is about. It stands behind the `?`, where the visit log does not read: an order is somebody's (2.1.5). */
function orderIn(http: PortalContext): string {
  return http.req.query("order") ?? "";
}

function pathOf(http: PortalContext): string {
  return orderPath("one", orderIn(http));
}

async function show(part: PortalPart, http: PortalContext, asking: Asking): Promise<Response> {
  const { avow, payments } = part;
  const order = await findOrder(avow, asking.person, orderIn(http));
  if (order === undefined) return nothing(part, http);
  const now = await lookAgain(avow, payments, asking.person, order);
  return http.html(orderPage(avow, asking.visit, now, { news: null, trouble: null }));
}

async function pay(part: PortalPart, http: PortalContext, asking: Asking): Promise<Response> {
  const { avow, payments, language } = part;
  const order = await findOrder(avow, asking.person, orderIn(http));
  if (order === undefined) return nothing(part, http);
  if (order.state !== "placed") return show(part, http, asking);
  const returnTo = `/${language}${orderPath("return", order.id)}`;
  const begun = await beginPayment({ avow, payments, order, returnTo });
  if (typeof begun === "string" || "problem" in begun) return tell(part, http, asking, begun);
  return begun.status === "paid"
    ? show(part, http, asking)
    : http.html(onwardPage(avow, asking.visit, begun));
}

async function cancel(part: PortalPart, http: PortalContext, asking: Asking): Promise<Response> {
  const { avow, payments } = part;
  const order = await findOrder(avow, asking.person, orderIn(http));
  if (order === undefined) return nothing(part, http);
  const done = order.state === "placed" ? await cancelOrder(avow, payments, order) : "alreadyPaid";
  return tell(part, http, asking, order.state === "cancelled" ? "cancelled" : done);
}

/** How each sentence is answered over HTTP. */
const STATUS = {
  cancelled: 200,
  alreadyPaid: 409,
  changed: 409,
  noPayment: 503,
  unreachable: 503,
  returnedClosed: 409,
} as const;

/** The order, with what came of a step. */
async function tell(
  part: PortalPart,
  http: PortalContext,
  { visit, person }: Asking,
  said: "cancelled" | StepNews,
): Promise<Response> {
  const { avow, payments, language } = part;
  const order = await findOrder(avow, person, orderIn(http));
  if (order === undefined) return nothing(part, http);
  const now = await lookAgain(avow, payments, person, order);
  if (typeof said === "object") {
    const trouble = troubleOf(said.problem, language);
    return http.html(orderPage(avow, visit, now, { news: null, trouble }), statusOf(said.problem.status));
  }
  const words = orderWordsOf(language);
  const news = words[said === "cancelled" ? "cancelledNow" : said];
  return http.html(orderPage(avow, visit, now, { news, trouble: null }), STATUS[said]);
}

/** Back from the provider: with a cookie to the order itself, without one to a page that says how the payment stands. */
async function comeBack(part: PortalPart, http: PortalContext): Promise<Response> {
  const { avow, payments, language } = part;
  const id = orderIn(http);
  const visit = visitOf(http, language, pathOf(http));
  const me = await findPerson(avow, http);
  const person = visit.session === null || me === null ? null : { token: visit.session.token, me };
  http.header("cache-control", "no-store");
  const order = person === null ? undefined : await findOrder(avow, person, id);
  if (person === null || order === undefined) {
    const came = { order: id, reference: http.req.query("reference") ?? "" };
    return http.html(returnedPage(avow, visit, await findReturned(avow, payments, came)));
  }
  const now = await lookAgain(avow, payments, person, order);
  const said = now.order.state === "paid" ? "returnedPaid" : sayReturned(now.payment);
  const news = orderWordsOf(language)[said];
  return http.html(orderPage(avow, visit, now, { news, trouble: null }));
}

function nothing({ avow, language }: PortalPart, http: PortalContext): Response | Promise<Response> {
  const words = wordsOf(language);
  return http.html(messagePage(avow, visitOf(http, language, "/"), words.notFound, words.notFoundLead), 404);
}
