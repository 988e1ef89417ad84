import { findConsentDemand, findSeparateConsentDemand, type Processing } from "../law/floors.ts";
import { type Floor, type LegalRule, listRulesWith } from "../law/rule-sets.ts";
import { type AnyModel, BASES, type Basis, type Purpose } from "../model.ts";
import type { Path } from "../shape.ts";
import { isConsent } from "./consent.ts";
import type { LawCheck, LawFinding } from "./law-check.ts";
import type { Subject } from "./subject.ts";

/** What a purpose may stand on, and how people are asked. */
export const CONSENT_CHECKS: readonly LawCheck[] = [
  { code: "law-basis-not-available", rules: listRulesWith("basis-not-available"), find: findMissingBases },
  { code: "law-basis-not-available", rules: ["EU-12"], find: findUnfoundedDecisions },
  { code: "law-consent-required", rules: listRulesWith("consent-required"), find: findUnconsentedContact },
  { code: "law-consent-required", rules: ["EU-23", "UK-01"], find: findSoftOptInAlone },
  { code: "law-separate-consent", rules: listRulesWith("separate-consent-required"), find: findUnseparated },
  { code: "law-forced-consent", rules: ["CN-CO-04", "EU-02"], see: ["CN-MI-03"], find: findForcedConsent },
  { code: "law-consent-bundled", rules: ["CN-CO-06", "EU-02"], see: ["CN-CO-07"], find: findSharedAsks },
  { code: "law-consent-bundled", rules: ["CN-CO-06", "EU-02"], see: ["CN-CO-07"], find: findBlanketAsks },
  { code: "law-consent-bundled", rules: ["CN-CO-07"], find: findSeveralAtOnce },
];

function findMissingBases({ model }: Subject, rules: readonly LegalRule[]): readonly LawFinding[] {
  return Object.entries(model.purposes).flatMap(([id, { basis }]) => {
    const by = rules.filter(({ floor }) => listMissing(floor).includes(basis));
    if (by.length === 0) return [];
    const missing = new Set(by.flatMap(({ floor }) => listMissing(floor)));
    const known = BASES.filter((each) => !missing.has(each));
    const message = `purpose \`${id}\` stands on \`${basis}\`, which is no basis in law`;
    const help = `known to it: ${known.map((each) => `\`${each}\``).join(", ")}`;
    return [{ path: ["purposes", id, "basis"], message, help, by }];
  });
}

function listMissing(floor: Floor | undefined): readonly Basis[] {
  return floor?.kind === "basis-not-available" ? floor.bases : [];
}

const BASES_OF_DECISIONS: readonly Basis[] = ["consent", "separate-consent", "contract", "legal-duty"];

function findUnfoundedDecisions({ model }: Subject): readonly LawFinding[] {
  const decisions = Object.entries(model.purposes).filter(
    ([, { nature, basis }]) => nature === "automated-decision" && !BASES_OF_DECISIONS.includes(basis),
  );
  return decisions.map(([id, { basis }]) => {
    const message = `purpose \`${id}\` decides without a person, and \`${basis}\` does not carry that`;
    const help = `only ${BASES_OF_DECISIONS.map((each) => `\`${each}\``).join(", ")} do`;
    return { path: ["purposes", id, "basis"], message, help };
  });
}

/** One finding a permit, citing the first rule that demands consent. */
function findUnconsentedContact({ model }: Subject, rules: readonly LegalRule[]): readonly LawFinding[] {
  return listProcessing(model).flatMap(({ processing, label, path }) => {
    const purpose = findPurpose(model, processing.purpose);
    if (purpose === undefined || isConsent(purpose.basis)) return [];
    const rule = findConsentDemand(model, processing, rules);
    if (rule === undefined) return [];
    const id = processing.purpose;
    const message = `${label} for \`${id}\` stands on \`${purpose.basis}\`; the law demands consent`;
    const help = `make the basis of \`${id}\` consent, write what people are asked, and require it in \`when\``;
    return [{ path, message, help, by: [rule] }];
  });
}

/** Channels on which who has bought may be written to without consent, as policies name them. */
const SOFT_OPT_IN_CHANNEL = /^(?:e-?mail|mail|sms|text)$/i;

/** What a purchase permits without consent has an end: a way to refuse, and mail or text messages only. */
function findSoftOptInAlone({ model }: Subject): readonly LawFinding[] {
  return model.permits.flatMap(({ action, purpose: id, channel = [] }, index): LawFinding[] => {
    const purpose = findPurpose(model, id);
    if (action !== "contact" || purpose?.nature !== "marketing" || purpose.basis !== "existing-customer")
      return [];
    const unfit = channel.filter((name) => !SOFT_OPT_IN_CHANNEL.test(name));
    const path = ["permits", index, "purpose"];
    const message = `contact for \`${id}\` stands on \`existing-customer\``;
    return [
      ...(purpose.objection === undefined
        ? [
            {
              path,
              message: `${message}, and nobody can object to it`,
              help: `name the clause under which people object, in \`purposes.${id}.objection\``,
            },
          ]
        : []),
      ...unfit.map((name) => ({
        path,
        message: `${message}, which is no ground for \`${name}\``,
        help: "keep to e-mail and SMS, or ask for consent",
      })),
    ];
  });
}

function findUnseparated({ model }: Subject, rules: readonly LegalRule[]): readonly LawFinding[] {
  return listProcessing(model).flatMap(({ processing, label, path }) => {
    const id = processing.purpose;
    const purpose = findPurpose(model, id);
    const rule = findSeparateConsentDemand(model, processing, rules);
    if (rule === undefined || purpose === undefined || purpose.basis === "separate-consent") return [];
    const message = `${label} for \`${id}\` stands on \`${purpose.basis}\`; the law demands a separate consent`;
    const help = `give it a purpose of its own on \`separate-consent\`, with a question of its own in \`ask\``;
    return [{ path, message, help, by: [rule] }];
  });
}

/** Where a form serves something else too, what needs consent is optional in it; a form of nothing else is itself a choice. */
function findForcedConsent({ model }: Subject): readonly LawFinding[] {
  const consented = (purposes: readonly string[]) =>
    purposes.every((id) => isConsent(findPurpose(model, id)?.basis));
  return Object.entries(model.forms).flatMap(([form, { fields }]) => {
    if (fields.every(({ purposes }) => consented(purposes))) return [];
    return fields.flatMap(({ field, required, purposes }, index) => {
      if (!required || !consented(purposes)) return [];
      const message = `form \`${form}\` requires \`${field}\`, which serves only what people may refuse`;
      const help = "make it optional";
      return [{ path: ["forms", form, "fields", index, "required"], message, help }];
    });
  });
}

interface Ask {
  readonly id: string;
  readonly language: string;
  readonly words: string;
}

function listAsks(model: AnyModel): readonly Ask[] {
  return Object.entries(model.purposes).flatMap(([id, { basis, ask = {} }]) =>
    isConsent(basis)
      ? Object.entries(ask).map(([language, words]) => ({
          id,
          language,
          words: words.trim().replace(/\s+/g, " "),
        }))
      : [],
  );
}

function findSharedAsks({ model }: Subject): readonly LawFinding[] {
  const asks = listAsks(model).filter(({ words }) => words !== "");
  return asks.flatMap(({ id, language, words }, index) => {
    const first = asks.slice(0, index).find((ask) => ask.language === language && ask.words === words);
    if (first === undefined) return [];
    const message = `\`${id}\` is asked for with the words of \`${first.id}\`: one answer for two things`;
    const help = "say in each question what it is for";
    return [{ path: ["purposes", id, "ask", language], message, help }];
  });
}

/** Words that ask for agreement to a document and not to a use. */
const BLANKET: ReadonlyMap<string, RegExp> = new Map([
  [
    "en",
    /\b(?:accept|agree (?:to|with)|consent to|read)\b[^.;]{0,24}\b(?:polic(?:y|ies)|terms|notice|conditions)\b/i,
  ],
  ["zh", /(?:同意|接受|阅读)[^。；]{0,8}(?:政策|条款|协议|须知)/],
]);

function findBlanketAsks({ model }: Subject): readonly LawFinding[] {
  const blanket = listAsks(model).filter(({ language, words }) => BLANKET.get(language)?.test(words));
  return blanket.map(({ id, language }) => {
    const message = `the question for \`${id}\` asks people to accept a document, not this use`;
    const help = "say in it what will be done, with which data, for what";
    return { path: ["purposes", id, "ask", language], message, help, severity: "warning" };
  });
}

/** One separate consent is for one processing: not for publishing and handing on, and not for several recipients. */
function findSeveralAtOnce({ model }: Subject): readonly LawFinding[] {
  const outward = listProcessing(model).filter(({ processing }) =>
    ["disclose", "transfer", "publish"].includes(processing.action),
  );
  return Object.entries(model.purposes).flatMap(([id, { basis }]) => {
    if (basis !== "separate-consent") return [];
    const own = outward.filter(({ processing }) => processing.purpose === id);
    const ways = new Set(
      own.flatMap(({ processing: { action, recipient } }) =>
        action === "publish" ? ["publication"] : (recipient ?? []).map((name) => `\`${name}\``),
      ),
    );
    if (ways.size < 2) return [];
    const message = `one separate consent, \`${id}\`, covers ${[...ways].join(" and ")}`;
    const help = "make each of them a purpose of its own, with its own question";
    return [{ path: ["purposes", id], message, help, severity: "warning", atName: true }];
  });
}

interface ModelProcessing {
  readonly processing: Processing;
  /** The verb, and where it is not the only one of its kind, what it is about. */
  readonly label: string;
  readonly path: Path;
}

/** What the model lets be done with data: permits, the disclosing its hosts are, and the collecting its forms do. */
function listProcessing(model: AnyModel): readonly ModelProcessing[] {
  const hosts = Object.entries(model.hosts ?? {}).map(([name, { purpose, data, recipient }]) => ({
    processing: { action: "disclose" as const, purpose, data, recipient: [recipient] },
    label: `reaching \`${name}\``,
    path: ["hosts", name, "purpose"],
  }));
  const permits = model.permits.map((permit, index) => ({
    processing: permit,
    label: permit.action,
    path: ["permits", index, "purpose"],
  }));
  const forms = Object.entries(model.forms).flatMap(([form, { fields }]) =>
    fields.flatMap(({ field, purposes }, index) =>
      purposes.map((purpose, at) => ({
        processing: { action: "collect" as const, purpose, data: [field] },
        label: `collecting \`${field}\``,
        path: ["forms", form, "fields", index, "purposes", at],
      })),
    ),
  );
  return [...permits, ...hosts, ...forms];
}

function findPurpose({ purposes }: AnyModel, id: string): Purpose<string> | undefined {
  return Object.hasOwn(purposes, id) ? purposes[id] : undefined;
}
