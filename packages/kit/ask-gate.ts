import { type Earlier, type Gate, OBJECT_KEYS, prepareGate } from "@avow/gate";
import { type Decision, type Facts, type Operation, parseBundle, type Text } from "@avow/policy";

/** What somebody asks the gate, as a form says it. Nothing in it has been checked: the gate judges whatever it is given. */
export interface AskedQuestion {
  readonly facts: Facts;
  readonly operation: Operation;
}

/**
 * Reads a question from the fields of a form or the query of an address, where names of the policy stand and nothing else:
 *
 * - `by`, `for`, any number of `data`; `do`, an action, followed by `:` and a form, channel, recipient or key where it takes one;
 * - `person`: `nobody`, `known` or `logged-in`; `cookies`: `not-asked`, `accepted` or `refused`;
 * - `consent.<purpose>`: `granted`, `refused` or `withdrawn`; any number of `objected` and of `reached`; `held`; `minor`;
 * - any number of `heldTo`, versions whose limits hold for the person;
 * - `purchases`: `none`, `similar` or `other`; `licence`: `held`, `lapsed` or `none`.
 *
 * `null` while somebody has not yet said who, what, why and with which data. What departs from this otherwise is left for
 * the gate to refuse, with its reason.
 * @example readQuestion(new URLSearchParams("do=use&by=person&for=account&data=contact.name"))
 */
export function readQuestion(fields: URLSearchParams): AskedQuestion | null {
  const [by, purpose, data] = [fields.get("by"), fields.get("for"), fields.getAll("data")];
  const [action = "", ...object] = (fields.get("do") ?? "").split(":");
  if (!by || !purpose || action === "" || (data.length === 0 && action !== "store")) return null;
  const key = Object.entries(OBJECT_KEYS).find(([known]) => known === action)?.[1] ?? null;
  const operation = {
    action: action as Operation["action"],
    by,
    purpose,
    data,
    ...(key !== null && { [key]: object.join(":") }),
  };
  const cookies = (fields.get("cookies") ?? "not-asked") as Facts["cookies"];
  const licence = (fields.get("licence") ?? "none") as NonNullable<Facts["licence"]>;
  return { operation, facts: { person: readPerson(fields), cookies, licence } };
}

function readPerson(fields: URLSearchParams): Facts["person"] {
  const person = fields.get("person") ?? "nobody";
  if (person === "nobody") return null;
  const consents = [...fields].flatMap(([name, kind]) =>
    name.startsWith("consent.") && kind !== "never" ? [[name.slice("consent.".length), { kind, at: 0 }]] : [],
  );
  const loggedIn: unknown = person === "logged-in" || (person === "known" ? false : person);
  return {
    loggedIn: loggedIn as boolean,
    consents: Object.fromEntries(consents),
    objections: Object.fromEntries(fields.getAll("objected").map((purpose) => [purpose, 0])),
    held: fields.has("held"),
    minor: fields.has("minor"),
    purchases: (fields.get("purchases") ?? "none") as "none" | "similar" | "other",
    reached: fields.getAll("reached"),
    ...(fields.has("heldTo") && { heldTo: fields.getAll("heldTo") }),
  };
}

/**
 * Brings a form to life that asks the gate. The page holds every word and shape; this only fills text into them:
 *
 * - `form[data-ask-gate]` with `data-bundle`, the address of the bundle on the same origin, and `data-version`, its SHA-256.
 *   What is fetched must have that hash, or it is not asked. `data-earlier` names the versions that governed before, in order and
 *   apart by spaces, each to be had beside it;
 * - `[data-answer]`, where the outcome goes, and `template[data-effect]` for `permit`, `refuse`, `waiting` and `failed`;
 * - in a template, `[data-slot]` takes text, `[data-if]` is taken out when there is nothing to say there,
 *   `a[data-clause]` leads to the clause, and `[data-remedy]` stays for its own remedy alone;
 * - `[data-with-script]`, hidden until the gate is ready, and `[data-without-script]`, hidden from then on.
 *
 * Every change of the form is answered at once and noted in the page's address. Fulfils when the gate is ready or has failed.
 */
export async function enhanceGateQuestions(page: Document): Promise<void> {
  const form = page.querySelector<HTMLFormElement>("form[data-ask-gate]");
  if (form === null) return;
  const gate = await loadGate(form.dataset).catch(() => null);
  if (gate === null) {
    show(page, cloneTemplate(page, "failed"));
    return;
  }
  for (const part of page.querySelectorAll<HTMLElement>("[data-with-script]")) part.hidden = false;
  for (const part of page.querySelectorAll<HTMLElement>("[data-without-script]")) part.hidden = true;
  const answer = () => answerForm(page, form, gate);
  form.addEventListener("input", answer);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answer();
  });
  // A browser may have kept what was chosen before the page was loaded again.
  answer();
}

async function loadGate({ bundle = "", version = "", earlier = "" }: DOMStringMap): Promise<Gate> {
  const folder = bundle.slice(0, bundle.lastIndexOf("/") + 1);
  const before = earlier.split(" ").filter((name) => name !== "");
  const current = await loadVersion(bundle, version);
  return prepareGate(
    current.bundle,
    version,
    await Promise.all(before.map((name) => loadVersion(`${folder}${name}`, name))),
  );
}

async function loadVersion(address: string, version: string): Promise<Earlier> {
  const response = await fetch(address, { credentials: "omit" });
  const bytes = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const parsed = parseBundle(JSON.parse(new TextDecoder().decode(bytes)));
  if (hash !== version || !parsed.ok) throw new TypeError("this is not the version the page speaks of");
  return { bundle: parsed.bundle, version };
}

function answerForm(page: Document, form: HTMLFormElement, gate: Gate): void {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form))
    if (typeof value === "string" && value !== "") fields.append(name, value);
  const question = readQuestion(fields);
  if (question === null) {
    show(page, cloneTemplate(page, "waiting"));
    return;
  }
  show(page, fillAnswer(page, gate, gate.decide(question.facts, question.operation)));
  if (form.method === "get") page.defaultView?.history.replaceState(null, "", `?${fields}`);
}

function show(page: Document, outcome: DocumentFragment): void {
  page.querySelector("[data-answer]")?.replaceChildren(outcome);
}

function fillAnswer(page: Document, { bundle }: Gate, decision: Decision): DocumentFragment {
  const shown = cloneTemplate(page, decision.effect);
  const language = page.documentElement.lang.split("-")[0] ?? "";
  const say = (text: Text | undefined) => text?.[language] ?? Object.values(text ?? {})[0] ?? "";
  for (const link of shown.querySelectorAll<HTMLAnchorElement>("a[data-clause]"))
    link.href += decision.clause;
  fill(shown, "clause", decision.clause);
  if (decision.effect === "permit") return shown;
  const { reason, remedy, source } = decision;
  fill(shown, "reason", say(reason));
  fill(shown, "source", source ?? "");
  fill(
    shown,
    "purpose",
    remedy !== null && "purpose" in remedy ? say(bundle.purposes[remedy.purpose]?.title) : "",
  );
  for (const part of shown.querySelectorAll<HTMLElement>("[data-remedy]"))
    if (part.dataset.remedy !== (remedy?.kind ?? "none")) part.remove();
  if (source === null) for (const part of shown.querySelectorAll("[data-if=source]")) part.remove();
  return shown;
}

function cloneTemplate(page: Document, effect: string): DocumentFragment {
  const template = page.querySelector<HTMLTemplateElement>(`template[data-effect="${effect}"]`);
  if (template === null) throw new TypeError(`the page has no template \`${effect}\``);
  return page.importNode(template.content, true);
}

function fill(shown: DocumentFragment, slot: string, text: string): void {
  for (const place of shown.querySelectorAll(`[data-slot="${slot}"]`)) place.textContent = text;
}
