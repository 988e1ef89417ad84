import { type Action, type Bundle, outsideOf, type Text } from "@avow/policy";

/** One end of a flow. `id` tells it from others of its column. */
export interface FlowPlace {
  readonly id: string;
  readonly title: Text;
}

/** What a policy lets go one way: a kind of data, for a purpose, to a recipient, in a country. */
export interface Flow {
  readonly data: FlowPlace;
  /** The fields of `data` that go this way, in the order in which they are declared. */
  readonly fields: readonly FlowPlace[];
  readonly purpose: FlowPlace;
  readonly recipient: FlowPlace;
  /** `id` is an ISO 3166-1 code, or `*` where it cannot be said: anywhere. */
  readonly country: FlowPlace;
  /** Outside the territory whose law governs the policy. */
  readonly abroad: boolean;
  /** Clauses that permit it, each once, in the order of the bundle's rules. */
  readonly clauses: readonly string[];
}

const OURSELVES: FlowPlace = { id: "", title: { en: "We ourselves", zh: "我们自己" } };
const EVERYONE: FlowPlace = { id: "*", title: { en: "Everyone: it is made public", zh: "所有人（公开）" } };
const STATISTICS: FlowPlace = {
  id: "#",
  title: { en: "Everyone, as statistics only", zh: "所有人（仅统计结果）" },
};
const ANYWHERE: FlowPlace = { id: "*", title: { en: "Anywhere", zh: "任何地方" } };

/** Erasing sends data nowhere; storing a cookie moves none. */
const SENDS_NOTHING: readonly Action[] = ["erase", "store"];

/** The territory of a law that is not named after its country; all of the Union counts as one. */
const HOMES: Readonly<Record<string, string>> = { UK: "GB", CA: "US" };

/**
 * Every flow that the rules of a policy allow, data by data and purpose by purpose as declared. What is given to nobody stays with the controller,
 * in the territory of the governing law.
 */
export function listFlows(bundle: Bundle): readonly Flow[] {
  const flows = new Map<string, Flow>();
  for (const rule of bundle.rules) {
    if (SENDS_NOTHING.includes(rule.action)) continue;
    for (const [recipient, country] of destinationsOf(bundle, rule)) {
      for (const category of new Set(rule.data.map((path) => path.slice(0, path.indexOf("."))))) {
        const key = JSON.stringify([category, rule.purpose, recipient.id, country.id]);
        const known = flows.get(key);
        const paths = new Set([...(known?.fields.map(({ id }) => id) ?? []), ...rule.data]);
        flows.set(key, {
          data: { id: category, title: bundle.data[category]?.title ?? { en: category } },
          fields: fieldsOf(bundle, category).filter(({ id }) => paths.has(id)),
          purpose: {
            id: rule.purpose,
            title: bundle.purposes[rule.purpose]?.title ?? { en: rule.purpose },
          },
          recipient,
          country,
          abroad: isAbroad(bundle, country.id),
          clauses: [...new Set([...(known?.clauses ?? []), rule.clause])],
        });
      }
    }
  }
  const [data, purposes] = [Object.keys(bundle.data), Object.keys(bundle.purposes)];
  return [...flows.values()].sort(
    (a, b) =>
      data.indexOf(a.data.id) - data.indexOf(b.data.id) ||
      purposes.indexOf(a.purpose.id) - purposes.indexOf(b.purpose.id),
  );
}

/** Where a rule lets data go: to whom, and in which country, each pair once. */
function destinationsOf(
  bundle: Bundle,
  { action, recipient }: Bundle["rules"][number],
): readonly (readonly [FlowPlace, FlowPlace])[] {
  if (action === "publish") return [[EVERYONE, ANYWHERE]];
  if (action === "release") return [[STATISTICS, ANYWHERE]];
  if (recipient === null) return [[OURSELVES, countryOf(bundle, homeOf(bundle))]];
  return recipient.flatMap((id) => {
    const declared = bundle.recipients[id];
    const place: FlowPlace = { id: `recipient ${id}`, title: declared?.title ?? { en: id } };
    const countries = declared?.countries ?? [];
    if (countries.length === 0) return [[place, ANYWHERE] as const];
    return countries.map((code) => [place, countryOf(bundle, code)] as const);
  });
}

function fieldsOf(bundle: Bundle, category: string): readonly FlowPlace[] {
  const fields = Object.entries(bundle.data[category]?.fields ?? {});
  return fields.map(([field, { title }]) => ({ id: `${category}.${field}`, title }));
}

/** The code of the territory whose law governs. */
function homeOf({ law }: Bundle): string {
  return (Object.hasOwn(HOMES, law.governing) ? HOMES[law.governing] : undefined) ?? law.governing;
}

function isAbroad(bundle: Bundle, country: string): boolean {
  return country !== homeOf(bundle) && outsideOf(bundle.law.governing, [country]).length > 0;
}

function countryOf({ languages }: Bundle, code: string): FlowPlace {
  const named = languages.map((language) => [language, nameOfCountry(code, language)] as const);
  return { id: code, title: Object.fromEntries(named) };
}

function nameOfCountry(code: string, language: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  const say = (style: "short" | "long") =>
    new Intl.DisplayNames([language], { type: "region", style }).of(code);
  const short = say("short") ?? code;
  // `Hong Kong`, but `United States` and not `US`.
  return /^[A-Z]+$/.test(short) ? (say("long") ?? short) : short;
}
