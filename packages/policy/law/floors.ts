import type { Rule } from "../bundle.ts";
import type { AnyModel, Basis, Category, Recipient } from "../model.ts";
import type { Floor, LegalRule, SeparateConsentCase } from "./rule-sets.ts";

/** One processing as far as a floor looks at it: a permit of the model, or a rule compiled from one. */
export interface Processing extends Pick<Rule, "action" | "purpose" | "data"> {
  /** `null` or absent when it is not narrowed to recipients; then it may be any. */
  readonly recipient?: readonly string[] | null;
}

/** The first of `laws` that lets this processing happen with the person's consent only. */
export function findConsentDemand(
  model: AnyModel,
  processing: Processing,
  laws: readonly LegalRule[],
): LegalRule | undefined {
  return laws.find(({ floor }) => floor !== undefined && demandsConsent(model, processing, floor));
}

/** The first of `laws` that asks for a consent of its own for this processing. */
export function findSeparateConsentDemand(
  model: AnyModel,
  processing: Processing,
  laws: readonly LegalRule[],
): LegalRule | undefined {
  return findConsentDemand(
    model,
    processing,
    laws.filter(({ floor }) => floor?.kind === "separate-consent-required"),
  );
}

/** The first of `laws` that spares people under age this processing. */
export function findMinorsDemand(
  model: AnyModel,
  { action, purpose }: Processing,
  laws: readonly LegalRule[],
): LegalRule | undefined {
  const nature = own(model.purposes, purpose)?.nature;
  return laws.find(
    ({ floor }) =>
      floor?.kind === "minors-spared" && floor.actions.includes(action) && floor.nature === nature,
  );
}

function demandsConsent(model: AnyModel, processing: Processing, floor: Floor): boolean {
  const purpose = own(model.purposes, processing.purpose);
  if (floor.kind === "consent-required")
    return (
      floor.action === processing.action &&
      floor.nature === purpose?.nature &&
      !isSpared(purpose.basis, floor.unless)
    );
  return (
    floor.kind === "separate-consent-required" &&
    floor.actions.includes(processing.action) &&
    !isSpared(purpose?.basis, floor.unless) &&
    isCase(model, processing, floor.when)
  );
}

function isSpared(basis: Basis | undefined, unless: readonly Basis[] = []): boolean {
  return basis !== undefined && unless.includes(basis);
}

/** What the model does not say counts as what the law asks most of. */
function isCase(model: AnyModel, { data, recipient }: Processing, when: SeparateConsentCase): boolean {
  const { recipient: kind, outside, data: natures } = when;
  const recipients = recipientsOf(model, recipient ?? null);
  return (
    (kind === undefined || recipients.some((each) => (each.kind ?? "controller") === kind)) &&
    (outside === undefined ||
      recipients.some(
        ({ countries }) => countries.length === 0 || countries.some((country) => country !== outside),
      )) &&
    (natures === undefined ||
      categoriesOf(model, data).some(({ nature }) => nature !== undefined && natures.includes(nature)))
  );
}

function recipientsOf(
  { recipients }: AnyModel,
  names: readonly string[] | null,
): readonly Recipient<string>[] {
  return (names ?? Object.keys(recipients)).flatMap((name) => own(recipients, name) ?? []);
}

function categoriesOf({ data }: AnyModel, fields: readonly string[]): readonly Category<string>[] {
  const names = new Set(fields.map((field) => field.slice(0, field.indexOf("."))));
  return [...names].flatMap((name) => own(data, name) ?? []);
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
