import { describe, expect, it } from "vitest";
import { writeCsv } from "./write-csv.ts";

const answer = {
  question: { day: "2026-11-21", measure: "visitors", by: "page" },
  publishedAt: "2026-11-22T02:00:00Z",
  cells: [{ name: "/en/", value: 812 }],
  threshold: 518,
  sigma: 70.71,
  rho: 0.0003,
} as const;

/** The lines after the headings. */
function rowsOf(name: string): string {
  return writeCsv({ ...answer, cells: [{ name, value: 812 }] })
    .split("\r\n")
    .slice(1)
    .join("\r\n");
}

describe("an answer as CSV", () => {
  it("has a line of headings, and every line ends as RFC 4180 wants it", () => {
    expect(writeCsv({ ...answer, cells: [...answer.cells] })).toBe(
      "day,measure,by,placement,name,value,sigma,threshold,rho\r\n2026-11-21,visitors,page,,/en/,812,70.71,518,0.0003\r\n",
    );
  });

  it("quotes what would end a field", () => {
    expect(rowsOf('a,"b"\nc')).toContain(',"a,""b""\nc",812,');
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])("is no formula where a name is `%s`", (name) => {
    expect(rowsOf(name)).toMatch(/,"?'/);
  });
});
