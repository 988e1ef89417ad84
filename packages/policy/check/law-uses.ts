import { findMinorsDemand } from "../law/floors.ts";
import { type LegalRule, listRulesWith } from "../law/rule-sets.ts";
import type { AnyModel, DataNature, Duration, PurposeNature, Recipient } from "../model.ts";
import { isConsent } from "./consent.ts";
import { listDisclosures } from "./disclosures.ts";
import type { LawCheck, LawFinding } from "./law-check.ts";
import type { Subject } from "./subject.ts";

/** What is done with data, for how long, on whose device and in which language. */
export const USE_CHECKS: readonly LawCheck[] = [
  {
    code: "law-objection-missing",
    rules: ["CN-MK-08", "EU-11", "UK-01"],
    see: ["CN-MK-01", "CN-MK-04"],
    find: (subject) => findUnopposable(subject, "marketing", "advertises"),
  },
  {
    code: "law-objection-missing",
    rules: ["CN-AD-03", "EU-12"],
    find: (subject) => findUnopposable(subject, "automated-decision", "decides without a person"),
  },
  {
    code: "law-retention-too-short",
    rules: ["CN-RE-05"],
    find: (subject) => findShortRetention(subject, { nature: "network-log", least: "P6M" }),
  },
  {
    code: "law-retention-too-short",
    rules: ["CN-RE-06"],
    find: (subject) =>
      findShortRetention(subject, {
        nature: "transaction",
        least: "P3Y",
        of: "a platform for other sellers",
      }),
  },
  { code: "law-minors-unspared", rules: listRulesWith("minors-spared"), find: findUnsparedMinors },
  { code: "law-statistics-raw", rules: ["CN-AN-01"], see: ["EU-27"], find: findRawStatistics },
  { code: "law-storage-consent", rules: ["EU-21"], find: findUnaskedStorage },
  { code: "law-host-consent", rules: ["EU-21"], find: findUnaskedHosts },
  { code: "law-storage-consent", rules: ["UK-03"], find: findUnopposableStatistics },
  { code: "law-opt-out-missing", rules: ["CA-07"], see: ["CA-05", "CA-08"], find: findSalesWithoutOptOut },
  { code: "law-language-missing", rules: ["CN-NT-06"], find: findNoSimplifiedChinese },
];

function findUnopposable({ model }: Subject, nature: PurposeNature, does: string): readonly LawFinding[] {
  const unopposable = Object.entries(model.purposes).filter(
    ([, purpose]) => purpose.nature === nature && purpose.objection === undefined,
  );
  return unopposable.map(([id]) => {
    const message = `purpose \`${id}\` ${does}, and no clause says how people object to it`;
    const help = `name the clause that does in \`purposes.${id}.objection\``;
    return { path: ["purposes", id], message, help, atName: true };
  });
}

/** The build adds the condition where it lacks; the policy should say that it does. */
function findUnsparedMinors({ model }: Subject, rules: readonly LegalRule[]): readonly LawFinding[] {
  return model.permits.flatMap((permit, index): LawFinding[] => {
    const { action, purpose: id, when = [] } = permit;
    const rule = findMinorsDemand(model, permit, rules);
    if (rule === undefined || when.some(({ kind }) => kind === "not-minor")) return [];
    const message = `${action} for \`${id}\` does not spare people under age, as the law does; the gate refuses it for them all the same`;
    const help = 'add `{ kind: "not-minor" }` to `when`, and name the clause that says so';
    return [{ path: ["permits", index, "purpose"], message, help, by: [rule], severity: "warning" }];
  });
}

interface LeastRetention {
  readonly nature: DataNature;
  readonly least: Duration;
  /** Only whom the rule is for; whether that is the controller cannot be told, so it is a warning. */
  readonly of?: string;
}

function findShortRetention(
  { model }: Subject,
  { nature, least, of }: LeastRetention,
): readonly LawFinding[] {
  const short = Object.entries(model.data).filter(
    ([, category]) => category.nature === nature && isShorter(category.retention.keep, least),
  );
  return short.map(([id, { retention }]) => {
    const whose = of === undefined ? "" : ` of ${of}`;
    const message = `data \`${id}\` is kept \`${retention.keep}\`; the law has ${nature} data${whose} kept at least \`${least}\``;
    const path = ["data", id, "retention", "keep"];
    return {
      path,
      message,
      help: `keep it \`${least}\` or longer`,
      ...(of !== undefined && { severity: "warning" }),
    };
  });
}

/** Whether `kept` may end before `least`, whichever months it falls in. Parts below a day count as nothing. */
function isShorter(kept: Duration, least: Duration): boolean {
  const [has, needs] = [lengthOf(kept), lengthOf(least)];
  if (has.months >= needs.months && has.days >= needs.days) return false;
  return has.months * 28 + has.days < Math.ceil((needs.months * 366) / 12) + 1 + needs.days;
}

function lengthOf(duration: Duration): { readonly months: number; readonly days: number } {
  const [, years = 0, months = 0, days = 0] = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?/.exec(duration) ?? [];
  return { months: Number(years) * 12 + Number(months), days: Number(days) };
}

/** Records handed on for statistics are personal data still; only `release` gives figures. */
function findRawStatistics({ model }: Subject): readonly LawFinding[] {
  return listDisclosures(model).flatMap(({ action, purpose: id, path }) => {
    const nature = Object.hasOwn(model.purposes, id) ? model.purposes[id]?.nature : undefined;
    if (nature !== "statistics") return [];
    const message = `${action} for \`${id}\` hands on records, which are personal data and no statistics`;
    const help = "permit `release`, which gives figures in which nobody can be told";
    return [
      { path: [...path, path[0] === "hosts" ? "purpose" : "action"], message, help, severity: "warning" },
    ];
  });
}

/** What is stored on a device waits for a yes, unless what the person asked for cannot be given without it. */
function findUnaskedStorage({ model }: Subject): readonly LawFinding[] {
  const unasked = Object.entries(model.storage).filter(
    ([, { necessary, when }]) => necessary !== true && !when.some(({ kind }) => isAnswer(kind)),
  );
  return unasked.map(([name]) => {
    const message = `\`${name}\` is stored on people's devices without their consent`;
    const help = "require `consent` or `cookies-accepted` in `when`, or say `necessary: true` where it is";
    return { path: ["storage", name, "when"], message, help };
  });
}

/** A page that reaches somebody else's host has the device tell that host about itself, as reading from it does. */
function findUnaskedHosts({ model }: Subject): readonly LawFinding[] {
  return Object.entries(model.hosts ?? {}).flatMap(([name, { purpose: id, necessary }]) => {
    const purpose = Object.hasOwn(model.purposes, id) ? model.purposes[id] : undefined;
    if (necessary === true || purpose === undefined || isConsent(purpose.basis)) return [];
    const message = `pages reach \`${name}\` without people's consent`;
    const help = `make the basis of \`${id}\` consent, or say \`necessary: true\` where it is`;
    return [{ path: ["hosts", name, "purpose"], message, help }];
  });
}

function isAnswer(kind: string): boolean {
  return kind === "consent" || kind === "cookies-accepted";
}

/** Counting needs no consent where refusing is plain and free. */
function findUnopposableStatistics({ model }: Subject): readonly LawFinding[] {
  const counting = Object.entries(model.storage).filter(([, { purpose: id, necessary, when }]) => {
    const purpose = Object.hasOwn(model.purposes, id) ? model.purposes[id] : undefined;
    const refusable = purpose?.objection !== undefined || when.some(({ kind }) => isAnswer(kind));
    return purpose?.nature === "statistics" && necessary !== true && !refusable;
  });
  return counting.map(([name, { purpose }]) => {
    const message = `\`${name}\` counts people on their devices, and they can neither refuse nor object`;
    const help = `name the clause under which people object in \`purposes.${purpose}.objection\`, or require \`cookies-accepted\``;
    return { path: ["storage", name], message, help, atName: true };
  });
}

/** Whoever receives data for ends of its own may have bought it, as far as a model can tell. */
function findSalesWithoutOptOut({ model }: Subject): readonly LawFinding[] {
  return listDisclosures(model).flatMap(({ action, purpose: id, recipient, path }) => {
    const purpose = Object.hasOwn(model.purposes, id) ? model.purposes[id] : undefined;
    const [buyer] = recipient.filter((name) => isOwnMaster(model, name));
    if (action === "publish" || buyer === undefined) return [];
    if (purpose === undefined || purpose.objection !== undefined) return [];
    const message = `${action} for \`${id}\` may be a sale to \`${buyer}\`, and nobody can opt out of it`;
    const help = `name the clause under which people opt out in \`purposes.${id}.objection\`, or say \`kind: "processor"\` where \`${buyer}\` is one`;
    return [{ path: [...path, "recipient"], message, help }];
  });
}

function isOwnMaster({ recipients }: AnyModel, name: string): boolean {
  const recipient: Recipient<string> | undefined = Object.hasOwn(recipients, name)
    ? recipients[name]
    : undefined;
  return recipient !== undefined && (recipient.kind ?? "controller") === "controller";
}

function findNoSimplifiedChinese({ model }: Subject): readonly LawFinding[] {
  const simplified = model.languages.some((language) =>
    /^zh(?:-(?!Hant\b|TW\b|HK\b|MO\b)|$)/i.test(language),
  );
  if (simplified || !processes(model)) return [];
  const message = "the policy is not published in Simplified Chinese";
  return [{ path: ["languages"], message, help: "add `zh`, and its words in `zh.md`", atName: true }];
}

/** Whether anything is done with anybody's data; a policy of nothing owes nobody a notice. */
export function processes({ data, storage, hosts = {}, permits }: AnyModel): boolean {
  return [data, storage, hosts].some((part) => Object.keys(part).length > 0) || permits.length > 0;
}
