import type { Diagnostic } from "../diagnostic.ts";
import type { Action, AnyModel } from "../model.ts";
import { findNearest } from "../near-miss.ts";
import type { Path } from "../shape.ts";
import { listDeclared, listFieldPaths, listUses, type Use } from "./names.ts";
import { listLacking } from "./permits.ts";
import type { Subject } from "./subject.ts";

/** Nothing is declared that nothing needs: no field, purpose, role, channel or recipient. */
export function checkNeeds(subject: Subject): readonly Diagnostic[] {
  const uses = listMeant(subject.model);
  return [
    ...findNeedlessFields(subject, uses),
    ...findNeedlessPurposes(subject, uses),
    ...findUnnamed(subject, uses),
    ...findIdleRecipients(subject, uses),
  ];
}

/** Every name the model uses; a misspelt one counts as the one it nearly is, which is reported as such and not as needless too. */
function listMeant(model: AnyModel): readonly Use[] {
  const declared = listDeclared(model);
  return listUses(model).map((use) => {
    const known = declared[use.kind];
    return known.includes(use.name) ? use : { ...use, name: findNearest(use.name, known) ?? use.name };
  });
}

/** A field no form or permit names, and one that is asked for and then only kept or erased. */
function findNeedlessFields({ model, report }: Subject, uses: readonly Use[]): readonly Diagnostic[] {
  const named = new Set(uses.flatMap(({ kind, name }) => (kind === "field" ? [name] : [])));
  const used = new Set(
    uses.flatMap(({ kind, name, path }) => (kind === "field" && isUse(model, path) ? [name] : [])),
  );
  return listFieldPaths(model).flatMap((field) => {
    if (used.has(field)) return [];
    const [category = "", name = ""] = field.split(".");
    const place = { path: ["data", category, "fields", name], severity: "warning", atName: true } as const;
    if (!named.has(field)) {
      const message = `field \`${field}\` is declared, and no form or permit needs it`;
      return [report({ code: "data-without-purpose", ...place, message })];
    }
    const message = `field \`${field}\` is held, and nothing is permitted with it`;
    const help = "ask for it no longer, or write the permit it is held for";
    return [report({ code: "data-never-used", ...place, message, help })];
  });
}

/** Whether the field named at `path` is named where something is done with it: in a host, or in a permit. */
function isUse({ permits }: AnyModel, [part, index]: Path): boolean {
  if (part === "hosts") return true;
  const action = part === "permits" ? permits[Number(index)]?.action : undefined;
  return action !== undefined && action !== "erase" && action !== "keep";
}

/** People are asked about a purpose, and nothing is done for it. */
function findNeedlessPurposes({ model, report }: Subject, uses: readonly Use[]): readonly Diagnostic[] {
  const named = new Set(uses.flatMap(({ kind, name }) => (kind === "purpose" ? [name] : [])));
  const served = new Set(
    uses.flatMap(({ kind, name, path }) => (kind === "purpose" && path.at(-3) !== "when" ? [name] : [])),
  );
  return Object.keys(model.purposes)
    .filter((purpose) => named.has(purpose) && !served.has(purpose))
    .map((purpose) => {
      const message = `purpose \`${purpose}\` is a condition of others, and no form, permit, storage key or host serves it`;
      const path = ["purposes", purpose];
      return report({ code: "purpose-without-data", severity: "warning", path, message, atName: true });
    });
}

const PARTS = { purpose: "purposes", role: "roles", channel: "channels", recipient: "recipients" } as const;

/** Where the model names one of each. */
const WHERE = {
  purpose: "form, permit, storage key or host",
  role: "permit",
  channel: "permit",
  recipient: "permit or host",
} as const;

/** Nothing is called unused while a permit lacks what it may be meant for. */
function findUnnamed({ model, report }: Subject, uses: readonly Use[]): readonly Diagnostic[] {
  const named = new Set(uses.map(({ kind, name }) => `${kind} ${name}`));
  const lacking = listLacking(model);
  return (["purpose", "role", "channel", "recipient"] as const).flatMap((kind) => {
    const unnamed = Object.keys(model[PARTS[kind]]).filter((name) => !named.has(`${kind} ${name}`));
    if (lacking.has(kind)) return [];
    return unnamed.map((name) => {
      const where = WHERE[kind];
      const message = `${kind} \`${name}\` is declared, and no ${where} names it`;
      const path = [PARTS[kind], name];
      return report({ code: "name-unused", severity: "warning", path, message, atName: true });
    });
  });
}

/** Actions that put data into a recipient's hands. */
const HANDING_OVER: readonly Action[] = ["disclose", "transfer", "publish", "release"];

function handsOver({ permits }: AnyModel, [part, index]: Path): boolean {
  if (part === "hosts") return true;
  const action = permits[Number(index)]?.action;
  return action !== undefined && HANDING_OVER.includes(action);
}

function findIdleRecipients({ model, report }: Subject, uses: readonly Use[]): readonly Diagnostic[] {
  const receiving = new Set(
    uses.flatMap(({ kind, name, path }) => (kind === "recipient" && handsOver(model, path) ? [name] : [])),
  );
  const named = new Set(uses.flatMap(({ kind, name }) => (kind === "recipient" ? [name] : [])));
  const idle = Object.keys(model.recipients).filter((name) => named.has(name) && !receiving.has(name));
  return idle.map((name) => {
    const message = `recipient \`${name}\` is named in a permit, and no permit gives it anything`;
    const help = `disclose or transfer to it, or take it out`;
    const path = ["recipients", name];
    return report({
      code: "recipient-receives-nothing",
      severity: "warning",
      path,
      message,
      help,
      atName: true,
    });
  });
}
