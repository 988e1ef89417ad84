import { type Fact, parseTrustPolicy, type Verdict, type Verified, verifyReceipt } from "@avow/evidence";

/**
 * Checks a receipt against the text of a trust policy. `null` when that could not be had: then nothing is believed, and the
 * answer is `cannot-tell` at best. Sends nothing anywhere.
 */
export function checkReceipt(receipt: Uint8Array, trust: string | null): Verdict {
  const parsed = trust === null ? null : parseTrustPolicy(trust);
  const verdict = verifyReceipt(receipt, parsed?.ok ? parsed.value : null);
  return verdict.verdict === "cannot-tell" && parsed?.ok === false
    ? { verdict: "cannot-tell", why: `the trust policy cannot be read: ${parsed.why}` }
    : verdict;
}

/**
 * Brings the receipt checks of a page to life. The page holds every word and shape; this only fills text into them:
 *
 * - `[data-receipt-check]` with `data-trust`, the address of the trust policy, on the same origin;
 * - `[data-with-script]`, hidden until now, with an `input[type=file][data-result]`; `[data-without-script]`, hidden from now;
 * - `button[data-check-form][data-result]`, hidden until now: checks the file that the form of that id downloads;
 * - `template[data-verdict]`, one for each verdict, `template[data-fact]`, `template[data-words]`. Text goes into
 *   `[data-slot]`, what is `[data-about]` the other kind of entry is taken out, facts go before `[data-facts-before]`.
 *
 * `data-result` is the id of the element that takes the outcome.
 */
export function enhanceReceiptChecks(page: Document): void {
  const section = page.querySelector<HTMLElement>("[data-receipt-check]");
  if (section === null) return;
  for (const part of page.querySelectorAll<HTMLElement>("[data-with-script], [data-check-form]"))
    part.hidden = false;
  for (const part of page.querySelectorAll<HTMLElement>("[data-without-script]")) part.hidden = true;
  for (const input of section.querySelectorAll<HTMLInputElement>("input[type=file][data-result]")) {
    input.addEventListener("change", () => {
      const [file] = input.files ?? [];
      if (file !== undefined) void run(section, input, async () => new Uint8Array(await file.arrayBuffer()));
    });
  }
  for (const button of page.querySelectorAll<HTMLElement>("button[data-check-form]")) {
    button.addEventListener("click", () => void run(section, button, () => download(page, button)));
  }
}

/** Checks what `read` gives and shows the outcome where `asker` says. A file that cannot be read is no verdict on it. */
async function run(section: HTMLElement, asker: HTMLElement, read: () => Promise<Uint8Array>): Promise<void> {
  const place = section.ownerDocument.getElementById(asker.dataset.result ?? "");
  if (place === null) return;
  place.replaceChildren();
  place.replaceChildren(show(section, await verdictOn(section, read)));
}

async function verdictOn(section: HTMLElement, read: () => Promise<Uint8Array>): Promise<Verdict> {
  try {
    const [receipt, trust] = await Promise.all([read(), fetchTrust(section.dataset.trust ?? "")]);
    return checkReceipt(receipt, trust);
  } catch (error) {
    return {
      verdict: "cannot-tell",
      why: error instanceof Error ? error.message : "the file cannot be read",
    };
  }
}

async function fetchTrust(address: string): Promise<string | null> {
  const response = await fetch(address, { credentials: "omit", cache: "no-store" }).catch(() => null);
  return response?.ok ? response.text() : null;
}

/** Fetches what the download button beside `button` would, with the session the form carries, if any. */
async function download(page: Document, button: HTMLElement): Promise<Uint8Array> {
  const form = page.querySelector<HTMLFormElement>(`#${CSS.escape(button.dataset.checkForm ?? "")}`);
  if (form === null) throw new TypeError("the page has no such form");
  const body =
    form.method === "post"
      ? Array.from(form.querySelectorAll("input"), ({ name, value }) => [name, value])
      : null;
  const response = await fetch(form.action, { method: form.method, body: body && new URLSearchParams(body) });
  if (response.status !== 200)
    throw new TypeError(`the receipt cannot be had at present (${response.status})`);
  return new Uint8Array(await response.arrayBuffer());
}

function show(section: HTMLElement, verdict: Verdict): DocumentFragment {
  const shown = cloneTemplate(section, `[data-verdict="${verdict.verdict}"]`);
  if (verdict.verdict === "verifies") {
    fillVerified(section, shown, verdict);
  } else {
    fill(shown, "why", verdict.why);
    if (verdict.verdict === "does-not-verify")
      fill(shown, "step", wordFor(section, `step ${verdict.step}`) ?? verdict.step);
  }
  return shown;
}

function fillVerified(section: HTMLElement, shown: DocumentFragment, verdict: Verified): void {
  const { witnesses, index, origin } = verdict;
  fill(shown, "index", String(index));
  fill(shown, "origin", origin);
  if (witnesses.length > 0) fill(shown, "witnesses", witnesses.map(({ name }) => name).join(", "));
  for (const part of shown.querySelectorAll<HTMLElement>("[data-about]")) {
    if (part.dataset.about !== verdict.about) part.remove();
  }
  if (verdict.about === "public") {
    fill(shown, "entry", JSON.stringify(verdict.entry, null, 2));
    return;
  }
  const { kind, at, clause, seq, policy, facts } = verdict.event;
  fill(shown, "kind", wordFor(section, `kind ${kind}`) ?? kind);
  fill(shown, "at", formatInstant(at, section.ownerDocument.documentElement.lang));
  fill(shown, "clause", clause);
  fill(shown, "seq", String(seq));
  fill(shown, "policy", policy);
  const next = shown.querySelector("[data-facts-before]");
  for (const [name, fact] of Object.entries(facts)) {
    const row = cloneTemplate(section, "[data-fact]");
    fill(row, "name", name);
    fill(row, "value", formatFact(fact));
    next?.before(row);
  }
}

/** An instant in the reader's own time zone, which it names. */
function formatInstant(at: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "long" }).format(new Date(at));
}

function formatFact(fact: Fact): string {
  return typeof fact === "object" && fact !== null ? fact.join(", ") : String(fact);
}

function cloneTemplate(section: HTMLElement, which: string): DocumentFragment {
  const template = section.querySelector<HTMLTemplateElement>(`template${which}`);
  if (template === null) throw new TypeError(`the page has no template \`${which}\``);
  return section.ownerDocument.importNode(template.content, true);
}

function wordFor(section: HTMLElement, key: string): string | null {
  const words = section.querySelector<HTMLTemplateElement>("template[data-words]")?.content;
  return words?.querySelector(`[data-word="${CSS.escape(key)}"]`)?.textContent ?? null;
}

function fill(shown: DocumentFragment, slot: string, text: string): void {
  for (const place of shown.querySelectorAll(`[data-slot="${slot}"]`)) place.textContent = text;
}
