import { isDeclared, maskName, type Observed, routes } from "@avow/contract";
import type { ConsentPlan } from "@avow/policy";

/** The service takes no more at once. */
const MOST = 200;

/**
 * What a page's beacon or a browser's report (`report-uri` and `report-to`, w3.org/TR/CSP3 §5) tells of, without what the
 * policy declares and without the site itself. Hosts are taken out of addresses, and names are masked: no value goes on.
 * @param body JSON of any shape; one that is neither tells of nothing
 */
export function readObserved(body: unknown, plan: ConsentPlan, ownHost: string): readonly Observed[] {
  const met = [...readBeacon(body), ...readReports(body)].filter(
    (one) => !(one.kind === "host" && one.name === ownHost) && !isDeclared(plan, one),
  );
  const masked = new Map(
    met.map(({ kind, name }): [string, Observed] => {
      const shown = maskName(name);
      return [`${kind} ${shown}`, { kind, name: shown }];
    }),
  );
  return [...masked.values()].filter(({ name }) => name !== "").slice(0, MOST);
}

function readBeacon(body: unknown): readonly Observed[] {
  const parsed = routes.observe.body.safeParse(body);
  return parsed.success ? parsed.data.observations : [];
}

/** Both forms of a report: the older names members with hyphens, and the newer come several at once. */
function readReports(body: unknown): readonly Observed[] {
  const blocked = Array.isArray(body)
    ? body.slice(0, MOST).map((report) => memberOf(memberOf(report, "body"), "blockedURL"))
    : [memberOf(memberOf(body, "csp-report"), "blocked-uri")];
  return blocked.flatMap((address): Observed[] => {
    if (typeof address !== "string" || !URL.canParse(address)) return [];
    const { protocol, hostname } = new URL(address);
    return /^(https?|wss?):$/.test(protocol) ? [{ kind: "host", name: hostname }] : [];
  });
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
