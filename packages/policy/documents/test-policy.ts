import { buildBundle, bundleVersion } from "../build.ts";
import type { Bundle, Rule } from "../bundle.ts";
import { SHOP, toSource } from "../fixtures/shop.ts";

/** The shop's policy, and one in which everything occurs that a document has a place for. For tests. */
export const shop: Bundle = buildShop();

function buildShop(): Bundle {
  const built = buildBundle(toSource(SHOP));
  if (!built.ok) throw new Error(built.diagnostics.map(({ message }) => message).join("; "));
  return built.bundle;
}

const rule = (of: Pick<Rule, "clause" | "action" | "purpose" | "data"> & Partial<Rule>): Rule => ({
  by: ["clerk"],
  form: null,
  channel: null,
  recipient: null,
  key: null,
  when: [],
  ...of,
});

/** A shop that knows its customers' health, decides by machine, has a lab abroad, publishes names and lets people in. */
export const clinic: Bundle = {
  ...shop,
  law: { ...shop.law, also: ["EU"] },
  recipients: {
    ...shop.recipients,
    lab: {
      clause: "2.1.3",
      title: { en: "the *laboratory* | Berlin", zh: "检验所" },
      countries: ["DE", "CN", "HK"],
      route: "standard-contract",
      contact: "lab@lab.example",
    },
    idle: {
      clause: "2.1.3",
      title: { en: "nobody yet", zh: "尚无" },
      countries: ["US"],
      kind: "joint-controller",
    },
  },
  data: {
    ...shop.data,
    findings: {
      clause: "2.1.8",
      nature: "health",
      title: { en: "Findings", zh: "检查结果" },
      retention: { start: "collected", keep: "P3Y" },
      fields: { text: { title: { en: "Text <b>", zh: "文字" }, type: "text", maxLength: 10 } },
    },
  },
  purposes: {
    ...shop.purposes,
    triage: {
      clause: "2.1.8",
      title: { en: "to decide who is seen first", zh: "决定就诊次序" },
      basis: "separate-consent",
      nature: "automated-decision",
    },
  },
  rules: [
    ...shop.rules,
    rule({
      clause: "2.1.8",
      action: "transfer",
      purpose: "triage",
      data: ["findings.text"],
      recipient: ["lab"],
    }),
    rule({ clause: "2.1.5", action: "publish", purpose: "delivery", data: ["contact.email"] }),
    rule({ clause: "2.1.7", action: "use", purpose: "triage", data: ["findings.text"], by: ["person"] }),
    rule({ clause: "2.1.6", action: "erase", purpose: "triage", data: ["findings.text"], by: ["person"] }),
  ],
};

/** A bundle with its identity. */
export function identified(bundle: Bundle): { readonly bundle: Bundle; readonly version: string } {
  return { bundle, version: bundleVersion(bundle) };
}
