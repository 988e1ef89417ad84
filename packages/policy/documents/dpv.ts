import { fromHex, type JsonValue, toBase64 } from "@avow/evidence";
import type { Bundle } from "../bundle.ts";
import { outsideOf } from "../check/territory.ts";
import { formatDuration } from "../durations.ts";
import { isSensitive } from "../law/sensitive.ts";
import type { Category, Text } from "../model.ts";
import {
  DATA_KINDS,
  EU_RIGHTS,
  FIELD_KINDS,
  JURISDICTIONS,
  LEGAL_BASES,
  PROCESSING,
  PURPOSE_KINDS,
  type RightKind,
  VOCABULARIES,
} from "./dpv-terms.ts";
import { listPurposeFacts, type PurposeFacts, unique } from "./purpose-facts.ts";
import { type DocumentWords, findDocumentWords } from "./words.ts";

/** A node of JSON-LD. */
export type DpvNode = { readonly [name: string]: JsonValue };

/** Properties whose values are IRIs or nodes. */
const LINKS = [
  "dct:conformsTo",
  "dct:references",
  "dpv:hasApplicableLaw",
  "dpv:hasContext",
  "dpv:hasDataController",
  "dpv:hasDuration",
  "dpv:hasJurisdiction",
  "dpv:hasLegalBasis",
  "dpv:hasLocation",
  "dpv:hasNotice",
  "dpv:hasPersonalData",
  "dpv:hasProcess",
  "dpv:hasProcessing",
  "dpv:hasPurpose",
  "dpv:hasRecipient",
  "dpv:hasRight",
  "dpv:hasStorageCondition",
  "dpv:hasThirdCountry",
  "skos:broader",
] as const;

const SAID = ["dct:title", "dct:description", "dpv:hasName", "dpv:hasAddress"] as const;

/** Written into the document itself, so that nobody fetches anything to read it. */
const CONTEXT: DpvNode = {
  ...VOCABULARIES,
  ...Object.fromEntries(SAID.map((name) => [name, { "@id": name, "@container": "@language" }])),
  ...Object.fromEntries(LINKS.map((name) => [name, { "@id": name, "@type": "@id" }])),
  "dct:valid": { "@id": "dct:valid", "@type": "xsd:date" },
  "rdf:value": { "@id": "rdf:value", "@type": "xsd:duration" },
};

/**
 * A policy in the terms of the W3C Data Privacy Vocabulary 2.3, as JSON-LD: a `dpv:PrivacyNotice` with one `dpv:Process`
 * for each purpose. It is named by its own hash (RFC 6920), so the same policy gives the same document wherever it stands.
 * @param o.version SHA-256 of the bundle, hexadecimal
 */
export function makeDpv({ bundle, version }: { readonly bundle: Bundle; readonly version: string }): DpvNode {
  const name = (part: string) => `${identityOf(version)}#${part}`;
  const facts = listPurposeFacts(bundle);
  return {
    "@context": CONTEXT,
    "@id": identityOf(version),
    "@type": "dpv:PrivacyNotice",
    "dct:conformsTo": "https://w3id.org/dpv/2.3",
    "dct:title": bundle.title,
    "dct:language": [...bundle.languages],
    "dct:valid": bundle.effective,
    "dpv:hasIdentifier": version,
    "dpv:hasDataController": makeController(bundle, name),
    "dpv:hasApplicableLaw": makeLaws(bundle, name),
    "dpv:hasJurisdiction": jurisdictionsOf(bundle),
    "dpv:hasProcess": facts.map((of) => makeProcess(of, bundle, name)),
  };
}

/** Makes the IRI of a part of the policy. */
type Name = (part: string) => string;

/** `ni:///sha-256;…` of a version (RFC 6920). */
function identityOf(version: string): string {
  const digest = fromHex(version);
  if (digest === null || digest.length !== 32) throw new RangeError("a version is a SHA-256 in hexadecimal");
  return `ni:///sha-256;${toBase64(digest).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

function makeController({ controller }: Bundle, name: Name): JsonValue {
  if (controller === null) return [];
  return {
    "@id": name("controller"),
    "@type": "dpv:DataController",
    "dpv:hasName": controller.name,
    "dpv:hasAddress": controller.address,
    "dpv:hasContact": [controller.email, controller.telephone],
    "dct:references": name(controller.clause),
  };
}

function makeLaws({ law }: Bundle, name: Name): JsonValue {
  const governing = {
    "@id": name(`law-${law.governing}`),
    "@type": "dpv:Law",
    "dct:title": law.title,
    "dct:references": name(law.clause),
  };
  const further = (law.also ?? []).map((id) => ({
    "@id": name(`law-${id}`),
    "@type": "dpv:Law",
    "dpv:hasIdentifier": id,
  }));
  return [governing, ...further];
}

function jurisdictionsOf({ law }: Bundle): readonly string[] {
  return unique(
    [law.governing, ...(law.also ?? [])].flatMap((id) =>
      Object.hasOwn(JURISDICTIONS, id) ? [JURISDICTIONS[id] ?? ""] : [],
    ),
  );
}

function makeProcess(facts: PurposeFacts, bundle: Bundle, name: Name): DpvNode {
  const { id, purpose, actions, data, rules } = facts;
  const automated = purpose.nature === "automated-decision";
  return {
    "@id": name(`process-${id}`),
    "@type": "dpv:Process",
    "dct:title": purpose.title,
    "dct:references": unique([purpose.clause, ...rules.map(({ clause }) => clause)]).map(name),
    "dpv:hasNotice": name("").slice(0, -1),
    "dpv:hasDataController": bundle.controller === null ? [] : name("controller"),
    "dpv:hasPurpose": {
      "@id": name(`purpose-${id}`),
      "@type": "dpv:Purpose",
      "dct:title": purpose.title,
      ...broader(purpose.nature === undefined ? null : PURPOSE_KINDS[purpose.nature]),
    },
    "dpv:hasProcessing": unique(actions.map((action) => PROCESSING[action])),
    ...(automated ? { "dpv:hasContext": "dpv:AutomatedDecisionMaking" } : {}),
    "dpv:hasPersonalData": data.map((path) => makeData(path, bundle, name)),
    "dpv:hasLegalBasis": makeLegalBasis(facts, bundle, name),
    "dpv:hasRecipient": facts.recipients.map((recipient) => makeRecipient(recipient, bundle, name)),
    "dpv:hasStorageCondition": facts.categories.flatMap((category) => makeStorage(category, bundle, name)),
    "dpv:hasRight": listRights(facts, bundle, name),
  };
}

function makeData(path: string, { data }: Bundle, name: Name): DpvNode {
  const [category = "", field = ""] = path.split(".");
  const declared = data[category];
  const { nature } = declared ?? {};
  const type = declared?.fields[field]?.type;
  const kinds = [
    nature === undefined ? null : DATA_KINDS[nature],
    type === undefined ? null : FIELD_KINDS[type],
  ].flatMap((kind) => (kind === null ? [] : [kind]));
  return {
    "@id": name(`data-${path}`),
    "@type": isSensitive(nature) ? "dpv:SensitivePersonalData" : "dpv:PersonalData",
    "dct:title": declared?.fields[field]?.title ?? {},
    ...broader(...kinds),
  };
}

function makeLegalBasis({ id, purpose }: PurposeFacts, bundle: Bundle, name: Name): DpvNode {
  return {
    "@id": name(`basis-${id}`),
    "@type": "dpv:LegalBasis",
    "dct:title": inEachLanguage(bundle, ({ bases }) => bases[purpose.basis]),
    ...(purpose.ask === undefined ? {} : { "dct:description": purpose.ask }),
    ...broader(LEGAL_BASES[purpose.basis]),
  };
}

function makeRecipient(id: string, bundle: Bundle, name: Name): DpvNode {
  const recipient = bundle.recipients[id];
  const role = recipient?.kind === "processor" ? "dpv:DataProcessor" : "dpv:DataController";
  const countries = recipient?.countries ?? [];
  return {
    "@id": name(`recipient-${id}`),
    "@type": ["dpv:Recipient", role],
    "dpv:hasName": recipient?.title ?? {},
    "dpv:hasLocation": countries.map((code) => `loc:${code}`),
    "dpv:hasThirdCountry": outsideOf(bundle.law.governing, countries).map((code) => `loc:${code}`),
    ...(recipient?.contact === undefined ? {} : { "dpv:hasContact": recipient.contact }),
    ...(recipient === undefined ? {} : { "dct:references": name(recipient.clause) }),
  };
}

/** How long a category is kept: a span, or a span from the day on which the account is closed. */
function makeStorage(id: string, bundle: Bundle, name: Name): readonly DpvNode[] {
  const category: Category<string> | undefined = bundle.data[id];
  if (category === undefined) return [];
  const { start, keep } = category.retention;
  const span = { "@type": "dpv:TemporalDuration", "rdf:value": keep };
  const event = {
    "@type": "dpv:UntilEventDuration",
    "dct:description": inEachLanguage(bundle, ({ accountClosed }) => accountClosed),
  };
  return [
    {
      "@id": name(`storage-${id}`),
      "@type": "dpv:StorageCondition",
      "dct:title": category.title,
      "dct:description": inEachLanguage(bundle, ({ retentionStarts }, language) =>
        retentionStarts[start](formatDuration(keep, language)),
      ),
      "dpv:hasDuration": start === "collected" ? span : [event, span],
      "dct:references": name(category.clause),
    },
  ];
}

/** What the policy itself lets a person do about a purpose. Which article it is, is said where the law of the EU is named. */
function listRights({ id, purpose, rules }: PurposeFacts, bundle: Bundle, name: Name): readonly DpvNode[] {
  const may = (action: "use" | "erase") =>
    rules.find((rule) => rule.action === action && rule.by.includes("person"))?.clause;
  const consented = purpose.basis === "consent" || purpose.basis === "separate-consent";
  const given: Readonly<Record<RightKind, string | undefined>> = {
    access: may("use"),
    erasure: may("erase"),
    objection: purpose.objection,
    withdrawal: consented ? purpose.clause : undefined,
  };
  const isEuropean = [bundle.law.governing, ...(bundle.law.also ?? [])].includes("EU");
  return (Object.keys(EU_RIGHTS) as RightKind[]).flatMap((right) => {
    const clause = given[right];
    if (clause === undefined) return [];
    return [
      {
        "@id": name(`right-${id}-${right}`),
        "@type": "dpv:DataSubjectRight",
        "dct:title": inEachLanguage(bundle, ({ rights }) => rights[right]),
        "dct:references": name(clause),
        ...broader(isEuropean ? EU_RIGHTS[right] : null),
      },
    ];
  });
}

function broader(...terms: readonly (string | null)[]): DpvNode {
  const known = terms.flatMap((term) => (term === null ? [] : [term]));
  return known.length === 0 ? {} : { "skos:broader": known };
}

function inEachLanguage(
  { languages }: Bundle,
  say: (words: DocumentWords, language: string) => string,
): Text {
  return Object.fromEntries(
    languages.flatMap((language) => {
      const words = findDocumentWords(language);
      return words === undefined ? [] : [[language, say(words, language)]];
    }),
  );
}
