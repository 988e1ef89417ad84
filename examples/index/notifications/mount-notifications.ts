import { type Avow, addressOfPushWorker, type Reach } from "@avow/client";
import { html } from "hono/html";
import { mayUse } from "../cookies.ts";
import { type FormTrouble, fieldTitle, troubleNotice } from "../pages/form.ts";
import { frame, go, type Html, sessionField } from "../pages/frame.ts";
import { answerPerson, type Person, type PersonsVisit } from "../person-page.ts";
import { statusOf, textFields, troubleOf } from "../problems.ts";
import type { PortalContext, PortalPart } from "../site.ts";
import { fill } from "../words.ts";
import { notificationWordsOf } from "./words.ts";

const PATH = "/notifications";

/** What has just been done, or why nothing was. */
type Told = { readonly news: string } | { readonly trouble: FormTrouble; readonly status: number } | null;

/** Push notifications to this browser: switched on and off, with what is kept for it and how long (2.3.7, 2.2.4). */
export function mountNotifications(part: PortalPart): void {
  const { app, avow, language } = part;
  const words = notificationWordsOf(language);
  app.on(["GET", "POST"], `/${language}${PATH}`, (http) =>
    answerPerson(part, http, PATH, (visit, person) => show(part, http, { visit, person }, null)),
  );
  app.post(`/${language}${PATH}/push`, (http) =>
    answerPerson(part, http, PATH, async (visit, person) => {
      const { value = "" } = await textFields(http);
      const set = { path: { field: "push" }, body: { value } };
      const made = await avow.asPerson(person.token, "setReach", set);
      const told: Told = made.ok
        ? { news: made.answer.reach.push === null ? words.switchedOff : words.switchedOn }
        : { trouble: troubleOf(made.problem, language), status: made.problem.status };
      return show(part, http, { visit, person }, told);
    }),
  );
}

async function show(
  { avow, language }: PortalPart,
  http: PortalContext,
  { visit, person }: { readonly visit: PersonsVisit; readonly person: Person },
  told: Told,
): Promise<Response> {
  const words = notificationWordsOf(language);
  const reach = await avow.asPerson(person.token, "reach", {});
  if (!reach.ok) throw new Error(`the service did not say how a person is reached: ${reach.problem.code}`);
  const trouble = told !== null && "trouble" in told ? told : null;
  const body = html`<h1>${words.title}</h1>
<p class="lead">${words.lead} <a class="clause" href="/${language}/policy#${reach.answer.clause}">${reach.answer.clause}</a></p>
<p>${words.through}</p>
${troubleNotice(visit, trouble?.trouble ?? null, (at) => fieldTitle(avow, visit, at))}
${told !== null && "news" in told ? html`<p class="notice" role="status">${told.news}</p>` : html``}
${switchOf(avow, http, visit, reach.answer)}
<p class="actions">${go(visit, `/privacy/${language}/reach`, words.ways)}</p>`;
  return http.html(frame(avow, visit, words.title, body), statusOf(trouble?.status ?? 200));
}

/** The switch as it stands, or why there is none. */
function switchOf(avow: Avow, http: PortalContext, visit: PersonsVisit, { push, pushOffer }: Reach): Html {
  const { language } = visit;
  const words = notificationWordsOf(language);
  if (push !== null) return switchOff(visit, push.until);
  if (pushOffer === null) return html`<p class="notice">${words.unavailable}</p>`;
  const { worker: name, key, until } = pushOffer;
  const declared = avow.bundle.storage[name];
  const { purpose = "", life } = declared ?? {};
  if (life === undefined || !mayUse(avow, http.get("visitor"), { name, purpose }))
    return html`<p class="notice" data-push-refused>${words.refused}</p>`;
  return html`<p class="notice" data-without-push>${words.noScript}</p>
<form method="post" action="/${language}${PATH}/push" data-push-on data-with-push hidden data-worker="${addressOfPushWorker(name)}" data-key="${key}" data-until="${until}">${sessionField(visit)}<input type="hidden" name="value" value="">
<p>${words.isOff}</p>
<p>${fill(words.stores, { name, life: avow.inWords(life, language) })} <a class="clause" href="/${language}/policy#2.2.4">2.2.4</a></p>
<p class="actions"><button class="button">${words.on}</button></p>
<p class="notice wrong" role="alert" data-push-denied hidden>${words.denied}</p>
<p class="notice wrong" role="alert" data-push-failed hidden>${words.failed}</p></form>`;
}

function switchOff(visit: PersonsVisit, until: string): Html {
  const words = notificationWordsOf(visit.language);
  const format = new Intl.DateTimeFormat(visit.language === "zh" ? "zh-CN" : "en-GB", {
    dateStyle: "long",
    timeZone: "UTC",
  });
  return html`<form method="post" action="/${visit.language}${PATH}/push" data-push-off>${sessionField(visit)}<input type="hidden" name="value" value="">
<p>${fill(words.isOn, { day: format.format(new Date(until)) })}</p>
<p class="actions"><button class="button">${words.off}</button></p></form>`;
}
