import type { AnswerOf } from "@avow/contract";

/** What a spreadsheet would take for the beginning of a formula (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * An answer as CSV by RFC 4180: comma, CRLF, a line of headings. Names come from addresses that anyone may ask for.
 */
export function writeCsv({ question, cells, sigma, threshold, rho }: AnswerOf<"statistic">): string {
  const { day, measure, by, placement = "" } = question;
  const heading = ["day", "measure", "by", "placement", "name", "value", "sigma", "threshold", "rho"];
  const rows = cells.map(({ name, value }) => [
    day,
    measure,
    by,
    placement,
    name,
    String(value),
    String(sigma),
    String(threshold),
    String(rho),
  ]);
  return writeRecords([heading, ...rows]);
}

/** Records as CSV, one a line. A field that a spreadsheet would reckon with gets an apostrophe before it. */
export function writeRecords(records: readonly (readonly string[])[]): string {
  return records.map((record) => `${record.map(writeField).join(",")}\r\n`).join("");
}

function writeField(field: string): string {
  const text = FORMULA.test(field) ? `'${field}` : field;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
