import type { Action, Basis, DataNature, FieldType, PurposeNature } from "../model.ts";

/*
 * What the words of the model are in the Data Privacy Vocabulary, version 2.3 (https://w3id.org/dpv/2.3, W3C DPVCG). Where
 * DPV has no term that means the same, there is none here, and the part is described by its own title under a general class.
 */

/** Vocabularies a document refers to, by prefix. */
export const VOCABULARIES = {
  dpv: "https://w3id.org/dpv#",
  pd: "https://w3id.org/dpv/pd#",
  loc: "https://w3id.org/dpv/loc#",
  "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
  dct: "http://purl.org/dc/terms/",
  rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
  skos: "http://www.w3.org/2004/02/skos/core#",
  xsd: "http://www.w3.org/2001/XMLSchema#",
} as const;

/** Contacting a person is use of their contact data; `release` lets out an aggregate. */
export const PROCESSING = {
  collect: "dpv:Collect",
  use: "dpv:Use",
  contact: "dpv:Use",
  disclose: "dpv:Disclose",
  transfer: "dpv:Transfer",
  publish: "dpv:MakeAvailable",
  store: "dpv:Store",
  release: "dpv:Aggregate",
  keep: "dpv:Store",
  erase: "dpv:Erase",
} as const satisfies Record<Action, string>;

export const LEGAL_BASES: Readonly<Record<Basis, string | null>> = {
  consent: "dpv:Consent",
  "separate-consent": "dpv:Consent",
  contract: "dpv:Contract",
  "legal-duty": "dpv:LegalObligation",
  "legitimate-interests": "dpv:LegitimateInterest",
  "vital-interests": "dpv:VitalInterest",
  "public-task": "dpv:PublicInterest",
  "human-resources": null,
  "public-information": null,
  "existing-customer": null,
};

export const PURPOSE_KINDS: Readonly<Record<PurposeNature, string | null>> = {
  marketing: "dpv:Marketing",
  personalisation: "dpv:Personalisation",
  "automated-decision": null,
  research: "dpv:ResearchAndDevelopment",
  statistics: null,
};

export const FIELD_KINDS: Readonly<Record<FieldType, string | null>> = {
  text: null,
  "long-text": null,
  number: null,
  choice: null,
  email: "pd:EmailAddress",
  telephone: "pd:TelephoneNumber",
  password: "pd:Password",
  language: null,
};

export const DATA_KINDS: Readonly<Record<DataNature, string | null>> = {
  "network-log": null,
  transaction: "pd:Transaction",
  "financial-account": "pd:FinancialAccount",
  "location-track": "pd:Location",
  health: "pd:Health",
  biometric: "pd:Biometric",
  religion: "pd:Religion",
  "specific-identity": null,
  child: null,
};

/** Rights of the GDPR by what the policy lets the person do; used where it names the law of the EU. */
export const EU_RIGHTS = {
  access: "eu-gdpr:A15",
  erasure: "eu-gdpr:A17",
  objection: "eu-gdpr:A21",
  withdrawal: "eu-gdpr:A7-3",
} as const;
export type RightKind = keyof typeof EU_RIGHTS;

/** Territories of the laws a policy may name, in DPV's locations. */
export const JURISDICTIONS: Readonly<Record<string, string>> = {
  CN: "loc:CN",
  EU: "loc:EU",
  UK: "loc:GB",
  CA: "loc:US-CA",
};
