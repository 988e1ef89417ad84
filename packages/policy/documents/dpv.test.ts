import { canonicalJson, parseStrictJson } from "@avow/evidence";
import jsonld from "jsonld";
import { describe, expect, it } from "vitest";
import { parseBundle } from "../parse-bundle.ts";
import { makeDpv } from "./dpv.ts";
import published from "./dpv-2.3.json" with { type: "json" };
import { VOCABULARIES } from "./dpv-terms.ts";
import { clinic, identified, shop } from "./test-policy.ts";

/** Refuses the network: whatever a document needs must stand in it. */
const documentLoader = async (url: string): Promise<never> => {
  throw new Error(`${url} was asked for`);
};

type Expanded = Record<string, unknown>;

async function expand(bundle: typeof shop): Promise<Expanded> {
  const [notice, ...rest] = await jsonld.expand(JSON.parse(JSON.stringify(makeDpv(identified(bundle)))), {
    documentLoader,
  });
  if (notice === undefined || rest.length > 0) throw new Error("not one document");
  return notice as Expanded;
}

const KNOWN = new Set([
  ...published.terms,
  ...published.locations.map((code) => `${VOCABULARIES.loc}${code}`),
]);

/** Every IRI in an expanded document, as a property, a class or a value. */
function listIris(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(listIris);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === "@id" || key === "@type") return [inner].flat().map(String);
    return [...(key.startsWith("@") ? [] : [key]), ...listIris(inner)];
  });
}

const dpv = (term: string) => `${VOCABULARIES.dpv}${term}`;

function nodes(of: unknown, property: string): readonly Expanded[] {
  const found = (of as Expanded)[property];
  return Array.isArray(found) ? (found as Expanded[]) : [];
}

function processOf(notice: Expanded, purpose: string): Expanded {
  const found = nodes(notice, dpv("hasProcess")).find(({ "@id": id }) =>
    String(id).endsWith(`#process-${purpose}`),
  );
  if (found === undefined) throw new Error(`no process for ${purpose}`);
  return found;
}

const namesOf = (of: readonly Expanded[]) => of.map(({ "@id": id }) => String(id).split("#")[1]);

describe("the policy in DPV", () => {
  it.each([
    ["shop", shop],
    ["clinic", clinic],
  ])(
    "[P340] of the %s is read without the network, and has no term that DPV 2.3 lacks",
    async (_, bundle) => {
      const iris = listIris(await expand(bundle));
      const vocabularies = [VOCABULARIES.dpv, VOCABULARIES.pd, VOCABULARIES.loc, VOCABULARIES["eu-gdpr"]];
      const used = iris.filter((iri) => vocabularies.some((vocabulary) => iri.startsWith(vocabulary)));
      expect(used.length).toBeGreaterThan(40);
      expect(used.filter((iri) => !KNOWN.has(iri))).toEqual([]);
      const others = iris.filter((iri) => !used.includes(iri) && !iri.startsWith("ni:///sha-256;"));
      const { dct, rdf, skos, xsd } = VOCABULARIES;
      const general = [dct, rdf, skos, xsd, "https://w3id.org/dpv/2.3"];
      expect(others.filter((iri) => !general.some((known) => iri.startsWith(known)))).toEqual([]);
    },
  );

  it("[P341] has a process for each purpose, with all that is permitted for it", async () => {
    const notice = await expand(clinic);
    expect(notice["@type"]).toEqual([dpv("PrivacyNotice")]);
    expect(namesOf(nodes(notice, dpv("hasProcess")))).toEqual([
      "process-delivery",
      "process-marketing",
      "process-triage",
    ]);
    const triage = processOf(notice, "triage");
    expect(triage["@type"]).toEqual([dpv("Process")]);
    expect(namesOf(nodes(triage, dpv("hasProcessing")))).toEqual(["Erase", "Transfer", "Use"]);
    expect(namesOf(nodes(triage, dpv("hasContext")))).toEqual(["AutomatedDecisionMaking"]);
    const [data] = nodes(triage, dpv("hasPersonalData"));
    expect(data?.["@type"]).toEqual([dpv("SensitivePersonalData")]);
    const [recipient] = nodes(triage, dpv("hasRecipient"));
    expect(namesOf(nodes(recipient, dpv("hasLocation")))).toEqual(["DE", "CN", "HK"]);
    expect(namesOf(nodes(recipient, dpv("hasThirdCountry")))).toEqual(["DE", "HK"]);
    const [storage] = nodes(triage, dpv("hasStorageCondition"));
    expect(nodes(nodes(storage, dpv("hasDuration"))[0], `${VOCABULARIES.rdf}value`)).toEqual([
      { "@type": `${VOCABULARIES.xsd}duration`, "@value": "P3Y" },
    ]);
    expect(namesOf(nodes(triage, dpv("hasRight")))).toEqual([
      "right-triage-access",
      "right-triage-erasure",
      "right-triage-withdrawal",
    ]);
  });

  it("[P341] names a legal basis by DPV's term where DPV has it, and in words always", async () => {
    const marketing = processOf(await expand(shop), "marketing");
    const [basis] = nodes(marketing, dpv("hasLegalBasis"));
    expect(basis).toMatchObject({
      [`${VOCABULARIES.skos}broader`]: [{ "@id": dpv("Consent") }],
      [`${VOCABULARIES.dct}title`]: expect.arrayContaining([{ "@language": "zh", "@value": "个人同意" }]),
      [`${VOCABULARIES.dct}description`]: expect.arrayContaining([
        { "@language": "en", "@value": "Yes, write to me." },
      ]),
    });
  });

  it("[P342] is the same for the same policy, however it was written down, and another for another", () => {
    const text = canonicalJson(shop);
    const parsed = parseStrictJson(text);
    if (!parsed.ok) throw new Error(parsed.why);
    const again = parseBundle(parsed.value);
    if (!again.ok) throw new Error("the bundle is not read back");
    const written = JSON.stringify(makeDpv(identified(shop)));
    expect(canonicalJson(makeDpv(identified(again.bundle)))).toBe(canonicalJson(makeDpv(identified(shop))));
    expect(JSON.parse(written)["@id"]).toMatch(/^ni:\/\/\/sha-256;[\w-]{43}$/);
    const other = makeDpv(identified({ ...shop, effective: "2027-01-01" }));
    expect(other["@id"]).not.toBe(JSON.parse(written)["@id"]);
  });

  it("[P342] is not made for what is no version", () => {
    expect(() => makeDpv({ bundle: shop, version: "newest" })).toThrow(RangeError);
  });
});
