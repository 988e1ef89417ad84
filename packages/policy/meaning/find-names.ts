import { suggest } from "../near-miss.ts";
import { listFields, type Space } from "./permissions.ts";

/** What a question or property cannot be read for, and what would be right. */
export interface Misread {
  readonly ok: false;
  readonly message: string;
  readonly help: string;
}

export type Read<T> = { readonly ok: true; readonly value: T } | Misread;

type NamedPart = "roles" | "channels" | "recipients" | "purposes";

const NOUNS: Readonly<Record<NamedPart, string>> = {
  roles: "role",
  channels: "channel",
  recipients: "recipient",
  purposes: "purpose",
};

export function misread(message: string, help: string): Misread {
  return { ok: false, message, help };
}

/** The declared part that `said` names: by its name, or by its title in any language, whatever the case. */
export function findName(space: Space, part: NamedPart, said: string): Read<string> {
  const name = unquote(said);
  if (Object.hasOwn(space[part], name)) return { ok: true, value: name };
  const titled = Object.entries<{ readonly title: Readonly<Record<string, string>> }>(space[part]).find(
    ([, { title }]) => Object.values(title).some((one) => isAlike(one, name)),
  );
  if (titled !== undefined) return { ok: true, value: titled[0] };
  const known = Object.keys(space[part]);
  const {
    help = known.length === 0 ? `the policy declares no ${NOUNS[part]}` : "use a name the policy declares",
  } = suggest(name, known);
  return misread(`\`${name}\` is not a ${NOUNS[part]} the policy declares`, help);
}

/** The fields that `said` stands for: a field, or all fields of a category; categories by title too. */
export function findData(space: Space, said: string): Read<readonly string[]> {
  const name = unquote(said);
  const fields = listFields(space.data);
  if (fields.has(name)) return { ok: true, value: [name] };
  const category = Object.entries(space.data).find(
    ([id, { title }]) => id === name || Object.values(title).some((one) => isAlike(one, name)),
  );
  if (category !== undefined) {
    const [id, { fields: own }] = category;
    return {
      ok: true,
      value: Object.keys(own)
        .map((field) => `${id}.${field}`)
        .sort(),
    };
  }
  const { help = "name a field as `category.field`, or a category" } = suggest(name, [
    ...Object.keys(space.data),
    ...fields,
  ]);
  return misread(`\`${name}\` is not data the policy declares`, help);
}

function unquote(said: string): string {
  return said.trim().replace(/^[`"“‘']|[`"”’']$/g, "");
}

function isAlike(title: string, said: string): boolean {
  return title.toLowerCase() === said.toLowerCase();
}
