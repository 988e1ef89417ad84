import type { ProblemDetails } from "@avow/contract";
import type { Bundle } from "@avow/policy";
import { unsound } from "./build-source.ts";
import { listLookups } from "./lookups.ts";

type Errors = NonNullable<ProblemDetails["errors"]>;

/**
 * Requires that `next` may follow `current` over the data that is held: the same policy, the same fields by which people are
 * looked up, no field and no purpose under another name. What people left and chose is kept under names, and indexed when it
 * is sealed; a version that changes either would lose what they refused, or lock them out.
 * @throws {ProblemError} `policy-unsound`, with each thing that stands against it
 */
export function requireHeir(current: Bundle, next: Bundle): void {
  const errors = [
    ...(next.id === current.id
      ? []
      : [{ at: "id", message: `this service runs the policy \`${current.id}\`, and this is another` }]),
    ...findLookupChanges(current, next),
    ...findRenames(current, next),
  ];
  if (errors.length > 0) throw unsound(errors);
}

function findLookupChanges(current: Bundle, next: Bundle): Errors {
  const [before, after] = [listLookups(current), listLookups(next)];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((path) => before[path] !== after[path])
    .map((path) => ({
      at: `data.${path}.lookup`,
      message:
        before[path] === undefined
          ? `people cannot begin to be looked up by \`${path}\`: what they left before is not indexed by it`
          : `people are looked up by \`${path}\`: it has to stay, with its type and \`lookup\``,
    }));
}

function findRenames(current: Bundle, { formerly }: Bundle): Errors {
  const kept = {
    data: Object.keys(current.data),
    fields: Object.entries(current.data).flatMap(([category, { fields }]) =>
      Object.keys(fields).map((field) => `${category}.${field}`),
    ),
    purposes: Object.keys(current.purposes),
  } as const;
  return (["data", "fields", "purposes"] as const).flatMap((part) =>
    Object.entries(formerly[part] ?? {})
      .filter(([, before]) => kept[part].includes(before))
      .map(([name, before]) => ({
        at: `formerly.${part}.${name}`,
        message: `\`${before}\` cannot be renamed: what people left or chose is kept under this name; change its title instead`,
      })),
  );
}
