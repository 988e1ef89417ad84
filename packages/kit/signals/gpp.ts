import { CmpApi, CmpDisplayStatus, CmpStatus, SignalStatus } from "@iabgpp/cmpapi";
import type { Consent } from "../consent/shapes.ts";

/** Sections of the Global Privacy Platform that opt-outs are told in: the states of the United States, or California alone. */
const SECTIONS = { usnat: 7, usca: 8 } as const;
export type GppSection = keyof typeof SECTIONS;

/** Values of the sections' fields. */
const NOT_APPLICABLE = 0;
const YES = 1;
const NO = 2;

export interface GppOptions {
  readonly cmpId: number;
  readonly cmpVersion: number;
  readonly sections: readonly GppSection[];
  /** Purposes of the policy that sell data, share it for advertising across contexts, or target advertising. */
  readonly sale: readonly string[];
  readonly sharing: readonly string[];
  readonly targeting: readonly string[];
}

/**
 * Answers `__gpp` with the visitor's choice and the browser's signal, now and after each change. The visitor counts as opted
 * out of a use while any purpose that makes it is shut, so also before an answer; a use that no purpose makes does not apply.
 * Returns what stops it.
 * @throws {TypeError} when a purpose is not asked about.
 */
export function startGpp(consent: Consent, options: GppOptions): () => void {
  const { sale, sharing, targeting } = options;
  for (const purpose of [...sale, ...sharing, ...targeting])
    if (!consent.plan.questions.some((question) => question.purpose === purpose))
      throw new TypeError(`the policy asks nothing for purpose \`${purpose}\``);
  const api = new CmpApi(options.cmpId, options.cmpVersion);
  api.setApplicableSections(options.sections.map((section) => SECTIONS[section]));
  api.setSupportedAPIs(options.sections.map((section) => `${SECTIONS[section]}:${section}`));
  const tell = () => {
    for (const section of options.sections) {
      for (const [field, value] of Object.entries(makeFields(consent, section, options)))
        api.setFieldValue(section, field, value);
      api.fireSectionChange(section);
    }
    api.setCmpDisplayStatus(consent.state.asks ? CmpDisplayStatus.VISIBLE : CmpDisplayStatus.HIDDEN);
    api.setSignalStatus(SignalStatus.READY);
  };
  tell();
  api.setCmpStatus(CmpStatus.LOADED);
  return consent.subscribe(tell);
}

function makeFields(
  { isOpen, state }: Consent,
  section: GppSection,
  { sale, sharing, targeting }: GppOptions,
): Readonly<Record<string, number | boolean>> {
  const notice = (purposes: readonly string[]) => (purposes.length === 0 ? NOT_APPLICABLE : YES);
  const optOut = (purposes: readonly string[]) =>
    purposes.length === 0 ? NOT_APPLICABLE : purposes.every(isOpen) ? NO : YES;
  return {
    SaleOptOutNotice: notice(sale),
    SaleOptOut: optOut(sale),
    SharingOptOutNotice: notice(sharing),
    SharingOptOut: optOut(sharing),
    ...(section === "usnat"
      ? {
          SharingNotice: notice(sharing),
          TargetedAdvertisingOptOutNotice: notice(targeting),
          TargetedAdvertisingOptOut: optOut(targeting),
        }
      : {}),
    MspaCoveredTransaction: NO,
    GpcSegmentIncluded: true,
    Gpc: state.signal === "gpc",
  };
}
