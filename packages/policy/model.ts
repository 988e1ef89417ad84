/** ISO 8601 duration of whole years, months, days, hours or minutes, for example `P3Y`, `P30D`, `PT12H`. */
export type Duration = `P${string}`;

/** One text in every language the policy is published in. */
export type Text<L extends string = string> = Readonly<Record<L, string>>;

/** Number of a promise as it stands in the published text, for example `2.4.8`. */
export type ClauseId = string;

/** Everything that can be done with personal data. There is no other verb. */
export const ACTIONS = [
  "collect",
  "use",
  "contact",
  "disclose",
  "transfer",
  "publish",
  "store",
  "release",
  "keep",
  "erase",
] as const;
export type Action = (typeof ACTIONS)[number];

/**
 * Legal bases a purpose may stand on; which of them exist is for the governing law to say. `existing-customer` is the soft
 * opt-in of ePrivacy 13(2): similar products, to who has bought.
 */
export const BASES = [
  "consent",
  "separate-consent",
  "contract",
  "legal-duty",
  "legitimate-interests",
  "vital-interests",
  "public-task",
  "human-resources",
  "public-information",
  "existing-customer",
] as const;
export type Basis = (typeof BASES)[number];

/** How a value is typed into a form and checked at the door. */
export const FIELD_TYPES = [
  "text",
  "long-text",
  "number",
  "choice",
  "email",
  "telephone",
  "password",
  "language",
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

export interface Field<L extends string> {
  readonly title: Text<L>;
  readonly type: FieldType;
  /** Longest accepted value in UTF-16 code units. */
  readonly maxLength: number;
  /** What a value of type `choice` may be, each with its title. */
  readonly choices?: Readonly<Record<string, Text<L>>>;
  /** Values of this field are found through a blind index, and are unique to one person. */
  readonly lookup?: true;
}

/** When a kept value goes: `keep` after `start`. */
export interface Retention {
  readonly start: "collected" | "account-closed";
  readonly keep: Duration;
}

/** Kinds of data the law lays duties of its own on. */
export const DATA_NATURES = [
  "network-log",
  "transaction",
  "financial-account",
  "location-track",
  "health",
  "biometric",
  "religion",
  "specific-identity",
  "child",
] as const;
export type DataNature = (typeof DATA_NATURES)[number];

export interface Category<L extends string> {
  readonly clause: ClauseId;
  readonly nature?: DataNature;
  readonly title: Text<L>;
  readonly retention: Retention;
  readonly fields: Readonly<Record<string, Field<L>>>;
}

/** Kinds of use the law lays duties of its own on: `marketing` draws those on advertising. */
export const PURPOSE_NATURES = [
  "marketing",
  "personalisation",
  "automated-decision",
  "research",
  "statistics",
] as const;
export type PurposeNature = (typeof PURPOSE_NATURES)[number];

export interface Purpose<L extends string> {
  readonly clause: ClauseId;
  readonly title: Text<L>;
  readonly basis: Basis;
  readonly nature?: PurposeNature;
  /** The exact words a person is asked with, where the basis is consent. */
  readonly ask?: Text<L>;
  /** Asked anew for each thing it concerns, such as one comment, and never once for all. */
  readonly each?: true;
  /** The clause under which a person may object; from then on nothing is done for this purpose. */
  readonly objection?: ClauseId;
  /** How often, and at which hours, one person hears from us for this purpose. */
  readonly pace?: Pace;
}

/** At most `most` messages to one person within any span of `per`; none begins in the quiet hours. */
export interface Pace {
  readonly clause: ClauseId;
  readonly most: number;
  readonly per: Duration;
  /** Hours of the day in `zone` (IANA), `HH:MM`; a message that falls due within them waits for their end. */
  readonly quiet?: { readonly from: string; readonly until: string; readonly zone: string };
}

/** A kind of goods or services, in a tree. */
export interface ProductKind<L extends string> {
  readonly title: Text<L>;
  /** The kind it is one of; absent at the top. */
  readonly within?: string;
}

/**
 * What a customer may be told of: something `similar` to what they bought `recently`. Two kinds are similar when the way from one
 * to the other through the tree has at most `distance` steps.
 */
export interface Products<L extends string, F extends string = string> {
  readonly clause: ClauseId;
  /** The field of an order that holds the kind. */
  readonly field: F;
  readonly recently: Duration;
  readonly distance: number;
  readonly kinds: Readonly<Record<string, ProductKind<L>>>;
}

export interface Role<L extends string> {
  readonly title: Text<L>;
}

/** Ways of reaching one person; a channel of a policy is named by its kind. */
export const CHANNELS = ["email", "letter", "telephone", "sms", "push"] as const;
export type ChannelName = (typeof CHANNELS)[number];

export interface Channel<L extends string, F extends string = string> {
  readonly title: Text<L>;
  /** The field a person is reached at. Absent where nothing is sent through the channel. */
  readonly reach?: F;
}

/** As what a recipient receives: on the controller's behalf, together with it, or for ends of its own. */
export const RECIPIENT_KINDS = ["processor", "joint-controller", "controller"] as const;
export type RecipientKind = (typeof RECIPIENT_KINDS)[number];

/** Legal routes by which data may leave the territory; which of them exist is for the governing law to say. */
export const TRANSFER_ROUTES = [
  "standard-contract",
  "certification",
  "security-assessment",
  "exempt-contract",
  "exempt-volume",
  "adequacy",
  "standard-clauses",
  "binding-rules",
  "derogation",
] as const;
export type TransferRoute = (typeof TRANSFER_ROUTES)[number];

export interface Recipient<L extends string> {
  readonly clause: ClauseId;
  readonly title: Text<L>;
  /** Absent counts as `controller`, of which the law asks most. */
  readonly kind?: RecipientKind;
  /** How people reach the recipient to use their rights against it. */
  readonly contact?: string;
  /** The route by which data reaches a recipient outside the territory. */
  readonly route?: TransferRoute;
  /** ISO 3166-1 alpha-2 codes of the countries where the recipient handles data. */
  readonly countries: readonly string[];
}

/** Where a key is kept on the device. */
export const STORAGE_KINDS = [
  "cookie",
  "local-storage",
  "session-storage",
  "indexed-db",
  "cache-storage",
  "service-worker",
] as const;
export type StorageKind = (typeof STORAGE_KINDS)[number];

/** A cookie or storage key in the register (what is not here is not set). */
export interface StorageKey<L extends string, P extends string> {
  readonly clause: ClauseId;
  readonly title: Text<L>;
  readonly kind: StorageKind;
  /** The name is the beginning of several keys' names, as `_ga_` is. */
  readonly prefix?: true;
  readonly purpose: P;
  readonly life: Duration;
  readonly setBy: string;
  /** What the person asked for cannot be given without it (ePrivacy 5(3)). */
  readonly necessary?: true;
  /** What a person who refuses the key does without; absent where that is nothing. */
  readonly without?: Text<L>;
  readonly when: readonly Condition<P>[];
}

/** In what way a page reaches a host; each is a directive of Content Security Policy. */
export const HOST_KINDS = ["script", "style", "image", "font", "frame", "media", "connect", "form"] as const;
export type HostKind = (typeof HOST_KINDS)[number];

/**
 * Another company's host that pages may reach, by its name such as `player.example.com` (what is not here is not reached).
 * Reaching it discloses `data` to the recipient for the purpose; where the purpose stands on consent, only with that consent.
 */
export interface Host<L extends string, F extends string, P extends string, T extends string> {
  readonly clause: ClauseId;
  readonly title: Text<L>;
  readonly recipient: T;
  readonly purpose: P;
  readonly data: readonly [F, ...F[]];
  readonly kinds: readonly [HostKind, ...HostKind[]];
  /** What the person asked for cannot be given without reaching it (ePrivacy 5(3)). */
  readonly necessary?: true;
}

export interface FormField<F extends string, P extends string> {
  readonly field: F;
  readonly required: boolean;
  /** What the field is for; shown beside it. */
  readonly purposes: readonly [P, ...P[]];
}

export interface Form<L extends string, F extends string, P extends string> {
  readonly clause: ClauseId;
  readonly title: Text<L>;
  readonly fields: readonly FormField<F, P>[];
}

/**
 * What must hold of the facts for a permit to apply. Each is evaluated by the gate; an unknown one refuses.
 * `clause` is the promise the condition keeps, where that is not the clause of the element it stands in.
 */
export type Condition<P extends string = string> = (
  | { readonly kind: "consent"; readonly purpose: P }
  | { readonly kind: "not-objected"; readonly purpose: P }
  | { readonly kind: "logged-in" }
  | { readonly kind: "cookies-accepted" }
  /** No dispute holds the person's data. */
  | { readonly kind: "not-held" }
  /** The person is not known to be under age. */
  | { readonly kind: "not-minor" }
  /** The person has never bought anything, or it is about something similar to what they recently bought. */
  | { readonly kind: "similar-purchase" }
  /** The third party on whose behalf it is done holds a licence in force. */
  | { readonly kind: "licensed" }
  /** The person has not had as many messages for the purpose as its pace allows. */
  | { readonly kind: "within-pace"; readonly purpose: P }
) & { readonly clause?: ClauseId };

/** One sentence of permission: who may do what, with which data, for which purpose. Everything else is refused. */
export interface PermitRule<
  F extends string,
  P extends string,
  R extends string,
  C extends string,
  T extends string,
> {
  readonly clause: ClauseId;
  readonly action: Exclude<Action, "collect" | "store">;
  readonly purpose: P;
  readonly data: readonly F[];
  readonly by: readonly R[];
  readonly channel?: readonly C[];
  readonly recipient?: readonly T[];
  readonly when?: readonly Condition<P>[];
}

/** Parts of the software that keep a promise which no rule of the model could express. Each is broken in turn by `npm run test:clauses`. */
export const MECHANISMS = [
  "law-floor",
  "accountable-controller",
  "form-door",
  "storage-register",
  "no-storage-before-log-in",
  "refusal-costs-nothing",
  "transport-guard",
  "gate",
  "objection-stands",
  "legal-hold",
  "published-versions",
  "questions-once",
  "card-refusal",
  "retention-run",
  "untied-visits",
  "declared-readings",
  "statistics-door",
  "bounded-statistics",
  "storage-purposes",
  "kept-preferences",
  "chosen-recommendations",
  "chosen-participation",
  "pseudonym-by-default",
  "device-choice",
  "content-security-policy",
  "sealed-threads",
  "complete-notices",
  "channel-ladder",
  "reasoned-announcements",
  "regulator-clock",
  "service-templates",
  "licence-register",
  "marketing-pace",
  "similar-products",
  "held-limits",
] as const;
export type Mechanism = (typeof MECHANISMS)[number];

/** What stands behind a clause. `pending` is counted and shown, and everything it would permit is refused until it is built. */
export type ClauseStatus =
  | { readonly status: "enforced"; readonly by: readonly [Mechanism, ...Mechanism[]] }
  | { readonly status: "pending"; readonly brings: Text }
  | { readonly status: "states" };

export interface Controller<L extends string> {
  readonly clause: ClauseId;
  readonly name: Text<L>;
  readonly address: Text<L>;
  readonly email: string;
  readonly telephone: string;
  /** Where a person complains, and to which authority if that does not help. */
  readonly complaints: Text<L>;
}

export interface Law<L extends string> {
  readonly clause: ClauseId;
  /** Name of a rule set in `law/`, for example `CN`. */
  readonly governing: string;
  /** Further laws the policy must satisfy, for people elsewhere. */
  readonly also?: readonly string[];
  readonly excludes: readonly string[];
  readonly title: Text<L>;
  readonly courts: Text<L>;
  readonly courtsClause: ClauseId;
}

/** What a law may demand that the text tells people. */
export const NOTICE_ITEMS = [
  "purposes",
  "categories",
  "legal-bases",
  "retention",
  "after-retention",
  "rights",
  "withdrawal",
  "account-cancellation",
  "portability",
  "deceased",
  "complaints",
  "authority-complaint",
  "minors",
  "sensitive-data",
  "sharing",
  "overseas-transfer",
  "automated-decisions",
  "plain-ordering",
  "cookies",
  "opt-out",
  "incident-notice",
  "merger",
  "changes",
] as const;
export type NoticeItem = (typeof NOTICE_ITEMS)[number];

/** Where the text says what the law demands it to say: the clauses that do, by item. */
export type Notices = Readonly<Partial<Record<NoticeItem, readonly [ClauseId, ...ClauseId[]]>>>;

/** Parts of a model that have a name of their own, and may have had another in the version before. */
export const RENAMED_PARTS = [
  "roles",
  "channels",
  "recipients",
  "data",
  "fields",
  "purposes",
  "forms",
  "storage",
  "clauses",
] as const;

/** For each part, the new name and the name it had before; `fields` are `category.field` in today's category. */
export type Formerly = Readonly<
  Partial<Record<(typeof RENAMED_PARTS)[number], Readonly<Record<string, string>>>>
>;

type PathOf<D> = {
  [K in keyof D & string]: D[K] extends { readonly fields: infer F } ? `${K}.${keyof F & string}` : never;
}[keyof D & string];

/** `category.field` of every field a model declares. */
export type FieldPath<D> = PathOf<D>;

/** The whole model; every cross-reference is checked by the compiler and again by `check`. */
export interface PolicyModel<
  L extends string,
  D extends Readonly<Record<string, Category<L>>>,
  P extends Readonly<Record<string, Purpose<L>>>,
  R extends Readonly<Record<string, Role<L>>>,
  C extends Readonly<Record<string, Channel<L>>>,
  T extends Readonly<Record<string, Recipient<L>>>,
> {
  readonly id: string;
  readonly title: Text<L>;
  readonly languages: readonly [L, ...L[]];
  /** Day the version takes effect, ISO 8601. */
  readonly effective: string;
  readonly controller: Controller<L>;
  readonly law: Law<L>;
  readonly roles: R;
  readonly channels: C;
  readonly recipients: T;
  readonly data: D;
  readonly purposes: P;
  readonly products?: Products<L, NoInfer<FieldPath<D>>>;
  readonly forms: Readonly<Record<string, Form<L, NoInfer<FieldPath<D>>, NoInfer<keyof P & string>>>>;
  readonly storage: Readonly<Record<string, StorageKey<L, NoInfer<keyof P & string>>>>;
  /** By host name. */
  readonly hosts?: Readonly<
    Record<string, Host<L, NoInfer<FieldPath<D>>, NoInfer<keyof P & string>, NoInfer<keyof T & string>>>
  >;
  readonly permits: readonly PermitRule<
    NoInfer<FieldPath<D>>,
    NoInfer<keyof P & string>,
    NoInfer<keyof R & string>,
    NoInfer<keyof C & string>,
    NoInfer<keyof T & string>
  >[];
  readonly clauses: Readonly<Record<ClauseId, ClauseStatus>>;
  readonly notices?: Notices;
  /** What was called otherwise in the version before, so that a difference shows no change where only a name has changed. */
  readonly formerly?: Formerly;
}

/** A model of any names, as `check` and `build` read it. */
export type AnyModel = PolicyModel<
  string,
  Readonly<Record<string, Category<string>>>,
  Readonly<Record<string, Purpose<string>>>,
  Readonly<Record<string, Role<string>>>,
  Readonly<Record<string, Channel<string>>>,
  Readonly<Record<string, Recipient<string>>>
>;
