import { bundleVersion } from "./build.ts";
import type { Bundle } from "./bundle.ts";
import { parseBundle } from "./parse-bundle.ts";
import { createSink, type Sink } from "./personal.ts";

/**
 * A policy of which an application has the bundle alone. `M` says for each purpose which fields may be used for it;
 * `avow build` writes it as a declaration beside the bundle.
 */
export interface BundledPolicy<M> {
  readonly bundle: Bundle;
  /** SHA-256 of the bundle, hexadecimal. */
  readonly version: string;
  /**
   * Declares the one place where values of `fields`, read for `purpose`, are opened.
   * A field that the policy uses for another purpose alone does not compile, nor does a value read for another purpose.
   */
  sink<const P extends keyof M & string, const F extends M[P] & string>(declared: {
    readonly purpose: P;
    readonly fields: readonly F[];
  }): Sink<F, P>;
}

/**
 * Opens the bundle of a policy, given as parsed JSON, that `version` names.
 * @throws {TypeError} when it is not a bundle, or another one
 * @example openBundle<FieldsFor>(json, version).sink({ purpose: "marketing", fields: ["contact.email"] })
 */
export function openBundle<M>(json: unknown, version: string): BundledPolicy<M> {
  const parsed = parseBundle(json);
  if (!parsed.ok) throw new TypeError(`this is not the bundle of a policy: ${parsed.why}`);
  const found = bundleVersion(parsed.bundle);
  if (found !== version) throw new TypeError(`the bundle is version ${found}, not ${version}`);
  return { bundle: parsed.bundle, version, sink: (declared) => createSink(declared) };
}
