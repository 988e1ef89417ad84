import type { Diagnostic } from "../diagnostic.ts";
import type { AnyModel, Condition } from "../model.ts";
import { findNearest, suggest } from "../near-miss.ts";
import type { Path } from "../shape.ts";
import type { Subject } from "./subject.ts";

type Kind = "role" | "purpose" | "field" | "channel" | "recipient";

/** Every name the model uses is declared. */
export function checkNames({ model, report }: Subject): readonly Diagnostic[] {
  const declared = listDeclared(model);
  const sets = new Map(Object.entries(declared).map(([kind, names]) => [kind, new Set(names)]));
  const undeclared = listUses(model).filter(({ kind, name }) => !sets.get(kind)?.has(name));
  return undeclared.map(({ kind, name, path }) =>
    report({
      code: "name-undeclared",
      path,
      message: `${kind} \`${name}\` is not declared`,
      ...suggest(name, declared[kind]),
      replacement: findNearest(name, declared[kind]),
    }),
  );
}

/** The names of each kind that the model declares. */
export function listDeclared(model: AnyModel): Readonly<Record<Kind, readonly string[]>> {
  return {
    role: Object.keys(model.roles),
    purpose: Object.keys(model.purposes),
    field: listFieldPaths(model),
    channel: Object.keys(model.channels),
    recipient: Object.keys(model.recipients),
  };
}

/** A place in the model where something declared is named. */
export interface Use {
  readonly kind: Kind;
  readonly name: string;
  readonly path: Path;
}

/** Every name the model uses, wherever it stands. */
export function listUses(model: AnyModel): readonly Use[] {
  const reaches = Object.entries(model.channels).flatMap(([name, { reach }]) =>
    reach === undefined ? [] : useAll("field", [reach], () => ["channels", name, "reach"]),
  );
  const products =
    model.products === undefined ? [] : useAll("field", [model.products.field], () => ["products", "field"]);
  const forms = Object.entries(model.forms).flatMap(([id, { fields }]) =>
    fields.flatMap(({ field, purposes }, index) => [
      ...useAll("field", [field], () => ["forms", id, "fields", index, "field"]),
      ...useAll("purpose", purposes, (at) => ["forms", id, "fields", index, "purposes", at]),
    ]),
  );
  const storage = Object.entries(model.storage).flatMap(([name, { purpose, when }]) => [
    ...useAll("purpose", [purpose], () => ["storage", name, "purpose"]),
    ...useConditions(when, ["storage", name, "when"]),
  ]);
  const hosts = Object.entries(model.hosts ?? {}).flatMap(([name, { purpose, recipient, data }]) => [
    ...useAll("purpose", [purpose], () => ["hosts", name, "purpose"]),
    ...useAll("recipient", [recipient], () => ["hosts", name, "recipient"]),
    ...useAll("field", data, (at) => ["hosts", name, "data", at]),
  ]);
  const permits = model.permits.flatMap(
    ({ purpose, data, by, channel = [], recipient = [], when = [] }, index) => [
      ...useAll("purpose", [purpose], () => ["permits", index, "purpose"]),
      ...useAll("field", data, (at) => ["permits", index, "data", at]),
      ...useAll("role", by, (at) => ["permits", index, "by", at]),
      ...useAll("channel", channel, (at) => ["permits", index, "channel", at]),
      ...useAll("recipient", recipient, (at) => ["permits", index, "recipient", at]),
      ...useConditions(when, ["permits", index, "when"]),
    ],
  );
  return [...reaches, ...products, ...forms, ...storage, ...hosts, ...permits];
}

function useAll(kind: Kind, names: readonly string[], pathOf: (index: number) => Path): readonly Use[] {
  return names.map((name, index) => ({ kind, name, path: pathOf(index) }));
}

function useConditions(conditions: readonly Condition[], path: Path): readonly Use[] {
  return conditions.flatMap((condition, index): readonly Use[] =>
    "purpose" in condition
      ? [{ kind: "purpose", name: condition.purpose, path: [...path, index, "purpose"] }]
      : [],
  );
}

/** `category.field` of every field declared. */
export function listFieldPaths(model: AnyModel): readonly string[] {
  return Object.entries(model.data).flatMap(([category, { fields }]) =>
    Object.keys(fields).map((field) => `${category}.${field}`),
  );
}
