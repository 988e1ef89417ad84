import { type CallerOptions, call } from "@avow/contract";
import { type Earlier, type Gate, prepareGate } from "@avow/gate";
import { type Bundle, bundleVersion, parseBundle } from "@avow/policy";

/** A version of the policy, ready to be asked. */
export interface LivePolicy {
  readonly bundle: Bundle;
  /** SHA-256 of the bundle, hexadecimal. */
  readonly version: string;
  readonly gate: Gate;
  /** What governed before it, as far as it could be read: whoever is held to another is refused. */
  readonly earlier: readonly Earlier[];
  /** Whether all of it could be read. */
  readonly isWhole: boolean;
}

/** The policy of a service, through every change of version. */
export interface FollowedPolicy {
  /** The version that governed when the service was last heard. */
  latest(): LivePolicy;
  /**
   * Asks the service for its version, unless it was heard within the last second; however many ask at once, it is asked once.
   * Never rejects: while the service cannot be asked, the version at hand stays, and `report` is told.
   */
  refresh(): Promise<void>;
  /** As `fetch` is; but an answer that was given under another version is handed over when that version has been read. */
  readonly fetch: CallerOptions["fetch"];
}

export interface FollowOptions {
  /** Origin of the service, without a slash at the end. */
  readonly serviceUrl: string;
  readonly fetch: CallerOptions["fetch"];
  readonly report: (what: string) => void;
}

/** How every answer of the service names the version it was given under. */
const VERSION_HEADER = "avow-policy";
const HEARD_MS = 1000;
const PATIENCE_MS = 5000;

/** @throws {Error} when the service does not answer with a policy to begin with */
export async function followPolicy(options: FollowOptions): Promise<FollowedPolicy> {
  let policy = await readPolicy(options);
  let heardAt = performance.now();
  let reading: Promise<void> | null = null;

  const readAgain = async (): Promise<void> => {
    try {
      policy = await readPolicy(options, policy);
    } catch {
      options.report(
        `the policy in force cannot be read; this site goes on under version ${policy.version}, and the service decides`,
      );
    } finally {
      heardAt = performance.now();
      reading = null;
    }
  };
  const read = (): Promise<void> => {
    reading ??= readAgain();
    return reading;
  };
  return {
    latest: () => policy,
    async refresh() {
      if (reading !== null || performance.now() - heardAt > HEARD_MS) await read();
    },
    async fetch(request) {
      const response = await options.fetch(request);
      const version = response.headers.get(VERSION_HEADER);
      if (version === policy.version) heardAt = performance.now();
      else if (version !== null) await read();
      return response;
    },
  };
}

/** The policy as the service publishes it now; `known` itself when that is still the one. */
async function readPolicy({ serviceUrl, fetch }: FollowOptions, known?: LivePolicy): Promise<LivePolicy> {
  const response = await fetch(
    new Request(`${serviceUrl}/.well-known/avow/policy.json`, {
      headers: known?.isWhole === true ? { "if-none-match": `"${known.version}"` } : {},
      signal: AbortSignal.timeout(PATIENCE_MS),
    }),
  );
  if (known !== undefined && response.status === 304) return known;
  if (!response.ok) throw new Error(`the service answered ${response.status} for its policy`);
  const { bundle, version } = parsePolicy(await response.json());
  const past = await readEarlier({ serviceUrl, fetch }, known);
  return { bundle, version, gate: prepareGate(bundle, version, past.earlier), ...past };
}

function parsePolicy(json: unknown): Earlier {
  const parsed = parseBundle(json);
  if (!parsed.ok) throw new Error(`the service's policy is malformed: ${parsed.why}`);
  return { bundle: parsed.bundle, version: bundleVersion(parsed.bundle) };
}

/**
 * What governed before, in order, each version read once. One that cannot be had is left out, and who is held to it is refused: a
 * site that cannot read the past goes on for everybody else.
 */
async function readEarlier(
  { serviceUrl, fetch }: Pick<FollowOptions, "serviceUrl" | "fetch">,
  known: LivePolicy | undefined,
): Promise<Pick<LivePolicy, "earlier" | "isWhole">> {
  const listed = await call({ baseUrl: serviceUrl, fetch }, "versions", {}).catch(() => null);
  if (!listed?.ok) return { earlier: [], isWhole: false };
  // The latest first; of a version that came back, its last time counts.
  const former = listed.answer.filter(({ state }) => state === "former").map(({ version }) => version);
  const had = new Map(known === undefined ? [] : [...known.earlier, known].map((one) => [one.version, one]));
  const read = [...new Set(former)].toReversed().map(async (version): Promise<readonly Earlier[]> => {
    const one = had.get(version);
    if (one !== undefined) return [{ bundle: one.bundle, version }];
    const response = await fetch(
      new Request(`${serviceUrl}/.well-known/avow/policy/${version}`, {
        signal: AbortSignal.timeout(PATIENCE_MS),
      }),
    );
    const found = parsePolicy(await response.json());
    return found.version === version ? [found] : [];
  });
  const all = await Promise.all(read.map((one) => one.catch((): readonly Earlier[] => [])));
  const earlier = all.flat();
  return { earlier, isWhole: earlier.length === all.length };
}
