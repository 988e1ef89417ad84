import type { AnyModel, ClauseId, Condition } from "./model.ts";
import type { Path } from "./shape.ts";

/** A part of the model that names the clause it stands for. */
export interface Element {
  /** How people call it: `form registration`, `permit contact for marketing`. */
  readonly label: string;
  readonly clause: ClauseId;
  /** Where the clause is named. */
  readonly path: Path;
  /** Whether it lets something be done. */
  readonly permits: boolean;
}

/** Every element of `model` and every clause it names. */
export function listElements(model: AnyModel): readonly Element[] {
  return [...listFoundations(model), ...listDeclarations(model), ...listPermissions(model)];
}

function listFoundations({ controller, law }: AnyModel): readonly Element[] {
  return [
    { label: "controller", clause: controller.clause, path: ["controller", "clause"], permits: false },
    { label: "governing law", clause: law.clause, path: ["law", "clause"], permits: false },
    { label: "courts", clause: law.courtsClause, path: ["law", "courtsClause"], permits: false },
  ];
}

function listDeclarations(model: AnyModel): readonly Element[] {
  const recipients = Object.entries(model.recipients).map(([id, { clause }]) =>
    declaration(`recipient ${id}`, clause, ["recipients", id, "clause"]),
  );
  const data = Object.entries(model.data).map(([id, { clause }]) =>
    declaration(`data ${id}`, clause, ["data", id, "clause"]),
  );
  const purposes = Object.entries(model.purposes).flatMap(([id, { clause, objection, pace }]) => [
    declaration(`purpose ${id}`, clause, ["purposes", id, "clause"]),
    ...(objection === undefined
      ? []
      : [declaration(`objection to ${id}`, objection, ["purposes", id, "objection"])]),
    ...(pace === undefined
      ? []
      : [declaration(`pace of ${id}`, pace.clause, ["purposes", id, "pace", "clause"])]),
  ]);
  const products =
    model.products === undefined
      ? []
      : [declaration("kinds of products", model.products.clause, ["products", "clause"])];
  const notices = Object.entries(model.notices ?? {}).flatMap(([item, clauses]) =>
    clauses.map((clause, index) => declaration(`notice of ${item}`, clause, ["notices", item, index])),
  );
  return [...recipients, ...data, ...purposes, ...products, ...notices];
}

function declaration(label: string, clause: ClauseId, path: Path): Element {
  return { label, clause, path, permits: false };
}

function listPermissions(model: AnyModel): readonly Element[] {
  const forms = Object.entries(model.forms).map(([id, { clause }]) =>
    permission(`form ${id}`, clause, ["forms", id, "clause"]),
  );
  const storage = Object.entries(model.storage).flatMap(([name, key]) => {
    const label = `${key.kind === "cookie" ? "cookie" : "storage key"} ${name}`;
    const register = permission(label, key.clause, ["storage", name, "clause"]);
    return [register, ...listConditions(key.when, label, ["storage", name, "when"])];
  });
  const hosts = Object.entries(model.hosts ?? {}).map(([name, { clause }]) =>
    permission(`host ${name}`, clause, ["hosts", name, "clause"]),
  );
  const permits = model.permits.flatMap((permit, index) => {
    const label = `permit ${permit.action} for ${permit.purpose}`;
    const rule = permission(label, permit.clause, ["permits", index, "clause"]);
    return [rule, ...listConditions(permit.when ?? [], label, ["permits", index, "when"])];
  });
  return [...forms, ...storage, ...hosts, ...permits];
}

function permission(label: string, clause: ClauseId, path: Path): Element {
  return { label, clause, path, permits: true };
}

function listConditions(conditions: readonly Condition[], of: string, path: Path): readonly Element[] {
  return conditions.flatMap(({ kind, clause }, index) =>
    clause === undefined
      ? []
      : [declaration(`condition ${kind} of ${of}`, clause, [...path, index, "clause"])],
  );
}
