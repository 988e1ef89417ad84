import type { Avow, Submission } from "@avow/client";
import { html } from "hono/html";
import { ARTICLES, aboutArticle } from "../catalogue/catalogue.ts";
import { type FormTrouble, fieldTitle, formFields, troubleNotice } from "../pages/form.ts";
import { frame, go, type Html, sessionField } from "../pages/frame.ts";
import type { Payment } from "../payments/port.ts";
import { pathOf } from "../reading/cards.ts";
import type { Visit } from "../site.ts";
import { fill, wordsOf } from "../words.ts";
import { fieldsToFill, type OrderNow, orderPath } from "./order-steps.ts";
import { findProduct, listProducts, type Product } from "./products.ts";
import { orderWordsOf } from "./words.ts";

/** What can be ordered, with prices. */
export function productsPage(avow: Avow, visit: Visit): Html {
  const { language } = visit;
  const words = orderWordsOf(language);
  const body = html`<h1>${words.products}</h1>
<p class="lead">${words.productsLead}</p>
<ul class="entries">${listProducts().map(
    (product) =>
      html`<li class="entry"><span class="entry-title">${product.title[language]}</span> <span class="price">${product.price}</span> ${go(visit, `/${language}/order/${product.about}`, words.order)}</li>`,
  )}</ul>
<p class="actions">${visit.session === null ? html`` : go(visit, `/${language}/orders`, words.orders, "quiet")}</p>`;
  return frame(avow, visit, words.products, body);
}

/** The order form of one product: what it is, what it costs, and an address where it goes by post. */
export function orderFormPage(
  avow: Avow,
  visit: Visit,
  product: Product,
  state: { readonly entered: Readonly<Record<string, string>>; readonly trouble: FormTrouble | null },
): Html {
  const { language } = visit;
  const words = orderWordsOf(language);
  const needed = fieldsToFill(product);
  const clause = avow.bundle.forms.order?.clause ?? "";
  const form = html`<form method="post" action="/${language}/order/${product.about}" class="form" novalidate>
${sessionField(visit)}
${formFields(avow, visit, "order", { ...state, fields: needed, needed })}
<p class="actions"><button class="button" name="step" value="place">${words.place}</button></p>
</form>`;
  const body = html`<h1>${product.title[language]}</h1>
<p class="price">${product.price}</p>
<p class="lead">${product.printed ? words.orderLeadPrinted : words.orderLead} <a class="clause" href="/${language}/policy#${clause}">${clause}</a></p>
${troubleNotice(visit, state.trouble, (path) => fieldTitle(avow, visit, path))}
${visit.session === null ? html`<p class="actions">${go(visit, `/${language}/log-in`, words.logInToOrder, "button")}</p>` : form}`;
  return frame(avow, visit, words.order, body);
}

/** Every order of a person. */
export function ordersPage(avow: Avow, visit: Visit, orders: readonly Submission[]): Html {
  const { language } = visit;
  const words = orderWordsOf(language);
  const body = html`<h1>${words.orders}</h1>
<p class="lead">${words.ordersLead} <a class="clause" href="/${language}/policy#2.1.4">2.1.4</a></p>
${
  orders.length === 0
    ? html`<p>${words.none}</p>`
    : html`<ul class="entries">${orders.map(
        (order) =>
          html`<li class="entry">${go(visit, `/${language}${orderPath("one", order.id)}`, itemOf(order, visit))} <span class="price">${order.values["order.price"] ?? ""}</span> <span class="state">${stateOf(order, visit)}</span></li>`,
      )}</ul>`
}
<p class="actions">${go(visit, `/${language}/products`, words.products, "quiet")}</p>`;
  return frame(avow, visit, words.orders, body);
}

/** One order, with the steps that are open from where it stands. */
export function orderPage(
  avow: Avow,
  visit: Visit,
  { order, payment }: OrderNow,
  told: { readonly news: string | null; readonly trouble: FormTrouble | null },
): Html {
  const { language } = visit;
  const words = orderWordsOf(language);
  const body = html`<h1>${itemOf(order, visit)}</h1>
${troubleNotice(visit, told.trouble, (path) => fieldTitle(avow, visit, path))}
${told.news === null ? html`` : html`<p class="notice" role="status">${told.news}</p>`}
<dl class="facts"><div><dt>${words.price}</dt><dd>${order.values["order.price"] ?? ""}</dd></div>
<div><dt>${words.placedOn}</dt><dd><time datetime="${order.at}">${order.at.slice(0, 10)}</time></dd></div>
<div><dt>${words.orders}</dt><dd class="state">${stateOf(order, visit)}</dd></div></dl>
${order.state === "placed" ? (payment?.status === "paid" ? waitOf(visit, order) : stepsOf(visit, order)) : html``}
<p class="actions">${articleOf(order, visit)} ${go(visit, `/${language}/orders`, words.orders, "quiet")}</p>`;
  return frame(avow, visit, words.orders, body);
}

function stepsOf(visit: Visit, { id }: Submission): Html {
  const words = orderWordsOf(visit.language);
  const step = (to: "payment" | "cancellation", label: string, look: string) =>
    html`<form method="post" action="/${visit.language}${orderPath(to, id)}" class="go-form">${sessionField(visit)}<button class="${look}">${label}</button></form>`;
  return html`<p>${words.payLead} <a class="clause" href="/${visit.language}/policy#2.4.3">2.4.3</a> <a class="clause" href="/${visit.language}/policy#2.1.4">2.1.4</a></p>
<div class="actions">${step("payment", words.pay, "button")} ${step("cancellation", words.cancel, "button quiet")}</div>`;
}

/** It is paid at the provider, and not yet noted here: nothing to be paid or cancelled. */
function waitOf(visit: Visit, { id }: Submission): Html {
  const words = orderWordsOf(visit.language);
  return html`<p>${words.noting}</p><p class="actions">${go(visit, `/${visit.language}${orderPath("one", id)}`, words.look, "button")}</p>`;
}

/**
 * The last page before the provider's, which a link leads to: a form would be held to this site by its own
 * Content-Security-Policy. Without a cookie the session lives in this tab, so the provider's page opens in another.
 */
export function onwardPage(avow: Avow, visit: Visit, payment: Payment): Html {
  const { language } = visit;
  const words = orderWordsOf(language);
  const isApart = visit.session?.carried === "form";
  const label = fill(words.payNow, { amount: payment.amount });
  const body = html`<h1>${words.pay}</h1>
<p class="lead">${isApart ? words.onwardApart : words.onward}</p>
<p class="actions"><a class="button" href="${payment.page}" rel="noopener noreferrer"${isApart ? html` target="_blank"` : html``}>${label}</a></p>
<p class="actions">${go(visit, `/${language}${orderPath("one", payment.order)}`, isApart ? words.look : words.toOrder, "quiet")}</p>`;
  return frame(avow, visit, words.pay, body);
}

/** The page to which the provider sends somebody back who is not logged in in this tab: where the payment stands, and no more. */
export function returnedPage(avow: Avow, visit: Visit, payment: Payment | null): Html {
  const { language } = visit;
  const words = orderWordsOf(language);
  const body = html`<h1>${words.returned}</h1>
<p class="lead" role="status">${words[sayReturned(payment)]}</p>
<p>${words.returnedApart}</p>
<p class="actions">${go(visit, `/${language}/log-in`, wordsOf(language).logIn, "quiet")}</p>`;
  return frame(avow, visit, words.returned, body);
}

/** Which sentence says how a payment stands. */
export function sayReturned(
  payment: Payment | null,
): "returnedPaid" | "returnedFailed" | "returnedClosed" | "returnedWaiting" {
  const said = {
    paid: "returnedPaid",
    failed: "returnedFailed",
    closed: "returnedClosed",
    open: "returnedWaiting",
  } as const;
  return said[payment?.status ?? "open"];
}

function itemOf(order: Submission, { language }: Visit): string {
  return order.values["order.item"] ?? findProduct(order.about ?? "")?.title[language] ?? "";
}

const STATES = ["placed", "paid", "cancelled"] as const;

function stateOf(order: Submission, { language }: Visit): string {
  const state = STATES.find((each) => each === order.state);
  return state === undefined ? order.state : orderWordsOf(language)[state];
}

function articleOf({ about, state }: Submission, visit: Visit): Html {
  const article = ARTICLES.find((each) => aboutArticle(each) === about);
  if (state !== "paid" || article === undefined) return html``;
  return go(visit, `/${visit.language}${pathOf(article)}`, orderWordsOf(visit.language).read, "button");
}
