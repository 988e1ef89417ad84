import type { FormTrouble } from "../pages/form.ts";
import { answerPerson } from "../person-page.ts";
import { statusOf, textFields, troubleOf } from "../problems.ts";
import type { PortalContext, PortalPart, Visit } from "../site.ts";
import { fill } from "../words.ts";
import { fieldsToFill, findStanding, lookAgain, orderPath } from "./order-steps.ts";
import { orderFormPage, orderPage } from "./pages.ts";
import type { Product } from "./products.ts";
import { orderWordsOf } from "./words.ts";

/** Places an order of a product. Its item, kind and price are the catalogue's, whatever the form says. */
export function placeOrder(part: PortalPart, http: PortalContext, product: Product): Promise<Response> {
  const { avow, language } = part;
  return answerPerson(part, http, `/order/${product.about}`, async (visit, person) => {
    const { session: _, step, ...entered } = await textFields(http);
    // A form that only carries a session is a way here, not an order.
    if (step === undefined && Object.keys(entered).length === 0)
      return http.html(orderFormPage(avow, visit, product, { entered, trouble: null }));
    const words = orderWordsOf(language);
    const known = product.printed ? undefined : await findStanding(avow, person, product.about);
    if (known !== undefined) {
      const now = await lookAgain(avow, part.payments, person, known);
      const there: Visit = { ...visit, path: orderPath("one", known.id) };
      return http.html(orderPage(avow, there, now, { news: words.known, trouble: null }), 409);
    }
    const trouble = troubleWith(product, entered, language, avow.bundle.forms.order?.clause ?? null);
    if (trouble !== null) return http.html(orderFormPage(avow, visit, product, { entered, trouble }), 422);
    const values = {
      ...entered,
      "order.item": product.title[language],
      "order.kind": product.kind,
      "order.price": product.price,
    };
    const answer = await avow.asPerson(person.token, "submit", {
      path: { form: "order" },
      body: { about: product.about, values },
    });
    if (!answer.ok) {
      const state = { entered, trouble: troubleOf(answer.problem, language) };
      return http.html(orderFormPage(avow, visit, product, state), statusOf(answer.problem.status));
    }
    const { submission: order, receipt } = answer.answer;
    const news = fill(words.placedNow, { index: receipt.index });
    const there: Visit = { ...visit, path: orderPath("one", order.id) };
    return http.html(orderPage(avow, there, { order, payment: null }, { news, trouble: null }), 201);
  });
}

/** What is wrong with an order before anything is sent: an address that is missing, or given though nothing is posted. */
function troubleWith(
  product: Product,
  entered: Readonly<Record<string, string>>,
  language: Visit["language"],
  clause: string | null,
): FormTrouble | null {
  const words = orderWordsOf(language);
  const address = (entered["order.address"] ?? "").trim();
  const at = "order.address";
  if (fieldsToFill(product).includes(at))
    return address === ""
      ? { message: words.missing, clause: null, fields: [{ at, message: words.addressNeeded }] }
      : null;
  return address === ""
    ? null
    : { message: words.unwanted, clause, fields: [{ at, message: words.addressNotNeeded }] };
}
