import type { AnyModel, ClauseStatus } from "../model.ts";

const WIDTH = 110;
const IDENTIFIER = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/** A model as the source of `policy.ts`, as somebody would write it by hand. */
export function formatModel(model: AnyModel): string {
  const { clauses, ...rest } = model;
  const used = new Set(Object.values(clauses).map(({ status }) => STATUS_CALLS[status]));
  const names = ["definePolicy", ...used].sort();
  const members = Object.entries(rest).map(([name, value]) => `  ${key(name)}: ${format(value, 1)},\n`);
  const statuses = Object.entries(clauses).map(
    ([id, status]) => `    ${key(id)}: ${formatStatus(status)},\n`,
  );
  return `import { ${names.join(", ")} } from "@avow/policy";

export default definePolicy({
${members.join("")}  clauses: {
${statuses.join("")}  },
});
`;
}

const STATUS_CALLS = { enforced: "enforced", pending: "pending", states: "states" } as const satisfies Record<
  ClauseStatus["status"],
  string
>;

function formatStatus(status: ClauseStatus): string {
  switch (status.status) {
    case "enforced":
      return `enforced(${status.by.map((mechanism) => JSON.stringify(mechanism)).join(", ")})`;
    case "pending":
      return `pending(${format(status.brings, 2)})`;
    case "states":
      return "states()";
  }
}

/** A JSON value as TypeScript, on one line where it fits. */
function format(value: unknown, depth: number): string {
  const line = inline(value);
  if (line.length + depth * 2 <= WIDTH - 20) return line;
  const indent = "  ".repeat(depth + 1);
  const end = "  ".repeat(depth);
  if (Array.isArray(value))
    return `[\n${value.map((item) => `${indent}${format(item, depth + 1)},\n`).join("")}${end}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(
      ([name, member]) => `${indent}${key(name)}: ${format(member, depth + 1)},\n`,
    );
    return `{\n${members.join("")}${end}}`;
  }
  return line;
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(([name, member]) => `${key(name)}: ${inline(member)}`);
    return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
  }
  return JSON.stringify(value);
}

function key(name: string): string {
  return IDENTIFIER.test(name) ? name : JSON.stringify(name);
}
