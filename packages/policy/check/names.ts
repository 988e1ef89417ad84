import type { Diagnostic } from "../diagnostic.ts";
import type { AnyModel, Condition } from "../model.ts";
import { suggest } from "../near-miss.ts";
import type { Path } from "../shape.ts";
import type { Subject } from "./subject.ts";

type Kind = "role" | "purpose" | "field" | "channel" | "recipient";

/** Every name is declared, every permit says enough to be judged, and every field is needed. */
export function checkNames(subject: Subject): readonly Diagnostic[] {
  return [...findUndeclared(subject), ...findIncompletePermits(subject), ...findUnusedFields(subject)];
}

interface Use {
  readonly kind: Kind;
  readonly name: string;
  readonly path: Path;
}

function findUndeclared({ model, report }: Subject): readonly Diagnostic[] {
  const declared: Readonly<Record<Kind, readonly string[]>> = {
    role: Object.keys(model.roles),
    purpose: Object.keys(model.purposes),
    field: listFieldPaths(model),
    channel: Object.keys(model.channels),
    recipient: Object.keys(model.recipients),
  };
  const undeclared = listUses(model).filter(({ kind, name }) => !declared[kind].includes(name));
  return undeclared.map(({ kind, name, path }) =>
    report({
      code: "name-undeclared",
      path,
      message: `${kind} \`${name}\` is not declared`,
      ...suggest(name, declared[kind]),
    }),
  );
}

function listUses(model: AnyModel): readonly Use[] {
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
  return [...forms, ...storage, ...permits];
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

/** A permit that leaves out who, what, how or to whom would have to be guessed at; the gate does not guess. */
function findIncompletePermits({ model, report }: Subject): readonly Diagnostic[] {
  return model.permits.flatMap(({ action, purpose, data, by, channel = [], recipient = [] }, index) => {
    const missing = [
      ...(data.length === 0 ? ["data"] : []),
      ...(by.length === 0 ? ["role in `by`"] : []),
      ...(action === "contact" && channel.length === 0 ? ["channel"] : []),
      ...((action === "disclose" || action === "transfer") && recipient.length === 0 ? ["recipient"] : []),
    ];
    return missing.map((what) => {
      const message = `permit ${action} for \`${purpose}\` names no ${what}, and so permits nothing`;
      return report({ code: "permit-incomplete", path: ["permits", index, "action"], message });
    });
  });
}

function findUnusedFields({ model, report }: Subject): readonly Diagnostic[] {
  const used = new Set(listUses(model).flatMap(({ kind, name }) => (kind === "field" ? [name] : [])));
  const unused = listFieldPaths(model).filter((path) => !used.has(path));
  return unused.map((field) => {
    const [category = "", name = ""] = field.split(".");
    const message = `field \`${field}\` is declared, and no form or permit needs it`;
    const path = ["data", category, "fields", name];
    return report({ code: "data-without-purpose", severity: "warning", path, message, atName: true });
  });
}

function listFieldPaths(model: AnyModel): readonly string[] {
  return Object.entries(model.data).flatMap(([category, { fields }]) =>
    Object.keys(fields).map((field) => `${category}.${field}`),
  );
}
