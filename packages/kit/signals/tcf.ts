import { CmpApi } from "@iabtechlabtcf/cmpapi";
import { GVL, TCModel, TCString, type VendorList } from "@iabtechlabtcf/core";
import type { Consent } from "../consent/shapes.ts";

/** What one purpose of the policy stands for in the framework, by the numbers of the Global Vendor List. */
export interface TcfMeaning {
  readonly purposes: readonly number[];
  readonly specialFeatures?: readonly number[];
  readonly vendors: readonly number[];
}

export interface TcfOptions {
  /** As registered with IAB Europe; the kit is no registered platform itself. */
  readonly cmpId: number;
  readonly cmpVersion: number;
  /** The Global Vendor List as JSON, which the site keeps itself: nothing is fetched. */
  readonly vendorList: VendorList;
  /** ISO 3166-1 alpha-2. */
  readonly publisherCountry: string;
  readonly meanings: Readonly<Record<string, TcfMeaning>>;
}

/** First version of the framework's policies under which every string names the vendors that were disclosed (TCF 2.3). */
const POLICY_VERSION = 5;

/**
 * Answers `__tcfapi` with the visitor's choice as a TC string: at the start, after each change, and with an empty string and
 * `cmpuishown` while the question is open. Returns what stops it.
 * @throws {TypeError} when the list is from before TCF 2.3, or a meaning is of no purpose the policy asks about, or of a
 *   vendor that is not on the list.
 */
export function startTcf(consent: Consent, options: TcfOptions): () => void {
  const { cmpId, cmpVersion, vendorList, meanings } = options;
  if (vendorList.tcfPolicyVersion < POLICY_VERSION)
    throw new TypeError(
      `the vendor list is of policy version ${vendorList.tcfPolicyVersion}, not ${POLICY_VERSION} or later`,
    );
  for (const [purpose, { vendors }] of Object.entries(meanings)) {
    if (!consent.plan.questions.some((question) => question.purpose === purpose))
      throw new TypeError(`the policy asks nothing for purpose \`${purpose}\``);
    for (const vendor of vendors)
      if (vendorList.vendors[vendor] === undefined)
        throw new TypeError(`vendor ${vendor} is not on the vendor list`);
  }
  const api = new CmpApi(cmpId, cmpVersion, true);
  let told: string | null = null;
  const tell = () => {
    const text = consent.state.asks ? "" : makeTcString(consent, options);
    if (text !== told) api.update(text, consent.state.asks);
    told = text;
  };
  tell();
  return consent.subscribe(tell);
}

/**
 * The TC string of the choice as it holds now: core, disclosed vendors and publisher segments. Consent to a purpose, feature or
 * vendor of the framework is told where every purpose of the policy that stands for it is open; legitimate interest never.
 * Times are whole days, as the framework wants them.
 */
export function makeTcString(consent: Consent, options: TcfOptions): string {
  const { cmpId, cmpVersion, vendorList, publisherCountry, meanings } = options;
  const open = (read: (meaning: TcfMeaning) => readonly number[]) => {
    const shut = Object.entries(meanings).flatMap(([name, one]) => (consent.isOpen(name) ? [] : read(one)));
    return Object.values(meanings)
      .flatMap(read)
      .filter((number) => !shut.includes(number));
  };
  const model = new TCModel(new GVL(vendorList));
  model.cmpId = cmpId;
  model.cmpVersion = cmpVersion;
  model.isServiceSpecific = true;
  model.publisherCountryCode = publisherCountry;
  const day = new Date(consent.state.choice?.at ?? 0);
  day.setUTCHours(0, 0, 0, 0);
  model.created = day;
  model.lastUpdated = day;
  model.purposeConsents.set(open(({ purposes }) => purposes));
  model.specialFeatureOptins.set(open(({ specialFeatures = [] }) => specialFeatures));
  model.vendorConsents.set(open(({ vendors }) => vendors));
  model.vendorsDisclosed.set(Object.values(meanings).flatMap(({ vendors }) => vendors));
  return TCString.encode(model);
}
