import { type Bundle, bundleVersion } from "@avow/policy";
import { Hono } from "hono";
import { buildIndexPolicy } from "../../../tests/support/index-policy.ts";
import { createCentre } from "../centre.ts";
import { createFixtureService, type Fixture, type Published } from "../fixture-service.ts";
import type { CentreOptions, CurrentPolicy } from "../site.ts";

/** The reserved name that browsers take for this machine; nothing listens there. */
export const ORIGIN = "http://centre.localhost";

/** The Index policy as it is, as it was and as it will be. */
export interface Versions {
  readonly former: CurrentPolicy;
  readonly current: CurrentPolicy;
  readonly next: CurrentPolicy;
  readonly published: readonly Published[];
}

/** Three versions that differ: the former let staff use the telephone number, the next asks for consent in other words. */
export async function makeVersions(): Promise<Versions> {
  const current = await buildIndexPolicy();
  const { bundle } = current;
  const former = named({
    ...bundle,
    effective: "2026-05-01",
    rules: bundle.rules.map((rule) =>
      rule.action === "use" && rule.by.includes("operator")
        ? { ...rule, data: [...rule.data, "contact.telephone"] }
        : rule,
    ),
    clauses: bundle.clauses.map((clause) =>
      clause.id === "2.4.3"
        ? {
            ...clause,
            words: {
              en: "We use your data, and your telephone number, for our contract.",
              zh: "我们为履行合同使用您的信息和电话号码。",
            },
          }
        : clause,
    ),
  });
  const next = named({
    ...bundle,
    effective: "2027-01-15",
    languages: ["en", "zh"],
    title: { ...bundle.title },
  });
  return {
    former,
    current,
    next,
    published: [
      publish(next, "scheduled", "2027-01-15T00:00:00Z", null),
      publish(current, "current", "2026-11-22T00:00:00Z", null),
      publish(former, "former", "2026-05-01T00:00:00Z", "2026-11-22T00:00:00Z"),
    ],
  };
}

function named(bundle: Bundle): CurrentPolicy {
  return { bundle, version: bundleVersion(bundle) };
}

function publish(
  { bundle, version }: CurrentPolicy,
  state: Published["row"]["state"],
  from: string,
  until: string | null,
): Published {
  return { bundle, row: { version, title: { ...bundle.title }, state, from, until } };
}

const SMALL = { permitted: null, refused: null };

/** Figures of a few clauses, one of them too small to be told; the rest have none. */
export function makeActivity(version: string): NonNullable<Fixture["activity"]> {
  return {
    asOf: "2026-11-22T14:40:00Z",
    least: 10,
    clauses: [
      { clause: "2.1.1", day: { permitted: 120, refused: null }, month: { permitted: 3450, refused: 40 } },
      { clause: "2.2.7", day: SMALL, month: SMALL },
      { clause: "2.4.8", day: { permitted: null, refused: 60 }, month: { permitted: 1210, refused: 2080 } },
    ],
    lastCheck: { at: "2026-11-22T14:41:00Z", version, errors: 0, warnings: 3 },
  };
}

/** The centre before a fixture service, as an application that also serves the bundles, as the portal's address does. */
export function openPages(
  policy: CurrentPolicy | (() => CurrentPolicy),
  fixture: Fixture,
  change: Partial<CentreOptions> = {},
): { readonly app: Hono; readonly reported: readonly unknown[]; readonly asked: readonly string[] } {
  const { app: service, asked } = createFixtureService(fixture);
  const reported: unknown[] = [];
  const app = new Hono();
  app.all("/.well-known/*", (c) => service.fetch(c.req.raw));
  app.route(
    "/privacy",
    createCentre({
      policy: typeof policy === "function" ? policy : () => policy,
      service: (request) => service.fetch(request),
      publicUrl: ORIGIN,
      assets: {
        verifier: fileOf("../browser.ts"),
        asker: fileOf("../browser-ask.ts"),
        pusher: fileOf("../browser-push.ts"),
        worker: fileOf("../browser-push-worker.ts"),
      },
      report: (error) => reported.push(error),
      ...change,
    }),
  );
  return { app, reported, asked };
}

function fileOf(name: string): string {
  return new URL(name, import.meta.url).pathname;
}
