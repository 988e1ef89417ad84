import type { Bundle, Rule } from "./bundle.ts";

/** The files by which an application imports a bundle with its types; `bundle` is what `policy.json` holds. */
export interface DeclaredBundle {
  readonly "policy.js": string;
  readonly "policy.d.ts": string;
}

/**
 * Writes the module that opens `policy.json`, and its types: a use of data that the policy permits to nobody does not
 * compile. The same bundle gives the same text.
 */
export function declareBundle(bundle: Bundle, version: string): DeclaredBundle {
  return {
    "policy.js": `// Written by \`avow build\`.
import { openBundle } from "@avow/policy";
import bundle from "./policy.json" with { type: "json" };

export default openBundle(bundle, "${version}");
`,
    "policy.d.ts": `// Written by \`avow build\` from version ${version}.
import type { BundledPolicy } from "@avow/policy";

/** For each purpose, the fields the policy lets anyone use for it. */
export interface FieldsFor {
${Object.keys(bundle.purposes)
  .sort()
  .map((purpose) => `  readonly ${quote(purpose)}: ${unionOf(fieldsFor(bundle, purpose))};\n`)
  .join("")}}

/** Every operation the policy permits, under whichever conditions. */
export type Use =
${[...new Set(bundle.rules.map(declareRule))]
  .sort()
  .map((use) => `  | ${use}`)
  .join("\n")};

declare const policy: BundledPolicy<FieldsFor>;
export default policy;
`,
  };
}

function fieldsFor({ rules }: Bundle, purpose: string): readonly string[] {
  return rules.filter((rule) => rule.purpose === purpose).flatMap(({ data }) => data);
}

function declareRule({ action, by, purpose, data, form, channel, recipient, key }: Rule): string {
  const members: readonly (readonly [string, readonly string[] | null])[] = [
    ["action", [action]],
    ["by", by],
    ["purpose", [purpose]],
    ["form", form === null ? null : [form]],
    ["channel", channel],
    ["recipient", recipient],
    ["key", key === null ? null : [key]],
  ];
  const named = members.flatMap(([name, values]) =>
    values === null ? [] : [`readonly ${name}: ${unionOf(values)}`],
  );
  return `{ ${[...named, `readonly data: readonly (${unionOf(data)})[]`].join("; ")} }`;
}

function unionOf(names: readonly string[]): string {
  const sorted = [...new Set(names)].sort();
  return sorted.length === 0 ? "never" : sorted.map(quote).join(" | ");
}

function quote(name: string): string {
  return JSON.stringify(name);
}
