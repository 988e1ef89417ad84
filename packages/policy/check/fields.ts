import type { Diagnostic } from "../diagnostic.ts";
import type { Field } from "../model.ts";
import type { Subject } from "./subject.ts";

/** What may be chosen is listed where there is a choice, and nowhere else. */
export function checkFields({ model, report }: Subject): readonly Diagnostic[] {
  return Object.entries(model.data).flatMap(([category, { fields }]) =>
    Object.entries(fields).flatMap(([name, field]) => {
      const path = ["data", category, "fields", name];
      return findMisfits(`${category}.${name}`, field).map(({ member, message, help }) =>
        report({ code: "choice-malformed", path: [...path, ...member], message, help, atName: true }),
      );
    }),
  );
}

interface Misfit {
  /** Where in the field. */
  readonly member: readonly string[];
  readonly message: string;
  readonly help: string;
}

function findMisfits(path: string, { type, choices, maxLength }: Field<string>): readonly Misfit[] {
  if (type !== "choice") {
    if (choices === undefined) return [];
    const message = `field \`${path}\` lists choices, and its type is \`${type}\``;
    return [{ member: ["choices"], message, help: "make its type `choice`, or take the list out" }];
  }
  const names = Object.keys(choices ?? {});
  if (names.length === 0) {
    const message = `field \`${path}\` is a choice, and there is nothing to choose`;
    return [{ member: [], message, help: "list in `choices` what may be chosen, each with its title" }];
  }
  return names
    .filter((name) => name.length > maxLength)
    .map((name) => ({
      member: ["choices", name],
      message: `choice \`${name}\` of \`${path}\` is longer than its \`maxLength\`, and would be refused`,
      help: `say \`maxLength: ${Math.max(...names.map(({ length }) => length))}\` or more`,
    }));
}
