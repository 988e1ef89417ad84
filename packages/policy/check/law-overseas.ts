import { listLaws } from "../law/rule-sets.ts";
import type { AnyModel, Recipient, TransferRoute } from "../model.ts";
import type { LawCheck, LawFinding } from "./law-check.ts";
import type { Subject } from "./subject.ts";

/** Within which countries data stays where a law says it does, and by which routes it leaves. */
interface Territory {
  /** The law whose territory it is. */
  readonly law: string;
  /** ISO 3166-1 alpha-2. */
  readonly countries: readonly string[];
  readonly routes: readonly TransferRoute[];
  /** Countries this route does not lead to. */
  readonly closed?: Readonly<Partial<Record<TransferRoute, readonly string[]>>>;
}

/** Mainland China; Hong Kong, Macao and Taiwan count as abroad. */
export const MAINLAND: Territory = {
  law: "CN",
  countries: ["CN"],
  routes: ["standard-contract", "certification", "security-assessment", "exempt-contract", "exempt-volume"],
};

/** The European Economic Area. Of adequacy, it is only known here that China has none. */
export const EEA: Territory = {
  law: "EU",
  countries: [
    "AT",
    "BE",
    "BG",
    "CY",
    "CZ",
    "DE",
    "DK",
    "EE",
    "ES",
    "FI",
    "FR",
    "GR",
    "HR",
    "HU",
    "IE",
    "IS",
    "IT",
    "LI",
    "LT",
    "LU",
    "LV",
    "MT",
    "NL",
    "NO",
    "PL",
    "PT",
    "RO",
    "SE",
    "SI",
    "SK",
  ],
  routes: ["adequacy", "standard-clauses", "binding-rules", "certification", "derogation"],
  closed: { adequacy: ["CN"] },
};

/** How data leaves the territory of a law. */
export const OVERSEAS_CHECKS: readonly LawCheck[] = [
  {
    code: "law-route-missing",
    rules: ["CN-SC-05"],
    see: ["CN-XB-02", "CN-XB-03", "CN-XB-04", "CN-XB-05"],
    find: (subject) => findRouteless(subject, MAINLAND),
  },
  { code: "law-route-missing", rules: ["CN-SC-05"], find: findUnreachable },
  { code: "law-route-missing", rules: ["EU-20"], find: (subject) => findRouteless(subject, EEA) },
];

/** Whether the recipient handles data outside the territory; one that names no country may. */
export function isAbroad({ countries }: Recipient<string>, territory: Territory): boolean {
  return countries.length === 0 || countries.some((country) => !territory.countries.includes(country));
}

export function hasRecipientsAbroad({ recipients }: AnyModel, territory: Territory): boolean {
  return Object.values(recipients).some((recipient) => isAbroad(recipient, territory));
}

function findRouteless({ model }: Subject, territory: Territory): readonly LawFinding[] {
  const { law, routes } = territory;
  const help = `known to it: ${routes.map((each) => `\`${each}\``).join(", ")}`;
  return listAbroad(model, territory).flatMap(([id, { route, countries }]): LawFinding[] => {
    if (route === undefined) {
      const message = `data reaches \`${id}\`, which is abroad under the law \`${law}\`, by no route`;
      return [{ path: ["recipients", id], message, help: `say in \`route\` which; ${help}`, atName: true }];
    }
    const path = ["recipients", id, "route"];
    if (!routes.includes(route)) {
      const message = `the law \`${law}\` does not know the route \`${route}\``;
      return [
        { path, message, help, ...(isRouteOfAnother(model, territory, route) && { severity: "warning" }) },
      ];
    }
    const closed = (territory.closed?.[route] ?? []).filter((country) => countries.includes(country));
    return closed.map((country) => ({
      path,
      message: `the route \`${route}\` does not lead to \`${country}\``,
    }));
  });
}

/** A model has room for one route; where another declared law knows it, that there is one under this law cannot be told. */
function isRouteOfAnother({ law }: AnyModel, { law: here }: Territory, route: TransferRoute): boolean {
  const declared = listLaws(law).filter((name) => name !== here);
  return [MAINLAND, EEA].some((other) => declared.includes(other.law) && other.routes.includes(route));
}

/** People use their rights against the recipient itself. */
function findUnreachable({ model }: Subject): readonly LawFinding[] {
  const unreachable = listAbroad(model, MAINLAND).filter(([, { contact }]) => contact === undefined);
  return unreachable.map(([id]) => {
    const message = `data reaches \`${id}\` abroad, and it is not said how people reach it`;
    const help = "say it in `contact`: people use their rights against the recipient itself";
    return { path: ["recipients", id], message, help, atName: true };
  });
}

function listAbroad(
  model: AnyModel,
  territory: Territory,
): readonly (readonly [string, Recipient<string>])[] {
  return Object.entries(model.recipients).filter(([, recipient]) => isAbroad(recipient, territory));
}
