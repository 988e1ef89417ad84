import type { Diagnostic } from "../diagnostic.ts";
import type { Basis, Condition } from "../model.ts";
import type { Subject } from "./subject.ts";

/** Where a purpose stands on consent, people are asked in every language and nothing happens without their answer. */
export function checkConsent(subject: Subject): readonly Diagnostic[] {
  return [
    ...findUnworded(subject),
    ...findNeedlessQuestions(subject),
    ...findEachOnEveryPage(subject),
    ...findUnasked(subject),
    ...findUnbuilt(subject),
  ];
}

/** Whether a purpose on this basis waits for an answer. */
export function isConsent(basis: Basis | undefined): boolean {
  return basis === "consent" || basis === "separate-consent";
}

function findUnworded({ model, report }: Subject): readonly Diagnostic[] {
  return Object.entries(model.purposes).flatMap(([id, { basis, ask }]) => {
    if (!isConsent(basis)) return [];
    const path = ["purposes", id, ask === undefined ? "basis" : "ask"];
    const said = new Map(Object.entries(ask ?? {}));
    const lacking = model.languages.filter((language) => !said.get(language)?.trim());
    return lacking.map((language) => {
      const message = `purpose \`${id}\` stands on consent, and nobody can be asked for it in \`${language}\``;
      const help = `write in \`ask\` the exact words people agree to`;
      return report({ code: "consent-without-words", path, message, help });
    });
  });
}

/** An answer that nothing waits for should not be asked for. */
function findNeedlessQuestions({ model, report }: Subject): readonly Diagnostic[] {
  return Object.entries(model.purposes).flatMap(([id, { basis, ask, each }]) => {
    if (isConsent(basis)) return [];
    const asked = [...(ask === undefined ? [] : ["ask"]), ...(each === undefined ? [] : ["each"])];
    return asked.map((member) => {
      const how = member === "ask" ? "people are asked for it" : "people are asked for it each time";
      const message = `purpose \`${id}\` stands on \`${basis}\`, and ${how}`;
      const help = `take \`${member}\` out, or make the basis \`consent\``;
      return report({ code: "question-without-consent", path: ["purposes", id, member], message, help });
    });
  });
}

/** What serves every page is asked about once; no answer about one thing could open it. */
function findEachOnEveryPage({ model, report }: Subject): readonly Diagnostic[] {
  const serving = [
    ...Object.entries(model.storage).map(([name, { purpose }]) => ({ part: "storage", name, purpose })),
    ...Object.entries(model.hosts ?? {}).map(([name, { purpose }]) => ({ part: "hosts", name, purpose })),
  ];
  return serving.flatMap(({ part, name, purpose: id }) => {
    const purpose = Object.hasOwn(model.purposes, id) ? model.purposes[id] : undefined;
    if (purpose?.each !== true) return [];
    const what = part === "hosts" ? "host" : "storage key";
    const message = `purpose \`${id}\` is asked about anew for each thing, and ${what} \`${name}\` serves every page`;
    const help = "give it a purpose that is asked about once";
    return [report({ code: "each-on-every-page", path: [part, name, "purpose"], message, help })];
  });
}

/** Erasing needs no consent: it is what a withdrawal leads to. */
function findUnasked({ model, report }: Subject): readonly Diagnostic[] {
  const permits = model.permits
    .map(({ action, purpose, when = [] }, index) => ({ action, purpose, when, path: ["permits", index] }))
    .filter(({ action }) => action !== "erase");
  const keys = Object.entries(model.storage).map(([name, { purpose, when }]) => ({
    action: `store \`${name}\``,
    purpose,
    when,
    path: ["storage", name],
  }));
  const unasked = [...permits, ...keys].filter(
    ({ purpose, when }) => isConsent(basisOf(model.purposes, purpose)) && !requiresConsent(when, purpose),
  );
  return unasked.map(({ action, purpose, path }) => {
    const message = `${action} for \`${purpose}\` does not require the consent that purpose stands on`;
    const help = `add \`when: [{ kind: "consent", purpose: "${purpose}" }]\``;
    return report({ code: "consent-not-required", path: [...path, "purpose"], message, help });
  });
}

/** No condition is met by those alone who have bought something similar: `similar-purchase` lets everybody pass who never bought. */
function findUnbuilt({ model, report }: Subject): readonly Diagnostic[] {
  return model.permits.flatMap(({ action, purpose }, index) => {
    if (basisOf(model.purposes, purpose) !== "existing-customer") return [];
    const message = `${action} for \`${purpose}\` stands on \`existing-customer\`; what it would permit is refused until a rule can ask whether something similar was bought`;
    const help = "ask for consent, or take the permit out until then";
    return [report({ code: "basis-not-built", path: ["permits", index, "purpose"], message, help })];
  });
}

/** Whether the conditions demand consent to this very purpose. */
export function requiresConsent(conditions: readonly Condition[], purpose: string): boolean {
  return conditions.some((condition) => condition.kind === "consent" && condition.purpose === purpose);
}

function basisOf(purposes: Subject["model"]["purposes"], id: string): Basis | undefined {
  return Object.hasOwn(purposes, id) ? purposes[id]?.basis : undefined;
}
