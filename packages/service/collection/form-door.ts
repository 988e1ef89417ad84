import { askPermit } from "@avow/gate";
import type { Bundle, Facts, Field, Mechanism, Permit, Refusal } from "@avow/policy";
import type { Context } from "../context.ts";
import { nameForMessage, ProblemError } from "../http/problem.ts";
import { holdsCardNumber } from "./card-number.ts";

/** Values that passed the door, by `category.field`; optional fields left empty are absent. */
export type FormValues = ReadonlyMap<string, string>;

/**
 * The door of every form (2.1.1): an undeclared field is refused by name, a required one may not be empty, each value must be
 * what its field says, and none may hold a payment card number (2.1.4). Nothing of a value is repeated in a problem.
 * @throws {ProblemError} `form-unknown`, `field-undeclared`, `field-missing`, `field-malformed`, `card-number`
 */
export function checkForm(
  bundle: Bundle,
  form: string,
  values: Readonly<Record<string, string>>,
): FormValues {
  const declared = Object.hasOwn(bundle.forms, form) ? bundle.forms[form] : undefined;
  if (declared === undefined)
    throw new ProblemError("form-unknown", { detail: "the policy declares no such form" });
  const known = new Map<string, (typeof declared.fields)[number]>(
    declared.fields.map((field) => [field.field, field]),
  );
  const undeclared = Object.keys(values).filter((path) => !known.has(path));
  if (undeclared.length > 0)
    throw new ProblemError("field-undeclared", {
      detail: `the form \`${form}\` declares no such field, so it may not be collected`,
      clause: declared.clause,
      errors: undeclared
        .slice(0, 20)
        .map((path) => ({ at: nameForMessage(path), message: "is not declared" })),
    });
  const given = new Map<string, string>();
  for (const { field, required } of declared.fields) {
    const value = normalise(fieldOf(bundle, field), values[field] ?? "");
    if (value !== "") given.set(field, value);
    else if (required) throw missing(field, declared.clause);
  }
  const malformed = [...given].flatMap(([path, value]) => {
    const message = whatIsWrong(fieldOf(bundle, path), value, bundle.languages);
    return message === null ? [] : [{ at: path, message }];
  });
  if (malformed.length > 0)
    throw new ProblemError("field-malformed", {
      detail: "a value is not what its field takes",
      clause: declared.clause,
      errors: malformed,
    });
  refuseCardNumbers(bundle, given, declared.clause);
  return given;
}

const CARD_REFUSAL: Mechanism = "card-refusal";

/** Card numbers are a payment provider's to take: whoever types one into any field is told so before anything is kept. */
function refuseCardNumbers(bundle: Bundle, given: FormValues, formClause: string): void {
  const held = [...given].filter(([path, value]) => holdsCardNumber(fieldOf(bundle, path).type, value));
  if (held.length === 0) return;
  throw new ProblemError("card-number", {
    detail: "a field holds what reads as a payment card number, which is never kept here",
    help: "leave the number out; a payment is made with the payment provider",
    clause: bundle.clauses.find(({ mechanisms }) => mechanisms.includes(CARD_REFUSAL))?.id ?? formClause,
    errors: held.map(([path]) => ({ at: path, message: "holds a payment card number" })),
  });
}

/** Part of a form that is kept as one record: the fields of one category that serve one purpose. */
export interface Collected {
  readonly category: string;
  readonly purpose: string;
  readonly permit: Permit;
  /** By field name, without the category. */
  readonly values: Readonly<Record<string, string>>;
}

/** Who hands in a form, about whom, and what the gate is told of them. */
export interface Collecting {
  readonly person: string;
  readonly by: "person" | "portal";
  readonly facts: Facts;
}

/** Leave to collect, for each purpose and category apart, or the first refusal. */
export type CollectionAnswer = { readonly collected: readonly Collected[] } | { readonly refusal: Refusal };

/** Asks the gate for leave to collect what a form gave. */
export function askToCollect(
  context: Context,
  form: string,
  values: FormValues,
  { person, by, facts }: Collecting,
): CollectionAnswer {
  const groups = Map.groupBy(
    values.keys(),
    (path) => `${purposeOf(context.bundle, form, path)} ${path.split(".")[0]}`,
  );
  const collected: Collected[] = [];
  for (const [key, paths] of groups) {
    const [purpose = "", category = ""] = key.split(" ");
    const operation = { action: "collect", by, purpose, form, data: paths } as const;
    const asked = askPermit(context.gate, facts, operation, person);
    if ("refusal" in asked) return asked;
    const entries = paths.map((path): [string, string] => [
      path.slice(category.length + 1),
      values.get(path) ?? "",
    ]);
    collected.push({ category, purpose, permit: asked.permit, values: Object.fromEntries(entries) });
  }
  return { collected };
}

function purposeOf(bundle: Bundle, form: string, path: string): string {
  return bundle.forms[form]?.fields.find(({ field }) => field === path)?.purposes[0] ?? "";
}

function missing(path: string, clause: string): ProblemError {
  return new ProblemError("field-missing", {
    detail: "a required field is empty",
    clause,
    errors: [{ at: path, message: "is required" }],
  });
}

/** The declaration of `category.field`, if this version of the policy has one; what was collected under another may have none. */
export function findField(bundle: Bundle, path: string): Field<string> | undefined {
  const [category = "", name = ""] = path.split(".");
  const fields = Object.hasOwn(bundle.data, category) ? (bundle.data[category]?.fields ?? {}) : {};
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** The declaration of `category.field`. @throws {TypeError} when the bundle does not declare it. */
export function fieldOf(bundle: Bundle, path: string): Field<string> {
  const field = findField(bundle, path);
  if (field === undefined) throw new TypeError(`the bundle declares no \`${path}\``);
  return field;
}

/** Longer values are files: they are downloaded, and not shown among others. */
const LONGEST_SHOWN = 1_000_000;

/** Whether a field holds a file. */
export function isFile(bundle: Bundle, path: string): boolean {
  return (findField(bundle, path)?.maxLength ?? 0) > LONGEST_SHOWN;
}

function normalise(field: Field<string>, value: string): string {
  return field.type === "password" ? value : value.normalize("NFC").trim();
}

const EMAIL = /^[^\s@"(),:;<>[\\\]]+@[^\s@.]+(\.[^\s@.]+)+$/u;
const TELEPHONE = /^\+?[0-9][0-9 ()./-]{4,}$/;

/** What is wrong with a value, in words that do not repeat it; `null` when nothing is. */
function whatIsWrong(field: Field<string>, value: string, languages: readonly string[]): string | null {
  if (value.length > field.maxLength) return `is longer than ${field.maxLength} characters`;
  if (!value.isWellFormed()) return "holds half of a character";
  if ((field.type === "long-text" ? /[^\P{Cc}\t\r\n]/u : /\p{Cc}/u).test(value))
    return "holds a control character";
  switch (field.type) {
    case "email":
      return EMAIL.test(value) ? null : "is not an e-mail address such as name@example.com";
    case "telephone":
      return TELEPHONE.test(value) ? null : "is not a telephone number such as +86 571 5550 0100";
    case "password":
      return value.length >= 12 ? null : "is shorter than 12 characters";
    case "language":
      return languages.includes(value) ? null : `is not one of ${languages.join(", ")}`;
    case "number":
      return /^-?\d{1,15}(\.\d{1,6})?$/.test(value) ? null : "is not a number such as 12 or 12.50";
    case "choice":
      return Object.hasOwn(field.choices ?? {}, value) ? null : "is not one of the choices";
    case "text":
    case "long-text":
      return null;
  }
}
