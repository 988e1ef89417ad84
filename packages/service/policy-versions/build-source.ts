import type { ProblemDetails } from "@avow/contract";
import type * as shapes from "@avow/contract/shapes";
import { canonicalJson } from "@avow/evidence";
import {
  type Bundle,
  buildBundle,
  checkPolicy,
  type Diagnostic,
  type PolicySource,
  parseBundle,
} from "@avow/policy";
import type { z } from "zod";
import { ProblemError } from "../http/problem.ts";

/** A policy that passed its check: what its author wrote, what was made of it, and what is still to be said. */
export interface BuiltSource {
  readonly bundle: Bundle;
  readonly version: string;
  /** JSON of the {@link PolicySource}, its members in their author's order, from which the same can be made again. */
  readonly source: string;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Checks and builds a policy as it would be kept: as JSON and nothing else.
 * @throws {ProblemError} `policy-unsound`, with every error; `body-malformed` when it is not JSON, or not in Unicode
 */
export function buildSource(given: PolicySource): BuiltSource {
  const source = formatSource(given);
  const kept = parseSource(source);
  const diagnostics = checkPolicy(kept);
  const built = buildBundle(kept);
  if (!built.ok) throw unsound(built.diagnostics.filter(({ severity }) => severity === "error").map(errorOf));
  const { bundle, version } = built;
  return { bundle, version, source, diagnostics };
}

/** A policy that arrived over the wire. Its files are named as they would be in a folder. */
export function sourceOf({
  model,
  words,
  properties,
}: NonNullable<z.output<typeof shapes.ProposalBody>["source"]>): PolicySource {
  return {
    model,
    words: Object.fromEntries(
      Object.entries(words).map(([language, source]) => [language, { file: `${language}.md`, source }]),
    ),
    ...(properties === null ? {} : { properties: { file: "properties.txt", source: properties } }),
  };
}

/** Reads what {@link buildSource} gave to keep. */
export function parseSource(kept: string): PolicySource {
  // Written by `formatSource` alone; `checkPolicy` takes nothing about the model on trust.
  return JSON.parse(kept) as PolicySource;
}

/** The problem of a policy that cannot be published, with each place and what is wrong there. */
export function unsound(errors: NonNullable<ProblemDetails["errors"]>): ProblemError {
  return new ProblemError("policy-unsound", {
    detail: `${errors.length} ${errors.length === 1 ? "error stands" : "errors stand"} against it`,
    help: "run `avow check` on its folder",
    errors,
  });
}

function errorOf({ code, file, span, message, help }: Diagnostic): { at: string; message: string } {
  return {
    at: span === null ? file : `${file}:${span.line}:${span.column}`,
    message: `error[${code}]: ${message}${help === undefined ? "" : `; ${help}`}`,
  };
}

function formatSource(source: PolicySource): string {
  try {
    const text = JSON.stringify(source);
    canonicalJson(JSON.parse(text)); // throws on what is not Unicode
    return text;
  } catch {
    throw new ProblemError("body-malformed", {
      detail: "the policy cannot be kept: its model is not JSON, or a text in it is not Unicode",
    });
  }
}

/** A bundle as this service kept it. @throws {TypeError} when it is none */
export function parseKeptBundle(text: string): Bundle {
  const parsed = parseBundle(JSON.parse(text));
  if (parsed.ok) return parsed.bundle;
  throw new TypeError(`a kept bundle is malformed: ${parsed.why}`);
}
