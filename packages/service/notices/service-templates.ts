import type { Bundle, PurposeNature, Text } from "@avow/policy";

/** What an operator fills in: a short text in each language, or a day that each language writes in its own way. */
export interface Blank {
  readonly title: Text;
  readonly kind: "text" | "date";
}

/** A message as it is declared, to one purpose of a policy. `{name}` stands for a blank. */
export interface TemplateWords<P extends string> {
  readonly purpose: P;
  readonly title: Text;
  readonly subject: Text;
  readonly paragraphs: readonly Text[];
  readonly blanks: Readonly<Record<string, Blank>>;
}

/** What a declared purpose says of itself, as the policy's model has it. */
export interface DeclaredPurpose {
  readonly nature?: PurposeNature;
}

/** A message that bears, in its type, whether its purpose is to advertise. Made by {@link defineTemplates} alone. */
export interface Template<N extends "service" | "marketing" = "service" | "marketing">
  extends TemplateWords<string> {
  readonly name: string;
  readonly nature: N;
}

/** What may go out as a service message. */
export type ServiceTemplate = Template<"service">;

type NatureOf<D extends DeclaredPurpose> = D["nature"] extends "marketing" ? "marketing" : "service";

type Templates<
  P extends Readonly<Record<string, DeclaredPurpose>>,
  T extends Readonly<Record<string, TemplateWords<string>>>,
> = {
  readonly [K in keyof T]: Template<NatureOf<P[T[K]["purpose"]]>>;
};

/**
 * Declares messages, each to a purpose of a policy. One whose purpose is of the nature `marketing` does not compile where a
 * {@link ServiceTemplate} is wanted.
 * @param purposes a policy's, such as `index.model.purposes`
 * @example defineTemplates({ account: {}, offers: { nature: "marketing" } }, { closing: { purpose: "account", … } })
 */
export function defineTemplates<
  const P extends Readonly<Record<string, DeclaredPurpose>>,
  const T extends Readonly<Record<string, TemplateWords<keyof P & string>>>,
>(purposes: P, templates: T): Templates<P, T> {
  const made = Object.entries(templates).map(([name, words]) => {
    const nature = purposes[words.purpose]?.nature === "marketing" ? "marketing" : "service";
    return [name, { ...words, name, nature }];
  });
  return Object.fromEntries(made) as Templates<P, T>;
}

/**
 * Whether a template is one of a service under the policy in force, whatever it was declared as: its purpose is declared, asks for no
 * consent, and is not to advertise (clause 2.4.5 of the Index policy).
 */
export function isServiceUnder(
  { purposes }: Pick<Bundle, "purposes">,
  template: Template,
): template is ServiceTemplate {
  const declared = Object.hasOwn(purposes, template.purpose) ? purposes[template.purpose] : undefined;
  return (
    template.nature === "service" &&
    declared !== undefined &&
    declared.nature !== "marketing" &&
    declared.basis !== "consent"
  );
}
