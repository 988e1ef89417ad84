import type { AnswerOf } from "@avow/contract";

/** What a spreadsheet would take for the beginning of a formula (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * An answer as CSV by RFC 4180: comma, CRLF, a line of headings. Names come from addresses that anyone may ask for; one that a
 * spreadsheet would reckon with gets an apostrophe before it.
 */
export function writeCsv({ question, cells, sigma, threshold, rho }: AnswerOf<"statistic">): string {
  const { day, measure, by, placement = "" } = question;
  const heading = ["day", "measure", "by", "placement", "name", "value", "sigma", "threshold", "rho"];
  const rows = cells.map(({ name, value }) => [
    day,
    measure,
    by,
    placement,
    FORMULA.test(name) ? `'${name}` : name,
    String(value),
    String(sigma),
    String(threshold),
    String(rho),
  ]);
  return [heading, ...rows].map((row) => `${row.map(writeField).join(",")}\r\n`).join("");
}

function writeField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
