import { isDuration } from "./durations.ts";
import {
  ACTIONS,
  type AnyModel,
  BASES,
  type Category,
  type Channel,
  type ClauseStatus,
  type Condition,
  type Controller,
  DATA_NATURES,
  FIELD_TYPES,
  type Field,
  type Form,
  type Formerly,
  type FormField,
  HOST_KINDS,
  type Host,
  type Law,
  MECHANISMS,
  NOTICE_ITEMS,
  type Notices,
  type Pace,
  type PermitRule,
  type ProductKind,
  type Products,
  PURPOSE_NATURES,
  type Purpose,
  RECIPIENT_KINDS,
  RENAMED_PARTS,
  type Recipient,
  type Retention,
  type Role,
  STORAGE_KINDS,
  type StorageKey,
  TRANSFER_ROUTES,
} from "./model.ts";
import {
  arrayOf,
  count,
  isObject,
  literal,
  type Members,
  object,
  oneOf,
  optional,
  type Problem,
  recordOf,
  type Shape,
  text,
  variants,
} from "./shape.ts";

const NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;
const COOKIE_NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
const LANGUAGE = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/;
const CLAUSE = /^\d+(\.\d+)+$/;
/** A host name in lower case (RFC 1123), of at least two labels. */
const HOST_NAME = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const COUNTRY = /^[A-Z]{2}$/;

/** A model read from an unknown value, or what is wrong with it. */
export type ParsedModel =
  | { readonly ok: true; readonly model: AnyModel }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads a model whose types nobody vouches for: every part has its kind, nothing is missing, nothing is added. Whether the
 * names in it are declared and its clauses written is for `checkPolicy`.
 */
export function parseModel(value: unknown): ParsedModel {
  if (!isObject(value)) return { ok: false, problems: [notAModel()] };
  const problems = modelShape(value, []);
  if (problems.length > 0) return { ok: false, problems: problems.map(sayController) };
  return { ok: true, model: value as unknown as AnyModel };
}

function notAModel(): Problem {
  return { code: "model-malformed", path: [], message: "the model is not an object" };
}

/** A policy without an accountable controller is a mistake of its own kind. */
function sayController(problem: Problem): Problem {
  if (problem.path[0] !== "controller" || !/ is (missing|null)/.test(problem.message)) return problem;
  return {
    ...problem,
    code: "controller-missing",
    help: "name who is accountable, and how to reach and complain to them",
  };
}

const anyText = text();
const filled = text("text", (value) => value.trim() !== "");
const contact: Shape = text(
  "a way to reach the controller",
  (value) => value.trim() !== "",
  "controller-missing",
);
const name = filled;

/** Parts that a model and a bundle share. */
export const clauseShape = text("the number of a clause", (value) => CLAUSE.test(value));
export const textShape = recordOf(anyText, LANGUAGE);
export const languagesShape = arrayOf(
  text("a language tag", (value) => LANGUAGE.test(value)),
  1,
);
export const effectiveShape = text("a day of the calendar, year-month-day", isDay, "date-malformed");

const durationShape = text("a duration such as `P30D`", isDuration, "duration-malformed");

export const conditionShape = variants("kind", {
  consent: object<Extract<Condition, { kind: "consent" }>>({
    kind: anyText,
    purpose: name,
    clause: optional(clauseShape),
  }),
  "not-objected": object<Extract<Condition, { kind: "not-objected" }>>({
    kind: anyText,
    purpose: name,
    clause: optional(clauseShape),
  }),
  "logged-in": object<Extract<Condition, { kind: "logged-in" }>>({
    kind: anyText,
    clause: optional(clauseShape),
  }),
  "cookies-accepted": object<Extract<Condition, { kind: "cookies-accepted" }>>({
    kind: anyText,
    clause: optional(clauseShape),
  }),
  "not-held": object<Extract<Condition, { kind: "not-held" }>>({
    kind: anyText,
    clause: optional(clauseShape),
  }),
  "not-minor": object<Extract<Condition, { kind: "not-minor" }>>({
    kind: anyText,
    clause: optional(clauseShape),
  }),
  "similar-purchase": object<Extract<Condition, { kind: "similar-purchase" }>>({
    kind: anyText,
    clause: optional(clauseShape),
  }),
  licensed: object<Extract<Condition, { kind: "licensed" }>>({
    kind: anyText,
    clause: optional(clauseShape),
  }),
  "within-pace": object<Extract<Condition, { kind: "within-pace" }>>({
    kind: anyText,
    purpose: name,
    clause: optional(clauseShape),
  }),
});

export const statusShape = variants("status", {
  enforced: object<Extract<ClauseStatus, { status: "enforced" }>>({
    status: anyText,
    by: arrayOf(oneOf(MECHANISMS), 1, "enforced-without-mechanism"),
  }),
  pending: object<Extract<ClauseStatus, { status: "pending" }>>({
    status: anyText,
    brings: textShape,
  }),
  states: object<Extract<ClauseStatus, { status: "states" }>>({ status: anyText }),
});

export const controllerShape = object<Controller<string>>({
  clause: clauseShape,
  name: textShape,
  address: textShape,
  email: contact,
  telephone: contact,
  complaints: textShape,
});

/** What a model says of the law; a bundle adds which rules were applied. */
export const lawMembers = {
  clause: clauseShape,
  governing: filled,
  also: optional(arrayOf(filled)),
  excludes: arrayOf(text("an ISO 3166-1 alpha-2 code", isCountry, "country-malformed")),
  title: textShape,
  courts: textShape,
  courtsClause: clauseShape,
} as const;

const fieldShape = object<Field<string>>({
  title: textShape,
  type: oneOf(FIELD_TYPES),
  maxLength: count,
  choices: optional(recordOf(textShape, NAME)),
  lookup: optional(literal(true)),
});

const retentionShape = object<Retention>({
  start: oneOf(["collected", "account-closed"] satisfies Retention["start"][], "retention-malformed"),
  keep: text("a duration such as `P30D`", isDuration, "retention-malformed"),
});

const categoryShape = object<Category<string>>({
  clause: clauseShape,
  nature: optional(oneOf(DATA_NATURES)),
  title: textShape,
  retention: retentionShape,
  fields: recordOf(fieldShape, NAME),
});

const hour = text("an hour of the day such as `21:00`", (value) => /^([01]\d|2[0-3]):[0-5]\d$/.test(value));

const paceShape = object<Pace>({
  clause: clauseShape,
  most: count,
  per: durationShape,
  quiet: optional(
    object<NonNullable<Pace["quiet"]>>({
      from: hour,
      until: hour,
      zone: text("a time zone such as `Asia/Shanghai`", isTimeZone),
    }),
  ),
});

const purposeShape = object<Purpose<string>>({
  clause: clauseShape,
  title: textShape,
  basis: oneOf(BASES),
  nature: optional(oneOf(PURPOSE_NATURES)),
  ask: optional(textShape),
  each: optional(literal(true)),
  objection: optional(clauseShape),
  pace: optional(paceShape),
});

const productKindShape = object<ProductKind<string>>({ title: textShape, within: optional(name) });

/** Kinds of products, in a tree. */
export const productsShape = object<Products<string>>({
  clause: clauseShape,
  field: name,
  recently: durationShape,
  distance: count,
  kinds: recordOf(productKindShape, NAME),
});

const recipientShape = object<Recipient<string>>({
  clause: clauseShape,
  title: textShape,
  kind: optional(oneOf(RECIPIENT_KINDS)),
  contact: optional(filled),
  route: optional(oneOf(TRANSFER_ROUTES)),
  countries: arrayOf(text("an ISO 3166-1 alpha-2 code", isCountry, "country-malformed")),
});

const formShape = object<Form<string, string, string>>({
  clause: clauseShape,
  title: textShape,
  fields: arrayOf(
    object<FormField<string, string>>({
      field: name,
      required: (value, path) => (typeof value === "boolean" ? [] : literal(true)(value, path)),
      purposes: arrayOf(name, 1),
    }),
  ),
});

const storageShape = object<StorageKey<string, string>>({
  clause: clauseShape,
  title: textShape,
  kind: oneOf(STORAGE_KINDS),
  prefix: optional(literal(true)),
  purpose: name,
  life: durationShape,
  setBy: filled,
  necessary: optional(literal(true)),
  without: optional(textShape),
  when: arrayOf(conditionShape),
});

const hostShape = object<Host<string, string, string, string>>({
  clause: clauseShape,
  title: textShape,
  recipient: name,
  purpose: name,
  data: arrayOf(name, 1),
  kinds: arrayOf(oneOf(HOST_KINDS), 1),
  necessary: optional(literal(true)),
});

/** Hosts by name. */
export const hostsShape = recordOf(hostShape, HOST_NAME);

/** The declared parts a bundle carries unchanged. */
export const declaredMembers = {
  roles: recordOf(object<Role<string>>({ title: textShape }), NAME),
  channels: recordOf(object<Channel<string>>({ title: textShape, reach: optional(name) }), NAME),
  recipients: recordOf(recipientShape, NAME),
  data: recordOf(categoryShape, NAME),
  purposes: recordOf(purposeShape, NAME),
  forms: recordOf(formShape, NAME),
  storage: recordOf(storageShape, COOKIE_NAME),
} as const;

const clausesShape = arrayOf(clauseShape, 1);
const namesShape = recordOf(filled, /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/);

/** What the text tells, and what was called otherwise: a bundle always has both. */
export const noticesShape = object<Notices>(
  Object.fromEntries(NOTICE_ITEMS.map((item) => [item, optional(clausesShape)])) as Members<Notices>,
);
export const formerlyShape = object<Formerly>(
  Object.fromEntries(RENAMED_PARTS.map((part) => [part, optional(namesShape)])) as Members<Formerly>,
);

const permitShape = object<PermitRule<string, string, string, string, string>>({
  clause: clauseShape,
  action: oneOf(ACTIONS.filter((action) => action !== "collect" && action !== "store")),
  purpose: name,
  data: arrayOf(name),
  by: arrayOf(name),
  channel: optional(arrayOf(name)),
  recipient: optional(arrayOf(name)),
  when: optional(arrayOf(conditionShape)),
});

const modelShape = object<AnyModel>({
  id: text("a name", (value) => NAME.test(value)),
  title: textShape,
  languages: languagesShape,
  effective: effectiveShape,
  controller: controllerShape,
  law: object<Law<string>>(lawMembers),
  ...declaredMembers,
  hosts: optional(hostsShape),
  products: optional(productsShape),
  permits: arrayOf(permitShape),
  clauses: recordOf(statusShape, CLAUSE),
  notices: optional(noticesShape),
  formerly: optional(formerlyShape),
});

function isDay(value: string): boolean {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(day) && new Date(day).toISOString().startsWith(value);
}

/** One that this build of Intl knows. */
function isTimeZone(value: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: value }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** Two letters that the CLDR knows as a region. */
function isCountry(value: string): boolean {
  if (!COUNTRY.test(value) || value === "ZZ") return false;
  return new Intl.DisplayNames(["en"], { type: "region", fallback: "none" }).of(value) !== undefined;
}
