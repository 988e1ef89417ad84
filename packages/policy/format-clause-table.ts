import { displayWidth, padTo, printable } from "./display-width.ts";
import type { ClauseStatus } from "./model.ts";
import { createPaint } from "./paint.ts";
import type { ClauseSummary } from "./summary.ts";

const COLORS = { enforced: "blue", pending: "yellow", states: "cyan", missing: "red" } as const;

/** The clauses with what stands behind each, and a line of totals; without a final line end. */
export function formatClauseTable(
  summary: readonly ClauseSummary[],
  { color }: { readonly color: boolean },
): string {
  const paint = createPaint(color);
  const rows = summary.map(({ id, status, mechanisms }) => ({
    id,
    kind: status?.status ?? ("missing" as const),
    status: printable(sayStatus(status)),
    mechanisms: printable(mechanisms.join(", ")),
  }));
  const idColumns = widest(["clause", ...rows.map(({ id }) => id)]);
  const statusColumns = widest(["status", ...rows.map(({ status }) => status)]);
  const header = paint(
    "bold",
    `${padTo("clause", idColumns)}  ${padTo("status", statusColumns)}  mechanisms`,
  );
  const body = rows.map(({ id, kind, status, mechanisms }) => {
    const cells = [padTo(id, idColumns), paint(COLORS[kind], padTo(status, statusColumns)), mechanisms];
    return cells.join("  ").trimEnd();
  });
  return [header, ...body, "", sayTotals(rows.map(({ kind }) => kind))].join("\n");
}

function sayStatus(status: ClauseStatus | null): string {
  if (status === null) return "MISSING";
  return status.status === "pending"
    ? `PENDING ${status.brings.en ?? Object.values(status.brings)[0] ?? ""}`
    : status.status;
}

function sayTotals(kinds: readonly (keyof typeof COLORS)[]): string {
  const count = (wanted: string) => kinds.filter((kind) => kind === wanted).length;
  const missing = count("missing");
  const totals = `${count("enforced")} enforced, ${count("pending")} pending, ${count("states")} state only`;
  return missing === 0 ? totals : `${totals}, ${missing} missing`;
}

function widest(cells: readonly string[]): number {
  return Math.max(...cells.map(displayWidth));
}
