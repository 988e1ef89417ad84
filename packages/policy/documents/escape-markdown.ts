/** Text on one line, with a backslash before whatever Markdown would read into it, within a table too. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[\\`*_[\]<>&|#~]/g, "\\$&");
}
