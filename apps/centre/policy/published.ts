import type { AnswerOf } from "@avow/contract";
import { type Gate, prepareGate } from "@avow/gate";
import {
  type Bundle,
  bundleVersion,
  comparePolicies,
  type PolicyDifference,
  parseBundle,
} from "@avow/policy";
import { callAs } from "../api.ts";
import type { CentreOptions, Visit } from "../site.ts";
import { keepLast } from "./keep-last.ts";

export type VersionRow = AnswerOf<"versions">[number];
export type Activity = AnswerOf<"activity">;

/** What has been published: every version, and its bundle. */
export interface Published {
  /** Every version, the latest first. Throws as `call` does. */
  list(visit: Visit): Promise<readonly VersionRow[]>;
  /**
   * The bundle of a version that {@link list} names.
   * @throws {TypeError} when it cannot be had, or is not the one its number names.
   */
  bundleOf(visit: Visit, version: string): Promise<Bundle>;
  /** What the step between two versions means; throws as {@link bundleOf} does. */
  differenceOf(visit: Visit, before: string, after: string): Promise<PolicyDifference>;
  /** The gate of the version in force, and what governed before it, in order: what people may be held to. Throws as {@link bundleOf} does. */
  gateOf(visit: Visit): Promise<{ readonly gate: Gate; readonly earlier: readonly VersionRow[] }>;
  /** The latest figures; `null` when they cannot be had, which is reported, for no page depends on them. */
  findActivity(visit: Visit): Promise<Activity | null>;
}

/** Reads what is published through the service, and keeps the last bundles it read. */
export function createPublished(options: CentreOptions): Published {
  // What a hash names does not change, so nothing kept goes stale.
  const bundles = keepLast<Bundle>();
  const differences = keepLast<PolicyDifference>();
  const gates = keepLast<Gate>();
  const bundleOf: Published["bundleOf"] = async ({ policy }, version) =>
    version === policy.version ? policy.bundle : bundles(version, () => fetchBundle(options, version));
  const list: Published["list"] = async (visit) => {
    const called = await callAs(options, visit, "versions");
    if (!called.ok) throw new TypeError(`the versions cannot be had: ${called.problem.code}`);
    return [...called.answer].sort((a, b) => b.from.localeCompare(a.from));
  };
  return {
    bundleOf,
    list,
    async gateOf(visit) {
      const { bundle, version } = visit.policy;
      const former = (await list(visit)).filter(({ state }) => state === "former").toReversed();
      // Of a version that came back, its last time counts.
      const earlier = former.filter(
        (row, place) =>
          row.version !== version && former.findLastIndex((one) => one.version === row.version) === place,
      );
      const gate = await gates([...earlier, { version }].map((one) => one.version).join(), async () =>
        prepareGate(
          bundle,
          version,
          await Promise.all(
            earlier.map(async (row) => ({
              version: row.version,
              bundle: await bundleOf(visit, row.version),
            })),
          ),
        ),
      );
      return { gate, earlier };
    },
    differenceOf: (visit, before, after) =>
      differences(`${before} ${after}`, async () => {
        const pair = [await bundleOf(visit, before), await bundleOf(visit, after)] as const;
        return comparePolicies(...pair);
      }),
    async findActivity(visit) {
      try {
        const called = await callAs(options, visit, "activity");
        if (called.ok) return called.answer;
        options.report(new TypeError(`the activity cannot be had: ${called.problem.code}`));
      } catch (error) {
        options.report(error);
      }
      return null;
    },
  };
}

async function fetchBundle({ service, publicUrl }: CentreOptions, version: string): Promise<Bundle> {
  const response = await service(new Request(`${publicUrl}/.well-known/avow/policy/${version}`));
  if (!response.ok) throw new TypeError(`the bundle of a version was answered ${response.status}`);
  const parsed = parseBundle(await response.json());
  if (!parsed.ok) throw new TypeError(`the bundle of a version cannot be read: ${parsed.why}`);
  if (bundleVersion(parsed.bundle) !== version)
    throw new TypeError("the bundle of a version is not the one its number names");
  return parsed.bundle;
}
